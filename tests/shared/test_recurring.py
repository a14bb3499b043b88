"""A series keeps its rhythm and its hour, leaves out what is left out, and is neither of one nor of hundreds."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import warsaw
from shared.recurring import MOST_AT_ONCE, DayNotInSeries, Repeats, Rhythm, SeriesTooLong
from shared.web.forms import FormInvalid, checked
from shared.web.series import SERIES_MESSAGES, SeriesForm

FIRST = (datetime(2026, 6, 11, 8, 30, tzinfo=UTC), datetime(2026, 6, 11, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("first", "rhythm", "until", "days"),
    [
        (date(2026, 10, 19), Rhythm.WEEKLY, date(2026, 11, 2), ["10-19", "10-26", "11-02"]),
        (date(2026, 10, 19), Rhythm.FORTNIGHTLY, date(2026, 11, 29), ["10-19", "11-02", "11-16"]),
        (date(2026, 1, 31), Rhythm.MONTHLY_BY_DAY, date(2026, 4, 30), ["01-31", "02-28", "03-31", "04-30"]),
        (date(2026, 1, 12), Rhythm.MONTHLY_BY_WEEKDAY, date(2026, 3, 31), ["01-12", "02-09", "03-09"]),
        (date(2026, 1, 29), Rhythm.MONTHLY_BY_WEEKDAY, date(2026, 3, 31), ["01-29", "02-26", "03-26"]),
    ],
)
def test_a_series_keeps_its_rhythm_and_its_hour_through_the_change_of_clocks(
    first: date, rhythm: Rhythm, until: date, days: list[str]
) -> None:
    begins = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
    times = Repeats(rhythm=rhythm, until=until).times(begins, begins + timedelta(hours=1))
    assert [f"{warsaw(starts):%m-%d}" for starts, _ in times] == days
    assert {warsaw(starts).time() for starts, _ in times} == {warsaw(begins).time()}
    assert {ends - starts for starts, ends in times} == {timedelta(hours=1)}
    assert times[0] == (begins, begins + timedelta(hours=1))


@pytest.mark.parametrize("until", [date(2026, 6, 10), date(2026, 6, 12), date(2030, 1, 1)])
def test_a_series_of_one_or_of_hundreds_is_a_slip(until: date) -> None:
    with pytest.raises(SeriesTooLong):
        Repeats(rhythm=Rhythm.WEEKLY, until=until).times(*FIRST)


def test_what_is_left_out_is_left_out_and_the_rest_stays_where_it_was() -> None:
    repeats = Repeats(rhythm=Rhythm.WEEKLY, until=date(2026, 7, 9), without=(date(2026, 6, 18), date(2026, 7, 2)))
    assert [f"{starts:%d.%m}" for starts, _ in repeats.times(*FIRST)] == ["11.06", "25.06", "09.07"]


@pytest.mark.parametrize("day", [date(2026, 6, 11), date(2026, 6, 19), date(2026, 7, 16)])
def test_the_first_or_a_day_that_is_none_of_the_series_is_not_left_out(day: date) -> None:
    with pytest.raises(DayNotInSeries):
        Repeats(rhythm=Rhythm.WEEKLY, until=date(2026, 7, 9), without=(day,)).times(*FIRST)


def test_a_series_of_which_all_but_the_first_is_left_out_is_a_slip() -> None:
    with pytest.raises(SeriesTooLong):
        Repeats(rhythm=Rhythm.WEEKLY, until=date(2026, 6, 18), without=(date(2026, 6, 18),)).times(*FIRST)


@given(st.sampled_from(Rhythm), st.dates(date(2000, 1, 1), date(2190, 1, 1)), st.integers(0, 23), st.integers(0, 900))
def test_each_time_is_later_at_the_same_hour_of_the_city_and_none_after_the_last_day(
    rhythm: Rhythm, first: date, hour: int, span: int
) -> None:
    starts = datetime.combine(first, time(hour), UTC)
    last = warsaw(starts).date() + timedelta(days=span)
    try:
        times = Repeats(rhythm=rhythm, until=last).times(starts, starts + timedelta(hours=1))
    except SeriesTooLong:
        return
    days = [warsaw(each).date() for each, _ in times]
    assert days == sorted(set(days))
    assert 2 <= len(days) <= MOST_AT_ONCE
    assert days[-1] <= last
    # An hour that the clocks skip is the next one that there is.
    assert {warsaw(each).hour for each, _ in times} <= {warsaw(starts).hour, warsaw(starts).hour + 1}


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("24.12.2026", ["2026-12-24"]),
        ("24.12.2026\r\n1.1.2027", ["2026-12-24", "2027-01-01"]),
        ("2026-12-24, 31.12.2026;", ["2026-12-24", "2026-12-31"]),
        ("", []),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, days: list[str]) -> None:
    form = checked({"rhythm": "weekly", "until": "2027-02-01", "without": typed}, SeriesForm, SERIES_MESSAGES)
    assert form.repeats is not None
    assert [f"{day}" for day in form.repeats.without] == days
    assert form.without == typed.strip()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rhythm": "weekly"}, "until"),
        ({"until": "2027-02-01"}, "until"),
        ({"rhythm": "weekly", "until": "2027-02-01", "without": "31.02.2026"}, "without"),
        ({"rhythm": "weekly", "until": "2027-02-01", "without": "Wigilia"}, "without"),
        ({"rhythm": "daily", "until": "2027-02-01"}, "rhythm"),
    ],
)
def test_half_a_series_or_a_day_that_there_is_not_is_told_at_its_field(values: dict[str, str], field: str) -> None:
    with pytest.raises(FormInvalid) as told:
        checked(values, SeriesForm, SERIES_MESSAGES)
    assert list(told.value.errors) == [field]
    assert told.value.values == values


def test_what_is_no_series_is_none() -> None:
    assert checked({}, SeriesForm, SERIES_MESSAGES).repeats is None
