"""The officer's page on which the signatures of the lists are counted."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.service import Editions
from services.intake.proposals.domain import CountClosed
from services.intake.proposals.domain.receipt import signatures_of
from services.intake.proposals.service import Proposals
from services.intake.proposals.support import Counted, Support
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_PLACE = "/panel/wnioski/{proposal_id}/podpisy"
_NAMES = ("valid", "strangers", "repeated", "illegible")
_MESSAGES = dict.fromkeys(_NAMES, "Wpisz liczbę. Jeśli takich nie ma, wpisz 0.")
Lines = Annotated[int, Field(ge=0, le=100_000)]


class CountForm(Form):
    """Lines by what they are worth, and the version of the proposal that was read."""

    valid: Lines
    strangers: Lines
    repeated: Lines
    illegible: Lines
    version: int = Field(ge=1)


def pages(proposals: Proposals, support: Support, editions: Editions, templates: Templates) -> APIRouter:
    """Give the page of the count."""
    router = APIRouter(include_in_schema=False, dependencies=[only(Role.OFFICER)])

    async def page(
        request: Request,
        proposal_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int = 200,
        stale: bool = False,
    ) -> Response:
        proposal = await proposals.proposal(proposal_id)
        rules = (await editions.edition(proposal.edition_id)).rules
        return templates.page(
            request,
            "support_count.html",
            status_code=status,
            proposal=proposal,
            needed=signatures_of(rules, proposal.pool_id, proposal.area_id),
            values={**values, "version": proposal.version},
            errors=errors,
            stale=stale,
        )

    @router.get(_PLACE)
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Ask for the count, with the former one filled in."""
        former = (await proposals.proposal(proposal_id)).counted
        return await page(request, proposal_id, former.model_dump(include=set(_NAMES)) if former else {}, {})

    @router.post(_PLACE)
    async def enter(request: Request, proposal_id: Id) -> Response:
        """Enter it."""
        try:
            form = await read(request, CountForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        counted = Counted(form.valid, form.strangers, form.repeated, form.illegible)
        try:
            await support.count(proposal_id, form.version, counted, signed_in(request))
        except Stale:
            return await page(request, proposal_id, form.model_dump(), {}, 412, stale=True)
        except CountClosed:
            return await page(request, proposal_id, form.model_dump(), {}, 409)
        return RedirectResponse(f"/panel/wnioski/{proposal_id}", 303)

    return router
