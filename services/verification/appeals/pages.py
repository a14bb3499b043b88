"""Pages of appeals: the applicant's words beside the refusal, the second review, the decision."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.admission.domain import CostAboveCap
from services.verification.admission.service import Admissions
from services.verification.appeals.api import REVIEWERS
from services.verification.appeals.domain import Appeal, AppealState, NextUnitMissing, NotAtThisStep
from services.verification.appeals.service import Appeals
from services.verification.cases.api import READERS
from services.verification.cases.pages import shown, typed
from services.verification.cases.service import Cases
from shared.access import Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, Zloty, read
from shared.web.render import Templates

_PLACE = "/panel/weryfikacja/odwolania/{proposal_id}"
_MESSAGES = {
    "positive": "Wybierz ocenę.",
    "opinion": "Napisz, dlaczego: przeczyta to prezydent.",
    "upheld": "Wybierz decyzję.",
    "reason": "Uzasadnij decyzję: przeczyta to wnioskodawca.",
    "unit": "Wybierz jednostkę.",
}
_NO_UNIT = "Wybierz jednostkę, która oceni projekt."


class HandOverForm(Form):
    """To whom the second review goes."""

    version: int
    unit: Annotated[str, Field(min_length=1, max_length=64)]


class SecondReviewForm(Form):
    """The second review."""

    version: int
    positive: bool
    opinion: Annotated[str, Field(min_length=3, max_length=10_000)]
    cost: Annotated[Zloty, Field(ge=0)] | None = None
    next_unit: Annotated[str, Field(max_length=64)] | None = None


class DecisionForm(Form):
    """The final decision."""

    version: int
    upheld: bool
    reason: Annotated[str, Field(min_length=3, max_length=10_000)]
    next_unit: Annotated[str, Field(max_length=64)] | None = None


def pages(appeals: Appeals, admissions: Admissions, cases: Cases, templates: Templates) -> APIRouter:
    """Give the pages of appeals."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request, proposal_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        found, case = await appeals.of_proposal(proposal_id), await cases.case(proposal_id)
        appeal, person = found[0], signed_in(request)
        return templates.page(
            request,
            "appeal.html",
            status_code=status,
            appeal=appeal,
            earlier=found[1:],
            units=appeals.units,
            cap=await admissions.cap(case),
            may_review=_may_review(appeal, person),
            same_person=person.id == appeal.first_by.id,
            may_hand_over=person.role is Role.OFFICER
            and appeal.state is AppealState.REVIEW
            and appeal.unit is not None,
            may_decide=person.role is Role.MAYOR and appeal.state is AppealState.DECISION,
            overtaken=status == 412,
            typed=typed(values),
            values=values,
            errors=errors,
            **await shown(cases, case),
        )

    @router.get(_PLACE, dependencies=[only(*READERS)])
    async def appeal(request: Request, proposal_id: Id) -> Response:
        """Show the newest appeal of a proposal, with what the caller can do about it."""
        return await page(request, proposal_id, {}, {}, 200)

    @router.post(_PLACE + "/jednostka", dependencies=[only(Role.OFFICER)])
    async def hand_over(request: Request, proposal_id: Id) -> Response:
        """Give the second review to another unit."""
        try:
            form = await read(request, HandOverForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        newest = (await appeals.of_proposal(proposal_id))[0]
        await appeals.hand_over(newest.id, form.version, unit=form.unit, by=signed_in(request))
        return RedirectResponse(_PLACE.format(proposal_id=proposal_id), 303)

    @router.post(_PLACE + "/ocena", dependencies=[only(*REVIEWERS)])
    async def review(request: Request, proposal_id: Id) -> Response:
        """Finish the second review."""
        try:
            form = await read(request, SecondReviewForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        newest = (await appeals.of_proposal(proposal_id))[0]
        try:
            await appeals.review(
                newest.id,
                form.version,
                positive=form.positive,
                opinion=form.opinion,
                cost=form.cost,
                next_unit=form.next_unit or None,
                by=signed_in(request),
            )
        except (Stale, NotAtThisStep):
            return await page(request, proposal_id, form.model_dump(mode="json"), {}, 412)
        except NextUnitMissing:
            return await page(request, proposal_id, form.model_dump(mode="json"), {"next_unit": _NO_UNIT}, 422)
        return RedirectResponse(f"/panel/weryfikacja?etap=odwolania&zapisano={proposal_id}", 303)

    @router.post(_PLACE + "/decyzja", dependencies=[only(Role.MAYOR)])
    async def decide(request: Request, proposal_id: Id) -> Response:
        """Decide, finally."""
        try:
            form = await read(request, DecisionForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, proposal_id, invalid.values, invalid.errors, 422)
        newest = (await appeals.of_proposal(proposal_id))[0]
        errors: dict[str, str] = {}
        try:
            await appeals.decide(
                newest.id,
                form.version,
                upheld=form.upheld,
                reason=form.reason,
                next_unit=form.next_unit or None,
                by=signed_in(request),
            )
        except (Stale, NotAtThisStep):
            return await page(request, proposal_id, form.model_dump(mode="json"), {}, 412)
        except NextUnitMissing:
            errors = {"next_unit": _NO_UNIT}
        except CostAboveCap:
            errors = {"upheld": "Koszt przekracza limit, więc projektu nie można dopuścić."}
        if errors:
            return await page(request, proposal_id, form.model_dump(mode="json"), errors, 422)
        return RedirectResponse(f"/panel/weryfikacja?etap=odwolania&zapisano={proposal_id}", 303)

    return router


def _may_review(appeal: Appeal, person: Person) -> bool:
    own = person.role is Role.OFFICER if appeal.unit is None else person.unit == appeal.unit.symbol
    return own and appeal.state is AppealState.REVIEW and person.id != appeal.first_by.id
