"""Ledgers as the desk sees them: all contracts, one with its forms, its lines and entries, the settlement."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.reporting.initiatives.api.bodies import Day, Findings, Note, Number
from services.reporting.initiatives.domain import (
    AboveContract,
    EntryIncomplete,
    NothingCorrected,
    NothingDelivered,
    NotInspected,
    NotNow,
    OutsideTerm,
    Side,
    Stage,
)
from services.reporting.initiatives.pages import photographs
from services.reporting.initiatives.pages.seen import PLACE, allowed, signed
from services.reporting.initiatives.pages.typed import ORDER, again, amount_field, correction_of, entry_of, held, said
from services.reporting.initiatives.service import READERS, Ledgers, Wanted
from services.reporting.initiatives.service.inspections import Inspections
from services.reporting.initiatives.service.settlements import Settlements
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.files import Pictures
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, problem_list, read
from shared.web.render import SECRET, Templates

PAGE = 30
_ONE = PLACE + "/{initiative_id}"
_DESK = only(Role.OFFICER, Role.UNIT_REVIEWER)
NOTHING = "To samo jest już wpisane. Podaj inną liczbę albo zostaw wpis bez zmian."
_ABOVE = "Miasto wydało więcej, niż pozwala umowa. Zaznacz, że nadwyżkę pokrywają wnioskodawcy, albo podpiszcie aneks."
_OUTSIDE = "Są wpisy spoza czasu umowy. Popraw je przed rozliczeniem."
_NOTHING_DELIVERED = (
    "Mieszkańcy nie dali jeszcze nic z tego, co zadeklarowali. Wpisz to, co dano, zwróć rozliczenie do poprawy "
    "albo rozwiąż umowę."
)
_NOT_INSPECTED = "Nie było jeszcze wizji lokalnej. Wpisz ją, zanim przyjmiesz rozliczenie."


class AcceptanceForm(VersionForm):
    """A word on the settlement."""

    note: Note | None = None
    excess_is_own: bool = False


class ReturnForm(VersionForm):
    """What is to be mended, a point on each line."""

    points: str = Field(min_length=5, max_length=10_000)


class InspectionForm(Form):
    """A visit on the spot."""

    on: Day
    findings: Findings


_MESSAGES = {
    "note": "Napisz od 3 do 1000 znaków.",
    "points": "Napisz, co poprawić: każdy punkt w osobnym wierszu, od 5 do 2000 znaków, najwyżej 20.",
    "on": "Podaj dzień wizji, na przykład 10.05.2027.",
    "findings": "Napisz, co stwierdzono: co najmniej 10 znaków.",
}


def pages(
    ledgers: Ledgers, settlements: Settlements, inspections: Inspections, pictures: Pictures, templates: Templates
) -> APIRouter:
    """Give the pages of the desk."""
    router = APIRouter(include_in_schema=False)
    router.include_router(_ledgers(ledgers, settlements, inspections, templates))
    router.include_router(_entries(ledgers, templates))
    router.include_router(_link(ledgers, templates))
    router.include_router(photographs.pages(inspections, pictures, templates))
    return router


def _ledgers(ledgers: Ledgers, settlements: Settlements, inspections: Inspections, templates: Templates) -> APIRouter:
    router = APIRouter()

    @router.get(PLACE, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        pokaz: Annotated[str, Query(max_length=40)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List the contracts; a unit sees its own."""
        person, now = signed_in(request), ledgers.clock.now()
        unit = person.unit if person.role is Role.UNIT_REVIEWER else None
        late, waiting, every = Wanted(unit, late_at=now), Wanted(unit, Stage.HANDED_IN), Wanted(unit)
        wanted = {"po-terminie": late, "do-sprawdzenia": waiting}.get(pokaz, every)
        found = await ledgers.store.count(wanted)
        return templates.page(
            request,
            "ledgers.html",
            ledgers=await ledgers.store.page(wanted, PAGE * (strona - 1), PAGE),
            late=await ledgers.store.count(late),
            waiting=await ledgers.store.count(waiting),
            every=await ledgers.store.count(every),
            moment=now,
            number=strona,
            numbers=max(1, -(-found // PAGE)),
        )

    async def one(
        request: Request,
        id: str,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        problem: str | None = None,
    ) -> Response:
        ledger = await signed(ledgers, id)
        return templates.page(
            request,
            "ledger.html",
            status_code=status,
            ledger=ledger,
            contract=ledger.signed_contract,
            balance=ledger.balance,
            may=allowed(ledger, signed_in(request)),
            values=values or {},
            errors=dict(problem_list(errors or {}, ("note", "points", "on", "findings"))),
            stale=status == 412,
            problem=problem,
        )

    @router.get(_ONE, dependencies=[only(*READERS)])
    async def show(request: Request, initiative_id: Id) -> Response:
        """Show a contract with its balance, and what the person may do next."""
        return await one(request, initiative_id)

    @router.post(_ONE + "/zlozenie", dependencies=[only(Role.OFFICER)])
    async def hand_in(request: Request, initiative_id: Id) -> Response:
        """Hand the settlement in for the residents."""
        try:
            form = await read(request, VersionForm)
            await settlements.hand_in(initiative_id, form.version, signed_in(request))
        except (FormInvalid, Stale):
            return await one(request, initiative_id, 412)
        return _back(initiative_id)

    @router.post(_ONE + "/zwrot", dependencies=[only(Role.OFFICER)])
    async def send_back(request: Request, initiative_id: Id) -> Response:
        """Ask the residents to mend it."""
        try:
            form = await read(request, ReturnForm, _MESSAGES)
            points = tuple(line.strip() for line in form.points.splitlines() if line.strip())
            if len(points) > 20 or any(not 5 <= len(point) <= 2_000 for point in points):
                raise FormInvalid(form.model_dump(), {"points": _MESSAGES["points"]})
            await settlements.send_back(initiative_id, form.version, points, signed_in(request))
        except FormInvalid as invalid:
            return await one(request, initiative_id, 422, invalid.values, invalid.errors)
        except Stale:
            return await one(request, initiative_id, 412, form.model_dump())
        return _back(initiative_id)

    @router.post(_ONE + "/przyjecie", dependencies=[only(Role.OFFICER)])
    async def accept(request: Request, initiative_id: Id) -> Response:
        """Settle the contract."""
        try:
            form = await read(request, AcceptanceForm, _MESSAGES)
        except FormInvalid as invalid:
            return await one(request, initiative_id, 422, invalid.values, invalid.errors)
        typed = form.model_dump()
        try:
            by = signed_in(request)
            await settlements.accept(initiative_id, form.version, form.note, by, excess_is_own=form.excess_is_own)
        except Stale:
            return await one(request, initiative_id, 412, typed)
        except EntryIncomplete as wrong:
            return await one(request, initiative_id, 422, typed, said({wrong.field: wrong.fault}))
        except AboveContract:
            return await one(request, initiative_id, 409, typed, problem=_ABOVE)
        except OutsideTerm:
            return await one(request, initiative_id, 409, typed, problem=_OUTSIDE)
        except NothingDelivered:
            return await one(request, initiative_id, 409, typed, problem=_NOTHING_DELIVERED)
        except NotInspected:
            return await one(request, initiative_id, 409, typed, problem=_NOT_INSPECTED)
        return _back(initiative_id)

    @router.post(_ONE + "/wizje", dependencies=[_DESK])
    async def inspect(request: Request, initiative_id: Id) -> Response:
        """Note an inspection."""
        try:
            form = await read(request, InspectionForm, _MESSAGES)
            await inspections.inspect(initiative_id, form.on, form.findings, signed_in(request))
        except FormInvalid as invalid:
            return await one(request, initiative_id, 422, invalid.values, invalid.errors)
        except EntryIncomplete as wrong:
            return await one(request, initiative_id, 422, form.model_dump(), said({wrong.field: wrong.fault}))
        return _back(initiative_id)

    return router


def _entries(ledgers: Ledgers, templates: Templates) -> APIRouter:
    router = APIRouter()

    async def line(
        request: Request,
        id: str,
        line_id: str,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        ledger = await signed(ledgers, id)
        found = next((one for one in ledger.balance.lines if one.line.id == line_id), None)
        if found is None:
            raise NotFound("contract_lines", line_id)
        can = allowed(ledger, signed_in(request))
        record = can["record_own" if found.line.side is Side.OWN else "record_city"]
        return templates.page(
            request,
            "ledger_line.html",
            status_code=status,
            ledger=ledger,
            line=found,
            may_record=record and found.line.number > 0,
            may_correct=can["correct"],
            values=values or {},
            errors=dict(problem_list(errors or {}, ORDER)),
        )

    @router.get(_ONE + "/pozycje/{line_id}", dependencies=[only(*READERS)])
    async def show_line(request: Request, initiative_id: Id, line_id: Id) -> Response:
        """Show the entries of a line, with the form that adds one."""
        return await line(request, initiative_id, line_id)

    @router.post(_ONE + "/pozycje/{line_id}", dependencies=[_DESK])
    async def record(request: Request, initiative_id: Id, line_id: Id) -> Response:
        """Add an entry."""
        ledger = await signed(ledgers, initiative_id)
        try:
            given = await entry_of(request, ledger, ledger.signed_contract.line(line_id), ledgers.today())
        except FormInvalid as invalid:
            return await line(request, initiative_id, line_id, 422, invalid.values, invalid.errors)
        try:
            await ledgers.record(initiative_id, given, signed_in(request))
        except EntryIncomplete as fault:
            faults = said({fault.field: fault.fault})
            return await line(request, initiative_id, line_id, 422, again(given), faults)
        return RedirectResponse(f"{PLACE}/{initiative_id}/pozycje/{line_id}", 303)

    async def correction(
        request: Request,
        id: str,
        number: int,
        status: int = 200,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        ledger = await signed(ledgers, id)
        entry = ledger.entry(number)
        if not allowed(ledger, signed_in(request))["correct"]:
            raise NotNow(ledger.stage)
        return templates.page(
            request,
            "ledger_correction.html",
            status_code=status,
            ledger=ledger,
            entry=entry,
            values=held(entry) if values is None else values,
            errors=dict(problem_list(errors or {}, ORDER)),
        )

    @router.get(_ONE + "/wpisy/{number}", dependencies=[_DESK])
    async def show_correction(request: Request, initiative_id: Id, number: Number) -> Response:
        """Ask how it was."""
        return await correction(request, initiative_id, number)

    @router.post(_ONE + "/wpisy/{number}", dependencies=[_DESK])
    async def correct(request: Request, initiative_id: Id, number: Number) -> Response:
        """Put an entry right."""
        entry = (await signed(ledgers, initiative_id)).entry(number)
        try:
            right, reason, typed = await correction_of(request, entry)
        except FormInvalid as invalid:
            return await correction(request, initiative_id, number, 422, invalid.values, invalid.errors)
        try:
            await ledgers.correct(initiative_id, number, right, reason, signed_in(request))
        except NothingCorrected:
            wrong = {amount_field(entry): NOTHING}
            return await correction(request, initiative_id, number, 409, typed, wrong)
        except EntryIncomplete as fault:
            return await correction(request, initiative_id, number, 422, typed, said({fault.field: fault.fault}))
        return RedirectResponse(f"{PLACE}/{initiative_id}/pozycje/{entry.entry.line}", 303)

    return router


def _link(ledgers: Ledgers, templates: Templates) -> APIRouter:
    router = APIRouter(dependencies=[only(Role.OFFICER)])

    @router.get(_ONE + "/link")
    async def ask(request: Request, initiative_id: Id) -> Response:
        """Ask whether the representative is to get another link."""
        ledger = await signed(ledgers, initiative_id)
        return templates.page(request, "ledger_link.html", ledger=ledger, address=None, stale=False)

    @router.post(_ONE + "/link")
    async def renew(request: Request, initiative_id: Id) -> Response:
        """Give another link, and show it this once."""
        try:
            form = await read(request, VersionForm)
            number = await ledgers.renew_link(initiative_id, form.version)
        except (FormInvalid, Stale):
            ledger = await signed(ledgers, initiative_id)
            return templates.page(request, "ledger_link.html", status_code=412, ledger=ledger, address=None, stale=True)
        ledger = await signed(ledgers, initiative_id)
        address = ledgers.links.address(initiative_id, number)
        return templates.page(request, "ledger_link.html", headers=SECRET, ledger=ledger, address=address, stale=False)

    return router


def _back(id: str) -> Response:
    return RedirectResponse(f"{PLACE}/{id}", 303)
