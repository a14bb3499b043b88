"""Money, days and what is left, said as people say them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.web.words import Words, catalogue

LOCALE = Path(__file__).parents[3] / "locale"
NBSP = "\u00a0"


class Morning:
    """10:00 in Warsaw on Saturday, 26 September 2026."""

    def now(self) -> datetime:
        return datetime(2026, 9, 26, 8, 0, tzinfo=UTC)


@pytest.fixture
def pl() -> Words:
    return Words("pl", catalogue(LOCALE, "pl"), Morning())


@pytest.fixture
def en() -> Words:
    return Words("en", catalogue(LOCALE, "en"), Morning())


@pytest.mark.parametrize(
    ("grosze", "said"),
    [
        (0, "0 zł"),
        (5, "0,05 zł"),
        (540_000, "5 400 zł"),
        (11_940_000, "119 400 zł"),
        (11_940_050, "119 400,50 zł"),
        (-150, "-1,50 zł"),
        (10**12, "10 000 000 000 zł"),
    ],
)
def test_money_is_written_in_zlote_and_never_breaks_over_two_lines(pl: Words, grosze: int, said: str) -> None:
    assert pl.money(grosze) == said.replace(" ", NBSP)


def test_dates_are_those_of_warsaw(pl: Words) -> None:
    just_before_midnight_utc = datetime(2025, 10, 20, 22, 30, tzinfo=UTC)

    assert pl.full_date(just_before_midnight_utc) == f"21{NBSP}października 2025"
    assert pl.when(just_before_midnight_utc) == f"21{NBSP}października 2025, 0:30"
    assert pl.iso(just_before_midnight_utc) == "2025-10-21T00:30+02:00"
    assert pl.day(date(2026, 11, 27)) == "pt., 27 listopada"
    assert pl.day(date(2027, 1, 4)) == "pon., 4 stycznia 2027"


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [
        (date(2026, 4, 13), date(2026, 4, 24), "13–24 kwietnia"),
        (date(2026, 9, 18), date(2026, 10, 2), "18 września – 2 października"),
        (date(2027, 4, 13), date(2027, 4, 24), "13–24 kwietnia 2027"),
        (date(2026, 12, 30), date(2027, 1, 3), "30 grudnia 2026 – 3 stycznia 2027"),
        (date(2026, 7, 3), date(2026, 7, 3), "3 lipca"),
    ],
)
def test_a_window_is_said_in_the_shortest_clear_way(pl: Words, opens: date, closes: date, said: str) -> None:
    assert pl.period(opens, closes).replace(NBSP, " ") == said


def test_a_window_that_closes_at_midnight_holds_the_day_before(pl: Words) -> None:
    midnight = datetime(2026, 10, 2, 22, 0, tzinfo=UTC)

    assert pl.period(date(2026, 9, 18), midnight).endswith("2\u00a0października")
    assert pl.left(midnight) == "jeszcze 6 dni"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (24 * 6, "jeszcze 6 dni"),
        (24 * 22, "jeszcze 22 dni"),
        (24, "jutro"),
        (12, "dziś do 22:00"),
        (14, "dziś"),
        (-1, "dziś, minęło o 9:00"),
        (-24, "wczoraj"),
        (-72, "3 dni temu"),
    ],
)
def test_what_is_left_is_counted_in_days_of_the_calendar(pl: Words, hours: int, said: str) -> None:
    assert pl.left(Morning().now() + timedelta(hours=hours)) == said


def test_a_whole_day_is_late_only_when_it_has_ended(pl: Words) -> None:
    assert pl.left(date(2026, 9, 26)) == "dziś"
    assert not pl.late(date(2026, 9, 26))
    assert pl.late(date(2026, 9, 25))
    assert pl.soon(date(2026, 9, 27))
    assert not pl.soon(date(2026, 9, 28))


def test_english_is_spoken_in_english(en: Words) -> None:
    assert en.money(11_940_050) == f"119,400.50{NBSP}zł"
    assert en.period(date(2026, 4, 13), date(2026, 4, 24)) == f"13–24{NBSP}April"
    assert en.left(date(2026, 10, 2)) == "6 days left"
    assert en.left(date(2026, 9, 25)) == "yesterday"


def test_what_a_field_shows_can_be_read_back_from_it(pl: Words) -> None:
    moment = datetime(2026, 12, 24, 17, 5, tzinfo=UTC)

    assert pl.amount(1_250_050) == "12 500,50"
    assert pl.amount(1_250_000) == "12 500"
    assert pl.field_moment(moment) == "2026-12-24T18:05"
    assert pl.field_day(datetime(2026, 12, 24, 23, 5, tzinfo=UTC)) == "2026-12-25"
