"""Times that come again in a rhythm: a weekly meeting, a briefing each first Tuesday. It knows no service."""

from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import islice
from typing import Annotated, assert_never

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from pydantic import BaseModel, ConfigDict, Field

from shared.clock import WARSAW, warsaw

MOST_AT_ONCE = 120
"""Times of one series: weekly for more than two years."""


class SeriesTooLong(Exception):
    """The series has more times than `MOST_AT_ONCE`, or none after the first."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} times")
        self.count, self.most = count, MOST_AT_ONCE


class DayNotInSeries(Exception):
    """A day that is to be left out is none of the series after its first."""

    def __init__(self, day: date) -> None:
        super().__init__(day.isoformat())
        self.day = day


class Rhythm(StrEnum):
    """How a series goes on."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_BY_DAY = "monthly_by_day"
    """On the day of the same number, or on the last one of a month that is shorter."""
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    """On the same weekday of the same week of the month; a fifth one is the last one."""


class Repeats(BaseModel):
    """A rhythm, up to and including the day `until` in the city's calendar, without some of its days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rhythm: Rhythm
    until: date
    without: Annotated[tuple[date, ...], Field(max_length=MOST_AT_ONCE)] = ()

    def times(self, starts: datetime, ends: datetime) -> list[tuple[datetime, datetime]]:
        """Give when each of a series begins and ends, in UTC, the first as given.

        Each has the same hour on the clocks of the city, and lasts as long by them. Raises `SeriesTooLong`,
        `DayNotInSeries`.
        """
        begins, lasts = warsaw(starts).replace(tzinfo=None), warsaw(ends).replace(tzinfo=None)
        until = datetime.combine(self.until, begins.time())
        days = list(islice(self._rule(begins, until), MOST_AT_ONCE + 1))
        if len(days) > MOST_AT_ONCE:
            raise SeriesTooLong(len(days))
        for left_out in self.without:
            if left_out not in {day.date() for day in days[1:]}:
                raise DayNotInSeries(left_out)
        kept = [day for day in days if day.date() not in self.without]
        if len(kept) < 2:
            raise SeriesTooLong(len(kept))
        return [(_utc(day), _utc(day + (lasts - begins))) for day in kept]

    def _rule(self, begins: datetime, until: datetime) -> rrule:
        day = begins.day
        match self.rhythm:
            case Rhythm.WEEKLY:
                return rrule(WEEKLY, dtstart=begins, until=until)
            case Rhythm.FORTNIGHTLY:
                return rrule(WEEKLY, interval=2, dtstart=begins, until=until)
            case Rhythm.MONTHLY_BY_DAY:
                days = [day] if day <= 28 else list(range(28, day + 1))
                return rrule(MONTHLY, bymonthday=days, bysetpos=-1, dtstart=begins, until=until)
            case Rhythm.MONTHLY_BY_WEEKDAY:
                number = (day - 1) // 7 + 1
                which = weekday(begins.weekday(), number if number < 5 else -1)
                return rrule(MONTHLY, byweekday=which, dtstart=begins, until=until)
        assert_never(self.rhythm)


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=WARSAW).astimezone(UTC)
