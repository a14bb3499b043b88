"""The register at the desk: the list with its filters, one resolution with its execution, and its forms."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from services.reporting.council.api.given import Day, Why, Words
from services.reporting.council.api.resolutions import Ending, EntryGiven, Said, Units
from services.reporting.council.domain.numbers import NotAResolutionNumber, ResolutionNumber
from services.reporting.council.domain.resolutions import (
    ENDINGS,
    SAID_BY_UNITS,
    ExecutionStatus,
    Executor,
    NotExecutor,
    ReportedAhead,
    Resolution,
    ResolutionEnded,
    ResolutionKnown,
)
from services.reporting.council.domain.sessions import TermUnknown
from services.reporting.council.domain.units import UnitUnknown
from services.reporting.council.service.resolutions import Resolutions, Wanted
from services.reporting.council.service.sessions import Sessions
from shared.access import STAFF, Person, Role, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.form_steps import Fault, Step, take
from shared.web.forms import Form, FormInvalid, VersionForm, read, said
from shared.web.render import Templates

PLACE = "/panel/rada/uchwaly"
_ONE = PLACE + "/{resolution_id}"
PER_PAGE = 30
Sought = Annotated[str, Query(max_length=100)]
PageNumber = Annotated[int, Query(ge=1, le=1000)]
_Several = BeforeValidator(lambda value: [value] if isinstance(value, str) else value)


class ContinuousForm(Form):
    """Whether what is entered has no last day, as ticked."""

    continuous: bool = False


class EntryForm(EntryGiven, ContinuousForm):
    """An entry, as typed: a last day, or "carried out continuously"."""

    units: Annotated[Units, _Several]
    due_on: Day | None = Field(default=None, validate_default=True)

    @field_validator("due_on")
    @classmethod
    def _one_of_both(cls, due_on: date | None, info: ValidationInfo) -> date | None:
        # The fields of the last base are read first: `continuous` is known here.
        if (due_on is None) is not bool(info.data.get("continuous")):
            raise said("Podaj termin albo zaznacz, że uchwała jest wykonywana na bieżąco.")
        return due_on


class ResolutionForm(EntryForm):
    """A resolution to enter, as typed."""

    number: Annotated[str, Field(max_length=300)]
    passed_on: Day

    @field_validator("number")
    @classmethod
    def _readable(cls, number: str) -> str:
        try:
            ResolutionNumber.parse(number)
        except NotAResolutionNumber:
            raise said("Wpisz numer tak, jak stoi w uchwale: XLIX/676/2022.") from None
        return number

    @property
    def written(self) -> ResolutionNumber:
        """The number."""
        return ResolutionNumber.parse(self.number)


class ChangeForm(EntryForm):
    """The entry as it is to be, and why."""

    version: int
    reason: Why


class ExecutionForm(VersionForm):
    """What a unit says of its part."""

    unit: Id
    status: Said
    text: Words
    on: Day


class EndingForm(VersionForm):
    """How the resolution has ended."""

    ending: Ending
    ending_text: Words
    ending_on: Day


_MESSAGES = {
    "title": "Wpisz tytuł uchwały.",
    "units": "Zaznacz co najmniej jedną jednostkę, która wykonuje uchwałę.",
    "passed_on": "Podaj dzień uchwały.",
    "reason": "Napisz, dlaczego zmieniasz wpis.",
    "text_at": "Podaj pełny adres, który zaczyna się od https://",
    "unit": "Wybierz jednostkę.",
    "status": "Wybierz, jak daleko jest wykonanie.",
    "text": "Napisz, co zrobiono.",
    "on": "Podaj dzień, na który to jest prawda.",
    "ending": "Wybierz, co się stało z uchwałą.",
    "ending_text": "Napisz, na jakiej podstawie.",
    "ending_on": "Podaj dzień.",
}
_KNOWN = "Uchwała o tym numerze już jest w rejestrze."
_NO_TERM = "Tego dnia nie ma w żadnej kadencji. Sprawdź rok albo wpisz najpierw kadencję."
_NO_UNIT = "Miasto nie ma już takiej jednostki. Wybierz inną."
_IMPOSSIBLE = "Ten dzień jest przed uchwałą albo jeszcze nie nadszedł."
_NOT_EXECUTOR = "Ta jednostka nie wykonuje tej uchwały."
_ENDED = "Ta uchwała już wygasła albo stwierdzono jej nieważność."


class Filters:
    """The filters of a list, as they stand in its address."""

    def __init__(self, q: str, stan: str, jednostka: str, kadencja: str, pokaz: str, today: date) -> None:
        self.text, self.status, self.unit, self.term = q.strip(), stan, jednostka, kadencja
        self.late = pokaz == "po-terminie"
        status = ExecutionStatus(stan) if stan in set(ExecutionStatus) else None
        self.scope = Wanted(self.text, kadencja or None, None, jednostka or None, today if self.late else None)
        self.wanted = Wanted(self.text, kadencja or None, status, jednostka or None, self.scope.late_on)

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.status or self.unit or self.term or self.late)


async def listing(sessions: Sessions, resolutions: Resolutions, query: Filters, page: int) -> dict[str, Any]:
    """Give what a list of the register shows."""
    found = await resolutions.store.count(query.wanted)
    late = Wanted(query.text, query.wanted.term_id, None, query.wanted.unit, resolutions.today)
    return {
        "resolutions": await resolutions.store.page(query.wanted, PER_PAGE * (page - 1), PER_PAGE),
        "found": found,
        "statuses": await resolutions.store.statuses(query.scope),
        "late": await resolutions.store.count(late),
        "units": resolutions.unit_names(),
        "terms": await sessions.store.terms(),
        "today": resolutions.today,
        "query": query,
        "every": list(ExecutionStatus),
        "number": page,
        "numbers": max(1, -(-found // PER_PAGE)),
    }


def pages(sessions: Sessions, resolutions: Resolutions, templates: Templates) -> APIRouter:
    """Give the pages of the register."""
    router = APIRouter()

    @router.get(PLACE, dependencies=[only(*STAFF)])
    async def listed(
        request: Request,
        q: Sought = "",
        stan: Sought = "",
        jednostka: Sought = "",
        kadencja: Sought = "",
        pokaz: Sought = "",
        strona: PageNumber = 1,
    ) -> Response:
        """List the register."""
        query = Filters(q, stan, jednostka, kadencja, pokaz, resolutions.today)
        shown = await listing(sessions, resolutions, query, strona)
        return templates.page(request, "council_register.html", **shown)

    def entry_form(
        request: Request,
        before: Resolution | None,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        units = dict(resolutions.unit_names())
        if before is not None:
            units |= {one.unit: one.name for one in before.executors}
        return templates.page(
            request,
            "council_entry.html",
            status_code=status,
            resolution=before,
            units=units,
            values=values,
            errors=errors,
            stale=stale,
        )

    @router.get(f"{PLACE}/nowa", dependencies=[only(Role.OFFICER)])
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return entry_form(request, None, {}, {}, 200)

    @router.post(f"{PLACE}/nowa", dependencies=[only(Role.OFFICER)])
    async def enter(request: Request) -> Response:
        """Enter a resolution."""
        try:
            form = await read(request, ResolutionForm, _MESSAGES)
            id = await resolutions.enter(form.written, form.passed_on, form.entry(), form.units)
        except FormInvalid as invalid:
            return entry_form(request, None, invalid.values, invalid.errors, 422)
        except ResolutionKnown:
            return entry_form(request, None, form.model_dump(mode="json"), {"number": _KNOWN}, 409)
        except TermUnknown:
            return entry_form(request, None, form.model_dump(mode="json"), {"passed_on": _NO_TERM}, 422)
        except UnitUnknown:
            return entry_form(request, None, form.model_dump(mode="json"), {"units": _NO_UNIT}, 422)
        return RedirectResponse(f"{PLACE}/{id}", 303)

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        resolution = await resolutions.store.get(id)
        terms = {term.id: term for term in await sessions.store.terms()}
        fresh = {"version": resolution.version}
        held = {"on": resolutions.today, "ending_on": resolutions.today, **fresh}
        return templates.page(
            request,
            "council_resolution.html",
            status_code=status,
            resolution=resolution,
            term=terms.get(resolution.term_id),
            session=await sessions.store.numbered(resolution.term_id, resolution.number.session),
            today=resolutions.today,
            parts=_spoken_for(resolution, signed_in(request)),
            said_by_units=SAID_BY_UNITS,
            endings=ENDINGS,
            values={**held, **values, **(fresh if stale else {})},
            errors=errors,
            stale=stale,
        )

    @router.get(_ONE, dependencies=[only(*STAFF)])
    async def one(request: Request, resolution_id: Id) -> Response:
        """Show a resolution with its execution."""
        return await page(request, resolution_id, {}, {}, 200)

    @router.get(_ONE + "/zmiana", dependencies=[only(Role.OFFICER)])
    async def change_form(request: Request, resolution_id: Id) -> Response:
        """Show the entry, to be changed."""
        before = await resolutions.store.get(resolution_id)
        return entry_form(request, before, _typed(before), {}, 200)

    @router.post(_ONE + "/zmiana", dependencies=[only(Role.OFFICER)])
    async def change(request: Request, resolution_id: Id) -> Response:
        """Change an entry."""
        before = await resolutions.store.get(resolution_id)
        try:
            form = await read(request, ChangeForm, _MESSAGES)
        except FormInvalid as invalid:
            return entry_form(request, before, invalid.values, invalid.errors, 422)
        typed = form.model_dump(mode="json")
        try:
            await resolutions.change(
                resolution_id, form.version, form.entry(), form.units, reason=form.reason, by=signed_in(request)
            )
        except UnitUnknown:
            return entry_form(request, before, typed, {"units": _NO_UNIT}, 422)
        except Stale:
            before = await resolutions.store.get(resolution_id)
            return entry_form(request, before, {**typed, "version": before.version}, {}, 412, stale=True)
        return RedirectResponse(f"{PLACE}/{resolution_id}", 303)

    execution, ending = _steps(resolutions)
    take(router, _ONE, [execution], page, _faults("on"), _MESSAGES)
    take(router, _ONE, [ending], page, _faults("ending_on"), _MESSAGES)
    return router


def _faults(day: str) -> dict[type[Exception], Fault]:
    """Give what is said of a step whose day is typed in the field `day`."""
    return {
        ReportedAhead: Fault(_IMPOSSIBLE, 422, day),
        NotExecutor: Fault(_NOT_EXECUTOR, field="unit"),
        ResolutionEnded: Fault(_ENDED),
    }


def _steps(resolutions: Resolutions) -> tuple[Step, Step]:
    """Give what is noted of a resolution: how far a unit is with its part, and that it lapsed or was annulled."""
    return Step(
        "wykonanie",
        only(Role.OFFICER, Role.UNIT_REVIEWER),
        ExecutionForm,
        lambda i, f, p: resolutions.report(i, f.version, unit=f.unit, status=f.status, text=f.text, on=f.on, by=p),
        "status",
    ), Step(
        "koniec",
        only(Role.OFFICER),
        EndingForm,
        lambda i, f, p: resolutions.end(i, f.version, status=f.ending, text=f.ending_text, on=f.ending_on, by=p),
        "ending",
    )


def _spoken_for(resolution: Resolution, person: Person) -> list[Executor]:
    """Give the parts of which a person may say how far they are: an officer of all, a unit of its own."""
    if resolution.ended or person.role not in (Role.OFFICER, Role.UNIT_REVIEWER):
        return []
    return [one for one in resolution.executors if person.role is Role.OFFICER or one.unit == person.unit]


def _typed(resolution: Resolution) -> dict[str, Any]:
    """Give an entry as it is typed."""
    return {
        "title": resolution.title,
        "units": [one.unit for one in resolution.executors],
        "continuous": resolution.due_on is None,
        "due_on": resolution.due_on,
        **resolution.legal.model_dump(),
        "version": resolution.version,
    }
