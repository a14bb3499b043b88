"""Signs of cases as the city's units write them, and as people copy them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.case_numbers import CaseNumber, NotACaseNumber


@pytest.mark.parametrize(
    ("text", "symbol", "jrwa", "number", "year", "padded"),
    [
        ("KRM.0003.0002.2024", "KRM", "0003", 2, 2024, "KRM.0003.0002.2024"),
        ("WO.0003.0003.2025", "WO", "0003", 3, 2025, "WO.0003.0003.2025"),
        ("WRM.0003.09.2025", "WRM", "0003", 9, 2025, "WRM.0003.0009.2025"),
        ("WGOŚ.0003.0019.2025", "WGOŚ", "0003", 19, 2025, "WGOŚ.0003.0019.2025"),
        ("WE.0003.0011.2025", "WE", "0003", 11, 2025, "WE.0003.0011.2025"),
        ("RIO.I.070.21.2022", "RIO.I", "070", 21, 2022, "RIO.I.070.0021.2022"),
    ],
)
def test_real_signs_are_read_and_written(
    text: str, symbol: str, jrwa: str, number: int, year: int, padded: str
) -> None:
    case = CaseNumber.parse(text)

    assert case == CaseNumber(symbol=symbol, jrwa=jrwa, number=number, year=year)
    assert case.format(4) == padded


@pytest.mark.parametrize(
    "text",
    [
        "WGOŚ.0003.19.2025",
        "WGOŚ.0003.019.2025",
        "WGOŚ.0003.00019.2025",
        "wgoś.0003.0019.2025",
        "  WGOŚ . 0003 . 0019 . 2025  ",
        "WGOŚ.0003.\N{NO-BREAK SPACE}0019.2025",
        "WGOŚ.0003.\N{ZERO WIDTH SPACE}0019.2025",
        "WGOŚ.0003.0019.2025.",
        "WGOŚ.0003.0019.2025,",
        "WGOŚ-0003-0019-2025",
        "WGOŚ – 0003 – 0019 – 2025",
        unicodedata.normalize("NFD", "WGOŚ.0003.0019.2025"),
    ],
)
def test_a_sign_is_found_however_it_was_copied(text: str) -> None:
    case = CaseNumber.parse(text)

    assert case == CaseNumber.parse("WGOŚ.0003.0019.2025")
    assert hash(case) == hash(CaseNumber.parse("WGOŚ.0003.0019.2025"))
    assert case.format(4) == "WGOŚ.0003.0019.2025"


def test_a_group_and_initials_are_kept() -> None:
    case = CaseNumber.parse("wpks.3033.1.12.2026.ak")

    assert (case.group, case.number, case.initials) == (1, 12, "AK")
    assert case.format(1) == "WPKS.3033.1.12.2026.AK"
    assert case.format(4) == "WPKS.3033.0001.0012.2026.AK"
    assert case != CaseNumber.parse("WPKS.3033.12.2026")


def test_a_symbol_with_small_letters_or_a_dash_stays_as_it_is() -> None:
    assert CaseNumber.parse("OSRiR.0003.1.2026").format(4) == "OSRiR.0003.0001.2026"
    assert CaseNumber.parse("osrir.0003.1.2026") == CaseNumber.parse("OSRiR.0003.1.2026")
    assert CaseNumber.parse("WRM‑I.7011.5.2026").format(1) == "WRM-I.7011.5.2026"


def test_classes_of_files_differ_by_their_zeros() -> None:
    assert CaseNumber.parse("WO.0003.1.2025") != CaseNumber.parse("WO.003.1.2025")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "D2025.10.00387",
        "D024.12.03008",
        "147/2022",
        "Zarządzenie Nr 147/2022",
        "XLIX/676/2022",
        "Interpelacja 153/2025",
        "WGOŚ.0003.0019",
        "WGOŚ.0003.0000.2025",
        "WGOŚ.0003.0019.25",
        "WGOŚ.0003.0019.9999",
        "0003.0019.2025",
        "WGOŚ.0003.0019.2025.AK.7",
        "WGOŚ.0003." + "9" * 40 + ".2025",
        "W" * 60 + ".0003.0019.2025",
    ],
)
def test_other_numbers_are_no_signs_of_cases(text: str) -> None:
    with pytest.raises(NotACaseNumber) as refusal:
        CaseNumber.parse(text)

    assert refusal.value.text == text


def test_a_case_number_never_changes() -> None:
    case = CaseNumber.parse("WO.0003.1.2025")

    with pytest.raises(ValidationError):
        case.number = 2  # type: ignore[misc] # the very thing that must fail


signs = st.builds(
    CaseNumber,
    symbol=st.sampled_from(["WPKS", "WGOŚ", "KRM", "OSRiR", "RIO.I", "WRM-II"]),
    jrwa=st.from_regex(r"\A[0-9]{2,4}\Z"),
    group=st.none() | st.integers(1, 999),
    number=st.integers(1, 99_999),
    year=st.integers(2011, 2100),
    initials=st.none() | st.sampled_from(["AK", "JŻ"]),
)


@given(signs, st.integers(1, 6))
def test_what_is_written_is_read_back(case: CaseNumber, padding: int) -> None:
    assert CaseNumber.parse(case.format(padding)) == case


@given(st.text(max_size=60))
def test_any_text_is_a_sign_or_is_refused_by_name(text: str) -> None:
    try:
        case = CaseNumber.parse(text)
    except NotACaseNumber:
        return
    assert CaseNumber.parse(case.format(4)) == case
