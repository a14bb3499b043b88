"""Reads a roll from CSV and reports on it: the dry run. It must write nothing, nor keep an unreadable line's text."""

import csv
import io
from dataclasses import dataclass
from enum import StrEnum

from services.voting.rolls.domain.addresses import AddressUnreadable, address_key
from services.voting.rolls.domain.matching import Person
from services.voting.rolls.domain.names import NameUnreadable, exact_name, fold

_COLUMNS = {"given": ("imie", "imiona"), "surname": ("nazwisko",), "address": ("adres",)}


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


class Reason(StrEnum):
    """Why a line was not read."""

    FIELDS = "fields"
    QUOTES = "quotes"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A person on the roll, with the line of the file."""

    line: int
    person: Person


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A line with the name and address of an earlier one: the same person twice, or two of one name."""

    line: int
    first_line: int


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that was left out, and why; its text is somebody's data and is not repeated."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class RollReading:
    """What a file holds. `entries` include the duplicates."""

    entries: tuple[RollEntry, ...]
    duplicates: tuple[Duplicate, ...]
    unreadable: tuple[UnreadableLine, ...]


def read_roll(data: bytes) -> RollReading:
    """Read CSV with a header `imię;nazwisko;adres` (other columns are passed over), separated by semicolons, in UTF-8.

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
    seen: dict[tuple[str, str], int] = {}
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
            key = exact_name(person.given, person.surname), address_key(person.address)
        except NameUnreadable:
            unreadable.append(UnreadableLine(rows.line_num, Reason.NAME))
            continue
        except AddressUnreadable:
            unreadable.append(UnreadableLine(rows.line_num, Reason.ADDRESS))
            continue
        if key in seen:
            duplicates.append(Duplicate(rows.line_num, seen[key]))
        seen.setdefault(key, rows.line_num)
        entries.append(RollEntry(rows.line_num, person))


def _column(header: list[str], names: tuple[str, ...]) -> int:
    for place, title in enumerate(header):
        if fold(title).strip() in names:
            return place
    raise RollColumnMissing(names)
