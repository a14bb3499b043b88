"""Pages of the review on the merits: the unit's card, opinion and cost beside the proposal's text."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.api import READERS
from services.verification.cases.domain.checks import Contradicted, OverruleUnexplained
from services.verification.cases.pages import CheckLine, check_errors, given, line_errors, shown, whole
from services.verification.cases.service import Cases
from services.verification.merit.domain import CHECKS, CostUnexplained, Review, ReviewState
from services.verification.merit.service import MeritReviews
from shared.access import Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, Zloty, read
from shared.web.render import Templates

_PLACES = {check.code: place for place, check in enumerate(CHECKS)}
_MESSAGES = {"positive": "Wybierz ocenę.", "opinion": "Napisz opinię: przeczytają ją mieszkańcy."}


class ReviewForm(Form):
    """The review as a unit fills it in; every line is answered."""

    version: int
    checks: Annotated[tuple[CheckLine, ...], whole(CHECKS)]
    positive: bool
    opinion: Annotated[str, Field(min_length=3, max_length=10_000)]
    cost: Annotated[Zloty, Field(ge=0)]
    cost_reason: Annotated[str, Field(max_length=5_000)] = ""


def pages(merit: MeritReviews, cases: Cases, templates: Templates) -> APIRouter:
    """Give the pages of reviews."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request, proposal_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        review, about = await merit.review(proposal_id), await shown(cases, await cases.case(proposal_id))
        cost = values.get("cost")
        found = await merit.findings(review, cost if isinstance(cost, int) else None) if about["edition"] else {}
        return templates.page(
            request,
            "merit_review.html",
            status_code=status,
            review=review,
            checks=CHECKS,
            found=found,
            editable=_may_finish(review, signed_in(request)) and about["edition"] is not None,
            values=values,
            errors=errors,
            **about,
        )

    @router.get("/panel/weryfikacja/oceny/{proposal_id}", dependencies=[only(*READERS)])
    async def review(request: Request, proposal_id: Id) -> Response:
        """Show a review: to be filled in by the unit while it is open, else as it was signed."""
        return await page(request, proposal_id, {}, {}, 200)

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
                cost=form.cost,
                cost_reason=form.cost_reason,
                given=given(form.checks),
                by=signed_in(request),
            )
        except CostUnexplained:
            errors = {"cost_reason": "Koszt różni się od kosztu z wniosku. Napisz, skąd wynika różnica."}
            return await page(request, proposal_id, form.model_dump(mode="json"), errors, 422)
        except OverruleUnexplained as error:
            text = "Napisz, dlaczego oceniasz to inaczej niż automat."
            errors = check_errors(_PLACES, [error.code], "note", text)
            return await page(request, proposal_id, form.model_dump(mode="json"), errors, 422)
        except Contradicted as error:
            text = "Ten warunek nie jest spełniony, więc ocena nie może być pozytywna."
            errors = check_errors(_PLACES, error.codes, "result", text)
            return await page(request, proposal_id, form.model_dump(mode="json"), errors, 422)
        return RedirectResponse(f"/panel/weryfikacja?zapisano={proposal_id}", 303)

    return router


def _may_finish(review: Review, person: Person) -> bool:
    own = person.role is Role.UNIT_REVIEWER and person.unit == review.unit.symbol
    return own and review.state is ReviewState.OPEN
