"""The picture of a month, and what calendar programs read."""

from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.calendar.domain import LONGEST_DAYS, Entry, EntryTimes, Plan
from services.events.calendar.domain.views import next_month, weeks
from services.events.calendar.ical import ical

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def entry(id: str, starts: str, ends: str, all_day: bool = False, **changes: object) -> Entry:
    plan = Plan.model_validate({"title": "Święto Miasta", "starts": starts, "ends": ends, "all_day": all_day})
    return Entry.model_validate({"id": id, "plan": plan, "changed_at": AT, **changes})


FAIR = entry("fair", "2026-06-11T08:30:00Z", "2026-06-11T10:00:00Z")
WINDOW = entry("window", "2026-06-01T22:00:00Z", "2026-06-12T22:00:00Z", all_day=True)


@given(st.dates(date(2001, 1, 1), date(2198, 12, 31)), st.dates())
def test_a_month_has_each_of_its_days_once_in_weeks_from_monday(day: date, today: date) -> None:
    month = day.replace(day=1)
    picture = weeks(month, today, [])
    inside = [cell.day for week in picture for cell in week if cell.inside]
    assert inside == [date.fromordinal(number) for number in range(month.toordinal(), next_month(month).toordinal())]
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in picture)


def test_an_entry_of_many_days_stands_at_its_first_and_at_its_last_day_only() -> None:
    picture = weeks(date(2026, 6, 1), date(2026, 6, 11), [FAIR, WINDOW])
    cells = {cell.day.day: cell for week in picture for cell in week if cell.inside}
    assert cells[2].begin == (WINDOW,)
    assert cells[12].end == (WINDOW,)
    assert cells[11].single == (FAIR,)
    assert cells[11].today
    assert sum(len(cell.begin) + len(cell.end) + len(cell.single) for cell in cells.values()) == 3


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("2026-06-11T10:00:00Z", "2026-06-11T09:59:00Z"), ("2026-06-11T10:00:00Z", "2028-06-11T10:00Z")],
)
def test_an_entry_that_ends_before_it_begins_or_lasts_for_years_is_refused(starts: str, ends: str) -> None:
    with pytest.raises(EntryTimes):
        entry("odd", starts, ends).plan.checked()
    assert LONGEST_DAYS > 366


def test_calendar_programs_read_hours_in_warsaw_and_days_as_days() -> None:
    read = icalendar.Calendar.from_ical(ical([FAIR, WINDOW], "https://ratusz.example"))
    fair, window = read.walk("VEVENT")
    assert fair.decoded("dtstart").isoformat() == "2026-06-11T10:30:00+02:00"
    assert fair["uid"] == "fair@ratusz.example"
    assert [window.decoded("dtstart"), window.decoded("dtend")] == [date(2026, 6, 2), date(2026, 6, 13)]
    assert [zone["tzid"] for zone in read.walk("VTIMEZONE")] == ["Europe/Warsaw"]


def test_an_entry_called_off_stays_in_calendar_programs_as_cancelled_with_its_reason() -> None:
    off = FAIR.called_off("Ostrzeżenie przed burzą drugiego stopnia", AT)
    (read,) = icalendar.Calendar.from_ical(ical([off], "https://ratusz.example")).walk("VEVENT")
    assert (read["status"], read["sequence"]) == ("CANCELLED", 1)
    assert "burzą" in str(read["description"])
