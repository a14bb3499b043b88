"""Pages of an answer to a call: the applicant's own, and the officer's for one that came on paper.

Nothing but what the call opens can be changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from services.intake.editions.service import Editions
from services.intake.proposals.corrections import Corrections, Received
from services.intake.proposals.domain import CorrectionClosed, Proposal
from services.intake.proposals.domain.draft import AttachmentKind, Details, Draft
from services.intake.proposals.domain.receipt import ReceivedLater, place_faults
from services.intake.proposals.pages.form import MESSAGES, ORDER, ContentForm, PersonForm, place_errors
from services.intake.proposals.pages.own import SECRET, Token
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.service import Proposals
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import EditionRules, ProposalPart
from shared.files import Files
from shared.web.forms import Form, explain, problem_list
from shared.web.render import Templates

_OWN = "/budzet-obywatelski/zgloszenie/{token}/uzupelnienie"
_PAPER = "/panel/wnioski/{proposal_id}/uzupelnienie"
_NAMES = {
    ProposalPart.DESCRIPTION: ("title", "summary", "description", "category"),
    ProposalPart.PLACE: ("pool_id", "area_id", "location", "latitude", "longitude", "parcel"),
    ProposalPart.COSTS: ("costs",),
    ProposalPart.SUPPORT: ("signatures",),
    ProposalPart.APPLICANT: tuple(PersonForm.model_fields),
}
"""The fields of the form in each part."""
_MESSAGES = {**MESSAGES, "received_on": "Podaj dzień wpływu."}

M = TypeVar("M", bound=BaseModel)


class ReceivedForm(Form):
    """When a paper came in."""

    received_on: date


@dataclass(frozen=True)
class Answer:
    """An answer to a call, as the form holds it."""

    draft: Draft
    details: Details | None


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
            **_shown(proposal, await rules_of(proposal), typed, errors),
        )

    @router.get(_OWN, dependencies=[anyone()])
    async def show(request: Request, token: Token) -> Response:
        """Show what is missing, and the fields in which it can be mended, as they are now."""
        proposal = await proposals.of_applicant(token)
        return await own(request, token, proposal, Typed(_as_filed(proposal), (), {}), {}, 200)

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
        answer = _answer(typed, proposal, await rules_of(proposal), errors)
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
            **_shown(proposal, await rules_of(proposal), typed, errors),
        )

    @router.get(_PAPER, dependencies=[only(Role.OFFICER)])
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Ask for what the paper says and when it came."""
        proposal = await proposals.proposal(proposal_id)
        return await paper(request, proposal, Typed(_as_filed(proposal), (), {}), {}, 200)

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
        day = _valid(ReceivedForm, {name: text for name, text in typed.values.items() if text}, errors)
        answer = _answer(typed, proposal, await rules_of(proposal), errors)
        if errors or answer is None or day is None:
            return await paper(request, proposal, typed, leave_out_repeats(errors), 422)
        received = Received(day.received_on, signed_in(request))
        try:
            await corrections.correct_on_paper(proposal_id, answer.draft, typed.attachments, answer.details, received)
        except ReceivedLater:
            return await paper(request, proposal, typed, {"received_on": "Ten dzień jeszcze nie nadszedł."}, 422)
        except CorrectionClosed:
            text = "Tego dnia nie można było uzupełnić wniosku. Sprawdź pieczęć wpływu i termin wezwania."
            return await paper(request, proposal, typed, {"received_on": text}, 409)
        return RedirectResponse(f"/panel/wnioski/{proposal_id}", 303)

    return router


def _shown(proposal: Proposal, rules: EditionRules, typed: Typed, errors: Mapping[str, str]) -> dict[str, Any]:
    """Give what both pages show."""
    return {
        "proposal": proposal,
        "rules": rules,
        "values": typed.values,
        "typed_key": typed.key,
        "rows": typed.rows,
        "total": typed.total,
        "kept": typed.kept,
        "errors": problem_list(errors, ["received_on", *ORDER, *AttachmentKind]),
        "wrong": errors,
    }


def _answer(typed: Typed, proposal: Proposal, rules: EditionRules, errors: dict[str, str]) -> Answer | None:
    """Read what the call has opened; the rest stays as it was. What is wrong is added to `errors`."""
    parts = proposal.call.parts if proposal.call is not None else ()
    opened = {name for part in parts for name in _NAMES[part]}
    filled = {name: value for name, value in typed.values.items() if name in opened and value not in ("", [])}
    held = {name: value for name, value in _as_filed(proposal).items() if name not in opened}
    content = _valid(ContentForm, {**held, **filled}, errors)
    person = _valid(PersonForm, filled, errors) if ProposalPart.APPLICANT in parts else None
    if content is None:
        return None
    errors |= place_errors(place_faults(rules, content.pool_id, content.area_id, content.category))
    return Answer(content.draft(proposal.edition_id), person.details() if person is not None else None)


def _valid(model: type[M], values: Mapping[str, Any], errors: dict[str, str]) -> M | None:
    """Read a part of the form; what is wrong is added to `errors`."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        errors |= explain(error, _MESSAGES)
        return None


def _as_filed(proposal: Proposal) -> dict[str, Any]:
    """Give the public fields as the form holds them; amounts in grosze."""
    plain = proposal.model_dump(include={name for names in _NAMES.values() for name in names if name != "costs"})
    rows = [{"name": item.name, "amount": item.amount} for item in proposal.cost_items]
    return {name: value for name, value in {**plain, "costs": rows}.items() if value is not None}
