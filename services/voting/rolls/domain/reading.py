"""Reads a roll from CSV and reports on it: the dry run. It must write nothing, nor keep an unreadable line's text."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.voting.rolls.domain.addresses import AddressUnreadable, address_key
from services.voting.rolls.domain.matching import Person
from services.voting.rolls.domain.names import NameUnreadable, TooManyWords, exact_name, fold
from services.voting.rolls.domain.pesel import (
    Pesel,
    PeselImpossible,
    PeselMistyped,
    PeselNotDigits,
    plausible,
    read_pesel,
)

_COLUMNS = {"given": ("imie", "imiona"), "surname": ("nazwisko",), "address": ("adres",)}
_PESEL, _BORN = ("pesel",), ("data urodzenia", "data_urodzenia")


class NotUtf8(Exception):
    """The file is not UTF-8; `line` is the first that is not."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class RollColumnMissing(Exception):
    """The header lacks a column; `names` are those it may have."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(" / ".join(names))
        self.names = names


class _BirthImpossible(ValueError):
    """The date of birth cannot be read, or no living person was born on it."""


class Reason(StrEnum):
    """Why a line was not read."""

    FIELDS = "fields"
    QUOTES = "quotes"
    NAME = "name"
    NAME_LONG = "name_long"
    ADDRESS = "address"
    PESEL_DIGITS = "pesel_digits"
    PESEL_CHECK = "pesel_check"
    BIRTH = "birth"


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A person on the roll, with the line of the file. `born`: from its own column; `pesel`: only where asked for."""

    line: int
    person: Person
    born: date | None = None
    pesel: Pesel | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line with the name and address of an earlier one: the same person twice, or two of one name.

    Where the roll has PESEL: a line with the number of an earlier one.
    """

    line: int
    first_line: int


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that was left out, and why; its text is somebody's data and is not repeated."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class RollReading:
    """What a file holds. `entries` include the duplicates, but one PESEL is one entry."""

    entries: tuple[RollEntry, ...]
    duplicates: tuple[Duplicate, ...]
    unreadable: tuple[UnreadableLine, ...]


_WRONG: Mapping[type[Exception], Reason] = {
    TooManyWords: Reason.NAME_LONG,
    NameUnreadable: Reason.NAME,
    AddressUnreadable: Reason.ADDRESS,
    PeselNotDigits: Reason.PESEL_DIGITS,
    PeselMistyped: Reason.PESEL_CHECK,
    PeselImpossible: Reason.BIRTH,
    _BirthImpossible: Reason.BIRTH,
}


def read_roll(data: bytes, today: date, *, by_pesel: bool = False) -> RollReading:
    """Read CSV with a header `imię;nazwisko;adres` (other columns are passed over), separated by semicolons, in UTF-8.

    `by_pesel`: whether the column `pesel` must be there; otherwise it is passed over like any other. A column `data
    urodzenia` (2001-12-31, or empty) is read where it is. `today`: the day in the city, for ages that are believed.
    Raises `NotUtf8`, `RollColumnMissing`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        # The original error carries the bytes of the whole file.
        raise NotUtf8(line) from None
    entries, duplicates, unreadable = list[RollEntry](), list[Duplicate](), list[UnreadableLine]()
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    header = next(rows, [])
    at = {field: _column(header, names) for field, names in _COLUMNS.items()}
    at |= {"pesel": _column(header, _PESEL)} if by_pesel else {}
    born_at = next((place for place, title in enumerate(header) if fold(title).strip() in _BORN), None)
    seen: dict[tuple[str, ...], int] = {}
    while True:
        try:
            row = next(rows, None)
        except csv.Error:
            unreadable.append(UnreadableLine(rows.line_num, Reason.QUOTES))
            continue
        if row is None:
            return RollReading(tuple(entries), tuple(duplicates), tuple(unreadable))
        if not any(value.strip() for value in row):
            continue
        if len(row) != len(header):
            unreadable.append(UnreadableLine(rows.line_num, Reason.FIELDS))
            continue
        person = Person(*(row[at[field]].strip() for field in ("given", "surname", "address")))
        try:
            key: tuple[str, ...] = (exact_name(person.given, person.surname), address_key(person.address))
            pesel = read_pesel(row[at["pesel"]], today) if by_pesel else None
            born = None if born_at is None else _born(row[born_at], today)
        except tuple(_WRONG) as wrong:
            unreadable.append(UnreadableLine(rows.line_num, _WRONG[type(wrong)]))
            continue
        if pesel is not None:
            key = (pesel.number,)
        if key in seen:
            duplicates.append(Duplicate(rows.line_num, seen[key]))
            if pesel is not None:
                continue
        seen.setdefault(key, rows.line_num)
        entries.append(RollEntry(rows.line_num, person, born, pesel))


def _born(text: str, today: date) -> date | None:
    if not text.strip():
        return None
    try:
        born = date.fromisoformat(text.strip())
    except ValueError:
        raise _BirthImpossible from None
    if not plausible(born, today):
        raise _BirthImpossible
    return born


def _column(header: list[str], names: tuple[str, ...]) -> int:
    for place, title in enumerate(header):
        if fold(title).strip() in names:
            return place
    raise RollColumnMissing(names)
