"""What residents and machines read: what is in force, the archive, a warning, its CAP file, the feed, the bar."""

import logging
from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Query, Request, Response
from starlette.middleware.base import RequestResponseEndpoint

from services.media.crisis.domain.cap import CAP_TYPE, cap_file, feed
from services.media.crisis.domain.message import WAS_ISSUED, Message
from services.media.crisis.pages.shown import bar, shown
from services.media.crisis.service import Crisis
from shared.access import anyone
from shared.contracts.base import Id
from shared.store import NotFound, StoreError
from shared.web.render import Templates

log = logging.getLogger(__name__)

_PER_PAGE = 20
_IN_FEED = 30
_NOW = {"Cache-Control": "no-store"}
_NO_PAGES = ("/api/", "/static/", "/health/", "/metrics", "/alerts", "/ostrzezenia/baner")


def pages(crisis: Crisis, templates: Templates) -> APIRouter:
    """Give the public pages and files."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/ostrzezenia")
    async def warnings(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """Show what is in force, and below it all that was."""
        now = crisis.clock.now()
        found = await crisis.store.archive(_PER_PAGE + 1, (strona - 1) * _PER_PAGE)
        return templates.page(
            request,
            "warnings.html",
            headers=_NOW,
            in_force=[shown(one, crisis.issuer) for one in await crisis.store.in_force(now)],
            past=[shown(one, crisis.issuer) for one in found[:_PER_PAGE] if not one.in_force(now)],
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    @router.get("/ostrzezenia/baner")
    async def banner(request: Request) -> Response:
        """Give the bar alone, for pages of other services: nothing where nothing is in force."""
        in_force = await crisis.store.in_force(crisis.clock.now())
        return templates.page(request, "warning_bar.html", headers=_NOW, alerts=bar(in_force))

    @router.get("/ostrzezenia/{message_id}")
    async def warning(request: Request, message_id: Id) -> Response:
        """Show a warning, and what came before and after it."""
        message = await _issued(crisis, message_id)
        return templates.page(
            request,
            "warning.html",
            headers=_NOW,
            one=shown(message, crisis.issuer),
            holds=message.in_force(crisis.clock.now()),
            chain=await crisis.store.of_incident(message.incident_id),
            file=f"/alerts/{message.id}.xml",
        )

    @router.get("/alerts.atom")
    async def atom() -> Response:
        """Give the newest warnings, updates and cancellations as a feed (RFC 4287)."""
        found = await crisis.store.archive(_IN_FEED)
        return Response(feed(found, crisis.issuer), media_type="application/atom+xml", headers=_NOW)

    @router.get("/alerts/{message_id}.xml")
    async def file(message_id: Annotated[str, Path(max_length=64)]) -> Response:
        """Give a warning's CAP 1.2 file. It never changes: what comes after it is another file."""
        message = await _issued(crisis, message_id)
        return Response(cap_file(message, crisis.issuer), media_type=CAP_TYPE)

    return router


def over_every_page(app: FastAPI, crisis: Crisis) -> None:
    """Have the bar written into every page of this service. Where the store is away, the page asks for it itself."""

    @app.middleware("http")
    async def with_bar(request: Request, go_on: RequestResponseEndpoint) -> Response:
        if not request.url.path.startswith(_NO_PAGES):
            try:
                request.state.alerts = bar(await crisis.store.in_force(crisis.clock.now()))
            except StoreError as error:
                log.warning("bar_not_known", extra={"reason": type(error).__name__})
        return await go_on(request)


async def _issued(crisis: Crisis, id: str) -> Message:
    message = await crisis.store.message(id)
    if message.state not in WAS_ISSUED:
        raise NotFound("warning", id)
    return message
