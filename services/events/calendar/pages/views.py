"""What somebody asks to see of the calendar, month, week or list, and what a page needs to show it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import Query

from services.events.calendar.domain import EntryKind
from services.events.calendar.domain.views import iso_week, monday_of, next_month, week, weeks
from services.events.calendar.service import Calendar, Sought
from shared.clock import warsaw
from shared.store import NotFound

_PER_PAGE = 40
View = Literal["miesiac", "tydzien", "lista"]
_Month = Annotated[str, Query(alias="miesiac", pattern=r"^((20|21)\d\d-(0[1-9]|1[0-2]))?$")]
_Week = Annotated[str, Query(alias="tydzien", pattern=r"^((20|21)\d\d-W(0[1-9]|[1-4]\d|5[0-3]))?$")]


@dataclass(frozen=True)
class Seen:
    """What is asked for."""

    view: View | None
    month: str
    week: str
    kind: EntryKind | None
    person: str | None
    over: bool
    number: int


def asked(
    widok: View | None = None,
    month: _Month = "",
    week: _Week = "",
    rodzaj: EntryKind | Literal[""] = "",
    osoba: Annotated[str, Query(max_length=64)] = "",
    pokaz: Annotated[str, Query(max_length=20)] = "",
    strona: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Seen:
    """Read the address of a page of the calendar."""
    return Seen(widok, month, week, rodzaj or None, osoba or None, pokaz == "minione", strona)


async def show(calendar: Calendar, seen: Seen, *, public: bool) -> dict[str, Any]:
    """Give what a page shows. Residents are not told who is where."""
    view = seen.view or ("tydzien" if seen.week else "miesiac" if public or seen.month else "lista")
    sought = Sought(public=public, kind=seen.kind, person=None if public else seen.person)
    shown: dict[str, Any] = {"view": view, "seen": seen, "kinds": [kind.value for kind in EntryKind]}
    today = warsaw(calendar.clock.now()).date()
    if view == "lista":
        return shown | await _list(calendar, seen, sought)
    if view == "tydzien":
        monday = _monday(seen.week, today)
        entries = await calendar.week(monday, sought)
        return shown | {
            "first": monday,
            "last": monday + timedelta(days=6),
            "entries": entries,
            "weeks": [week(monday, today, entries)],
            "previous": {"tydzien": iso_week(monday - timedelta(days=7))},
            "next": {"tydzien": iso_week(monday + timedelta(days=7))},
            "present": iso_week(monday) == iso_week(today),
        }
    first = date.fromisoformat(f"{seen.month}-01") if seen.month else today.replace(day=1)
    entries = await calendar.month(first, sought)
    return shown | {
        "first": first,
        "entries": entries,
        "weeks": weeks(first, today, entries),
        "previous": {"miesiac": _month((first - date.resolution).replace(day=1))},
        "next": {"miesiac": _month(next_month(first))},
        "present": _month(first) == _month(today),
    }


async def _list(calendar: Calendar, seen: Seen, sought: Sought) -> dict[str, Any]:
    now, skip = calendar.clock.now(), (seen.number - 1) * _PER_PAGE
    found = await (calendar.store.before if seen.over else calendar.store.from_now)(now, skip, _PER_PAGE + 1, sought)
    return {"entries": found[:_PER_PAGE], "more": len(found) > _PER_PAGE}


def _monday(wanted: str, today: date) -> date:
    if not wanted:
        return today - timedelta(days=today.weekday())
    year, number = int(wanted[:4]), int(wanted[-2:])
    try:
        return monday_of(year, number)
    except ValueError:
        raise NotFound("week", wanted) from None


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
