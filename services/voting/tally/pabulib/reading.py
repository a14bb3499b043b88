"""Reads `.pb` text. It must not repair what it reads: what breaks the format is refused with its line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from services.voting.ballots.domain import Limits, VoteType
from services.voting.tally.domain import Ballot
from services.voting.tally.pabulib.election import Election, NamedProject, Published
from services.voting.tally.pabulib.errors import (
    BadAmount,
    BadDate,
    BadNumber,
    ColumnMissing,
    FieldMissing,
    ListedAgain,
    MarkedTwice,
    NotUtf8,
    NumberDiffers,
    PointsDoNotMatch,
    RankWorthDiffers,
    SectionMissing,
    UnknownProject,
    UnknownVoteType,
    UnreadableRow,
)

_COLUMNS = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
_REQUIRED = ("description", "country", "unit", "instance")
_LIMITS = ("min_length", "max_length", "min_points", "max_points", "min_sum_points", "max_sum_points")
_AMOUNT = re.compile(r"(\d+)(?:[.,](\d{1,2})0*)?")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(slots=True)
class _Table:
    """The rows of a section, each with its line, by column."""

    header: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


@dataclass(slots=True)
class _Meta:
    """The values of META not yet taken, each with its line."""

    values: dict[str, tuple[int, str]]

    def take(self, key: str) -> tuple[int, str]:
        """Give and remove a required value. Raises `FieldMissing`."""
        if key not in self.values:
            raise FieldMissing(0, key)
        return self.values.pop(key)

    def number(self, key: str) -> int | None:
        """Give and remove a whole number, if it is there."""
        return _number(*self.values.pop(key)) if key in self.values else None

    def day(self, key: str) -> date | int:
        """Give and remove a required date."""
        return _date(*self.take(key))


def read(path: Path) -> Election:
    """Read a file: UTF-8 with or without a byte order mark, any line ends. Raises a `NotPabulib`."""
    data = path.read_bytes()
    try:
        return read_text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotUtf8(data.count(b"\n", 0, error.start) + 1) from error


def read_text(text: str) -> Election:
    """Read the text of a file. Raises a `NotPabulib`."""
    tables = _tables(text)
    meta = _Meta({row["key"]: (line, row["value"]) for line, row in tables["META"].rows})
    for key in _REQUIRED:
        if key not in meta.values:
            raise FieldMissing(0, key)
    _, rule = meta.take("rule")
    budget = _grosze(*meta.take("budget"))
    begins, ends = meta.day("date_begin"), meta.day("date_end")
    for key, title in (("num_projects", "PROJECTS"), ("num_votes", "VOTES")):
        line, promised = meta.take(key)
        if _number(line, promised) != len(tables[title].rows):
            raise NumberDiffers(line, key, promised, len(tables[title].rows))
    threshold = meta.number("min_project_score_threshold") or 0
    projects = _projects(tables["PROJECTS"])
    limits = _limits(meta, len(projects))
    ballots, rank_points = _ballots(tables["VOTES"], {project.id for project in projects}, limits)
    return Election(
        meta={key: value for key, (_, value) in meta.values.items()},
        rule=rule,
        limits=limits,
        budget=budget,
        begins=begins,
        ends=ends,
        projects=projects,
        ballots=ballots,
        threshold=threshold,
        rank_points=rank_points,
        published=_published(tables["PROJECTS"]),
    )


def _tables(text: str) -> dict[str, _Table]:
    tables: dict[str, _Table] = {}
    current = _Table()
    for line, row in _rows(text):
        if len(row) == 1 and row[0] in _COLUMNS:
            current = tables.setdefault(row[0], _Table())
        elif not tables:
            raise SectionMissing(line, "META")
        elif not current.header:
            current.header = tuple(row)
        elif len(row) != len(current.header):
            raise UnreadableRow(line, len(current.header), len(row))
        else:
            current.rows.append((line, dict(zip(current.header, row, strict=True))))
    for title, columns in _COLUMNS.items():
        if title not in tables:
            raise SectionMissing(0, title)
        for column in columns:
            if column not in tables[title].header:
                raise ColumnMissing(0, title, column)
    return tables


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", skipinitialspace=True, strict=True)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, [value.strip() for value in row]
    except csv.Error as error:
        raise UnreadableRow(reader.line_num, error) from error


def _limits(meta: _Meta, projects: int) -> Limits:
    line, text = meta.take("vote_type")
    given = {key: value for key in _LIMITS if (value := meta.number(key)) is not None}
    if "max_sum_cost" in meta.values:
        given["max_sum_cost"] = _grosze(*meta.values.pop("max_sum_cost"))
    if text == VoteType.CHOOSE_1:
        given["max_length"] = 1
    elif text == VoteType.ORDINAL:
        given.setdefault("max_length", projects)
    try:
        return Limits.model_validate({"vote_type": text, **given})
    except ValidationError as error:
        raise UnknownVoteType(line, text) from error


def _projects(table: _Table) -> tuple[NamedProject, ...]:
    found: dict[str, NamedProject] = {}
    for line, row in table.rows:
        id = row["project_id"]
        if id in found:
            raise ListedAgain(line, id)
        found[id] = NamedProject(id, _grosze(line, row["cost"]), row.get("name", ""))
    return tuple(found.values())


def _ballots(table: _Table, known: set[str], limits: Limits) -> tuple[tuple[Ballot, ...], tuple[int, ...]]:
    """Read the votes, and the points of each place where an ordinal file states them."""
    voters, ballots = set[str](), list[Ballot]()
    ranks: list[int] = []
    for line, row in table.rows:
        if row["voter_id"] in voters:
            raise ListedAgain(line, row["voter_id"])
        voters.add(row["voter_id"])
        ids = [id.strip() for id in row["vote"].split(",")] if row["vote"] else []
        for place, id in enumerate(ids):
            if id not in known:
                raise UnknownProject(line, id)
            if id in ids[:place]:
                raise MarkedTwice(line, id)
        points = [_number(line, text.strip()) for text in row["points"].split(",")] if row.get("points") else []
        if len(points) != len(ids) and (points or limits.asks_points):
            raise PointsDoNotMatch(line, len(ids), len(points))
        if limits.asks_order:
            _agree(line, ranks, points)
        if not limits.asks_points:
            points = [1] * len(ids)
        ballots.append(Ballot(tuple(zip(ids, points, strict=True))))
    if ranks and limits.max_length is not None and len(ranks) < limits.max_length:
        # Nobody filled the last places in; what they would have been worth decides nothing.
        ranks += [0] * (limits.max_length - len(ranks))
    return tuple(ballots), tuple(ranks)


def _agree(line: int, ranks: list[int], points: list[int]) -> None:
    """Learn the points of each place, and refuse a vote that gives a place others."""
    for place, given in enumerate(points):
        if place == len(ranks):
            ranks.append(given)
        elif ranks[place] != given:
            raise RankWorthDiffers(line, place + 1, ranks[place], given)


def _published(table: _Table) -> Published | None:
    def column(name: str) -> Mapping[str, int]:
        return {row["project_id"]: _number(line, row[name]) for line, row in table.rows if row.get(name)}

    votes, selected = column("votes"), column("selected")
    if not votes and not selected:
        return None
    return Published(votes=votes, points=column("score") or votes, selected=selected)


def _number(line: int, text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadNumber(line, text)
    return int(text)


def _grosze(line: int, text: str) -> int:
    found = _AMOUNT.fullmatch(text)
    if found is None or not text.isascii():
        raise BadAmount(line, text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def _date(line: int, text: str) -> date | int:
    if re.fullmatch(r"[0-9]{4}", text):
        return int(text)
    found = _DAY.fullmatch(text)
    try:
        if found is not None:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError as error:
        raise BadDate(line, text) from error
    raise BadDate(line, text)
