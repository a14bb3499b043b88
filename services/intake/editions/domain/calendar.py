"""Windows as people write them: whole days of the city's calendar, turned into moments and back."""

from datetime import date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from services.intake.editions.domain.rules import window
from shared.clock import WARSAW, warsaw
from shared.contracts.intake import EditionRules, Window, WindowKind

_A_YEAR = timedelta(weeks=52)
"""Keeps the day of the week: an edition that opens on a Monday opens on a Monday again."""


class Days(BaseModel):
    """A window by its first and last day, both included; without days, the edition has no such window."""

    model_config = ConfigDict(frozen=True)

    kind: WindowKind
    opens: date | None = None
    closes: date | None = None


def days_of(rules: EditionRules) -> list[Days]:
    """Give a row for every kind of window in the order of an edition, empty where the edition has none."""
    rows = []
    for kind in WindowKind:
        held = window(rules, kind)
        rows.append(
            Days(kind=kind, opens=warsaw(held.opens).date(), closes=warsaw(held.closes).date())
            if held
            else Days(kind=kind)
        )
    return rows


def a_year_later(rows: list[Days]) -> list[Days]:
    """Propose the same days for the next edition, on the same days of the week."""
    return [
        Days(kind=row.kind, opens=row.opens + _A_YEAR, closes=row.closes + _A_YEAR) if row.opens and row.closes else row
        for row in rows
    ]


def with_days(rules: EditionRules, rows: list[Days]) -> EditionRules:
    """Give the rules with these windows: from the first second of the first day to the last second of the last one.

    A window whose days stay as they are keeps its exact moments.
    """
    before = {row.kind: row for row in days_of(rules)}
    windows = []
    for row in rows:
        held = window(rules, row.kind)
        if held is not None and before[row.kind] == row:
            windows.append(held)
        elif row.opens is not None and row.closes is not None:
            windows.append(Window(kind=row.kind, opens=_first_second(row.opens), closes=_last_second(row.closes)))
    return rules.model_copy(update={"windows": tuple(windows)})


def _first_second(day: date) -> datetime:
    return datetime.combine(day, time(0), WARSAW)


def _last_second(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), WARSAW)
