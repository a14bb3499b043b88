"""The list of channels with their health, and what went through a gateway."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.media.channels.service import Gateways, Profiles
from services.media.channels.service.rights import READERS, WRITERS
from services.media.newsletter.service import Mailings
from shared.access import only
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

DESK = "/panel/kanaly"
_GATEWAY = DESK + "/bramki/{gateway_id}"


class DoubtForm(Form):
    """What is done about a message, in the version that was seen."""

    version: int
    step: Literal["again", "arrived", "let_go"]


def pages(gateways: Gateways, profiles: Profiles, mailings: Mailings, templates: Templates) -> APIRouter:
    """Give the pages of the list and of one gateway."""
    router = APIRouter()

    @router.get(DESK, dependencies=[only(*READERS)])
    async def every(request: Request) -> Response:
        """List the channels and tell how each does."""
        newest = await mailings.newest()
        return templates.page(
            request,
            "channels_desk.html",
            gateways=await gateways.health(),
            profiles=await profiles.store.profiles(),
            mailing=next((one for one in newest if one.mailing.letters), None),
        )

    async def shown(request: Request, gateway_id: str, status: int = 200) -> Response:
        found, gateway = await gateways.deliveries(gateway_id), gateways.gateway(gateway_id)
        return templates.page(request, "channels_gateway.html", status_code=status, gateway=gateway, deliveries=found)

    @router.get(_GATEWAY, dependencies=[only(*READERS)])
    async def one(request: Request, gateway_id: Id) -> Response:
        """Show what went through a gateway."""
        return await shown(request, gateway_id)

    @router.post(_GATEWAY + "/proba", dependencies=[only(*WRITERS)])
    async def test(request: Request, gateway_id: Id) -> Response:
        """Send a message that says it is a test."""
        await read(request, Form)
        await gateways.test(gateway_id)
        return RedirectResponse(_GATEWAY.format(gateway_id=gateway_id), 303)

    @router.post(_GATEWAY + "/{delivery_id}", dependencies=[only(*WRITERS)])
    async def settle(request: Request, gateway_id: Id, delivery_id: Id) -> Response:
        """Send a message once more, note that it arrived, or let it go."""
        try:
            form = await read(request, DoubtForm)
        except FormInvalid:
            # No page of ours sends such a form: it shows what there is to decide.
            return await shown(request, gateway_id, 422)
        steps = {"again": gateways.again, "arrived": gateways.arrived, "let_go": gateways.let_go}
        await steps[form.step](gateway_id, delivery_id, form.version)
        return RedirectResponse(_GATEWAY.format(gateway_id=gateway_id), 303)

    return router
