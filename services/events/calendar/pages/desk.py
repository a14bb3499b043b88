"""The calendar in the hands of those who keep it: what comes, a new entry, a change, a calling off."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from services.events.calendar.api import KEEPERS, READERS
from services.events.calendar.domain import (
    KEPT_BY_HAND,
    LONGEST_DAYS,
    MOST_PEOPLE,
    Description,
    Entry,
    EntryKind,
    EntryTimes,
    PersonElsewhere,
    Place,
    Plan,
    Reason,
    ReasonMissing,
    Title,
)
from services.events.calendar.following import Following
from services.events.calendar.pages.views import Seen, asked, show
from services.events.calendar.service import Calendar
from services.events.calendar.wording import said_elsewhere
from shared.access import only, signed_in
from shared.clock import WARSAW, warsaw
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import Templates
from shared.web.series import SERIES_FAULTS, SERIES_MESSAGES, SeriesForm


def _several(value: object) -> object:
    """Read ticked boxes: one is sent as a text, several as texts."""
    return [value] if isinstance(value, str) else value


_People = Annotated[tuple[Id, ...], BeforeValidator(_several), Field(max_length=MOST_PEOPLE)]
_Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class _PlanForm(Form):
    """An entry as people say it: days, and hours where it is not for the whole day. Times are those of Kalisz."""

    title: Title
    place: Place | None = None
    day: _Day
    last_day: _Day | None = None
    begins: time | None = None
    ends: time | None = Field(default=None, validate_default=True)
    kind: EntryKind = EntryKind.OTHER
    people: _People = ()
    seen_by: Literal["all", "house"] = "all"
    description: Description | None = None
    why: Reason | None = None
    version: int | None = None

    @field_validator("kind")
    @classmethod
    def _by_hand(cls, kind: EntryKind) -> EntryKind:
        if kind not in KEPT_BY_HAND:
            raise said("Wybierz jeden z rodzajów.")
        return kind

    @field_validator("last_day")
    @classmethod
    def _in_order(cls, last_day: date | None, info: ValidationInfo) -> date | None:
        day = info.data.get("day")
        if day and last_day and not timedelta(0) <= last_day - day < timedelta(days=LONGEST_DAYS):
            raise said("Ostatni dzień nie może być przed pierwszym ani później niż rok po nim.")
        return last_day

    @field_validator("ends")
    @classmethod
    def _both(cls, ends: time | None, info: ValidationInfo) -> time | None:
        begins, one_day = info.data.get("begins"), info.data.get("last_day") in (None, info.data.get("day"))
        if "begins" in info.data and (begins is None) != (ends is None):
            raise said("Podaj obie godziny albo zostaw obie puste: wtedy wydarzenie trwa cały dzień.")
        if begins and ends and one_day and ends < begins:
            raise said("Koniec nie może być przed początkiem.")
        return ends

    def plan(self) -> Plan:
        """Give the plan, in UTC."""
        last, all_day = self.last_day or self.day, self.begins is None
        ends = datetime.combine(last + timedelta(days=1), time(), WARSAW)
        if self.ends is not None:
            ends = datetime.combine(last, self.ends, WARSAW)
        return Plan(
            title=self.title,
            kind=self.kind,
            public=self.seen_by == "all",
            people=self.people,
            place=self.place,
            description=self.description,
            starts=datetime.combine(self.day, self.begins or time(), WARSAW).astimezone(UTC),
            ends=ends.astimezone(UTC),
            all_day=all_day,
        )


class EntryForm(SeriesForm, _PlanForm):
    """An entry, or a series of them."""


class CancelForm(Form):
    """Why it does not take place; whether the rest of its series does not either."""

    version: int
    reason: Reason
    rest: Literal["true", ""] = ""


class PutOffForm(Form):
    """Why it does not take place yet."""

    version: int
    put_off: Reason


class PeopleForm(Form):
    """Who is at a press conference."""

    version: int
    people: _People = ()


class UndoForm(Form):
    """Which version is taken back."""

    version: int


_MESSAGES = {
    "day:greater_than_equal": "Podaj dzień po roku 2000.",
    "day:less_than": "Podaj dzień przed rokiem 2200.",
    "last_day:greater_than_equal": "Podaj dzień po roku 2000.",
    "last_day:less_than": "Podaj dzień przed rokiem 2200.",
    **SERIES_MESSAGES,
    "begins:time_parsing": "Podaj godzinę, na przykład 10:30.",
    "ends:time_parsing": "Podaj godzinę, na przykład 10:30.",
}


def pages(calendar: Calendar, following: Following, templates: Templates) -> APIRouter:
    """Give the pages of those who keep the calendar; the mayor and the auditor read them."""
    router = APIRouter(include_in_schema=False)
    keepers, readers = [only(*KEEPERS)], [only(*READERS)]

    def roles(ids: tuple[str, ...]) -> list[str]:
        return [calendar.officials.role(id) for id in ids]

    @router.get("/panel/wydarzenia", dependencies=readers)
    async def entries(request: Request, seen: Annotated[Seen, Depends(asked)]) -> Response:
        """List what comes or is over, or show a month or a week."""
        shown = await show(calendar, seen, public=False)
        officials, keeps = calendar.officials.every, signed_in(request).role in KEEPERS
        return templates.page(request, "calendar_desk.html", **shown, officials=officials, roles=roles, keeps=keeps)

    def form_page(
        request: Request, entry: Entry | None, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request,
            "calendar_form.html",
            status_code=status,
            entry=entry,
            values=values,
            errors=errors,
            people=[(one.id, one.role) for one in calendar.officials.every],
            roles=roles,
            keeps=signed_in(request).role in KEEPERS,
        )

    async def refused(error: Exception) -> dict[str, str]:
        """Say at its field why a plan was not taken."""
        if isinstance(error, PersonElsewhere):
            other = await calendar.entry(error.entry_id)
            return {"people": said_elsewhere(calendar.officials.role(error.person), other)}
        if isinstance(error, ReasonMissing):
            return {"why": "Zmieniasz termin albo miejsce. Napisz mieszkańcom, dlaczego."}
        if type(error) in SERIES_FAULTS:
            return SERIES_FAULTS[type(error)]
        return {"ends": "Podaj godziny: ktoś ma tam być, więc trzeba wiedzieć, od kiedy do kiedy."}

    @router.get("/panel/wydarzenia/nowe", dependencies=keepers)
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return form_page(request, None, {"kind": "other", "seen_by": "all"}, {})

    @router.post("/panel/wydarzenia/nowe", dependencies=keepers)
    async def put_in(request: Request) -> Response:
        """Put an entry in, or a series."""
        try:
            form = await read(request, EntryForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, None, invalid.values, invalid.errors, 422)
        try:
            if form.repeats:
                id = await calendar.put_in_series(form.plan(), form.repeats)
            else:
                id = await calendar.put_in(form.plan())
        except _REFUSED as error:
            return form_page(request, None, form.model_dump(mode="json"), await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{id}", 303)

    @router.get("/panel/wydarzenia/{entry_id}", dependencies=readers)
    async def one(request: Request, entry_id: Id) -> Response:
        """Show an entry, to be changed where it is ours to change."""
        entry = await calendar.entry(entry_id)
        return form_page(request, entry, _typed(entry), {})

    @router.post("/panel/wydarzenia/{entry_id}", dependencies=keepers)
    async def move(request: Request, entry_id: Id) -> Response:
        """Change an entry."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, EntryForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, entry, invalid.values, invalid.errors, 422)
        try:
            plan = form.plan().model_copy(update={"link": entry.plan.link})
            await calendar.move(entry_id, form.version or 0, plan, form.why, signed_in(request))
        except _REFUSED as error:
            return form_page(request, entry, form.model_dump(mode="json"), await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/osoby", dependencies=keepers)
    async def set_people(request: Request, entry_id: Id) -> Response:
        """Say who is at a press conference."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, PeopleForm)
            await following.set_people(entry_id, form.version, form.people, signed_in(request))
        except FormInvalid as invalid:
            return form_page(request, entry, {**_typed(entry), **invalid.values}, invalid.errors, 422)
        except _REFUSED as error:
            typed = _typed(entry) | form.model_dump(mode="json")
            return form_page(request, entry, typed, await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/odwolanie", dependencies=keepers)
    async def call_off(request: Request, entry_id: Id) -> Response:
        """Call an entry off, alone or with the rest of its series."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, CancelForm)
        except FormInvalid as invalid:
            return form_page(request, entry, {**_typed(entry), **invalid.values}, invalid.errors, 422)
        if form.rest:
            await calendar.call_off_rest(entry_id, form.version, form.reason, signed_in(request))
        else:
            await calendar.call_off(entry_id, form.version, form.reason, signed_in(request))
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/przelozenie", dependencies=keepers)
    async def put_off(request: Request, entry_id: Id) -> Response:
        """Put an entry off until a date is found."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, PutOffForm)
        except FormInvalid as invalid:
            return form_page(request, entry, {**_typed(entry), **invalid.values}, invalid.errors, 422)
        await calendar.put_off(entry_id, form.version, form.put_off, signed_in(request))
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/cofniecie", dependencies=keepers)
    async def undo(request: Request, entry_id: Id) -> Response:
        """Take back the newest change, which was a slip."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, UndoForm)
            await calendar.undo(entry_id, form.version, signed_in(request))
        except FormInvalid as invalid:
            return form_page(request, entry, _typed(entry), invalid.errors, 422)
        except PersonElsewhere as error:
            return form_page(request, entry, _typed(entry), await refused(error), 409)
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    return router


_REFUSED: tuple[type[Exception], ...] = (PersonElsewhere, ReasonMissing, EntryTimes, *SERIES_FAULTS)


def _typed(entry: Entry) -> dict[str, Any]:
    """Give an entry as its keeper typed it."""
    plan = entry.plan
    hours = not plan.all_day
    return {
        "title": plan.title,
        "kind": plan.kind.value,
        "people": list(plan.people),
        "seen_by": "all" if plan.public else "house",
        "place": plan.place,
        "day": entry.first_day,
        "last_day": entry.last_day if entry.last_day != entry.first_day else None,
        "begins": f"{warsaw(plan.starts):%H:%M}" if hours else None,
        "ends": f"{warsaw(plan.ends):%H:%M}" if hours else None,
        "description": plan.description,
        "version": entry.version,
    }
