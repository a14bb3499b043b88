"""Pages of an appeal: the applicant's own, and the officer's for one that came on paper."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.intake.editions.domain.rules import window
from services.intake.editions.service import Editions
from services.intake.proposals.appeals import Appeals
from services.intake.proposals.domain import AppealNotOpen
from services.intake.proposals.domain.receipt import ReceivedLater, moment_of_receipt
from services.intake.proposals.pages.own import Token
from services.intake.proposals.service import Proposals
from shared.access import Role, anyone, only
from shared.contracts.base import Id
from shared.contracts.intake import WindowKind
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import SECRET, Templates

_OWN = "/budzet-obywatelski/zgloszenie/{token}/odwolanie"
_PAPER = "/panel/wnioski/{proposal_id}/odwolanie"
_MESSAGES = {
    "text": "Napisz, dlaczego decyzja jest Twoim zdaniem błędna: od 20 do 5000 znaków.",
    "received_on": "Podaj dzień wpływu.",
}


class AppealForm(Form):
    """Why the refusal is wrong."""

    text: Annotated[str, Field(min_length=20, max_length=5_000)]


class PaperAppealForm(AppealForm):
    """The same from a paper, with the day on which it came in."""

    received_on: date


def pages(proposals: Proposals, appeals: Appeals, editions: Editions, templates: Templates) -> APIRouter:
    """Give the pages of appeals."""
    router = APIRouter(include_in_schema=False)

    async def own(
        request: Request, token: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        proposal = await proposals.of_applicant(token)
        rules = (await editions.edition(proposal.edition_id)).rules
        return templates.page(
            request,
            "own_appeal.html",
            status_code=status,
            headers=SECRET,
            token=token,
            proposal=proposal,
            open=proposal.can_appeal(rules, proposals.clock.now()),
            appeals=window(rules, WindowKind.APPEALS),
            values=values,
            errors=errors,
        )

    @router.get(_OWN, dependencies=[anyone()])
    async def show(request: Request, token: Token) -> Response:
        """Show why it was refused and where to say why that is wrong."""
        return await own(request, token, {}, {}, 200)

    @router.post(_OWN, dependencies=[anyone()])
    async def send(request: Request, token: Token) -> Response:
        """Take the appeal in, once."""
        try:
            form = await read(request, AppealForm, _MESSAGES)
        except FormInvalid as invalid:
            return await own(request, token, invalid.values, invalid.errors, 422)
        try:
            await appeals.appeal(token, form.text)
        except AppealNotOpen:
            return await own(request, token, form.model_dump(), {}, 409)
        return RedirectResponse(f"/budzet-obywatelski/zgloszenie/{token}", 303)

    async def paper(
        request: Request, proposal_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        proposal = await proposals.proposal(proposal_id)
        rules = (await editions.edition(proposal.edition_id)).rules
        return templates.page(
            request,
            "paper_appeal.html",
            status_code=status,
            proposal=proposal,
            appeals=window(rules, WindowKind.APPEALS),
            values=values,
            errors=errors,
        )

    @router.get(_PAPER, dependencies=[only(Role.OFFICER)])
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Ask for what the paper says and when it came."""
        return await paper(request, proposal_id, {}, {}, 200)

    @router.post(_PAPER, dependencies=[only(Role.OFFICER)])
    async def enter(request: Request, proposal_id: Id) -> Response:
        """Enter an appeal that came on paper."""
        try:
            form = await read(request, PaperAppealForm, _MESSAGES)
        except FormInvalid as invalid:
            return await paper(request, proposal_id, invalid.values, invalid.errors, 422)
        values = form.model_dump(mode="json")
        try:
            received = moment_of_receipt(form.received_on, proposals.clock.now(), None, None)
            await appeals.appeal_on_paper(proposal_id, form.text, received)
        except ReceivedLater:
            return await paper(request, proposal_id, values, {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        except AppealNotOpen:
            text = "Na ten dzień nie można się było odwołać: termin minął, nie ma odmowy albo odwołanie już jest."
            return await paper(request, proposal_id, values, {"received_on": text}, 409)
        return RedirectResponse(f"/panel/wnioski/{proposal_id}", 303)

    return router
