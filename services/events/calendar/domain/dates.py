"""Days that come again: a series of meetings, and rules of the year, fixed or movable. No framework, no await."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Annotated, Literal, assert_never

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.events.calendar.domain import Plan
from shared.clock import WARSAW, warsaw

MOST_AT_ONCE = 120
"""Entries of one series: weekly for more than two years."""


class SeriesTooLong(Exception):
    """The series has more entries than `MOST_AT_ONCE`, or none after the first."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} entries")
        self.count, self.most = count, MOST_AT_ONCE


class SeriesElsewhere(Exception):
    """Moved so, entries of a series need somebody who is at another entry then.

    `collisions`: for each the opaque id of the `person`, the `entry_id`, the other one's id as `elsewhere`.
    """

    def __init__(self, collisions: list[dict[str, str]]) -> None:
        super().__init__(f"{len(collisions)} collisions")
        self.collisions = collisions


class Rhythm(StrEnum):
    """How a series goes on."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_BY_DAY = "monthly_by_day"
    """On the day of the same number, or on the last one of a month that is shorter."""
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    """On the same weekday of the same week of the month; a fifth one is the last one."""


class Repeats(BaseModel):
    """A rhythm, up to and including the day `until` in the city's calendar."""

    model_config = ConfigDict(frozen=True)

    rhythm: Rhythm
    until: date

    def plans(self, first: Plan) -> list[Plan]:
        """Give the plans of the series, `first` among them, each at the same hour on the clocks of the city.

        Raises `SeriesTooLong`.
        """
        starts, ends = warsaw(first.starts), warsaw(first.ends)
        begins = starts.replace(tzinfo=None)
        until = datetime.combine(self.until, begins.time())
        days = list(islice(self._rule(begins, until), MOST_AT_ONCE + 1))
        if not 1 < len(days) <= MOST_AT_ONCE:
            raise SeriesTooLong(len(days))
        lasts = ends.replace(tzinfo=None) - begins
        return [first.model_copy(update={"starts": _utc(day), "ends": _utc(day + lasts)}) for day in days]

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


class Shift(BaseModel):
    """By how many days and minutes entries move on the clocks of the city; to an earlier time where negative."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[int, Field(ge=-366, le=366)] = 0
    minutes: Annotated[int, Field(gt=-1440, lt=1440)] = 0

    @property
    def later(self) -> bool:
        """True where it leads to a later time."""
        return timedelta(days=self.days, minutes=self.minutes) > timedelta(0)

    def of(self, plan: Plan) -> Plan:
        """Give a plan moved, as long on the clocks as before; one of the whole day moves by the days alone."""
        by = timedelta(days=self.days, minutes=0 if plan.all_day else self.minutes)
        starts, ends = (_utc(warsaw(moment).replace(tzinfo=None) + by) for moment in (plan.starts, plan.ends))
        return plan.model_copy(update={"starts": starts, "ends": ends})


def whole_day(day: date) -> tuple[datetime, datetime]:
    """Give the moments (UTC) at which a day begins and ends in Kalisz."""
    return _utc(datetime.combine(day, time())), _utc(datetime.combine(day + timedelta(days=1), time()))


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=WARSAW).astimezone(UTC)


class FixedDay(BaseModel):
    """The same day every year; 29 February is the last of February in years that have none."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["fixed"] = "fixed"
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _there(self) -> "FixedDay":
        date(2024, self.month, self.day)  # a leap year: raises ValueError for the 31st of April
        return self

    def day_in(self, year: int) -> date:
        """Give its day in a year."""
        return date(year, self.month, 1) + relativedelta(day=self.day)


class EasterDay(BaseModel):
    """So many days after Easter Sunday of the Gregorian calendar; before it where negative."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["easter"] = "easter"
    days: Annotated[int, Field(ge=-70, le=70)]

    def day_in(self, year: int) -> date:
        """Give its day in a year."""
        return easter(year) + timedelta(days=self.days)


class NthWeekday(BaseModel):
    """The nth weekday of a month: 1 to 4 from its beginning, -1 the last. `weekday`: 0 is Monday."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["weekday"] = "weekday"
    month: Annotated[int, Field(ge=1, le=12)]
    weekday: Annotated[int, Field(ge=0, le=6)]
    number: Literal[-1, 1, 2, 3, 4]

    def day_in(self, year: int) -> date:
        """Give its day in a year."""
        first = date(year, self.month, 1)
        start = first if self.number > 0 else first + relativedelta(day=31)
        return start + relativedelta(weekday=weekday(self.weekday, self.number))


class DecidedDay(BaseModel):
    """A day that somebody decides each year anew, in this month."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["decided"] = "decided"
    month: Annotated[int, Field(ge=1, le=12)]

    def day_in(self, year: int) -> None:
        """Give None: nobody can tell before it is decided."""
        return


DayRule = Annotated[FixedDay | EasterDay | NthWeekday | DecidedDay, Field(discriminator="kind")]
