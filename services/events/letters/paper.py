"""A letter as it is printed: PDF and DOCX; a mailing as one file; envelopes. It decides nothing."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

from babel.dates import format_date
from fastapi import Response

from services.events.letters.domain.forms import Recipient
from shared.city_hall import CITY, OFFICE, STREET, TOWN
from shared.documents import Block, Document, Lines, Paragraph, as_docx, as_pdf
from shared.pdf import pdf

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ENVELOPES = Path(__file__).parent / "templates" / "envelopes.typ"


def letter(
    title: str, text: str, recipients: Sequence[Recipient], signatory: str, sign: str | None, day: date
) -> Document:
    """Give a letter as a document; `day`: the one that stands on it."""
    head: list[Block] = [Lines((f"{CITY}, {format_date(day, 'd MMMM y', locale='pl')} r.",), right=True)]
    if sign:
        head.append(Lines((sign,)))
    head += [Lines(one.addressee(), right=True) for one in recipients]
    body = [_paragraph(part) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Document(title, OFFICE, day, [*head, *body, Lines((signatory,), right=True)], headed=False)


def _paragraph(part: str) -> Block:
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    return Paragraph(lines[0]) if len(lines) == 1 else Lines(lines)


def answer(document: Document, format: str, name: str) -> Response:
    """Give a document as an answer that no cache keeps; `format`: pdf or docx."""
    body, kind = (as_docx(document), DOCX) if format == "docx" else (as_pdf(document), PDF)
    return kept_by_nobody(body, kind, f"{name}.{format}")


def mailing(title: str, texts: Sequence[tuple[Recipient, str]], signatory: str, sign: str | None, day: date) -> bytes:
    """Give all letters of a mailing in one PDF, a page or more each."""
    pages = [
        {
            "addressee": one.addressee(),
            "paragraphs": [part.split("\n") for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()],
        }
        for one, text in texts
    ]
    return pdf(
        Path(__file__).parent / "templates" / "mailing.typ",
        {
            "title": title,
            "office": OFFICE,
            "place_and_date": f"{CITY}, {format_date(day, 'd MMMM y', locale='pl')} r.",
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "sign": sign or "",
            "signatory": signatory,
            "letters": pages,
        },
    )


def envelopes(recipients: Sequence[Recipient], day: date) -> bytes:
    """Give a DL envelope (220 × 110 mm) for each, a page each."""
    return pdf(
        _ENVELOPES,
        {
            "title": "Koperty",
            "office": (OFFICE, STREET, TOWN),
            "year": day.year,
            "month": day.month,
            "day": day.day,
            "addressees": [one.addressee() for one in recipients],
        },
    )


def kept_by_nobody(body: bytes, kind: str, name: str) -> Response:
    """Give a file that no cache keeps."""
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(body, media_type=kind, headers=headers)
