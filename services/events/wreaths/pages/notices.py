"""Mails to delegations at the desk: who gets what, and the button that sends it."""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.events.wreaths.domain import TABLE, Action, NothingToTell, OrderClosed
from services.events.wreaths.pages.order import BASE, CLOSED
from services.events.wreaths.service import HANDS, READERS, Wreaths
from services.events.wreaths.service.notices import Notices, Reached
from services.events.wreaths.tasks import PLACE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, VersionForm, read
from shared.web.render import Templates

_MAILS = BASE + "/wiadomosci"


def pages(wreaths: Wreaths, notices: Notices, templates: Templates) -> APIRouter:
    """Give the page."""
    router = APIRouter()

    async def page(
        request: Request, event_id: str, errors: Mapping[str, str], status: int = 200, stale: bool = False
    ) -> Response:
        order, drafts = await wreaths.order(event_id), await notices.drafts(event_id)
        of = {each: [one for one in drafts if one.reached is each] for each in Reached}
        may = signed_in(request).role in HANDS[Action.WRITE] and order.state(wreaths.today) in TABLE[Action.WRITE]
        return templates.page(
            request,
            "wreath_notices.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            order=order,
            waiting=of[Reached.WAITS],
            knowing=of[Reached.KNOWS],
            by_phone=of[Reached.BY_PHONE],
            writes=may and bool(of[Reached.WAITS]),
            stale=stale,
            errors=errors,
        )

    @router.get(_MAILS, dependencies=[only(*READERS)])
    async def show(request: Request, event_id: Id) -> Response:
        """Show who is written what."""
        return await page(request, event_id, {})

    @router.post(_MAILS, dependencies=[only(*HANDS[Action.WRITE])])
    async def send(request: Request, event_id: Id) -> Response:
        """Write to those who wait."""
        try:
            form = await read(request, VersionForm)
            await notices.send(event_id, form.version, signed_in(request))
        except FormInvalid as invalid:
            return await page(request, event_id, invalid.errors, 422)
        except (Stale, NothingToTell):
            return await page(request, event_id, {}, 412, stale=True)
        except OrderClosed:
            return await page(request, event_id, {"write": CLOSED}, 409)
        return RedirectResponse(f"{PLACE}/{event_id}/wience/wiadomosci", 303)

    return router
