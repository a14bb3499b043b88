"""What was done in time and what is late, done or not, by unit, and by month or quarter. It knows no request."""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.media.requests.domain.units import PressUnit
from services.media.requests.service import PressStore
from shared.clock import Clock

OFFICE = "office"
"""Who answers: the house as a whole. All others hand drafts over."""
_QUARTERS_SHOWN = 8


class Count(BaseModel):
    """Of one month (2026-04) or quarter (2026-Q2): the drafts of a unit, the answers of the `OFFICE`.

    What was done in time counts when it was done. What is late, done since or not, counts once: when its date passed.
    """

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

    def __init__(self, store: PressStore, units: Sequence[PressUnit], clock: Clock) -> None:
        self._store, self._names, self._clock = store, {unit.symbol: unit.name for unit in units}, clock

    async def months(self, first: str, last: str) -> list[Count]:
        """Give the counts from one month to another, the newest month first, the office before the units."""
        now, store = self._clock.now(), self._store
        answers = [*await store.finished(first, last), *await store.late_answers(first, last, now)]
        drafts = [*await store.handed(first, last), *await store.late_drafts(first, last, now)]
        return _summed(
            Count(
                who=row.get("unit", OFFICE),
                name=self._names.get(row["unit"], row["unit"]) if "unit" in row else "",
                period=row["month"],
                in_time=row["in_time"],
                late=row["late"],
            )
            for row in (*answers, *drafts)
        )

    async def quarters(self, first: str, last: str) -> list[Count]:
        """Give the counts from one quarter (2026-Q2) to another, in the same order."""
        return by_quarter(await self.months(_months(first)[0], _months(last)[-1]))


def by_quarter(months: Sequence[Count]) -> list[Count]:
    """Sum counts of months up to those of their quarters, in the same order."""
    return _summed(one.model_copy(update={"period": _quarter(one.begins)}) for one in months)


def a_year_until(today: date) -> tuple[str, str]:
    """Give the first and the last month of the twelve that end with today's."""
    year, month = divmod(today.year * 12 + today.month - 12, 12)
    return f"{year}-{month + 1:02d}", f"{today:%Y-%m}"


def two_years_until(today: date) -> tuple[str, str]:
    """Give the first and the last quarter of the eight that end with today's."""
    last = today.year * 4 + (today.month - 1) // 3
    year, place = divmod(last - _QUARTERS_SHOWN + 1, 4)
    return f"{year}-Q{place + 1}", _quarter(today)


def _summed(counts: Iterable[Count]) -> list[Count]:
    """Give one count for each period and each who, the newest period first, the office before the units."""
    sums = dict[tuple[str, str], Count]()
    for one in counts:
        known = sums.get((one.period, one.who))
        told = {"in_time": known.in_time + one.in_time, "late": known.late + one.late} if known else {}
        sums[one.period, one.who] = one.model_copy(update=told)
    every = sorted(sums.values(), key=lambda one: (one.who != OFFICE, one.who))
    return sorted(every, key=lambda one: one.period, reverse=True)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _months(quarter: str) -> list[str]:
    year, _, number = quarter.partition("-Q")
    return [f"{year}-{3 * int(number) - back:02d}" for back in (2, 1, 0)]
