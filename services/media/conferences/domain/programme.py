"""When and where a conference is, and its programme: what is read, what fits. It reads no clock."""

import re
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import warsaw
from shared.recurring import Repeats

LINE = "[^\x00-\x1f\x7f\ufffe\uffff]"
"""A character of one line of text."""
Place = Annotated[str, Field(min_length=3, max_length=200, pattern=f"^{LINE}*$")]
Said = Annotated[str, Field(min_length=2, max_length=200, pattern=f"^{LINE}*$")]

LONGEST = timedelta(hours=12)
FURTHEST = timedelta(days=366)


class TimesUnfit(Exception):
    """It would begin in the past or in more than a year, end before it begins, or last longer than 12 hours."""


class SeriesTooFar(Exception):
    """The last of a series would begin in more than a year."""


class ProgrammeUnfit(Exception):
    """A line of the programme has no hour, or one that is not within the conference, in order. `line`: from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class When(BaseModel):
    """When and where; moments are UTC."""

    model_config = ConfigDict(frozen=True)

    starts: datetime
    ends: datetime
    place: Place


class Point(BaseModel):
    """A point of the programme; `after`: minutes from the beginning, so that it moves along."""

    model_config = ConfigDict(frozen=True)

    after: int
    text: Said


def require_times(when: When, now: datetime) -> None:
    """Raise `TimesUnfit` where nobody could come."""
    if not now < when.starts <= now + FURTHEST or not when.starts < when.ends <= when.starts + LONGEST:
        raise TimesUnfit


def times_of(when: When, repeats: Repeats, now: datetime) -> list[When]:
    """Give when and where each of a series is, the first as given.

    Raises `SeriesTooLong`, `DayNotInSeries`, `SeriesTooFar`.
    """
    found = [When(starts=starts, ends=ends, place=when.place) for starts, ends in repeats.times(when.starts, when.ends)]
    if found[-1].starts > now + FURTHEST:
        raise SeriesTooFar
    return found


def require_programme(programme: tuple[Point, ...], when: When) -> None:
    """Raise `ProgrammeUnfit` where a point is not within the conference, or before the one above it."""
    length, last = (when.ends - when.starts).total_seconds() / 60, 0
    for number, point in enumerate(programme, 1):
        if not last <= point.after <= length:
            raise ProgrammeUnfit(number)
        last = point.after


_POINT = re.compile(r"(\d{1,2})[:.](\d{2})\s+[–-]?\s*(\S.*)")


def programme_of(text: str, starts: datetime) -> tuple[Point, ...]:
    """Read a programme as people type it: in each line an hour of the city's clocks and what happens then.

    Raises `ProgrammeUnfit` for a line without an hour.
    """
    begins, points = warsaw(starts), list[Point]()
    for number, line in enumerate((line.strip() for line in text.splitlines() if line.strip()), 1):
        match = _POINT.fullmatch(line)
        if match is None or int(match[1]) > 23 or int(match[2]) > 59 or not 2 <= len(match[3]) <= 200:
            raise ProgrammeUnfit(number)
        after = int(match[1]) * 60 + int(match[2]) - begins.hour * 60 - begins.minute
        points.append(Point(after=after if after >= 0 else after + 24 * 60, text=match[3]))
    return tuple(points)
