"""The list of statements that are waited for, and the form by which other units are asked for one."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field

from services.verification.cases.api import READERS
from services.verification.cases.domain import UnitUnknown
from services.verification.cases.pages import shown
from services.verification.cases.service import Cases, PlaceInList
from services.verification.merit.domain import ReviewClosed, ReviewState
from services.verification.statements.api import ASKERS, Question
from services.verification.statements.domain import MOST_UNITS, Statement, StatementOpen, UnitLeads
from services.verification.statements.service import Statements
from services.verification.statements.service.rights import has_review
from shared.access import NotAllowed, Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

LIST = "/panel/weryfikacja/stanowiska"
_ASK = "/panel/weryfikacja/oceny/{proposal_id}/stanowiska"
_ROWS = 50
_MESSAGES = {
    "units": "Zaznacz co najmniej jedną jednostkę, najwyżej 10.",
    "question": "Napisz, w jakiej sprawie jednostka ma zająć stanowisko.",
}

Ticked = Annotated[tuple[Id, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]
"""Units ticked in a form; one alone comes as a text."""


class AskForm(Form):
    """Whom to ask, and what."""

    units: Annotated[Ticked, Field(min_length=1, max_length=MOST_UNITS)]
    question: Question


def pages(statements: Statements, cases: Cases, templates: Templates) -> APIRouter:
    """Give the list and the form."""
    router = APIRouter(include_in_schema=False)

    @router.get(LIST, dependencies=[only(*READERS)])
    async def waiting(
        request: Request,
        jednostka: Annotated[str | None, Query(max_length=64)] = None,
        termin: Literal["", "po-terminie", "siedem-dni"] = "",
        po: Annotated[str, Query(max_length=100)] = "",
        zapisano: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """List what is waited for, the first due first; a unit's people see their unit's at first."""
        person = signed_in(request)
        own = person.unit if person.role is Role.UNIT_REVIEWER else None
        unit = (own if jednostka is None else jednostka) or None
        found = await statements.waiting(unit, termin, PlaceInList.parse(po) if po else None, _ROWS + 1)
        rows = found[:_ROWS]
        last = rows[-1] if len(found) > _ROWS else None
        following = PlaceInList(moment=last.task.due_at, id=last.id).text if last and last.task else None
        return templates.page(
            request,
            "statement_list.html",
            rows=rows,
            chosen={"jednostka": unit or "", "termin": termin},
            units=statements.units,
            next=following,
            saved=await _saved(statements, zapisano),
        )

    async def asking(
        request: Request, proposal_id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        case, review = await cases.case(proposal_id), await statements.lead(proposal_id)
        if not has_review(review, person := signed_in(request)):
            raise NotAllowed(person.role)
        if review.state is not ReviewState.OPEN:
            raise ReviewClosed(proposal_id, review.state)
        asked = await statements.of_proposal(proposal_id)
        waiting_for = {one.unit.symbol for one in asked if one.state.waits}
        return templates.page(
            request,
            "statement_ask.html",
            status_code=status,
            review=review,
            units=[unit for unit in statements.units if unit.symbol != review.unit.symbol],
            waiting_for=waiting_for,
            deadline=await statements.deadline(),
            values=values,
            errors=errors,
            **await shown(cases, case),
        )

    @router.get(_ASK, dependencies=[only(*ASKERS)])
    async def ask_form(request: Request, proposal_id: Id) -> Response:
        """Show the form by which other units are asked."""
        return await asking(request, proposal_id, {}, {}, 200)

    @router.post(_ASK, dependencies=[only(*ASKERS)])
    async def ask(request: Request, proposal_id: Id) -> Response:
        """Ask them."""
        try:
            form = await read(request, AskForm, _MESSAGES)
        except FormInvalid as invalid:
            return await asking(request, proposal_id, invalid.values, invalid.errors, 422)
        try:
            await statements.ask(proposal_id, units=form.units, question=form.question, by=signed_in(request))
        except (StatementOpen, UnitLeads, UnitUnknown) as error:
            text, status = _error(error)
            return await asking(request, proposal_id, form.model_dump(mode="json"), {"units": text}, status)
        return RedirectResponse(f"/panel/weryfikacja/oceny/{proposal_id}#stanowiska", 303)

    return router


def _error(error: Exception) -> tuple[str, int]:
    match error:
        case StatementOpen():
            return "Jedną z tych jednostek już poproszono i jeszcze nie odpowiedziała. Odznacz ją.", 409
        case UnitLeads():
            return "Jedna z tych jednostek ocenia teraz cały projekt. Odznacz ją.", 422
    return "Wybierz jednostki z listy.", 422


async def _saved(statements: Statements, id: str) -> Statement | None:
    """Give the statement that the caller has just worked on, to say so on the next page."""
    if not id:
        return None
    try:
        return await statements.statement(id)
    except NotFound:
        return None
