"""The news and pages of the site as readers see them: the list, an article or a page, the feed."""

from typing import Annotated
from xml.sax.saxutils import escape

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.media.website.domain.article import Article, Kind, State
from services.media.website.pages.facts import facts_of
from services.media.website.pages.text import html
from services.media.website.service import Website
from shared.access import anyone
from shared.contracts.base import Line
from shared.web.render import Templates

_PER_PAGE = 10


def pages(website: Website, templates: Templates, origin: str) -> APIRouter:
    """Give the pages of the news; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/aktualnosci")
    async def news(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List the news, the newest first."""
        found = await website.store.published(_PER_PAGE + 1, (strona - 1) * _PER_PAGE)
        return templates.page(
            request, "news.html", articles=found[:_PER_PAGE], number=strona, more=len(found) > _PER_PAGE
        )

    @router.get("/aktualnosci/atom.xml")
    async def feed() -> Response:
        """Give the news as a feed."""
        return Response(atom(await website.store.published(20), origin), media_type="application/atom+xml")

    async def text(request: Request, slug: str, kind: Kind) -> Response:
        found = await website.store.by_slug(slug)
        if (found.slug, found.kind) != (slug, kind):
            return RedirectResponse(f"{found.kind.place}/{found.slug}", 301)
        gone = found.state is State.WITHDRAWN
        facts = None if gone else facts_of(found, origin)
        status = 410 if gone else 200
        return templates.page(request, "article.html", status_code=status, article=found, facts=facts, html=html)

    @router.get("/aktualnosci/{slug}")
    async def article(request: Request, slug: Line) -> Response:
        """Show an article; of a withdrawn one, that and why it was withdrawn. From an old address lead on."""
        return await text(request, slug, Kind.ARTICLE)

    @router.get("/strony/{slug}")
    async def page(request: Request, slug: Line) -> Response:
        """Show a page of the site in the same way."""
        return await text(request, slug, Kind.PAGE)

    return router


def atom(articles: list[Article], origin: str) -> str:
    """Write an Atom feed (RFC 4287)."""
    site = escape(origin)
    entries = "".join(
        f"<entry><id>urn:uuid:{article.id}</id><title>{escape(article.text.title)}</title>"
        f'<link href="{site}/aktualnosci/{article.slug}"/><summary>{escape(article.text.lead)}</summary>'
        f"<published>{article.published_at.isoformat()}</published>"
        f"<updated>{(article.corrected_at or article.published_at).isoformat()}</updated></entry>"
        for article in articles
        if article.published_at
    )
    newest = max((article.changed_at for article in articles), default=None)
    updated = newest.isoformat() if newest else "1970-01-01T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pl">'
        f"<id>{site}/aktualnosci</id><title>Aktualności</title><updated>{updated}</updated>"
        f'<author><name>Urząd Miasta Kalisza</name></author><link href="{site}/aktualnosci"/>'
        f'<link rel="self" href="{site}/aktualnosci/atom.xml"/>{entries}</feed>'
    )
