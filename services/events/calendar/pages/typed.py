"""What is typed at the desk of the calendar, and the words for what is wrong with it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from services.events.calendar.domain import (
    KEPT_BY_HAND,
    LONGEST_DAYS,
    MOST_PEOPLE,
    Description,
    Entry,
    EntryKind,
    Place,
    Plan,
    Reason,
    Title,
)
from services.events.calendar.domain.dates import Shift
from shared.clock import WARSAW, warsaw
from shared.contracts.base import Id
from shared.web.forms import Form, said
from shared.web.series import SERIES_MESSAGES, SeriesForm


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


class ShiftForm(Form):
    """Where an entry moves with the later ones of its series, and why. Times are those of Kalisz."""

    version: int
    new_day: _Day
    new_begins: time | None = None
    new_why: Reason

    def shift(self, entry: Entry) -> Shift | None:
        """Give by how much that is; None where it is nothing, or more than a year."""
        days, minutes = (self.new_day - entry.first_day).days, 0
        if self.new_begins is not None and not entry.plan.all_day:
            before = warsaw(entry.plan.starts)
            minutes = (self.new_begins.hour - before.hour) * 60 + self.new_begins.minute - before.minute
        return Shift(days=days, minutes=minutes) if abs(days) <= 366 and (days or minutes) else None


class PeopleForm(Form):
    """Who is at a press conference or a session of the council."""

    version: int
    people: _People = ()


class UndoForm(Form):
    """Which version is taken back."""

    version: int


MESSAGES = {
    "title:missing": "Napisz, co to za wydarzenie.",
    "day:missing": "Podaj dzień.",
    "put_off:missing": "Napisz, dlaczego przekładasz.",
    "new_day:missing": "Podaj nowy dzień.",
    "new_why:missing": "Napisz, dlaczego przesuwasz.",
    "reason:missing": "Napisz, dlaczego odwołujesz.",
    "day:greater_than_equal": "Podaj dzień po roku 2000.",
    "day:less_than": "Podaj dzień przed rokiem 2200.",
    "last_day:greater_than_equal": "Podaj dzień po roku 2000.",
    "last_day:less_than": "Podaj dzień przed rokiem 2200.",
    **SERIES_MESSAGES,
    "new_day:greater_than_equal": "Podaj dzień po roku 2000.",
    "new_day:less_than": "Podaj dzień przed rokiem 2200.",
    "new_begins:time_parsing": "Podaj godzinę, na przykład 10:30.",
    "begins:time_parsing": "Podaj godzinę, na przykład 10:30.",
    "ends:time_parsing": "Podaj godzinę, na przykład 10:30.",
}


def typed(entry: Entry) -> dict[str, Any]:
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
        "new_day": entry.first_day,
        "new_begins": f"{warsaw(plan.starts):%H:%M}" if hours else None,
        "version": entry.version,
    }
