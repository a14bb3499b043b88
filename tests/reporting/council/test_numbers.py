"""Numbers of sessions and resolutions are read as people write them, and written as acts do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.council.domain.numbers import (
    NotADay,
    NotAResolutionNumber,
    ResolutionNumber,
    read_day,
    read_heading,
)
from services.reporting.council.domain.roman import MOST, NotRoman, from_roman, roman


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (49, "XLIX"), (99, "XCIX"), (2022, "MMXXII")],
)
def test_a_session_has_its_roman_number(number, written):
    assert roman(number) == written
    assert from_roman(f" {written.lower()} ") == number


@given(st.integers(1, MOST))
def test_every_roman_number_is_read_as_it_was_written(number):
    assert from_roman(roman(number)) == number


@pytest.mark.parametrize("text", ["", "IIII", "IC", "VX", "XLIX1", "A", "IVI", "MMMM"])
def test_nobody_guesses_what_a_wrong_roman_number_was_meant_to_be(text):
    with pytest.raises(NotRoman):
        from_roman(text)


@pytest.mark.parametrize("number", [0, -1, MOST + 1])
def test_there_is_no_roman_number_for_nothing(number):
    with pytest.raises(ValueError, match="no Roman number"):
        roman(number)


FULL = "Uchwała Nr XLIX/676/2022 Rady Miasta Kalisza z dnia 3 lutego 2022 r."
DAY = date(2022, 2, 3)


@pytest.mark.parametrize(
    ("text", "number", "council", "day"),
    [
        (FULL, "XLIX/676/2022", "Rady Miasta Kalisza", DAY),
        ("XLIX/676/2022", "XLIX/676/2022", None, None),
        ("Nr XLIX/676/2022", "XLIX/676/2022", None, None),
        ("uchwała nr xlix / 0676 / 2022", "XLIX/676/2022", None, None),
        ("Uchwala Nr XLIX/676/2022 z dnia 3 lutego 2022 roku", "XLIX/676/2022", None, DAY),
        ("Uchwałą Nr XLIX/676/2022, z dnia 3.02.2022 r.", "XLIX/676/2022", None, DAY),
        ("XXIX/394/2012 Rady Miejskiej Kalisza", "XXIX/394/2012", "Rady Miejskiej Kalisza", None),
        (
            "Uchwała Nr XXIX/394/2012 Rady Miejskiej Kalisza\nz\u00a0dnia 28 czerwca 2012 r.",
            "XXIX/394/2012",
            "Rady Miejskiej Kalisza",
            date(2012, 6, 28),
        ),
        ("XV/171/2015", "XV/171/2015", None, None),
    ],
)
def test_a_heading_is_read_in_all_its_forms(text, number, council, day):
    heading = read_heading(text)
    assert (str(heading.number), heading.council, heading.passed_on) == (number, council, day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "676/2022",
        "Zarządzenie Nr 147/2022 Prezydenta Miasta Kalisza z dnia 4 marca 2022 r.",
        "IIII/1/2022",
        "XLIX/0/2022",
        "XLIX/676/22",
        "XLIX/676/2022 Rady Miasta Kalisza z dnia 31 lutego 2022 r.",
        "XLIX/676/2022 Rady Miasta Kalisza z dnia 3 lutego 2021 r.",
        "49/676/2022",
        "XLIX/676/2022; DROP",
        "XLIX/676/9999",
    ],
)
def test_what_is_no_number_of_a_resolution_is_said_to_be_none(text):
    with pytest.raises(NotAResolutionNumber):
        read_heading(text)


@given(
    st.builds(
        ResolutionNumber, session=st.integers(1, 200), number=st.integers(1, 99_999), year=st.integers(1990, 2200)
    ),
    st.sampled_from(["Rady Miasta Kalisza", "Rady Miejskiej Kalisza"]),
    st.integers(1, 12),
    st.integers(1, 28),
)
def test_what_is_written_is_read_again(number, council, month, day):
    passed_on = date(number.year, month, day)
    heading = read_heading(number.full(council, passed_on))
    assert (heading.number, heading.council, heading.passed_on) == (number, council, passed_on)
    assert ResolutionNumber.parse(str(number)) == number


def test_a_number_is_written_as_acts_write_it():
    number = ResolutionNumber(session=49, number=676, year=2022)
    assert number.full("Rady Miasta Kalisza", DAY) == FULL
    assert number.id == "XLIX-676-2022"


@pytest.mark.parametrize("text", ["31.02.2022", "3 brudnia 2022", "jutro", "2022-13-01", ""])
def test_what_is_no_day_is_said_to_be_none(text):
    with pytest.raises(NotADay):
        read_day(text)
