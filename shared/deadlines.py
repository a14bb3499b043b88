"""Computes the terms of the law on the calendar of Poland and explains them. It never asks what time it is now."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

import holidays
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, Field

from shared.clock import WARSAW, warsaw

_SATURDAY = 5
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
    MOVED = "moved"
    EVENT_AHEAD = "event_ahead"
    REACHES_BACK = "reaches_back"
    MOVED_BACK = "moved_back"


class Step(BaseModel):
    """One step of a computation: `day` in the city's calendar, and `at` (UTC) where the hour counts."""

    model_config = ConfigDict(frozen=True)

    code: StepCode
    day: date
    at: datetime | None = None


class Deadline(BaseModel):
    """When a term ends and how that was found.

    `due_at` is UTC: the last second of the last day on the clocks of the city, or the exact moment for hours.
    """

    model_config = ConfigDict(frozen=True)

    term: Term
    due_at: datetime
    steps: tuple[Step, ...]

    @property
    def day(self) -> date:
        """The last day of the term in the city's calendar."""
        return warsaw(self.due_at).date()

    def explained(self, lang: str = "pl") -> list[str]:
        """Tell a resident step by step how the deadline was found, in `pl` or `en`; raises KeyError for another."""
        sentence = {"pl": _polish, "en": _english}[lang]
        return [sentence(step, self.term) for step in self.steps]


def is_working_day(day: date) -> bool:
    """Tell whether `day` is neither a Saturday nor free by statute (ustawa o dniach wolnych od pracy, 18.01.1951)."""
    return day.weekday() < _SATURDAY and day not in _free_days("pl")


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`; below zero where `end` comes first."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + _DAY * number) for number in range(1, (end - start).days + 1))


def length(term: Term, lang: str = "pl") -> str:
    """Say in `pl` or `en` how long a term is, in Polish as it stands after "termin": 7 dni, 1 miesiąca."""
    one, many = {"pl": _POLISH_UNITS, "en": _ENGLISH_UNITS}[lang][term.unit]
    return f"{term.amount} {one if term.amount == 1 else many}"


def compute(term: Term, start: datetime | date) -> Deadline:
    """Find when `term` ends that begins with an event at `start` (aware; a day in the city's calendar for days).

    The day of the event is not counted (art. 57 § 1 k.p.a.), months end on the day of the same number or on the last
    day of the month (§ 3), a last day that is a Saturday or free by statute gives way to the next working day (§ 4).
    Raises `NaiveMoment` and, for a term in hours from a mere day, `HoursNeedAMoment`.
    """
    if term.unit is Unit.HOUR:
        return _hours(term, start, 1, StepCode.EVENT, StepCode.ENDS)
    return _days(term, start, 1, (StepCode.EVENT, StepCode.ENDS, StepCode.MOVED))


def before(term: Term, event: datetime | date) -> Deadline:
    """Find the last moment that is at least `term` ahead of an event: T-10 working days and the like.

    The day of the event is not counted. A day that is not a working one gives way to the working day before it, so
    that whoever keeps the deadline is never late. Raises as `compute` does.
    """
    if term.unit is Unit.HOUR:
        return _hours(term, event, -1, StepCode.EVENT_AHEAD, StepCode.REACHES_BACK)
    return _days(term, event, -1, (StepCode.EVENT_AHEAD, StepCode.REACHES_BACK, StepCode.MOVED_BACK))


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
    return Deadline(term=term, due_at=due, steps=steps)


def _days(term: Term, start: datetime | date, direction: int, codes: tuple[StepCode, StepCode, StepCode]) -> Deadline:
    begins, ends, moved = codes
    first = _day_of(start)
    steps = [Step(code=begins, day=first)]
    if term.unit is Unit.MONTH:
        last = _months_away(first, direction * term.amount)
    elif term.unit is Unit.DAY:
        last = first + direction * timedelta(days=term.amount)
    else:
        last = _working_days_away(first, direction * term.amount)
        steps += [Step(code=StepCode.SKIPPED, day=day) for day in _weekday_holidays(first, last)]
    steps.append(Step(code=ends, day=last))
    if term.moves and not is_working_day(last):
        last = _working_days_away(last, direction)
        steps.append(Step(code=moved, day=last))
    due = datetime.combine(last, time(23, 59, 59), tzinfo=WARSAW).astimezone(UTC)
    return Deadline(term=term, due_at=due, steps=tuple(steps))


def _day_of(start: datetime | date) -> date:
    if not isinstance(start, datetime):
        return start
    _refuse_naive(start)
    return warsaw(start).date()


def _refuse_naive(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise NaiveMoment(moment)


def _months_away(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last_of_month = date(next_year, next_month + 1, 1) - _DAY
    return last_of_month.replace(day=min(day.day, last_of_month.day))


def _working_days_away(day: date, amount: int) -> date:
    step = _DAY if amount > 0 else -_DAY
    left = abs(amount)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def _weekday_holidays(first: date, last: date) -> Iterator[date]:
    """Name the days between that people may think were counted: free by statute, though not at a weekend."""
    step = _DAY if first < last else -_DAY
    day = first + step
    while day != last:
        if day.weekday() < _SATURDAY and not is_working_day(day):
            yield day
        day += step


@cache
def _free_days(language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("PL", language=language)


_ON_POLISH = ("w poniedziałek", "we wtorek", "w środę", "w czwartek", "w piątek", "w sobotę", "w niedzielę")
_POLISH_UNITS = {
    Unit.DAY: ("dnia", "dni"),
    Unit.WORKING_DAY: ("dnia roboczego", "dni roboczych"),
    Unit.MONTH: ("miesiąca", "miesięcy"),
    Unit.HOUR: ("godziny", "godzin"),
}
_ENGLISH_UNITS = {
    Unit.DAY: ("day", "days"),
    Unit.WORKING_DAY: ("working day", "working days"),
    Unit.MONTH: ("month", "months"),
    Unit.HOUR: ("hour", "hours"),
}


def _polish(step: Step, term: Term) -> str:
    day = format_date(step.day, "d MMMM y", locale="pl")
    on_day = f"{_ON_POLISH[step.day.weekday()]} {day}"
    free = _free_days("pl").get(step.day)
    because = f" ({free})" if free and step.day.weekday() < _SATURDAY else ""
    hour = f", godz. {warsaw(step.at):%H:%M}" if step.at else ""
    match step.code:
        case StepCode.EVENT if step.at:
            return f"Początek: {day}{hour}"
        case StepCode.EVENT:
            law = "" if term.unit is Unit.WORKING_DAY else ", art. 57 § 1 k.p.a."
            return f"Początek: {day} (dzień zdarzenia się nie liczy{law})"
        case StepCode.EVENT_AHEAD:
            return f"Wydarzenie: {day}{hour}" if step.at else f"Wydarzenie: {day} (tego dnia się nie liczy)"
        case StepCode.SKIPPED:
            return f"Dzień wolny, nie liczy się: {day}{because}"
        case StepCode.ENDS:
            law = " (art. 57 § 3 k.p.a.)" if term.unit is Unit.MONTH else ""
            return f"Termin {length(term)} kończy się {on_day}{hour}{because}{law}"
        case StepCode.REACHES_BACK:
            return f"Termin {length(term)}, licząc wstecz, wypada {on_day}{hour}{because}"
        case StepCode.MOVED:
            return f"Przesunięte na {on_day.split(' ', 1)[1]} (art. 57 § 4 k.p.a.)"
        case StepCode.MOVED_BACK:
            return f"Cofnięte na {on_day.split(' ', 1)[1]}, ostatni dzień roboczy wcześniej"


def _english(step: Step, term: Term) -> str:
    day = format_date(step.day, "d MMMM y", locale="en_GB")
    named_day = format_date(step.day, "EEEE d MMMM y", locale="en_GB")
    free = _free_days("en_US").get(step.day)
    because = f" ({free})" if free and step.day.weekday() < _SATURDAY else ""
    hour = f", {warsaw(step.at):%H:%M}" if step.at else ""
    match step.code:
        case StepCode.EVENT if step.at:
            return f"Start: {day}{hour}"
        case StepCode.EVENT:
            law = "" if term.unit is Unit.WORKING_DAY else ", art. 57 § 1 of the Code of Administrative Procedure"
            return f"Start: {day} (the day of the event is not counted{law})"
        case StepCode.EVENT_AHEAD:
            return f"Event: {day}{hour}" if step.at else f"Event: {day} (this day is not counted)"
        case StepCode.SKIPPED:
            return f"A free day, not counted: {day}{because}"
        case StepCode.ENDS:
            law = " (art. 57 § 3 of the Code of Administrative Procedure)" if term.unit is Unit.MONTH else ""
            return f"The term of {length(term, 'en')} ends on {named_day}{hour}{because}{law}"
        case StepCode.REACHES_BACK:
            return f"The term of {length(term, 'en')}, counted back, reaches {named_day}{hour}{because}"
        case StepCode.MOVED:
            return f"Moved to {named_day} (art. 57 § 4 of the Code of Administrative Procedure)"
        case StepCode.MOVED_BACK:
            return f"Moved back to {named_day}, the last working day before it"
