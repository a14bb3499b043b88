"""The page on which an applicant completes a proposal after a call. Nothing but what the call opens can be changed."""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from services.intake.editions.service import Editions
from services.intake.proposals.corrections import Corrections
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.receipt import place_faults
from services.intake.proposals.pages.form import MESSAGES, ORDER, ContentForm, PersonForm, place_errors
from services.intake.proposals.pages.own import SECRET, Token
from services.intake.proposals.pages.typed import Typed, leave_out_repeats, read_typed
from services.intake.proposals.service import Proposals
from shared.access import anyone
from shared.contracts.intake import EditionRules, ProposalPart
from shared.files import Files
from shared.web.forms import explain, problem_list
from shared.web.render import Templates

_NAMES = {
    ProposalPart.DESCRIPTION: ("title", "summary", "description", "category"),
    ProposalPart.PLACE: ("pool_id", "area_id", "location", "latitude", "longitude", "parcel"),
    ProposalPart.COSTS: ("costs",),
    ProposalPart.SUPPORT: ("signatures",),
    ProposalPart.APPLICANT: tuple(PersonForm.model_fields),
}
"""The fields of the form in each part."""

M = TypeVar("M", bound=BaseModel)


def pages(
    proposals: Proposals, corrections: Corrections, editions: Editions, files: Files, templates: Templates
) -> APIRouter:
    """Give the page of a correction."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    def page(
        request: Request,
        token: str,
        proposal: Proposal,
        rules: EditionRules,
        typed: Typed,
        errors: Mapping[str, str],
        status: int,
    ) -> Response:
        return templates.page(
            request,
            "own_correction.html",
            status_code=status,
            headers=SECRET,
            token=token,
            proposal=proposal,
            open=proposal.can_correct(proposals.clock.now()),
            rules=rules,
            values=typed.values,
            typed_key=typed.key,
            rows=typed.rows,
            total=typed.total,
            kept=typed.kept,
            errors=problem_list(errors, [*ORDER, "support_list"]),
            wrong=errors,
        )

    @router.get("/budzet-obywatelski/zgloszenie/{token}/uzupelnienie")
    async def show(request: Request, token: Token) -> Response:
        """Show what is missing, and the fields in which it can be mended, as they are now."""
        proposal = await proposals.of_applicant(token)
        rules = (await editions.edition(proposal.edition_id)).rules
        return page(request, token, proposal, rules, Typed(_as_filed(proposal), (), {}), {}, 200)

    @router.post("/budzet-obywatelski/zgloszenie/{token}/uzupelnienie")
    async def send(request: Request, token: Token) -> Response:
        """Take the answer in, once."""
        proposal = await proposals.of_applicant(token)
        rules = (await editions.edition(proposal.edition_id)).rules
        typed = await read_typed(request, proposals.signed, files)
        if proposal.call is None or not proposal.can_correct(proposals.clock.now()):
            return page(request, token, proposal, rules, typed, {}, 409)
        if typed.step != "send":
            return page(request, token, proposal, rules, typed, typed.errors, 200)
        opened = {name for part in proposal.call.parts for name in _NAMES[part]}
        filled = {name: value for name, value in typed.values.items() if name in opened and value not in ("", [])}
        held = {name: value for name, value in _as_filed(proposal).items() if name not in opened}
        errors = dict(typed.errors)
        content = _valid(ContentForm, {**held, **filled}, errors)
        person = _valid(PersonForm, filled, errors) if ProposalPart.APPLICANT in proposal.call.parts else None
        if content is not None:
            errors |= place_errors(place_faults(rules, content.pool_id, content.area_id, content.category))
        if errors or content is None:
            return page(request, token, proposal, rules, typed, leave_out_repeats(errors), 422)
        await corrections.correct(
            token,
            content.draft(proposal.edition_id),
            typed.attachments,
            person.details() if person is not None else None,
        )
        return RedirectResponse(f"/budzet-obywatelski/zgloszenie/{token}?uzupelniono=1", 303)

    return router


def _valid(model: type[M], values: Mapping[str, Any], errors: dict[str, str]) -> M | None:
    """Read a part of the form; what is wrong is added to `errors`."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        errors |= explain(error, MESSAGES)
        return None


def _as_filed(proposal: Proposal) -> dict[str, Any]:
    """Give the public fields as the form holds them; amounts in grosze."""
    plain = proposal.model_dump(include={name for names in _NAMES.values() for name in names if name != "costs"})
    rows = [{"name": item.name, "amount": item.amount} for item in proposal.cost_items]
    return {name: value for name, value in {**plain, "costs": rows}.items() if value is not None}
