"""The home page, the statements that the law asks for, and what search machines read."""

from datetime import datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from services.media.bip.service import Bulletin
from services.media.website.domain.article import Kind
from services.media.website.domain.edition import phases, stage
from services.media.website.pages.facts import office
from services.media.website.service import Website
from shared.access import anyone
from shared.web.render import Templates

_IN_SITEMAP = 2_000
"""The newest so many of each kind."""
_PATHS = (
    "/",
    "/aktualnosci",
    "/miasto",
    "/bip",
    "/budzet-obywatelski",
    "/budzet-obywatelski/projekty",
    "/inicjatywa-lokalna",
    "/kalendarz",
    "/uchwaly",
    "/prasa",
    "/ostrzezenia",
    "/deklaracja-dostepnosci",
    "/prywatnosc",
    "/tekst-latwy",
)


def pages(website: Website, bulletin: Bulletin, templates: Templates, origin: str) -> APIRouter:
    """Give these pages; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/")
    async def home(request: Request) -> Response:
        """Show what can be done now, what is being built, what is new and what comes next."""
        edition, now = await website.store.newest_edition(), website.clock.now()
        rules = edition.rules if edition else None
        return templates.page(
            request,
            "home.html",
            edition=edition,
            rules=rules,
            windows={window.kind.value: window for window in rules.windows} if rules else {},
            total=sum(pool.amount for pool in rules.pools) if rules else 0,
            stage=stage(edition, now).value if edition else None,
            phases=phases(rules, now) if rules else [],
            works=await website.store.works(6),
            articles=await website.store.published(3),
            dates=await website.store.dates(now, 4),
            facts=office(origin),
        )

    @router.get("/prywatnosc")
    async def privacy(request: Request) -> Response:
        """Say what happens to personal data (RODO art. 13)."""
        return templates.page(request, "privacy.html")

    @router.get("/tekst-latwy")
    async def easy(request: Request) -> Response:
        """Say in easy words what the department does (ustawa z 19.07.2019 o zapewnianiu dostępności, art. 6)."""
        return templates.page(request, "easy.html")

    @router.get("/robots.txt")
    async def robots() -> Response:
        """Keep machines out of the staff's pages and the ballot (RFC 9309)."""
        lines = ["User-agent: *", "Disallow: /panel", "Disallow: /budzet-obywatelski/glosowanie", "Disallow: /api"]
        return PlainTextResponse(
            "\n".join([*lines, f"Sitemap: {origin}/sitemap.xml", f"Sitemap: {origin}/prasa/komunikaty/sitemap.xml", ""])
        )

    @router.get("/sitemap.xml")
    async def sitemap() -> Response:
        """Give the addresses of the site's pages (sitemaps.org)."""
        changed: list[tuple[str, datetime | None]] = [(path, None) for path in _PATHS]
        for kind in Kind:
            for one in await website.store.published(_IN_SITEMAP, kind=kind):
                changed.append((str(one.path), one.corrected_at or one.published_at))
        changed += [(one.path, one.changed_at) for one in await bulletin.store.entries(_IN_SITEMAP)]
        rows = "".join(_row(origin + path, at) for path, at in changed)
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        return Response(text, media_type="application/xml")

    return router


def _row(address: str, changed: datetime | None) -> str:
    day = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{day}</url>"
