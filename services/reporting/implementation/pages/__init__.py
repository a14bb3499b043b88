"""The building as staff see it: all works with the late ones first, one work with its history and its forms."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.implementation.api import Number
from services.reporting.implementation.domain import LONGEST_CONTRACTOR, Implementation, Progress
from services.reporting.implementation.pages.typed import MESSAGES, ORDER, ProgressForm, held, refuse
from services.reporting.implementation.service import Implementations, Wanted
from services.reporting.implementation.service.readers import words_for
from shared.access import STAFF, Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.reporting import Stage
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, Zloty, problem_list, read
from shared.web.render import Templates

PAGE = 30
ALL = "wszystkie"
Text = Annotated[str, Query(max_length=100)]


class ReturnForm(Form):
    """Why a word goes back to its unit, as typed."""

    reason: str = Field(min_length=5, max_length=4000)


class SettlementForm(Form):
    """Who builds a project and what it has cost in the end, as typed."""

    settled_contractor: str | None = Field(default=None, min_length=2, max_length=LONGEST_CONTRACTOR)
    actual_cost: Annotated[Zloty, Field(ge=0)] | None = None
    version: int = Field(ge=1)


_SETTLEMENT = {"actual_cost:greater_than_equal": "Koszt nie może być mniejszy od zera."}


def pages(works: Implementations, templates: Templates) -> APIRouter:
    """Give the staff pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel/realizacja", dependencies=[only(*STAFF)])
    async def all_works(
        request: Request,
        edycja: Text = "",
        jednostka: Text = "",
        etap: Text = "",
        pokaz: Text = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List the works; a unit sees its own first."""
        person = signed_in(request)
        unit = jednostka or (person.unit if person.role is Role.UNIT_REVIEWER else None) or ALL
        scope = Wanted(edycja or None, None if unit == ALL else unit, Stage(etap) if etap in set(Stage) else None)
        late = Wanted(scope.edition_id, scope.unit, scope.stage, late_on=works.today())
        waiting = Wanted(scope.edition_id, scope.unit, scope.stage, waiting=True)
        wanted = {"po-terminie": late, "do-zatwierdzenia": waiting}.get(pokaz, scope)
        found = await works.store.count(wanted)
        return templates.page(
            request,
            "implementation_list.html",
            works=await works.store.page(wanted, PAGE * (strona - 1), PAGE),
            found=found,
            late=await works.store.count(late),
            waiting=await works.store.count(waiting),
            every=await works.store.count(scope),
            without_unit=await works.store.count_without_unit(),
            editions={edition.id: edition.rules for edition in await works.tracker.editions()},
            units=await works.store.units(),
            stages=list(Stage),
            chosen={"edycja": edycja, "jednostka": unit, "etap": etap, "pokaz": pokaz},
            everything=ALL,
            now=works.clock.now(),
            number=strona,
            numbers=max(1, -(-found // PAGE)),
        )

    async def one(request: Request, id: str, status: int = 200, **typed: Any) -> Response:
        work = await works.store.get(id)
        if work.started_at is None:
            raise NotFound("implementation", id)
        person = signed_in(request)
        context = {
            "values": held(work),
            "errors": {},
            "return_values": {},
            "return_errors": {},
            "settle_values": _settled(work),
            "settle_errors": {},
            "settle_stale": False,
            **typed,
        }
        context["errors"] = dict(problem_list(context["errors"], ORDER))
        edition = await works.tracker.edition(work.edition_id)
        return templates.page(
            request,
            "implementation_work.html",
            status_code=status,
            work=work,
            updates=words_for(work, person),
            area=edition.area_name(work.area_id),
            late=work.late(works.clock.now()),
            may_send=_may_send(work, person),
            may_settle=person.role is Role.OFFICER,
            may_add=person.role is Role.UNIT_REVIEWER and person.unit == work.unit,
            may_decide=person.role is Role.OFFICER and work.waiting is not None,
            stages=list(Stage),
            **context,
        )

    @router.get("/panel/realizacja/{implementation_id}", dependencies=[only(*STAFF)])
    async def work(request: Request, implementation_id: Id) -> Response:
        """Show a work, its history, and what the person may do next."""
        return await one(request, implementation_id)

    @router.post("/panel/realizacja/{implementation_id}/postep", dependencies=[only(Role.UNIT_REVIEWER)])
    async def send(request: Request, implementation_id: Id) -> Response:
        """Send the unit's word to an officer."""
        try:
            form = await read(request, ProgressForm, MESSAGES)
            progress = Progress(**form.model_dump())
            refuse(await works.store.get(implementation_id), progress, works.today(), await request.form())
        except FormInvalid as invalid:
            return await one(request, implementation_id, 422, values=invalid.values, errors=invalid.errors)
        await works.send(implementation_id, progress, signed_in(request))
        return _back(implementation_id)

    @router.post("/panel/realizacja/{implementation_id}/postep/{number}/zatwierdz", dependencies=[only(Role.OFFICER)])
    async def approve(request: Request, implementation_id: Id, number: Number) -> Response:
        """Let residents read the unit's word."""
        await read(request, Form)
        await works.approve(implementation_id, number, signed_in(request))
        return _back(implementation_id)

    @router.post("/panel/realizacja/{implementation_id}/postep/{number}/zwroc", dependencies=[only(Role.OFFICER)])
    async def send_back(request: Request, implementation_id: Id, number: Number) -> Response:
        """Ask the unit to mend its word."""
        try:
            form = await read(request, ReturnForm, {"reason": "Napisz jednostce, co poprawić."})
        except FormInvalid as invalid:
            return await one(
                request, implementation_id, 422, return_values=invalid.values, return_errors=invalid.errors
            )
        await works.send_back(implementation_id, number, form.reason, signed_in(request))
        return _back(implementation_id)

    @router.post("/panel/realizacja/{implementation_id}/rozliczenie", dependencies=[only(Role.OFFICER)])
    async def settle(request: Request, implementation_id: Id) -> Response:
        """Enter who builds it and what it has cost in the end."""
        try:
            form = await read(request, SettlementForm, _SETTLEMENT)
        except FormInvalid as invalid:
            return await one(
                request, implementation_id, 422, settle_values=invalid.values, settle_errors=invalid.errors
            )
        by = signed_in(request)
        try:
            await works.settle(implementation_id, form.version, form.settled_contractor, form.actual_cost, by)
        except Stale:
            return await one(request, implementation_id, 412, settle_values=form.model_dump(), settle_stale=True)
        return _back(implementation_id)

    return router


def _settled(work: Implementation) -> dict[str, Any]:
    return {
        "settled_contractor": work.contractor,
        "actual_cost": work.settlement.actual_cost if work.settlement else None,
    }


def _back(id: str) -> Response:
    return RedirectResponse(f"/panel/realizacja/{id}", status_code=303)


def _may_send(work: Implementation, person: Person) -> bool:
    own = person.role is Role.UNIT_REVIEWER and person.unit == work.unit
    return own and not work.over and work.waiting is None
