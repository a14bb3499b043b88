"""Pages of an answer to a call: the applicant's own, and the officer's for one that came on paper.

Nothing but what the call opens can be changed.
"""

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.intake.editions.service import Editions
from services.intake.proposals.corrections import Corrections, Received
from services.intake.proposals.domain import CorrectionClosed, Proposal
from services.intake.proposals.domain.receipt import ReceivedLater
from services.intake.proposals.pages.opened import answer_of, as_filed, day_of, shown
from services.intake.proposals.pages.own import Token
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.service import Proposals
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import EditionRules, ProposalPart
from shared.files import Files
from shared.web.render import SECRET, Templates

_OWN = "/budzet-obywatelski/zgloszenie/{token}/uzupelnienie"
_PAPER = "/panel/wnioski/{proposal_id}/uzupelnienie"


def pages(
    proposals: Proposals, corrections: Corrections, editions: Editions, files: Files, templates: Templates
) -> APIRouter:
    """Give the pages of a correction."""
    router = APIRouter(include_in_schema=False)

    async def rules_of(proposal: Proposal) -> EditionRules:
        return (await editions.edition(proposal.edition_id)).rules

    async def own(
        request: Request, token: str, proposal: Proposal, typed: Typed, errors: Mapping[str, str], status: int
    ) -> Response:
        return templates.page(
            request,
            "own_correction.html",
            status_code=status,
            headers=SECRET,
            token=token,
            open=proposal.can_correct(proposals.clock.now()),
            **shown(proposal, _parts(proposal), await rules_of(proposal), typed, errors),
        )

    @router.get(_OWN, dependencies=[anyone()])
    async def show(request: Request, token: Token) -> Response:
        """Show what is missing, and the fields in which it can be mended, as they are now."""
        proposal = await proposals.of_applicant(token)
        return await own(request, token, proposal, Typed(as_filed(proposal), (), {}), {}, 200)

    @router.post(_OWN, dependencies=[anyone()])
    async def send(request: Request, token: Token) -> Response:
        """Take the answer in, once."""
        proposal = await proposals.of_applicant(token)
        typed = await read_typed(request, proposals.signed, files)
        if not proposal.can_correct(proposals.clock.now()):
            return await own(request, token, proposal, typed, {}, 409)
        if typed.step != "send":
            return await own(request, token, proposal, typed, typed.errors, 200)
        errors = dict(typed.errors)
        answer = answer_of(typed, proposal, _parts(proposal), await rules_of(proposal), errors)
        if errors or answer is None:
            return await own(request, token, proposal, typed, leave_out_repeats(errors), 422)
        await corrections.correct(token, answer.draft, typed.attachments, answer.details)
        return RedirectResponse(f"/budzet-obywatelski/zgloszenie/{token}?uzupelniono=1", 303)

    async def paper(
        request: Request, proposal: Proposal, typed: Typed, errors: Mapping[str, str], status: int
    ) -> Response:
        return templates.page(
            request,
            "paper_correction.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            open=proposal.can_key_in(),
            **shown(proposal, _parts(proposal), await rules_of(proposal), typed, errors),
        )

    @router.get(_PAPER, dependencies=[only(Role.OFFICER)])
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Ask for what the paper says and when it came."""
        proposal = await proposals.proposal(proposal_id)
        return await paper(request, proposal, Typed(as_filed(proposal), (), {}), {}, 200)

    @router.post(_PAPER, dependencies=[only(Role.OFFICER)])
    async def enter(request: Request, proposal_id: Id) -> Response:
        """Enter an answer that came on paper."""
        proposal = await proposals.proposal(proposal_id)
        typed = await read_typed(request, proposals.signed, files)
        if not proposal.can_key_in():
            return await paper(request, proposal, typed, {}, 409)
        if typed.step != "send":
            return await paper(request, proposal, typed, typed.errors, 200)
        errors = dict(typed.errors)
        day = day_of(typed, errors)
        answer = answer_of(typed, proposal, _parts(proposal), await rules_of(proposal), errors)
        if errors or answer is None or day is None:
            return await paper(request, proposal, typed, leave_out_repeats(errors), 422)
        received = Received(day, signed_in(request))
        try:
            await corrections.correct_on_paper(proposal_id, answer.draft, typed.attachments, answer.details, received)
        except ReceivedLater:
            return await paper(request, proposal, typed, {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        except CorrectionClosed:
            text = "Tego dnia nie można było uzupełnić wniosku. Sprawdź pieczęć wpływu i termin wezwania."
            return await paper(request, proposal, typed, {"received_on": text}, 409)
        return RedirectResponse(f"/panel/wnioski/{proposal_id}", 303)

    return router


def _parts(proposal: Proposal) -> tuple[ProposalPart, ...]:
    return proposal.call.parts if proposal.call is not None else ()
