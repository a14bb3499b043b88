"""Press releases as everybody reads them: the list, one with its press kit, the feed. Only what is out is in here."""

from collections.abc import Mapping
from typing import Annotated, Literal
from xml.sax.saxutils import escape

from fastapi import APIRouter, Query, Request, Response

from services.media.releases.api import FRESH, Slug
from services.media.releases.domain.release import Kind, Release
from services.media.releases.domain.steps import State
from services.media.releases.service import Releases
from services.media.releases.service.kit import as_file, kit
from shared.access import anyone
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.render import Templates

_BASE = "/prasa/komunikaty"
_PER_PAGE = 10
_IN_FEED, _IN_SITEMAP = 20, 1000
DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Width = Literal["640", "3508"]


def pages(releases: Releases, templates: Templates, origin: str) -> APIRouter:
    """Give the pages; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])
    router.include_router(_lists(releases, templates, origin))
    router.include_router(_one(releases, templates))
    return router


def _lists(releases: Releases, templates: Templates, origin: str) -> APIRouter:
    router = APIRouter()

    @router.get(_BASE)
    async def listed(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List what is out, the newest first."""
        found = await releases.store.on_site(q, (strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request,
            "releases.html",
            headers=FRESH,
            releases=found[:_PER_PAGE],
            q=q,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    @router.get(_BASE + "/atom.xml")
    async def feed() -> Response:
        """Give what is out as a feed."""
        found = await releases.store.on_site("", 0, _IN_FEED)
        return Response(atom(found, origin), media_type="application/atom+xml", headers=FRESH)

    @router.get(_BASE + "/sitemap.xml")
    async def sitemap() -> Response:
        """Give the addresses of what is out (sitemaps.org)."""
        paths = [_BASE, *(one.page for one in await releases.store.on_site("", 0, _IN_SITEMAP))]
        rows = "".join(f"<url><loc>{escape(origin + path)}</loc></url>" for path in paths)
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        return Response(text, media_type="application/xml", headers=FRESH)

    return router


def _one(releases: Releases, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def out(slug: str) -> Release:
        """Give what is out: of what was withdrawn, no file is left."""
        one = await releases.store.by_slug(slug)
        if one.state is not State.PUBLISHED:
            raise NotFound("press release", slug)
        return one

    @router.get(_BASE + "/{slug}")
    async def show(request: Request, slug: Slug) -> Response:
        """Show a release; of a withdrawn one, that and why it was withdrawn."""
        one = await releases.store.by_slug(slug)
        gone = one.state is State.WITHDRAWN
        return templates.page(
            request, "release.html", status_code=410 if gone else 200, headers=FRESH, one=one, gone=gone
        )

    @router.get(_BASE + "/{slug}/materialy.zip")
    async def press_kit(slug: Slug) -> Response:
        """Give the press kit."""
        one = await out(slug)
        return attached(await kit(releases, one), "application/zip", f"{one.number}.zip")

    @router.get(_BASE + "/{slug}/komunikat.{kind}")
    async def written(slug: Slug, kind: Literal["pdf", "docx"]) -> Response:
        """Give the text as a document."""
        one = await out(slug)
        return attached(await as_file(releases, one, kind), DOCUMENTS[kind], f"{one.number}.{kind}")

    @router.get(_BASE + "/{slug}/zdjecia/{part_id}/{width}")
    async def photograph(slug: Slug, part_id: Id, width: Width) -> Response:
        """Give a photograph."""
        part = (await out(slug)).part(part_id)
        if part is None or part.kind is not Kind.PHOTOGRAPH:
            raise NotFound("photograph", part_id)
        kind, body = await releases.photographs.read(part_id, int(width))
        return Response(body, media_type=kind, headers={**FRESH, "X-Content-Type-Options": "nosniff"})

    @router.get(_BASE + "/{slug}/pliki/{part_id}")
    async def file(slug: Slug, part_id: Id) -> Response:
        """Give a file."""
        part = (await out(slug)).part(part_id)
        if part is None or part.kind is not Kind.FILE:
            raise NotFound("file", part_id)
        stored, body = await releases.files.read(part_id)
        return attached(body, stored.media_type, part.safe_name)

    return router


def attached(body: bytes, media_type: str, name: str, kept: Mapping[str, str] = FRESH) -> Response:
    """Give a file to be saved under `name`; `kept`: who may keep it for how long."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type=media_type, headers={**kept, **headers})


def atom(found: list[Release], origin: str) -> str:
    """Write an Atom feed (RFC 4287)."""
    site = escape(origin)
    entries = "".join(
        f"<entry><id>urn:uuid:{one.id}</id><title>{escape(one.text.title)}</title>"
        f'<link href="{site}{one.page}"/><summary>{escape(_summary(one))}</summary>'
        f"<published>{one.published_at.isoformat()}</published>"
        f"<updated>{(one.changed_for_readers_at or one.published_at).isoformat()}</updated></entry>"
        for one in found
        if one.published_at
    )
    newest = max((one.changed_for_readers_at for one in found if one.changed_for_readers_at), default=None)
    updated = newest.isoformat() if newest else "1970-01-01T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pl">'
        f"<id>{site}{_BASE}</id><title>Komunikaty prasowe</title><updated>{updated}</updated>"
        f'<author><name>Urząd Miasta Kalisza</name></author><link href="{site}{_BASE}"/>'
        f'<link rel="self" href="{site}{_BASE}/atom.xml"/>{entries}</feed>'
    )


def _summary(one: Release) -> str:
    return f"Sprostowano: {one.corrections[-1].what} {one.text.lead}" if one.corrections else one.text.lead
