"""The dry run of a roll: counts, duplicates and unreadable lines, before anything is written."""

from datetime import date

import pytest

from services.voting.rolls.domain import (
    Duplicate,
    NotUtf8,
    Person,
    Reason,
    RollColumnMissing,
    RollReading,
    UnreadableLine,
)
from services.voting.rolls.domain import read_roll as read
from tests.voting.rolls.pesel import checked, number

TODAY = date(2026, 9, 20)
ROLL = """Imię;Nazwisko;Adres;Uwagi
Anna;Nowak;ul. Łódzka 12 m. 3;
Jan;Kowalski;Polna 5;nowy
;Bezimienny;Polna 6;
Ewa;Bezdomna;Polna;

ANNA;NOWAK;Łódzka 12/3;
Za;mało
Jan;Kowalski;Polna 6;
"""


def read_roll(data: bytes, *, by_pesel: bool = False) -> RollReading:
    return read(data, TODAY, by_pesel=by_pesel)


def test_the_dry_run_counts_finds_duplicates_and_names_the_unreadable_lines() -> None:
    reading = read_roll(ROLL.encode())

    assert [entry.line for entry in reading.entries] == [2, 3, 7, 9]
    assert reading.entries[0].person == Person("Anna", "Nowak", "ul. Łódzka 12 m. 3")
    assert reading.duplicates == (Duplicate(line=7, first_line=2),)
    assert reading.unreadable == (
        UnreadableLine(4, Reason.NAME),
        UnreadableLine(5, Reason.ADDRESS),
        UnreadableLine(8, Reason.FIELDS),
    )


def test_the_forms_that_spreadsheets_write_read_the_same() -> None:
    plain = read_roll(ROLL.encode())

    assert read_roll(b"\xef\xbb\xbf" + ROLL.encode()) == plain
    assert read_roll(ROLL.replace("\n", "\r\n").encode()) == plain


def test_the_columns_may_stand_in_any_order() -> None:
    reading = read_roll(b"adres;IMIONA;nazwisko\nPolna 5;Jan Piotr;Kowalski\n")

    assert [entry.person for entry in reading.entries] == [Person("Jan Piotr", "Kowalski", "Polna 5")]


def test_quoted_fields_may_hold_separators() -> None:
    reading = read_roll('imię;nazwisko;adres\n"Jan";"Kowalski";"Polna 5; m. 2"\nEwa;Lis;Polna 7\n'.encode())

    assert [entry.person.address for entry in reading.entries] == ["Polna 5; m. 2", "Polna 7"]
    assert reading.unreadable == ()


def test_a_quote_that_does_not_close_spoils_its_line_and_is_reported() -> None:
    reading = read_roll('imię;nazwisko;adres\nEwa;Lis;Polna 7\nJan;"Kowal"ski;Polna 5\n'.encode())

    assert [entry.line for entry in reading.entries] == [2]
    assert reading.unreadable == (UnreadableLine(3, Reason.QUOTES),)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(RollColumnMissing) as refused:
        read_roll("imię;nazwisko\nJan;Kowalski\n".encode())
    assert refused.value.names == ("adres",)


def test_an_empty_file_has_no_columns() -> None:
    with pytest.raises(RollColumnMissing):
        read_roll(b"")


def test_a_file_of_another_encoding_is_refused_with_its_line_and_without_its_text() -> None:
    with pytest.raises(NotUtf8) as refused:
        read_roll("imie;nazwisko;adres\nŁukasz;Żak;Polna 1\n".encode("cp1250"))
    assert refused.value.line == 2
    assert refused.value.__cause__ is None


PESEL_ROLL = """imię;nazwisko;adres;PESEL
Anna;Nowak;Polna 1;44051401359
Jan;Kowalski;Polna 1;44051401358
Ewa;Lis;Polna 2;4405140135
Ewa;Lis;Polna 2;{thirteenth}
Ewa;Lis;Polna 2;{dead}
Ewa;Lis;Polna 2;{unborn}
Anna;Nowak;Polna 1;440514-01359
Anna;Nowak;Polna 1;{other}
"""


def test_where_voters_give_pesel_the_dry_run_reports_wrong_repeated_and_impossible_numbers() -> None:
    text = PESEL_ROLL.format(
        other=number(date(2002, 7, 8)),
        thirteenth=checked("4413310135"),
        dead=number(date(1900, 1, 1)),
        unborn=number(date(2026, 9, 21)),
    )
    reading = read_roll(text.encode(), by_pesel=True)

    assert [entry.line for entry in reading.entries] == [2, 9]
    assert reading.duplicates == (Duplicate(line=8, first_line=2),)
    assert reading.unreadable == (
        UnreadableLine(3, Reason.PESEL_CHECK),
        UnreadableLine(4, Reason.PESEL_DIGITS),
        UnreadableLine(5, Reason.BIRTH),
        UnreadableLine(6, Reason.BIRTH),
        UnreadableLine(7, Reason.BIRTH),
    )
    assert "44051401359" not in repr(reading)


def test_where_voters_give_no_pesel_the_column_is_passed_over() -> None:
    reading = read_roll("imię;nazwisko;adres;pesel\nEwa;Lis;Polna 2;bzdura\n".encode())

    assert [entry.pesel for entry in reading.entries] == [None]


def test_where_voters_give_pesel_the_column_must_be_there() -> None:
    with pytest.raises(RollColumnMissing) as refused:
        read_roll("imię;nazwisko;adres\n".encode(), by_pesel=True)
    assert refused.value.names == ("pesel",)


@pytest.mark.parametrize(
    ("text", "born", "reason"),
    [
        ("1990-02-28", date(1990, 2, 28), None),
        ("", None, None),
        ("1990-02-30", None, Reason.BIRTH),
        ("1826-01-01", None, Reason.BIRTH),
        ("2026-09-21", None, Reason.BIRTH),
    ],
)
def test_a_column_of_births_is_read_and_what_cannot_be_is_reported(
    text: str, born: date | None, reason: Reason | None
) -> None:
    reading = read_roll(f"imię;nazwisko;adres;data urodzenia\nEwa;Lis;Polna 2;{text}\n".encode())

    assert [entry.born for entry in reading.entries] == ([] if reason else [born])
    assert [line.reason for line in reading.unreadable] == ([reason] if reason else [])
