"""Where a statement that is waited for may go: to another unit, back to who asked, or nowhere any more."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.verification.cases.domain import UnitUnknown
from services.verification.statements.api import ASKERS, Reason
from services.verification.statements.domain import StatementClosed, StatementOpen, StatementState, UnitLeads
from services.verification.statements.pages.asking import LIST
from services.verification.statements.pages.one import ONE
from services.verification.statements.service import Statements
from services.verification.statements.service.rights import has_review, may_answer, may_hand_over
from shared.access import NotAllowed, Person, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates


class Move(StrEnum):
    """A way that a statement may go, as it stands in the address."""

    HAND_OVER = "przekazanie"
    RETURN = "zwrot"
    WITHDRAW = "cofniecie"


_MOVE = ONE + "/{move}"
_WHY = {
    Move.HAND_OVER: "Napisz, dlaczego to zadanie tej jednostki.",
    Move.RETURN: "Napisz, dlaczego to nie jest zadanie Twojej jednostki.",
    Move.WITHDRAW: "Napisz, dlaczego stanowisko nie jest już potrzebne.",
}


class ReasonForm(Form):
    """Why."""

    version: int
    reason: Reason


class HandOverForm(ReasonForm):
    """To which unit, and why."""

    unit: Annotated[str, Field(min_length=1, max_length=64)]


def pages(statements: Statements, templates: Templates) -> APIRouter:
    """Give the pages of the moves."""
    router = APIRouter(include_in_schema=False)

    async def page(
        request: Request,
        statement_id: str,
        move: Move,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
    ) -> Response:
        """Ask for the reason. Raises `NotAllowed`, and `StatementClosed` where nothing is to be moved any more."""
        statement, person = await statements.statement(statement_id), signed_in(request)
        review = await statements.lead(statement.proposal_id)
        allowed = {
            Move.HAND_OVER: may_hand_over(statement, review, person),
            Move.RETURN: may_answer(statement, person),
            Move.WITHDRAW: has_review(review, person),
        }
        if not allowed[move]:
            raise NotAllowed(person.role)
        if not statement.state.waits or (move is Move.RETURN and statement.state is not StatementState.OPEN):
            raise StatementClosed(statement_id, statement.state)
        had_by = statement.unit.symbol if statement.state is StatementState.OPEN else None
        return templates.page(
            request,
            "statement_move.html",
            status_code=status,
            statement=statement,
            move=move.value,
            units=[unit for unit in statements.units if unit.symbol not in (had_by, review.unit.symbol)],
            overtaken=status == 412,
            values=values,
            errors=errors,
        )

    @router.get(_MOVE, dependencies=[only(*ASKERS)])
    async def ask(request: Request, statement_id: Id, move: Move) -> Response:
        """Ask for the reason."""
        return await page(request, statement_id, move, {}, {}, 200)

    @router.post(_MOVE, dependencies=[only(*ASKERS)])
    async def go(request: Request, statement_id: Id, move: Move) -> Response:
        """Go this way, and back to where the caller works."""
        model = HandOverForm if move is Move.HAND_OVER else ReasonForm
        try:
            form = await read(request, model, {"reason": _WHY[move], "unit": "Wybierz jednostkę."})
        except FormInvalid as invalid:
            return await page(request, statement_id, move, invalid.values, invalid.errors, 422)
        before, person = await statements.statement(statement_id), signed_in(request)
        try:
            await _go(statements, statement_id, move, form, person)
        except Stale:
            return await page(request, statement_id, move, form.model_dump(mode="json"), {}, 412)
        except (UnitUnknown, UnitLeads, StatementOpen) as error:
            errors, status = _error(error)
            return await page(request, statement_id, move, form.model_dump(mode="json"), errors, status)
        if may_answer(before, person):
            return RedirectResponse(f"{LIST}?zapisano={statement_id}", 303)
        return RedirectResponse(f"/panel/weryfikacja/oceny/{before.proposal_id}#stanowiska", 303)

    return router


async def _go(statements: Statements, id: str, move: Move, form: ReasonForm, by: Person) -> None:
    if isinstance(form, HandOverForm):
        await statements.hand_over(id, form.version, unit=form.unit, reason=form.reason, by=by)
    elif move is Move.RETURN:
        await statements.send_back(id, form.version, reason=form.reason, by=by)
    else:
        await statements.withdraw(id, form.version, reason=form.reason, by=by)


def _error(error: Exception) -> tuple[dict[str, str], int]:
    match error:
        case StatementOpen():
            return {"unit": "Tę jednostkę już poproszono o stanowisko w tej sprawie. Wybierz inną."}, 409
        case UnitLeads():
            return {"unit": "Ta jednostka ocenia cały projekt. Wybierz inną."}, 422
    return {"unit": "Wybierz jednostkę z listy."}, 422
