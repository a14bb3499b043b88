"""What was done in time and what late, by unit, and by month or quarter. It knows no request."""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.media.requests.domain.units import PressUnit
from services.media.requests.service import PressStore

OFFICE = "office"
"""Who answers: the house as a whole. All others hand drafts over."""
_QUARTERS_SHOWN = 8


class Count(BaseModel):
    """In one month (2026-04) or quarter (2026-Q2): the drafts that a unit handed over, the answers of the `OFFICE`."""

    model_config = ConfigDict(frozen=True)

    who: str
    name: str
    period: str
    in_time: int
    late: int

    @property
    def all(self) -> int:
        """All of them."""
        return self.in_time + self.late

    @property
    def begins(self) -> date:
        """The first day of the month or quarter."""
        year, part = self.period.split("-")
        return date(int(year), 3 * int(part[1:]) - 2 if part.startswith("Q") else int(part), 1)


class Timeliness:
    """Counts."""

    def __init__(self, store: PressStore, units: Sequence[PressUnit]) -> None:
        self._store, self._names = store, {unit.symbol: unit.name for unit in units}

    async def months(self, first: str, last: str) -> list[Count]:
        """Give the counts from one month to another, the newest month first, the office before the units."""
        answers = [
            Count(who=OFFICE, name="", period=row["month"], in_time=row["in_time"], late=row["late"])
            for row in await self._store.finished(first, last)
        ]
        drafts = [
            Count(
                who=row["unit"],
                name=self._names.get(row["unit"], row["unit"]),
                period=row["month"],
                in_time=row["in_time"],
                late=row["late"],
            )
            for row in await self._store.handed(first, last)
        ]
        return _in_order([*answers, *drafts])

    async def quarters(self, first: str, last: str) -> list[Count]:
        """Give the counts from one quarter (2026-Q2) to another, in the same order."""
        return by_quarter(await self.months(_months(first)[0], _months(last)[-1]))


def by_quarter(months: Sequence[Count]) -> list[Count]:
    """Sum counts of months up to those of their quarters, in the same order."""
    sums = dict[tuple[str, str], Count]()
    for one in months:
        quarter = _quarter(one.begins)
        known = sums.get((quarter, one.who), one.model_copy(update={"period": quarter, "in_time": 0, "late": 0}))
        told = {"in_time": known.in_time + one.in_time, "late": known.late + one.late}
        sums[quarter, one.who] = known.model_copy(update=told)
    return _in_order(sums.values())


def a_year_until(today: date) -> tuple[str, str]:
    """Give the first and the last month of the twelve that end with today's."""
    year, month = divmod(today.year * 12 + today.month - 12, 12)
    return f"{year}-{month + 1:02d}", f"{today:%Y-%m}"


def two_years_until(today: date) -> tuple[str, str]:
    """Give the first and the last quarter of the eight that end with today's."""
    last = today.year * 4 + (today.month - 1) // 3
    year, place = divmod(last - _QUARTERS_SHOWN + 1, 4)
    return f"{year}-Q{place + 1}", _quarter(today)


def _in_order(counts: Iterable[Count]) -> list[Count]:
    every = sorted(counts, key=lambda one: (one.who != OFFICE, one.who))
    return sorted(every, key=lambda one: one.period, reverse=True)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _months(quarter: str) -> list[str]:
    year, _, number = quarter.partition("-Q")
    return [f"{year}-{3 * int(number) - back:02d}" for back in (2, 1, 0)]
