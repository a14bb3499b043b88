"""The applicants' own page of what was filed, by the signed link: its way, a call, withdrawal, conversion."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.contracts.domain.states import Action as OfContract
from services.intake.contracts.service import Contracts
from services.intake.initiatives.conversion import Conversion, NoEdition, NotToConvert
from services.intake.initiatives.domain.states import Action, Actor, NotNow
from services.intake.initiatives.pages.filing import OWN
from services.intake.initiatives.service import Initiatives
from services.intake.proposals.domain.receipt import SubmissionNotOpen
from services.intake.proposals.drafts import DraftGone
from services.intake.proposals.pages.own import Token
from shared.access import anyone
from shared.web.forms import Form, read
from shared.web.render import SECRET, Templates

_FROM_PROPOSAL = "/inicjatywa-lokalna/z-projektu/{token}"


class ConsentForm(Form):
    """The applicant's consent to a conversion."""

    agreed: bool = False


def shower(initiatives: Initiatives, contracts: Contracts, templates: Templates) -> Callable[..., Awaitable[Response]]:
    """Give what shows an initiative to its applicants."""

    async def shown(
        request: Request, token: str, template: str = "own_initiative.html", status: int = 200, **context: Any
    ) -> Response:
        initiative = await initiatives.of_applicant(token)
        if initiative is None:
            raise DraftGone
        contract = await contracts.of_initiative(initiative.id)
        return templates.page(
            request,
            template,
            status_code=status,
            headers=SECRET,
            token=token,
            initiative=initiative,
            contract=contract,
            asked=contract is not None and contract.may(OfContract.ANSWER),
            received=request.query_params.get("przyjeto") == "1",
            sent=request.query_params.get("uzupelniono") == "1",
            can_correct=initiative.can_correct(initiatives.clock.now()),
            can_withdraw=initiative.may(Action.WITHDRAW, Actor.APPLICANT),
            can_convert=initiative.may(Action.CONVERT, Actor.APPLICANT),
            **{"errors": {}, "values": {}, "closed": False, **context},
        )

    return shown


def pages(
    initiatives: Initiatives,
    conversion: Conversion,
    templates: Templates,
    shown: Callable[..., Awaitable[Response]],
) -> APIRouter:
    """Give the applicants' pages."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get(OWN + "/wycofanie")
    async def ask(request: Request, token: Token) -> Response:
        """Ask whether the initiative is really to be withdrawn."""
        return await shown(request, token, "own_initiative_withdrawal.html")

    @router.post(OWN + "/wycofanie")
    async def withdraw(request: Request, token: Token) -> Response:
        """Withdraw it."""
        await read(request, Form)
        try:
            await initiatives.withdraw(token)
        except NotNow:
            return await shown(request, token, "own_initiative_withdrawal.html", 409)
        return RedirectResponse(OWN.format(token=token), 303)

    @router.get(OWN + "/budzet")
    async def offer(request: Request, token: Token) -> Response:
        """Ask for the consent to make the draft of a civic-budget proposal of it."""
        return await shown(request, token, "own_initiative_conversion.html")

    @router.post(OWN + "/budzet")
    async def convert(request: Request, token: Token) -> Response:
        """Make that draft and go on with it."""
        page = "own_initiative_conversion.html"
        if not (await read(request, ConsentForm)).agreed:
            return await shown(request, token, page, 422, errors=_UNAGREED)
        try:
            draft = await conversion.to_proposal(token)
        except (NoEdition, SubmissionNotOpen):
            return await shown(request, token, page, 409, closed=True)
        except NotNow:
            return await shown(request, token, page, 409)
        return RedirectResponse(f"/budzet-obywatelski/zglos/szkic/{draft}", 303)

    async def from_proposal(request: Request, token: str, status: int, errors: Mapping[str, str]) -> Response:
        proposal, possible = await conversion.proposal(token)
        return templates.page(
            request,
            "proposal_conversion.html",
            status_code=status,
            headers=SECRET,
            token=token,
            proposal=proposal,
            possible=possible,
            errors=errors,
        )

    @router.get(_FROM_PROPOSAL)
    async def offer_back(request: Request, token: Token) -> Response:
        """Ask for the consent to make the draft of an initiative of a proposal."""
        return await from_proposal(request, token, 200, {})

    @router.post(_FROM_PROPOSAL)
    async def convert_back(request: Request, token: Token) -> Response:
        """Make that draft and go on with it."""
        if not (await read(request, ConsentForm)).agreed:
            return await from_proposal(request, token, 422, _UNAGREED)
        try:
            own = await conversion.from_proposal(token)
        except NotToConvert:
            return await from_proposal(request, token, 409, {})
        return RedirectResponse(OWN.format(token=own), 303)

    return router


_UNAGREED = {"agreed": "Zaznacz zgodę. Bez niej niczego nie przenosimy."}
