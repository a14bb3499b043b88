"""Days that come again each year: fixed, movable, or decided anew; and what a day is. No framework, no await."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta
from dateutil.rrule import weekday
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.events.calendar.domain import Plan
from shared.clock import WARSAW, warsaw


class SeriesElsewhere(Exception):
    """Moved so, entries of a series need somebody who is at another entry then.

    `collisions`: for each the opaque id of the `person`, the `entry_id`, the other one's id as `elsewhere`.
    """

    def __init__(self, collisions: list[dict[str, str]]) -> None:
        super().__init__(f"{len(collisions)} collisions")
        self.collisions = collisions


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
