"""The page of a review: the card, the estimate and the opinion beside the proposal, and where a review may go."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.admission.domain import AdmissionClosed
from services.verification.cases.api import READERS
from services.verification.cases.domain import Proposal, Stage
from services.verification.cases.domain.checks import Answer, Contradicted, Finding, OverruleUnexplained
from services.verification.cases.pages import CheckLine, check_errors, given, line_errors, shown, typed, whole
from services.verification.cases.service import Cases
from services.verification.merit.api import MOVERS, RETURNERS
from services.verification.merit.domain import (
    CHECKS,
    MOST_ADDED,
    MOST_ITEMS,
    Amounts,
    CostUnexplained,
    EstimateLine,
    Review,
    ReviewClosed,
    ReviewState,
)
from services.verification.merit.service import MeritReviews
from services.verification.notes.service import Notes
from services.verification.statements.domain import StatementsAwaited
from services.verification.statements.service import Statements
from services.verification.statements.service.rights import has_review
from shared.access import NotAllowed, Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import CostItem
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, Zloty, nested, read
from shared.web.render import Templates

_PLACES = {check.code: place for place, check in enumerate(CHECKS)}
_MESSAGES = {
    "positive": "Wybierz ocenę.",
    "opinion": "Napisz opinię: przeczytają ją mieszkańcy.",
    "unit": "Wybierz jednostkę.",
    "reason": "Napisz, dlaczego to zadanie tej jednostki.",
}
_AWAITED = "Nie wszystkie jednostki zajęły stanowisko. Poczekaj na nie albo cofnij prośbę."
_EMPTY_ROWS = 2


class ItemForm(Form):
    """The unit's amount for one of the applicant's items."""

    amount: Annotated[Zloty, Field(ge=0, le=10**11)]


class AddedForm(ItemForm):
    """An item that the unit adds."""

    name: Annotated[str, Field(min_length=1, max_length=200)]


class EstimateForm(Form):
    """The unit's estimate."""

    items: Annotated[tuple[ItemForm, ...], Field(max_length=MOST_ITEMS)] = ()
    added: Annotated[tuple[AddedForm, ...], Field(max_length=MOST_ADDED)] = ()

    @property
    def amounts(self) -> Amounts:
        """Give it as the domain takes it."""
        added = tuple(CostItem(name=item.name, amount=item.amount) for item in self.added)
        return Amounts(amounts=tuple(item.amount for item in self.items), added=added)


class ReviewForm(EstimateForm):
    """The review as a unit fills it in; every line is answered."""

    version: int
    checks: Annotated[tuple[CheckLine, ...], whole(CHECKS)]
    positive: bool
    opinion: Annotated[str, Field(min_length=3, max_length=10_000)]
    cost_reason: Annotated[str, Field(max_length=5_000)] = ""


class ReturnForm(Form):
    """What is missing in a review."""

    version: int
    reason: Annotated[str, Field(min_length=3, max_length=5_000)]


class HandOverForm(ReturnForm):
    """To which unit a review goes, and why."""

    unit: Annotated[str, Field(min_length=1, max_length=64)]


def pages(merit: MeritReviews, statements: Statements, cases: Cases, notes: Notes, templates: Templates) -> APIRouter:
    """Give the pages of reviews."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request,
        proposal_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        amounts: Amounts | None = None,
    ) -> Response:
        """Show the review; `amounts` are those that were typed, to be seen beside the applicant's."""
        review, about = await merit.review(proposal_id), await shown(cases, await cases.case(proposal_id))
        found = await merit.findings(review, amounts.total if amounts else None) if about["edition"] else {}
        begun = values or _begun(review, about["proposal"], found)
        return templates.page(
            request,
            "merit_review.html",
            status_code=status,
            review=review,
            checks=CHECKS,
            found=found,
            notes=await notes.of_case(proposal_id),
            estimate=_fitting(amounts, about["proposal"]) if amounts else review.estimate,
            rows=min(len(begun.get("added", ())) + _EMPTY_ROWS, MOST_ADDED),
            statements=await statements.of_proposal(proposal_id),
            in_hand=review.state is ReviewState.OPEN and has_review(review, signed_in(request)),
            overtaken=status == 412,
            typed=typed(values),
            editable=_may_finish(review, signed_in(request)) and about["edition"] is not None,
            values=begun,
            errors=errors,
            **about,
        )

    @router.get("/panel/weryfikacja/oceny/{proposal_id}", dependencies=[only(*READERS)])
    async def review(request: Request, proposal_id: Id) -> Response:
        """Show a review: to be filled in by the unit while it is open, else as it was signed."""
        return await page(request, proposal_id, {}, {}, 200)

    @router.post("/panel/weryfikacja/oceny/{proposal_id}/kosztorys", dependencies=[only(Role.UNIT_REVIEWER)])
    async def count(request: Request, proposal_id: Id) -> Response:
        """Add the estimate up and give more rows; nothing is written, nothing typed is lost."""
        try:
            form = await read(request, EstimateForm)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        return await page(request, proposal_id, nested(await request.form()), {}, 200, form.amounts)

    async def moving(
        request: Request,
        template: str,
        proposal_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        *,
        overtaken: bool = False,
    ) -> Response:
        return templates.page(
            request,
            template,
            status_code=422 if errors else 412 if overtaken else 200,
            overtaken=overtaken,
            review=await merit.review(proposal_id),
            units=cases.units,
            values=values,
            errors=errors,
        )

    @router.get("/panel/weryfikacja/oceny/{proposal_id}/przekazanie", dependencies=[only(*MOVERS)])
    async def ask_hand_over(request: Request, proposal_id: Id) -> Response:
        """Ask to which unit an open review should go."""
        review, person = await merit.review(proposal_id), signed_in(request)
        if not has_review(review, person):
            raise NotAllowed(person.role)
        if review.state is not ReviewState.OPEN:
            raise ReviewClosed(proposal_id, review.state)
        return await moving(request, "review_hand_over.html", proposal_id, {}, {})

    @router.post("/panel/weryfikacja/oceny/{proposal_id}/przekazanie", dependencies=[only(*MOVERS)])
    async def hand_over(request: Request, proposal_id: Id) -> Response:
        """Hand the review to another unit."""
        try:
            form = await read(request, HandOverForm, _MESSAGES)
        except FormInvalid as invalid:
            return await moving(request, "review_hand_over.html", proposal_id, invalid.values, invalid.errors)
        person = signed_in(request)
        try:
            await merit.hand_over(proposal_id, form.version, unit=form.unit, reason=form.reason, by=person)
        except Stale:
            values = form.model_dump(mode="json")
            return await moving(request, "review_hand_over.html", proposal_id, values, {}, overtaken=True)
        return RedirectResponse(f"/panel/weryfikacja?zapisano={proposal_id}", 303)

    @router.get("/panel/weryfikacja/oceny/{proposal_id}/zwrot", dependencies=[only(*RETURNERS)])
    async def ask_return(request: Request, proposal_id: Id) -> Response:
        """Ask what is missing in a review that waits for the mayor."""
        case = await cases.case(proposal_id)
        if case.stage is not Stage.ADMISSION:
            raise AdmissionClosed(proposal_id, case.stage)
        return await moving(request, "review_return.html", proposal_id, {}, {})

    @router.post("/panel/weryfikacja/oceny/{proposal_id}/zwrot", dependencies=[only(*RETURNERS)])
    async def send_back(request: Request, proposal_id: Id) -> Response:
        """Send the review back to its unit."""
        try:
            form = await read(request, ReturnForm, {"reason": "Napisz, czego brakuje."})
        except FormInvalid as invalid:
            return await moving(request, "review_return.html", proposal_id, invalid.values, invalid.errors)
        try:
            await merit.send_back(proposal_id, form.version, reason=form.reason, by=signed_in(request))
        except Stale:
            values = form.model_dump(mode="json")
            return await moving(request, "review_return.html", proposal_id, values, {}, overtaken=True)
        return RedirectResponse(f"/panel/weryfikacja?zapisano={proposal_id}", 303)

    @router.post("/panel/weryfikacja/oceny/{proposal_id}", dependencies=[only(Role.UNIT_REVIEWER)])
    async def finish(request: Request, proposal_id: Id) -> Response:
        """Finish a review and lead on to what waits next."""
        try:
            form = await read(request, ReviewForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, line_errors(invalid.errors), 422)
        try:
            await merit.finish(
                proposal_id,
                form.version,
                positive=form.positive,
                opinion=form.opinion,
                cost=form.amounts,
                cost_reason=form.cost_reason,
                given=given(form.checks),
                by=signed_in(request),
            )
        except (CostUnexplained, OverruleUnexplained, Contradicted) as error:
            values = form.model_dump(mode="json")
            return await page(request, proposal_id, values, _errors(error), 422, form.amounts)
        except (Stale, ReviewClosed):
            return await page(request, proposal_id, form.model_dump(mode="json"), {}, 412, form.amounts)
        except StatementsAwaited:
            values, errors = form.model_dump(mode="json"), {"positive": _AWAITED}
            return await page(request, proposal_id, values, errors, 409, form.amounts)
        return RedirectResponse(f"/panel/weryfikacja?zapisano={proposal_id}", 303)

    return router


def _errors(error: Exception) -> dict[str, str]:
    match error:
        case OverruleUnexplained(code=code):
            return check_errors(_PLACES, [code], "note", "Napisz, dlaczego oceniasz to inaczej niż automat.")
        case Contradicted(codes=codes):
            text = "Ten warunek nie jest spełniony, więc ocena nie może być pozytywna."
            return check_errors(_PLACES, codes, "result", text)
    return {"cost_reason": "Koszt różni się od kosztu z wniosku. Napisz, skąd wynika różnica."}


def _begun(review: Review, proposal: Proposal, found: Mapping[str, Finding]) -> dict[str, Any]:
    """Give what an open form holds at first: what was sent back, else findings and the applicant's amounts."""
    said = {answer.code: answer for answer in review.answers}
    lines = [said.get(check.code) or found.get(check.code) for check in CHECKS]
    theirs = [line.amount for line in review.estimate if line.submitted is not None]
    return {
        "checks": [
            {"result": line.result if line else None, "note": line.note if isinstance(line, Answer) else ""}
            for line in lines
        ],
        "items": [{"amount": amount} for amount in theirs or [item.amount for item in proposal.cost_items]],
        "added": [{"name": line.name, "amount": line.amount} for line in review.estimate if line.submitted is None],
        "cost_reason": review.cost_reason,
        "opinion": review.opinion,
        "positive": review.positive,
    }


def _fitting(amounts: Amounts, proposal: Proposal) -> tuple[EstimateLine, ...]:
    """Put typed amounts beside the applicant's; nothing where a changed form has another number of them."""
    return amounts.beside(proposal.cost_items) if len(amounts.amounts) == len(proposal.cost_items) else ()


def _may_finish(review: Review, person: Person) -> bool:
    own = person.role is Role.UNIT_REVIEWER and person.unit == review.unit.symbol
    return own and review.state is ReviewState.OPEN
