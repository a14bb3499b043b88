"""The press kit of a release: its text as DOCX and tagged PDF, photographs and files, and what each of them is."""

import asyncio
import io
import zipfile
from datetime import datetime

from services.media.releases.domain.release import Kind, Release
from services.media.releases.service import Photographs, Releases
from services.media.releases.wording import captions, document, kit_names
from shared.clock import warsaw
from shared.documents import as_docx, as_pdf

LIST = "opisy-i-licencje.txt"


async def kit(releases: Releases, one: Release) -> bytes:
    """Give the press kit as ZIP."""
    at = releases.clock.now()
    parts = [await _body(releases, part.id, part.kind) for part in one.parts]
    return await asyncio.to_thread(_zipped, one, at, parts)


async def as_file(releases: Releases, one: Release, kind: str) -> bytes:
    """Give a release as a document: `kind` is pdf or docx."""
    told = document(one, releases.clock.now())
    return await asyncio.to_thread(as_pdf if kind == "pdf" else as_docx, told)


async def _body(releases: Releases, id: str, kind: Kind) -> bytes:
    if kind is Kind.PHOTOGRAPH:
        return (await releases.photographs.read(id, Photographs.WIDTHS[0]))[1]
    return (await releases.files.read(id))[1]


def _zipped(one: Release, at: datetime, parts: list[bytes]) -> bytes:
    told, stamp = document(one, at), warsaw(one.published_at or at).timetuple()[:6]
    content = [("komunikat.docx", as_docx(told)), ("komunikat.pdf", as_pdf(told))]
    if one.parts:
        content.append((LIST, captions(one).encode()))
    content += list(zip(kit_names(one), parts, strict=True))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content:
            archive.writestr(zipfile.ZipInfo(name, stamp), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()
