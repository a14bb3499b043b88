"""A term, and the steps by which its end is found. It computes nothing."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Unit(StrEnum):
    """What a term is counted in."""

    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    HOUR = "hour"


class Term(BaseModel):
    """A length of time laid down by an act or by the house: 14 days, 1 month, 24 hours.

    `moves` says whether a last day on a Saturday or a statutory free day gives way to a working day (art. 57 § 4 of
    the Code of Administrative Procedure, k.p.a.). Hours run round the clock and never move.
    """

    model_config = ConfigDict(frozen=True)

    amount: int = Field(ge=1, le=10_000)
    unit: Unit
    moves: bool = True


class StepCode(StrEnum):
    """What happened at one step of a computation."""

    EVENT = "event"
    SKIPPED = "skipped"
    ENDS = "ends"
    FREE = "free"
    """The last day was to be this one, or the search for another led over it, and it was declared free."""
    MOVED = "moved"
    EVENT_AHEAD = "event_ahead"
    REACHES_BACK = "reaches_back"
    MOVED_BACK = "moved_back"


class Step(BaseModel):
    """One step of a computation: `day` in the city's calendar, and `at` (UTC) where the hour counts.

    `basis`: what has made the day free, where the city has declared it so.
    """

    model_config = ConfigDict(frozen=True)

    code: StepCode
    day: date
    at: datetime | None = None
    basis: str = ""
