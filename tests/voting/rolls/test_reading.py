"""The dry run of a roll: counts, duplicates and unreadable lines, before anything is written."""

import pytest

from services.voting.rolls.domain import (
    Duplicate,
    NotUtf8,
    Person,
    Reason,
    RollColumnMissing,
    UnreadableLine,
    read_roll,
)

ROLL = """Imię;Nazwisko;Adres;Uwagi
Anna;Nowak;ul. Łódzka 12 m. 3;
Jan;Kowalski;Polna 5;nowy
;Bezimienny;Polna 6;
Ewa;Bezdomna;Polna;

ANNA;NOWAK;Łódzka 12/3;
Za;mało
Jan;Kowalski;Polna 6;
"""


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
