"""Use cases of the load: how much waits in each unit, and how much came and was done in time, month by month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.reporting.worklist.domain.load import Month, Standing, last_months
from shared.access import Person, Role
from shared.clock import Clock, warsaw

MONTHS = 12
"""Months that are shown, the present one among them."""


@dataclass(frozen=True)
class GroupLoad:
    """A unit (or a role without one): what is open there now, and one month of it."""

    group: str
    open: int
    late_now: int
    oldest: datetime | None
    month: Month

    def days(self, now: datetime) -> int | None:
        """Tell for how many days the oldest open task has waited."""
        return None if self.oldest is None else (warsaw(now).date() - warsaw(self.oldest).date()).days


class LoadStore(Protocol):
    """What the use cases read."""

    async def open_now(self) -> dict[str, int]: ...  # noqa: D102
    async def months(self, months: Sequence[str]) -> list[Month]: ...  # noqa: D102
    async def standing(self, groups: Collection[str], now: datetime) -> dict[str, Standing]: ...  # noqa: D102


class Load:
    """What heads of units and of the department look at."""

    def __init__(self, store: LoadStore, clock: Clock) -> None:
        self.store, self.clock = store, clock

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    @property
    def months(self) -> list[str]:
        """The months that are shown, the present one last."""
        return last_months(self.today, MONTHS)

    async def groups(self, person: Person, month: str) -> list[GroupLoad]:
        """Give each unit and role that a person may see, the one where most is late first; a unit sees itself."""
        open_now = await self.store.open_now()
        of_month = {one.group: one for one in await self.store.months([month])}
        names = [name for name in {**open_now, **of_month} if _may_see(person, name)]
        standing = await self.store.standing(names, self.clock.now())
        loads = [
            GroupLoad(
                name,
                open_now.get(name, 0),
                standing[name].late,
                standing[name].oldest,
                of_month.get(name, Month(group=name, month=month)),
            )
            for name in names
        ]
        return sorted(loads, key=lambda one: (-one.late_now, -one.open, one.group))

    async def by_month(self, person: Person, group: str | None = None) -> list[Month]:
        """Give the months from the first with something, of one unit or role, or of all that a person may see."""
        rows = [one for one in await self.every(person) if group in (None, one.group)]
        first = min((one.month for one in rows), default=self.months[-1])
        shown = [month for month in self.months if month >= first]
        return [_sum(month, [one for one in rows if one.month == month]) for month in shown]

    async def every(self, person: Person) -> list[Month]:
        """Give each month of each unit and role that a person may see, where there is something to count."""
        return [one for one in await self.store.months(self.months) if _may_see(person, one.group)]


def _may_see(person: Person, group: str) -> bool:
    return person.role is not Role.UNIT_REVIEWER or person.unit == group


def _sum(month: str, rows: Sequence[Month]) -> Month:
    names = ("opened", "in_time", "late")
    return Month(group="", month=month, **{name: sum(getattr(one, name) for one in rows) for name in names})
