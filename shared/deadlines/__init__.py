"""Computes the terms of the law on the calendar of Poland and explains them. It never asks what time it is now.

Which days the city has declared free beside those of the statute, the caller says (`FreeDays`): nothing is remembered
here between two computations, so that equal questions get equal answers in every process.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.clock import WARSAW, end_of, warsaw
from shared.deadlines.calendar import (
    SATURDAY,
    STATUTE,
    FreeDay,
    FreeDays,
    is_working_day,
    working_days_between,
    works_by_statute,
)
from shared.deadlines.terms import Step, StepCode, Term, Unit
from shared.deadlines.words import english, length, polish

__all__ = [
    "STATUTE",
    "Deadline",
    "FreeDay",
    "FreeDays",
    "HoursNeedAMoment",
    "NaiveMoment",
    "Postponed",
    "Reckoning",
    "Step",
    "StepCode",
    "Term",
    "Unit",
    "before",
    "compute",
    "is_working_day",
    "length",
    "next_working_day",
    "postponed",
    "working_days_between",
    "works_by_statute",
]

_DAY = timedelta(days=1)


class NaiveMoment(ValueError):
    """A moment came without its time zone, so nobody can tell which day it is in the city."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(f"a moment without a time zone: {moment.isoformat()}")
        self.moment = moment


class HoursNeedAMoment(ValueError):
    """A term in hours was to be counted from a day, which has no hour."""

    def __init__(self, day: date) -> None:
        super().__init__(f"a term in hours runs from a moment, not from the day {day.isoformat()}")
        self.day = day


class Deadline(BaseModel):
    """When a term ends and how that was found.

    `due_at` is UTC: the last second of the last day on the clocks of the city, or the exact moment for hours.
    """

    model_config = ConfigDict(frozen=True)

    term: Term
    start: datetime
    """UTC; where a day was given, its first moment in the city."""
    due_at: datetime
    steps: tuple[Step, ...]

    @property
    def reckoning(self) -> "Reckoning":
        """From what it was found. Not of a deadline that was counted back (`before`)."""
        return Reckoning(term=self.term, start=self.start)

    @property
    def day(self) -> date:
        """The last day of the term in the city's calendar."""
        return warsaw(self.due_at).date()

    def explained(self, lang: str = "pl") -> list[str]:
        """Tell a resident step by step how the deadline was found, in `pl` or `en`; raises KeyError for another."""
        sentence = {"pl": polish, "en": english}[lang]
        return [sentence(step, self.term) for step in self.steps]


class Reckoning(BaseModel):
    """From what a deadline was found. Kept beside it: the deadline is found anew when another day becomes free."""

    model_config = ConfigDict(frozen=True)

    term: Term
    start: datetime

    def postponed(self, told: datetime, free: FreeDays) -> Deadline | None:
        """Give the later deadline that declared free days make of the one that was told as `told`; None: it stays.

        What was told is never shortened: a day taken back moves nothing. Where the last day that was told is later
        than the one that is found now, and has become free, it gives way to the next working day all the same.
        """
        deadline = compute(self.term, self.start, free)
        if deadline.due_at > told:
            return deadline
        last = warsaw(told).date()
        if not self.term.moves or self.term.unit is Unit.HOUR or not free.basis(last):
            return None
        moved, steps = _gives_way(last, 1, StepCode.MOVED, free)
        return deadline.model_copy(update={"due_at": end_of(moved), "steps": (*deadline.steps, *steps)})


class Postponed(NamedTuple):
    """The later date that a deadline has, and how it was found, in Polish."""

    due_at: datetime
    explanation: tuple[str, ...]


def postponed(told: datetime, reckoning: Reckoning | None, free: FreeDays) -> Postponed | None:
    """Give the later date of a deadline that was told as `told`; None where declared free days leave it where it is.

    Without a `reckoning` (a day that somebody has set, or a document older than reckonings) its last day gives way.
    """
    if reckoning is None:
        return next_working_day(told, free)
    deadline = reckoning.postponed(told, free)
    return Postponed(deadline.due_at, tuple(deadline.explained())) if deadline else None


def next_working_day(told: datetime, free: FreeDays) -> Postponed | None:
    """Give the last second of the next working day where the last day that was told has been declared free.

    For a day that somebody has set rather than counted; with the reasons, in Polish. None where it stays.
    """
    last = warsaw(told).date()
    if not free.basis(last):
        return None
    moved, steps = _gives_way(last, 1, StepCode.MOVED, free)
    return Postponed(end_of(moved), tuple(polish(step, _ONE_DAY) for step in steps))


def compute(term: Term, start: datetime | date, free: FreeDays) -> Deadline:
    """Find when `term` ends that begins with an event at `start` (aware; a day in the city's calendar for days).

    The day of the event is not counted (art. 57 § 1 k.p.a.), months end on the day of the same number or on the last
    day of the month (§ 3), a last day that is a Saturday or free by statute gives way to the next working day (§ 4);
    so does one that is declared `free`. Raises `NaiveMoment` and, for a term in hours from a mere day,
    `HoursNeedAMoment`.
    """
    if term.unit is Unit.HOUR:
        return _hours(term, start, 1, StepCode.EVENT, StepCode.ENDS)
    return _days(term, start, free, 1, (StepCode.EVENT, StepCode.ENDS, StepCode.MOVED))


def before(term: Term, event: datetime | date, free: FreeDays) -> Deadline:
    """Find the last moment that is at least `term` ahead of an event: T-10 working days and the like.

    The day of the event is not counted. A day that is not a working one gives way to the working day before it, so
    that whoever keeps the deadline is never late. Raises as `compute` does.
    """
    if term.unit is Unit.HOUR:
        return _hours(term, event, -1, StepCode.EVENT_AHEAD, StepCode.REACHES_BACK)
    return _days(term, event, free, -1, (StepCode.EVENT_AHEAD, StepCode.REACHES_BACK, StepCode.MOVED_BACK))


def _hours(term: Term, start: datetime | date, direction: int, begins: StepCode, ends: StepCode) -> Deadline:
    if not isinstance(start, datetime):
        raise HoursNeedAMoment(start)
    _refuse_naive(start)
    # Counted in UTC: an hour is an hour also in the night when the clocks are changed.
    start = start.astimezone(UTC)
    due = start + direction * timedelta(hours=term.amount)
    steps = tuple(
        Step(code=code, day=warsaw(moment).date(), at=moment) for code, moment in ((begins, start), (ends, due))
    )
    return Deadline(term=term, start=start, due_at=due, steps=steps)


def _days(
    term: Term, start: datetime | date, free: FreeDays, direction: int, codes: tuple[StepCode, StepCode, StepCode]
) -> Deadline:
    begins, ends, moved = codes
    first = _day_of(start)
    steps = [Step(code=begins, day=first)]
    if term.unit is Unit.MONTH:
        last = _months_away(first, direction * term.amount)
    elif term.unit is Unit.DAY:
        last = first + direction * timedelta(days=term.amount)
    else:
        last = _working_days_away(first, direction * term.amount, free)
        skipped = _weekday_holidays(first, last, free)
        steps += [Step(code=StepCode.SKIPPED, day=day, basis=free.basis(day)) for day in skipped]
    steps.append(Step(code=ends, day=last))
    if term.moves and not is_working_day(last, free):
        last, ways = _gives_way(last, direction, moved, free)
        steps += ways
    return Deadline(term=term, start=_moment_of(start), due_at=end_of(last), steps=tuple(steps))


def _gives_way(last: date, direction: int, moved: StepCode, free: FreeDays) -> tuple[date, list[Step]]:
    """Give the working day after (or before) a last day, and the declared days that lie on the way to it."""
    day, steps = last, []
    while not is_working_day(day, free):
        if free.basis(day):
            steps.append(Step(code=StepCode.FREE, day=day, basis=free.basis(day)))
        day += direction * _DAY
    return day, [*steps, Step(code=moved, day=day)]


def _day_of(start: datetime | date) -> date:
    if not isinstance(start, datetime):
        return start
    _refuse_naive(start)
    return warsaw(start).date()


def _moment_of(start: datetime | date) -> datetime:
    if not isinstance(start, datetime):
        start = datetime.combine(start, time(), tzinfo=WARSAW)
    return start.astimezone(UTC)


def _refuse_naive(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise NaiveMoment(moment)


def _months_away(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last_of_month = date(next_year, next_month + 1, 1) - _DAY
    return last_of_month.replace(day=min(day.day, last_of_month.day))


def _working_days_away(day: date, amount: int, free: FreeDays) -> date:
    step = _DAY if amount > 0 else -_DAY
    left = abs(amount)
    while left:
        day += step
        left -= is_working_day(day, free)
    return day


def _weekday_holidays(first: date, last: date, free: FreeDays) -> Iterator[date]:
    """Name the days between that people may think were counted: free, though not at a weekend."""
    step = _DAY if first < last else -_DAY
    day = first + step
    while day != last:
        if day.weekday() < SATURDAY and not is_working_day(day, free):
            yield day
        day += step


_ONE_DAY = Term(amount=1, unit=Unit.DAY)
"""A step that says where a day has moved does not speak of the term."""
