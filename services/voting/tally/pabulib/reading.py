"""Reads `.pb` text. It must not repair what it reads: what breaks the format is refused with its line."""

import csv
import io
import operator
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from services.voting.ballots.domain.choices import Choice, Limits, VoteType
from services.voting.tally.domain import Ballot, Box, TiePolicy
from services.voting.tally.pabulib.election import ELSEWHERE, EXCLUSIVE, IN_ORDER, Election, NamedProject, Published
from services.voting.tally.pabulib.errors import (
    BadAmount,
    BadDate,
    BadNumber,
    BadQuotes,
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
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")
_BLOCK = 1 << 14
"""Characters taken apart at a time: few enough to stay in the processor's cache."""
_NOT_PLAIN = '"', " ", "\t", "\r"
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


_Kind = str | tuple[str, str]
"""A vote as it is written, with its points where the file has a column for them."""


@dataclass(slots=True)
class _Table:
    """The rows of a section, each with its line, by column."""

    header: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


@dataclass(slots=True)
class _Votes:
    """The rows of VOTES: `text` from the `line` after the header; by vote and points as written, how many there are."""

    header: Sequence[str]
    text: str
    line: int
    voters: int = 0
    kinds: Counter[_Kind] = field(default_factory=Counter)

    def line_of(self, kind: _Kind) -> int:
        """Give the line of the first vote of a kind: only a refusal needs it, so it is looked up then."""
        vote_at, points_at = self.header.index("vote"), _points_at(self.header)
        rows = _numbered(self)
        if points_at is None:
            return next(line for line, row in rows if row[vote_at] == kind)
        return next(line for line, row in rows if (row[vote_at], row[points_at]) == kind)


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
    about, listed, votes = _tables(text)
    meta = _Meta({row["key"]: (line, row["value"]) for line, row in about.rows})
    for key in _REQUIRED:
        if key not in meta.values:
            raise FieldMissing(0, key)
    _, rule = meta.take("rule")
    budget = _grosze(*meta.take("budget"))
    begins, ends = meta.day("date_begin"), meta.day("date_end")
    for key, found in (("num_projects", len(listed.rows)), ("num_votes", votes.voters)):
        line, promised = meta.take(key)
        if _number(line, promised) != found:
            raise NumberDiffers(line, key, promised, found)
    threshold = meta.number("min_project_score_threshold") or 0
    projects = _projects(listed)
    limits = _limits(meta, len(projects))
    ballots, rank_points = _ballots(votes, {project.id for project in projects}, limits)
    comment = meta.values.get("comment", (0, ""))[1]
    elsewhere = _elsewhere(comment)
    exclusive = _exclusive(comment, {*elsewhere, *(project.id for project in projects)})
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
        exclusive=exclusive,
        elsewhere=elsewhere,
        ties=TiePolicy.EARLIER_SUBMISSION if IN_ORDER.search(comment) else None,
        published=_published(listed),
    )


def _tables(text: str) -> tuple[_Table, _Table, _Votes]:
    """Take the sections apart, in the order of the format: META, PROJECTS, VOTES."""
    tables: dict[str, _Table] = {}
    current, reached = _Table(), [0]
    votes = None
    for line, row in _rows(_lines(text, reached)):
        if len(row) == 1 and row[0] in _COLUMNS:
            current = tables.setdefault(row[0], _Table())
        elif not tables:
            raise SectionMissing(line, "META")
        elif not current.header:
            current.header = tuple(row)
            if "VOTES" in tables:
                _require_columns(tables)
                votes = _votes(row, text[reached[0] :], line + 1)
                break
        elif len(row) != len(current.header):
            raise UnreadableRow(line, len(current.header), len(row))
        else:
            current.rows.append((line, dict(zip(current.header, row, strict=True))))
    _require_columns(tables)
    assert votes is not None
    return tables["META"], tables["PROJECTS"], votes


def _require_columns(tables: Mapping[str, _Table]) -> None:
    for title, columns in _COLUMNS.items():
        if title not in tables:
            raise SectionMissing(0, title)
        for column in columns:
            if column not in tables[title].header:
                raise ColumnMissing(0, title, column)


def _lines(text: str, reached: list[int]) -> Iterator[str]:
    """Give the lines one by one, with their ends; `reached` holds where the last one given ends."""
    for found in _LINE.finditer(text):
        reached[0] = found.end()
        yield found[0]


def _rows(source: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank, each with its line."""
    reader = csv.reader(source, delimiter=";", skipinitialspace=True, strict=True)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num, [value.strip() for value in row]
    except csv.Error as error:
        raise BadQuotes(reader.line_num, error) from error


def _numbered(votes: _Votes) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of VOTES, each with its line. Raises `UnreadableRow`."""
    fields = len(votes.header)
    for line, row in _rows(io.StringIO(votes.text, newline="")):
        if len(row) != fields:
            raise UnreadableRow(votes.line + line - 1, fields, len(row))
        yield votes.line + line - 1, row


def _votes(header: Sequence[str], text: str, line: int) -> _Votes:
    """Merge equal votes; who cast them is looked at only to see that nobody is there twice."""
    votes = _Votes(header, text, line)
    if not _merge_columns(votes):
        # Quotes, blank lines, a row too short: row by row, as slowly as csv reads.
        vote_at, points_at, voter_at = header.index("vote"), _points_at(header), header.index("voter_id")
        seen = set[str]()
        votes.kinds.clear()
        for number, row in _numbered(votes):
            if row[voter_at] in seen:
                raise ListedAgain(number, row[voter_at])
            seen.add(row[voter_at])
            votes.kinds[row[vote_at] if points_at is None else (row[vote_at], row[points_at])] += 1
        votes.voters = len(seen)
    return votes


def _merge_columns(votes: _Votes) -> bool:
    """Merge the votes column by column, as fast as csv reads rows. False where the text is not as plain as that."""
    header, voters, rows = votes.header, list[str](), 0
    vote_at, points_at, voter_at = header.index("vote"), _points_at(header), header.index("voter_id")
    merged: Counter[Any] = votes.kinds
    if any(sign in votes.text for sign in _NOT_PLAIN):
        return False
    for block in _blocks(votes.text.removesuffix("\n")):
        cells, step = block.replace("\n", ";\n;").split(";"), len(header) + 1
        ends = cells[step - 1 :: step]
        if ends.count("\n") < len(ends) or (len(cells) + 1) != step * (len(ends) + 1):
            return False
        rows += len(ends) + 1
        voters += cells[voter_at::step]
        marks = cells[vote_at::step]
        merged.update(marks if points_at is None else zip(marks, cells[points_at::step], strict=True))
    votes.voters = rows
    if not all(voters):
        return False
    # Most lists of voters are sorted: then nobody can be there twice who is not beside himself.
    return all(map(operator.lt, voters, islice(voters, 1, None))) or len(set(voters)) == rows


def _blocks(text: str) -> Iterator[str]:
    """Give a text in parts of whole lines, so that only a part of it is ever in pieces."""
    start = 0
    while start <= len(text):
        end = text.find("\n", start + _BLOCK)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end + 1


def _points_at(header: Sequence[str]) -> int | None:
    return header.index("points") if "points" in header else None


def _limits(meta: _Meta, projects: int) -> Limits:
    line, text = meta.take("vote_type")
    given = {key: value for key in _LIMITS if (value := meta.number(key)) is not None}
    if "max_sum_cost" in meta.values:
        given["max_sum_cost"] = _grosze(*meta.values.pop("max_sum_cost"))
    if text == VoteType.CHOOSE_1:
        given["max_length"] = 1
    elif text == VoteType.ORDINAL:
        given.setdefault("max_length", projects)
    elif text == VoteType.CUMULATIVE and "max_points" in given:
        given.setdefault("max_sum_points", given["max_points"] * projects)
    try:
        return Limits(vote_type=VoteType(text), **given)
    except ValueError as error:
        raise UnknownVoteType(line, text) from error


def _exclusive(comment: str, known: set[str]) -> tuple[tuple[str, ...], ...]:
    """Find the groups that exclude each other where the comment names them as our own files do."""
    found = EXCLUSIVE.search(comment)
    groups = [tuple(id.strip() for id in group.split(",")) for group in found[1].split(" / ")] if found else []
    return tuple(group for group in groups if known.issuperset(group))


def _elsewhere(comment: str) -> tuple[str, ...]:
    found = ELSEWHERE.search(comment)
    return tuple(id.strip() for id in found[1].split(",")) if found else ()


def _projects(table: _Table) -> tuple[NamedProject, ...]:
    found: dict[str, NamedProject] = {}
    for line, row in table.rows:
        id = row["project_id"]
        if id in found:
            raise ListedAgain(line, id)
        found[id] = NamedProject(id, _grosze(line, row["cost"]), row.get("name", ""))
    return tuple(found.values())


def _ballots(votes: _Votes, known: set[str], limits: Limits) -> tuple[Box, tuple[int, ...]]:
    """Read the votes, and the points of each place where an ordinal file states them."""
    read, ranks = list[Ballot](), list[int]()
    marks: Mapping[str, Choice] = {id: (id, 1) for id in known}
    for kind in votes.kinds:
        vote, scores = (kind, "") if isinstance(kind, str) else kind
        ids = vote.split(",") if vote else []
        try:
            choices = tuple([marks[id] for id in ids])
        except KeyError:
            # There is a space between, or it is wrong.
            ids = [id.strip() for id in ids]
            if unknown := [id for id in ids if id not in marks]:
                raise UnknownProject(votes.line_of(kind), unknown[0]) from None
            choices = tuple([marks[id] for id in ids])
        if len(set(ids)) < len(ids):
            again = next(id for at, id in enumerate(ids) if id in ids[:at])
            raise MarkedTwice(votes.line_of(kind), again)
        if scores or limits.asks_points:
            points = _scores(votes, kind, scores, len(ids))
            if limits.asks_order:
                _agree(votes, kind, ranks, points)
            elif limits.asks_points:
                choices = tuple(zip(ids, points, strict=True))
        read.append(choices)
    if ranks and limits.max_length is not None and len(ranks) < limits.max_length:
        # Nobody filled the last places in; what they would have been worth decides nothing.
        ranks += [0] * (limits.max_length - len(ranks))
    ballots = dict(zip(read, votes.kinds.values(), strict=True))
    if len(ballots) < len(read):
        # Written differently, and yet the same.
        ballots = dict.fromkeys(ballots, 0)
        for ballot, times in zip(read, votes.kinds.values(), strict=True):
            ballots[ballot] += times
    return ballots, tuple(ranks)


def _scores(votes: _Votes, kind: _Kind, scores: str, marks: int) -> list[int]:
    """Read the points of a vote, one for each mark."""
    texts = [text.strip() for text in scores.split(",")] if scores else []
    if len(texts) != marks:
        raise PointsDoNotMatch(votes.line_of(kind), marks, len(texts))
    if not all(text.isascii() and text.isdigit() for text in texts):
        return [_number(votes.line_of(kind), text) for text in texts]
    return [int(text) for text in texts]


def _agree(votes: _Votes, kind: _Kind, ranks: list[int], points: list[int]) -> None:
    """Learn the points of each place, and refuse a vote that gives a place others."""
    for place, given in enumerate(points):
        if place == len(ranks):
            ranks.append(given)
        elif ranks[place] != given:
            raise RankWorthDiffers(votes.line_of(kind), place + 1, ranks[place], given)


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
