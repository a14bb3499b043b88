"""The calendar in the hands of those who keep it: what comes, a new entry, a change, a calling off."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationInfo, field_validator

from services.events.calendar.api import KEEPERS
from services.events.calendar.domain import LONGEST_DAYS, Description, Entry, Place, Plan, Reason, Title
from services.events.calendar.service import Calendar
from shared.access import only
from shared.clock import WARSAW, warsaw
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read, said
from shared.web.render import Templates

_PER_PAGE = 40
_Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class EntryForm(Form):
    """An entry as people say it: days, and hours where it is not for the whole day. Times are those of Kalisz."""

    title: Title
    place: Place | None = None
    day: _Day
    last_day: _Day | None = None
    begins: time | None = None
    ends: time | None = Field(default=None, validate_default=True)
    description: Description | None = None
    version: int | None = None

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
            place=self.place,
            description=self.description,
            starts=datetime.combine(self.day, self.begins or time(), WARSAW).astimezone(UTC),
            ends=ends.astimezone(UTC),
            all_day=all_day,
        )


class CancelForm(Form):
    """Why it does not take place."""

    version: int
    reason: Reason


_MESSAGES = {
    "day:greater_than_equal": "Podaj dzień po roku 2000.",
    "day:less_than": "Podaj dzień przed rokiem 2200.",
    "last_day:greater_than_equal": "Podaj dzień po roku 2000.",
    "last_day:less_than": "Podaj dzień przed rokiem 2200.",
    "begins:time_parsing": "Podaj godzinę, na przykład 10:30.",
    "ends:time_parsing": "Podaj godzinę, na przykład 10:30.",
}


def pages(calendar: Calendar, templates: Templates) -> APIRouter:
    """Give the pages of those who keep the calendar."""
    router = APIRouter(include_in_schema=False, dependencies=[only(*KEEPERS)])

    @router.get("/panel/wydarzenia")
    async def entries(
        request: Request,
        pokaz: Annotated[str, Query(max_length=20)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """List what comes, or what is over."""
        over, now, skip = pokaz == "minione", calendar.clock.now(), (strona - 1) * _PER_PAGE
        found = await (calendar.store.before if over else calendar.store.from_now)(now, skip, _PER_PAGE + 1)
        return templates.page(
            request,
            "calendar_desk.html",
            entries=found[:_PER_PAGE],
            over=over,
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    def form_page(
        request: Request, entry: Entry | None, values: Mapping[str, Any], errors: Mapping[str, str], status: int = 200
    ) -> Response:
        return templates.page(
            request, "calendar_form.html", status_code=status, entry=entry, values=values, errors=errors
        )

    @router.get("/panel/wydarzenia/nowe")
    async def blank(request: Request) -> Response:
        """Show an empty form."""
        return form_page(request, None, {}, {})

    @router.post("/panel/wydarzenia/nowe")
    async def put_in(request: Request) -> Response:
        """Put an entry in."""
        try:
            form = await read(request, EntryForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, None, invalid.values, invalid.errors, 422)
        return RedirectResponse(f"/panel/wydarzenia/{await calendar.put_in(form.plan())}", 303)

    @router.get("/panel/wydarzenia/{entry_id}")
    async def one(request: Request, entry_id: Id) -> Response:
        """Show an entry, to be changed where it is ours to change."""
        entry = await calendar.entry(entry_id)
        return form_page(request, entry, _typed(entry), {})

    @router.post("/panel/wydarzenia/{entry_id}")
    async def move(request: Request, entry_id: Id) -> Response:
        """Change an entry."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, EntryForm, _MESSAGES)
        except FormInvalid as invalid:
            return form_page(request, entry, invalid.values, invalid.errors, 422)
        await calendar.move(entry_id, form.version or 0, form.plan())
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    @router.post("/panel/wydarzenia/{entry_id}/odwolanie")
    async def call_off(request: Request, entry_id: Id) -> Response:
        """Call an entry off."""
        entry = await calendar.entry(entry_id)
        try:
            form = await read(request, CancelForm)
        except FormInvalid as invalid:
            return form_page(request, entry, {**_typed(entry), **invalid.values}, invalid.errors, 422)
        await calendar.call_off(entry_id, form.version, form.reason)
        return RedirectResponse(f"/panel/wydarzenia/{entry_id}", 303)

    return router


def _typed(entry: Entry) -> dict[str, Any]:
    """Give an entry as its keeper typed it."""
    plan = entry.plan
    hours = not plan.all_day
    return {
        "title": plan.title,
        "place": plan.place,
        "day": entry.first_day,
        "last_day": entry.last_day if entry.last_day != entry.first_day else None,
        "begins": f"{warsaw(plan.starts):%H:%M}" if hours else None,
        "ends": f"{warsaw(plan.ends):%H:%M}" if hours else None,
        "description": plan.description,
        "version": entry.version,
    }
