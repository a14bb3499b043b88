"""Reads resolutions from CSV and says what cannot be read: the dry run. It writes nothing."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.reporting.council.domain.numbers import (
    NotADay,
    NotAResolutionNumber,
    ResolutionNumber,
    read_day,
    read_heading,
)
from services.reporting.council.domain.sessions import Term, TermUnknown, term_on
from services.reporting.council.domain.units import CityUnit, UnitUnknown, unit_of

_COLUMNS = ("numer", "tytuł", "data", "jednostki", "termin")
_CONTINUOUS = ("na bieżąco", "ciągły", "ciągle", "bezterminowo")
TITLE_LENGTH = (3, 1000)
MOST_LINES = 3_000
_FIELD = 2_000


class NotReadable(Exception):
    """The file is not UTF-8, or has too many lines."""


class ColumnsMissing(Exception):
    """The header lacks columns; `names` are those that are missing."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = list(names)


class Fault(StrEnum):
    """Why a line cannot be read."""

    FIELDS = "fields"
    NUMBER = "number"
    TITLE = "title"
    DAY = "day"
    YEAR = "year"
    TERM = "term"
    UNITS = "units"
    DUE = "due"
    REPEATED = "repeated"


@dataclass(frozen=True)
class UnreadableLine:
    """A line of the file (1 is the header) that cannot be read, why, and the text that is wrong."""

    line: int
    fault: Fault
    text: str


@dataclass(frozen=True)
class ReadLine:
    """A resolution as a line tells it."""

    line: int
    number: ResolutionNumber
    title: str
    passed_on: date
    term: Term
    units: tuple[CityUnit, ...]
    due_on: date | None


@dataclass(frozen=True)
class Reading:
    """What a file holds: new ones, those that the register has (`known`), and what cannot be read."""

    new: tuple[ReadLine, ...]
    known: tuple[str, ...]
    unreadable: tuple[UnreadableLine, ...]


class _Wrong(Exception):
    def __init__(self, fault: Fault, text: str) -> None:
        super().__init__(fault)
        self.fault, self.text = fault, text[:200]


def read_resolutions(data: bytes, terms: Iterable[Term], units: Sequence[CityUnit], known: Collection[str]) -> Reading:
    """Read CSV in UTF-8 with `numer;tytuł;data;jednostki;termin`, separated by semicolons; others are passed over.

    `jednostki`: symbols separated by commas; `termin`: a day, or "na bieżąco"; `known`: ids that the register has.
    Raises `NotReadable`, `ColumnsMissing`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotReadable from None
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    header = [title.strip().casefold() for title in next(rows, [])]
    missing = [name for name in _COLUMNS if name not in header]
    if missing:
        raise ColumnsMissing(missing)
    at = {name: header.index(name) for name in _COLUMNS}
    every, seen = tuple(terms), set[str]()
    new, repeated, unreadable = list[ReadLine](), list[str](), list[UnreadableLine]()
    while True:
        try:
            row = next(rows, None)
            if row is None:
                return Reading(tuple(new), tuple(repeated), tuple(unreadable))
            if not any(value.strip() for value in row):
                continue
            if rows.line_num > MOST_LINES:
                raise NotReadable
            if len(row) != len(header) or any(len(value) > _FIELD for value in row):
                raise _Wrong(Fault.FIELDS, ";".join(row))
            line = _line(rows.line_num, {name: row[place].strip() for name, place in at.items()}, every, units)
            if line.number.id in seen:
                raise _Wrong(Fault.REPEATED, str(line.number))
        except csv.Error:
            unreadable.append(UnreadableLine(rows.line_num, Fault.FIELDS, ""))
            continue
        except _Wrong as wrong:
            unreadable.append(UnreadableLine(rows.line_num, wrong.fault, wrong.text))
            continue
        seen.add(line.number.id)
        if line.number.id in known:
            repeated.append(str(line.number))
        else:
            new.append(line)


def _line(place: int, row: Mapping[str, str], terms: Sequence[Term], units: Sequence[CityUnit]) -> ReadLine:
    try:
        heading = read_heading(row["numer"])
    except NotAResolutionNumber:
        raise _Wrong(Fault.NUMBER, row["numer"]) from None
    shortest, longest = TITLE_LENGTH
    if not shortest <= len(row["tytuł"]) <= longest:
        raise _Wrong(Fault.TITLE, row["tytuł"])
    passed_on = _day(row["data"], Fault.DAY)
    if passed_on.year != heading.number.year:
        raise _Wrong(Fault.YEAR, row["data"])
    try:
        term = term_on(passed_on, terms)
    except TermUnknown:
        raise _Wrong(Fault.TERM, row["data"]) from None
    symbols = [symbol for symbol in re.split(r"[,\s]+", row["jednostki"]) if symbol]
    try:
        executors = dict.fromkeys(unit_of(symbol, units) for symbol in symbols)
    except UnitUnknown as unknown:
        raise _Wrong(Fault.UNITS, unknown.symbol) from None
    if not executors:
        raise _Wrong(Fault.UNITS, "")
    due_on = None if row["termin"].casefold() in _CONTINUOUS else _day(row["termin"], Fault.DUE)
    if due_on is not None and due_on < passed_on:
        raise _Wrong(Fault.DUE, row["termin"])
    return ReadLine(place, heading.number, row["tytuł"], passed_on, term, tuple(executors), due_on)


def _day(text: str, fault: Fault) -> date:
    try:
        return read_day(text)
    except NotADay:
        raise _Wrong(fault, text) from None
