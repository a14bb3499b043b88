"""The page of one statement: its unit answers beside the proposal; everybody else reads."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.api import READERS
from services.verification.cases.pages import shown
from services.verification.cases.service import Cases
from services.verification.statements.api import CostName, StatementText
from services.verification.statements.domain import MOST_COSTS, Said, StatementResult, StatementState
from services.verification.statements.pages.asking import LIST
from services.verification.statements.service import Statements
from services.verification.statements.service.rights import has_review, may_answer, may_hand_over
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import CostItem
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, Zloty, nested, read
from shared.web.render import Templates

ONE = LIST + "/{statement_id}"
_EMPTY_ROWS = 2
_MESSAGES = {"result": "Wybierz, jakie jest stanowisko.", "text": "Napisz, co jednostka mówi o swojej części."}


class CostForm(Form):
    """One cost of the unit's part."""

    name: CostName
    amount: Annotated[Zloty, Field(ge=0, le=10**11)]


class CostsForm(Form):
    """What the unit's part costs."""

    costs: Annotated[tuple[CostForm, ...], Field(max_length=MOST_COSTS)] = ()

    @property
    def items(self) -> tuple[CostItem, ...]:
        """Give them as the domain takes them."""
        return tuple(CostItem(name=cost.name, amount=cost.amount) for cost in self.costs)


class AnswerForm(CostsForm):
    """What the unit says about its part."""

    version: int
    result: StatementResult
    text: StatementText


def pages(statements: Statements, cases: Cases, templates: Templates) -> APIRouter:
    """Give the page of a statement."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request,
        statement_id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        *,
        sum_of: tuple[CostItem, ...] = (),
    ) -> Response:
        """Show it; `values` are what was typed, also where meanwhile somebody else has answered."""
        statement, person = await statements.statement(statement_id), signed_in(request)
        review, waits = await statements.lead(statement.proposal_id), statement.state.waits
        return templates.page(
            request,
            "statement.html",
            status_code=status,
            statement=statement,
            review=review,
            editable=statement.state is StatementState.OPEN and may_answer(statement, person),
            may_hand_over=waits and may_hand_over(statement, review, person),
            may_withdraw=waits and has_review(review, person),
            overtaken=status == 412,
            sum_of=sum(cost.amount for cost in sum_of) if sum_of else None,
            rows=min(len(values.get("costs", ())) + _EMPTY_ROWS, MOST_COSTS),
            values=values,
            errors=errors,
            **await shown(cases, await cases.case(statement.proposal_id)),
        )

    @router.get(ONE, dependencies=[only(*READERS)])
    async def statement(request: Request, statement_id: Id) -> Response:
        """Show a statement: to be filled in by its unit while it is open, else as it was given."""
        return await page(request, statement_id, {}, {}, 200)

    @router.post(ONE + "/koszty", dependencies=[only(Role.UNIT_REVIEWER)])
    async def count(request: Request, statement_id: Id) -> Response:
        """Add the costs up and give more rows; nothing is written, nothing typed is lost."""
        try:
            form = await read(request, CostsForm)
        except FormInvalid as invalid:
            return await page(request, statement_id, invalid.values, invalid.errors, 422)
        return await page(request, statement_id, nested(await request.form()), {}, 200, sum_of=form.items)

    @router.post(ONE, dependencies=[only(Role.UNIT_REVIEWER)])
    async def answer(request: Request, statement_id: Id) -> Response:
        """Give the statement and lead back to what waits for the unit."""
        try:
            form = await read(request, AnswerForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, statement_id, invalid.values, invalid.errors, 422)
        said = Said(result=form.result, text=form.text, costs=form.items)
        try:
            await statements.answer(statement_id, form.version, said, by=signed_in(request))
        except Stale:
            return await page(request, statement_id, form.model_dump(mode="json"), {}, 412)
        return RedirectResponse(f"{LIST}?zapisano={statement_id}", 303)

    return router
