"""Days that an act makes free from work before calendars know it: declared, or taken back. No framework, no await."""

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.events.calendar.domain import EntryKind, Plan
from services.events.calendar.domain.dates import whole_day
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.deadlines import works_by_statute

DAYS_BACK, DAYS_AHEAD = 30, 3 * 366
"""How far from today a declared day may be: an act can be read late, and a slip of the year is none."""

Basis = Annotated[str, Field(min_length=10, max_length=200)]
"""The act, as it ends the sentence "12 listopada 2018 jest wolny na mocy …"."""


class FreeAnyway(Exception):
    """The day is a Saturday, free by statute, or declared already. `day`: ISO."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.isoformat()} is free anyway")
        self.day = day.isoformat()


class DayTooFar(Exception):
    """The day is too long ago or too far ahead. `earliest` and `latest`: days of Warsaw's calendar."""

    def __init__(self, earliest: date, latest: date) -> None:
        super().__init__(f"from {earliest.isoformat()} to {latest.isoformat()}")
        self.earliest, self.latest = earliest.isoformat(), latest.isoformat()


class NotDeclared(Exception):
    """The day is not declared free, or was taken back. `day`: ISO."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.isoformat()} is not declared free")
        self.day = day.isoformat()


class Declaration(BaseModel):
    """That a day was declared free and, where that was a mistake, taken back: when, by whom, why."""

    model_config = ConfigDict(frozen=True)

    day: date
    basis: str
    declared_at: datetime
    declared_by: str
    """The name of who did it."""
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    reason: str = ""

    @property
    def stands(self) -> bool:
        """True where the day is free."""
        return self.revoked_at is None

    def plan(self) -> Plan:
        """Give the day as an entry of the calendar."""
        starts, ends = whole_day(self.day)
        about = (
            f"Wolny na mocy {self.basis}. Terminy, które kończą się tego dnia, "
            "przechodzą na następny dzień roboczy (art. 57 § 4 k.p.a.)."
        )
        return Plan(
            title="Dzień wolny od pracy",
            kind=EntryKind.FREE_DAY,
            starts=starts,
            ends=ends,
            all_day=True,
            description=about,
        )


class DeclaredFreeDays(BaseModel):
    """Everything that the city has declared and taken back, the newest declaration last. There is one of it."""

    model_config = ConfigDict(frozen=True)

    id: str = "city"
    declarations: tuple[Declaration, ...] = ()
    version: int = 0

    @property
    def standing(self) -> tuple[Declaration, ...]:
        """The declarations that stand, in the order of their days."""
        return tuple(sorted((one for one in self.declarations if one.stands), key=lambda one: one.day))

    def with_day(self, day: date, basis: str, *, by: str, at: datetime, today: date) -> "DeclaredFreeDays":
        """Give the set with one more day. Raises `DayTooFar`, `FreeAnyway`."""
        earliest, latest = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
        if not earliest <= day <= latest:
            raise DayTooFar(earliest, latest)
        if not works_by_statute(day) or any(one.day == day for one in self.standing):
            raise FreeAnyway(day)
        one = Declaration(day=day, basis=basis, declared_at=at, declared_by=by)
        return self.model_copy(update={"declarations": (*self.declarations, one), "version": self.version + 1})

    def without_day(self, day: date, reason: str, *, by: str, at: datetime) -> "DeclaredFreeDays":
        """Give the set without a day that was declared by mistake. Raises `NotDeclared`."""
        if all(one.day != day for one in self.standing):
            raise NotDeclared(day)
        taken_back = {"revoked_at": at, "revoked_by": by, "reason": reason}
        kept = tuple(
            one.model_copy(update=taken_back) if one.day == day and one.stands else one for one in self.declarations
        )
        return self.model_copy(update={"declarations": kept, "version": self.version + 1})

    def changed(self, at: datetime) -> FreeDaysChangedV1:
        """Give what the others are told: all days that stand."""
        days = tuple(DeclaredFreeDay(day=one.day, basis=one.basis) for one in self.standing)
        return FreeDaysChangedV1(version=self.version, calendar_id=self.id, days=days, changed_at=at)


def free_day_entry_id(day: date) -> str:
    """Give the id of the entry that a declared day is."""
    return f"free-{day.isoformat()}"
