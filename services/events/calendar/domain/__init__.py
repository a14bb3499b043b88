"""An entry of the calendar, and the entries that an edition's windows are. No framework, no await."""

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import warsaw
from shared.contracts.events import EntryScheduledV1
from shared.contracts.intake import EditionRules, Window, WindowKind

LONGEST_DAYS = 400
"""An entry longer than a year and some weeks is a slip of the finger."""

Title = Annotated[str, Field(min_length=5, max_length=200)]
Place = Annotated[str, Field(min_length=3, max_length=200)]
Description = Annotated[str, Field(min_length=3, max_length=4000)]
Reason = Annotated[str, Field(min_length=10, max_length=1000)]


class EntryTimes(Exception):
    """The entry ends before it begins, or lasts longer than `LONGEST_DAYS`."""

    def __init__(self, starts: datetime, ends: datetime) -> None:
        super().__init__(f"{starts.isoformat()} to {ends.isoformat()}")
        self.starts, self.ends = starts, ends


class EntryCancelled(Exception):
    """The entry was called off: nothing of it changes any more."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} was called off")
        self.entry_id = entry_id


class EntryFollowed(Exception):
    """The entry follows a window of an edition: its dates are changed there."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} follows an edition")
        self.entry_id = entry_id


class EntryOfFreeDay(Exception):
    """The entry is a day that the city has declared free: who takes the day back calls it off."""

    def __init__(self, entry_id: str) -> None:
        super().__init__(f"entry {entry_id} is a free day")
        self.entry_id = entry_id


class Plan(BaseModel):
    """What an entry says. `starts` and `ends` are UTC; a whole-day entry ends at the midnight after its last day."""

    model_config = ConfigDict(frozen=True)

    title: Title
    starts: datetime
    ends: datetime
    all_day: bool = False
    place: Place | None = None
    description: Description | None = None
    link: str | None = None

    def checked(self) -> "Plan":
        """Give the plan itself. Raises `EntryTimes`."""
        if not self.starts <= self.ends <= self.starts + timedelta(days=LONGEST_DAYS):
            raise EntryTimes(self.starts, self.ends)
        return self


class Entry(BaseModel):
    """One entry. With `edition_id` it follows a window of that edition, else a person keeps it.

    With `free_day` it is a day that the city has declared free, and follows that.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    plan: Plan
    edition_id: str | None = None
    free_day: bool = False
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None
    changed_at: datetime
    version: int = 1

    @property
    def cancelled(self) -> bool:
        """True where it does not take place."""
        return self.cancelled_at is not None

    @property
    def first_day(self) -> date:
        """Its first day in Kalisz."""
        return warsaw(self.plan.starts).date()

    @property
    def last_day(self) -> date:
        """Its last day in Kalisz; what ends at midnight ended the day before."""
        return max(self.first_day, warsaw(self.plan.ends - timedelta(microseconds=1)).date())

    def replanned(self, plan: Plan, at: datetime) -> "Entry":
        """Give the entry with another plan. Raises `EntryCancelled`."""
        if self.cancelled:
            raise EntryCancelled(self.id)
        return self.model_copy(update={"plan": plan, "changed_at": at, "version": self.version + 1})

    def called_off(self, reason: str, at: datetime) -> "Entry":
        """Give the entry called off, for a reason that residents read. Raises `EntryCancelled`."""
        if self.cancelled:
            raise EntryCancelled(self.id)
        return self.model_copy(
            update={"cancelled_at": at, "cancel_reason": reason, "changed_at": at, "version": self.version + 1}
        )

    def scheduled(self) -> EntryScheduledV1:
        """Give what the others are told of it."""
        plan = self.plan
        return EntryScheduledV1(
            version=self.version,
            entry_id=self.id,
            title=plan.title,
            starts=plan.starts,
            ends=plan.ends,
            all_day=plan.all_day,
            place=plan.place,
            link=plan.link,
            cancelled=self.cancelled,
            scheduled_at=self.changed_at,
        )


_WINDOWS: dict[WindowKind, tuple[str, str]] = {
    WindowKind.SUBMISSION: ("zgłaszanie projektów", "/budzet-obywatelski"),
    WindowKind.VERIFICATION: ("sprawdzanie projektów", "/budzet-obywatelski/projekty"),
    WindowKind.OPINIONS: ("opinie rad osiedli i sołectw", "/budzet-obywatelski/projekty"),
    WindowKind.ADMISSION: ("decyzje o dopuszczeniu projektów", "/budzet-obywatelski/projekty"),
    WindowKind.APPEALS: ("odwołania", "/budzet-obywatelski/projekty"),
    WindowKind.FINAL_LISTS: ("ostateczne listy projektów", "/budzet-obywatelski/projekty"),
    WindowKind.WEB_VOTE: ("głosowanie przez internet", "/budzet-obywatelski/glosowanie"),
    WindowKind.PAPER_VOTE: ("głosowanie na papierze", "/budzet-obywatelski"),
    WindowKind.RESULTS: ("ogłoszenie wyników", "/budzet-obywatelski/wyniki"),
}


def window_entry_id(edition_id: str, kind: WindowKind) -> str:
    """Give the id of the entry that follows a window: the same one whenever it is asked for, at most 64 characters."""
    return f"{edition_id[:50]}-{kind.value}"


def plan_of(rules: EditionRules, window: Window) -> Plan:
    """Make the plan of a window: of whole days where it opens at midnight and closes with the day."""
    what, link = _WINDOWS[window.kind]
    opens, closes = warsaw(window.opens), warsaw(window.closes)
    all_day = f"{opens:%H:%M}" == "00:00" and f"{closes:%H:%M}" in ("23:59", "00:00")
    ends = window.closes
    if all_day and f"{closes:%H:%M}" == "23:59":
        ends = (closes + timedelta(minutes=1)).replace(second=0, microsecond=0).astimezone(ends.tzinfo)
    title = f"{rules.name}: {what}"
    return Plan(title=title[:200], starts=window.opens, ends=ends, all_day=all_day, link=link)


class Followed(BaseModel):
    """An edition that the calendar follows, at the version it has taken in."""

    model_config = ConfigDict(frozen=True)

    id: str
    seen: int


class Cell(BaseModel):
    """A day in the picture of a month. An entry of several days stands at its first and at its last one."""

    model_config = ConfigDict(frozen=True)

    day: date
    inside: bool
    today: bool
    single: tuple[Entry, ...]
    begin: tuple[Entry, ...]
    end: tuple[Entry, ...]


def weeks(month: date, today: date, entries: list[Entry]) -> list[list[Cell]]:
    """Lay the month that begins on the day `month` out in weeks from Monday to Sunday."""
    first = month - timedelta(days=month.weekday())
    after = next_month(month)
    found = []
    while first < after:
        found.append([_cell(first + timedelta(days=number), month, today, entries) for number in range(7)])
        first += timedelta(days=7)
    return found


def next_month(month: date) -> date:
    """Give the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _cell(day: date, month: date, today: date, entries: list[Entry]) -> Cell:
    inside = (day.year, day.month) == (month.year, month.month)
    held = [one for one in entries if inside and day in (one.first_day, one.last_day)]
    return Cell(
        day=day,
        inside=inside,
        today=day == today,
        single=tuple(one for one in held if one.first_day == one.last_day),
        begin=tuple(one for one in held if one.first_day == day != one.last_day),
        end=tuple(one for one in held if one.last_day == day != one.first_day),
    )
