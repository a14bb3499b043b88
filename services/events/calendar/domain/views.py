"""The calendar laid out for the eye: a month in weeks, a week in days. No framework, no await."""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from services.events.calendar.domain import Entry


class Cell(BaseModel):
    """A day in the picture of a month. An entry of several days stands at its first and at its last one."""

    model_config = ConfigDict(frozen=True)

    day: date
    inside: bool
    today: bool
    single: tuple[Entry, ...]
    begin: tuple[Entry, ...]
    end: tuple[Entry, ...]


def weeks(month: date, today: date, entries: list[Entry]) -> list[list[Cell]]:
    """Lay the month that begins on the day `month` out in weeks from Monday to Sunday."""
    first = month - timedelta(days=month.weekday())
    after = next_month(month)
    found = []
    while first < after:
        found.append([_cell(first + timedelta(days=number), month, today, entries) for number in range(7)])
        first += timedelta(days=7)
    return found


def week(monday: date, today: date, entries: list[Entry]) -> list[Cell]:
    """Lay the week that begins on `monday` out, with everything that touches a day on that day."""
    days = [monday + timedelta(days=number) for number in range(7)]
    return [_cell_of_week(day, today, entries) for day in days]


def monday_of(year: int, number: int) -> date:
    """Give the first day of a week by its ISO 8601 number; raises ValueError where the year has no such week."""
    return date.fromisocalendar(year, number, 1)


def iso_week(day: date) -> str:
    """Write the week of a day as ISO 8601 and `<input type="week">` do: 2027-W15."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def next_month(month: date) -> date:
    """Give the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _cell(day: date, month: date, today: date, entries: list[Entry]) -> Cell:
    inside = (day.year, day.month) == (month.year, month.month)
    held = [one for one in entries if inside and day in (one.first_day, one.last_day)]
    return Cell(
        day=day,
        inside=inside,
        today=day == today,
        single=tuple(one for one in held if one.first_day == one.last_day),
        begin=tuple(one for one in held if one.first_day == day != one.last_day),
        end=tuple(one for one in held if one.last_day == day != one.first_day),
    )


def _cell_of_week(day: date, today: date, entries: list[Entry]) -> Cell:
    held = [one for one in entries if one.first_day <= day <= one.last_day]
    return Cell(day=day, inside=True, today=day == today, single=tuple(held), begin=(), end=())
