"""Which days work: the statute, and what the city has declared free beside it. It computes no term."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import cast

from pydantic import BaseModel, ConfigDict

SATURDAY = 5
_DAY = timedelta(days=1)


class FreeDay(BaseModel):
    """A day that an act has made free beside those of the statute, known before our calendar of Poland knows it.

    `basis` ends the sentence "12 listopada 2018 jest wolny na mocy …".
    """

    model_config = ConfigDict(frozen=True)

    day: date
    basis: str


class FreeDays(BaseModel):
    """All days that the city has declared free, as of one version of the set; 0 is the set before the first of them."""

    model_config = ConfigDict(frozen=True)

    version: int = 0
    days: tuple[FreeDay, ...] = ()

    def basis(self, day: date) -> str:
        """Tell what makes a day free that would be a working day by the statute; "" for all others."""
        if not works_by_statute(day):
            return ""
        return next((one.basis for one in self.days if one.day == day), "")


STATUTE = FreeDays()
"""The free days of the statute alone."""


def works_by_statute(day: date) -> bool:
    """Tell whether `day` is neither a Saturday nor free by the act on free days (ustawa z 18.01.1951)."""
    return day.weekday() < SATURDAY and not holiday(day)


def is_working_day(day: date, free: FreeDays) -> bool:
    """Tell whether `day` is neither a Saturday, nor free by statute, nor declared free."""
    return works_by_statute(day) and not free.basis(day)


def working_days_between(start: date, end: date, free: FreeDays) -> int:
    """Count the working days after `start` up to and including `end`; below zero where `end` comes first."""
    if end < start:
        return -working_days_between(end, start, free)
    return sum(is_working_day(start + _DAY * number, free) for number in range(1, (end - start).days + 1))


def holiday(day: date, language: str = "pl") -> str:
    """Give the name of a day that is free by statute, in `pl` or `en_US`; "" for others."""
    return str(_holidays(language).get(day, ""))


@cache
def _holidays(language: str) -> Mapping[date, str]:
    # Imported here: whoever only names a term need not carry the world's holidays.
    from holidays import country_holidays

    return cast("Mapping[date, str]", country_holidays("PL", language=language))
