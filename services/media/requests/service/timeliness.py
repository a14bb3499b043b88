"""What was done in time and what late, by unit and month. It knows no request."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.media.requests.domain.units import PressUnit
from services.media.requests.service import PressStore

OFFICE = "office"
"""Who answers: the house as a whole. All others hand drafts over."""


class Count(BaseModel):
    """In one month (2026-04): of a unit the drafts that it handed over, of the `OFFICE` the answers that went out."""

    model_config = ConfigDict(frozen=True)

    who: str
    name: str
    month: str
    in_time: int
    late: int

    @property
    def all(self) -> int:
        """All of them."""
        return self.in_time + self.late


class Timeliness:
    """Counts."""

    def __init__(self, store: PressStore, units: Sequence[PressUnit]) -> None:
        self._store, self._names = store, {unit.symbol: unit.name for unit in units}

    async def months(self, first: str, last: str) -> list[Count]:
        """Give the counts from one month to another, the newest month first, the office before the units."""
        answers = [
            Count(who=OFFICE, name="", month=row["month"], in_time=row["in_time"], late=row["late"])
            for row in await self._store.finished(first, last)
        ]
        drafts = [
            Count(
                who=row["unit"],
                name=self._names.get(row["unit"], row["unit"]),
                month=row["month"],
                in_time=row["in_time"],
                late=row["late"],
            )
            for row in await self._store.handed(first, last)
        ]
        every = sorted([*answers, *drafts], key=lambda one: (one.who != OFFICE, one.who))
        return sorted(every, key=lambda one: one.month, reverse=True)


def a_year_until(today: date) -> tuple[str, str]:
    """Give the first and the last month of the twelve that end with today's."""
    year, month = divmod(today.year * 12 + today.month - 12, 12)
    return f"{year}-{month + 1:02d}", f"{today:%Y-%m}"
