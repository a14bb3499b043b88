"""What a report says, as plain data: every count in it is computed from its rows. Frozen as text with its hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.reporting.council.domain.resolutions import ENDINGS, OPEN, ExecutionStatus, Resolution
from services.reporting.reports.domain.asked import Asked, AskedCount
from services.reporting.reports.domain.diary import ActivityKind, DiaryEntry
from services.reporting.reports.domain.inputs import Input, Section


class Plain(BaseModel):
    """What is frozen."""

    model_config = ConfigDict(frozen=True)


class Part(Plain):
    """A unit that carries a resolution out."""

    unit: str
    name: str
    status: ExecutionStatus


class Row(Plain):
    """A resolution in the annex. `note`: what was said of it last."""

    resolution_id: str
    number: str
    title: str
    passed_on: date
    parts: tuple[Part, ...]
    due_on: date | None
    status: ExecutionStatus
    since: date
    note: str

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.status in OPEN

    @classmethod
    def of(cls, resolution: Resolution) -> "Row":
        """Give the row of a resolution as it stands in the register."""
        parts = tuple(Part(unit=one.unit, name=one.name, status=one.status) for one in resolution.executors)
        return cls(
            resolution_id=resolution.id,
            number=str(resolution.number),
            title=resolution.title,
            passed_on=resolution.passed_on,
            parts=parts,
            due_on=resolution.due_on,
            status=resolution.status,
            since=resolution.status_since,
            note=resolution.reports[-1].text if resolution.reports else "",
        )


class Contribution(Plain):
    """What a unit says in the sections; `nothing`: it has said that there is nothing to report."""

    unit: str
    name: str
    nothing: bool
    texts: Mapping[Section, str]


class DiaryLine(Plain):
    """Something that the mayor did."""

    entry_id: str
    on: date
    kind: ActivityKind
    title: str
    place: str | None
    participants: str | None

    @classmethod
    def of(cls, entry: DiaryEntry) -> "DiaryLine":
        """Give the line of an entry."""
        told = entry.model_dump(include={"on", "kind", "title", "place", "participants"})
        return cls(entry_id=entry.id, **told)


class Previous(Plain):
    """The report before this one: its days, and what was open in it.

    `first_day`: None of those that were told before it was kept.
    """

    number: int
    last_day: date
    open: tuple[str, ...]
    first_day: date | None = None

    @classmethod
    def of(cls, content: "Content") -> "Previous":
        """Give what a report says that was frozen with this content."""
        still = tuple(row.resolution_id for row in content.rows if row.status in OPEN)
        return cls(number=content.number, last_day=content.last_day, open=still, first_day=content.first_day)


class Content(Plain):
    """The whole of a report. `made_on`: the day on which it was put together; `long_days`: more is long."""

    number: int
    session: str
    session_on: date
    council: str
    first_day: date
    last_day: date
    made_on: date
    long_days: int
    introduction: str
    rows: tuple[Row, ...]
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]
    """Names of the units of which no input was accepted."""
    diary: tuple[DiaryLine, ...]
    previous: Previous | None
    asked: tuple[Asked, ...] = ()

    def text(self) -> str:
        """Give it as it is frozen: JSON with sorted names, the same for the same content."""
        plain = self.model_dump(mode="json")
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def days_open(self, row: Row) -> int:
        """Count the days for which a resolution has been open."""
        return (self.made_on - row.passed_on).days

    @property
    def long_open(self) -> list[Row]:
        """The resolutions that have been open for longer than `long_days`, the oldest first."""
        late = [row for row in self.rows if row.open and self.days_open(row) > self.long_days]
        return sorted(late, key=lambda row: (row.passed_on, row.number))

    def count(self, *statuses: ExecutionStatus) -> int:
        """Count the resolutions in one of these statuses."""
        return sum(row.status in statuses for row in self.rows)

    @property
    def by_status(self) -> dict[ExecutionStatus, int]:
        """How many resolutions are in each status that there is."""
        counted = {status: self.count(status) for status in ExecutionStatus}
        return {status: count for status, count in counted.items() if count}

    @property
    def by_unit(self) -> "list[UnitCount]":
        """How far each unit is with its parts, in the order of their names."""
        names = {part.unit: part.name for row in self.rows for part in row.parts}
        return [
            UnitCount.of(unit, name, [row for row in self.rows if any(part.unit == unit for part in row.parts)], self)
            for unit, name in sorted(names.items(), key=lambda entry: (entry[1], entry[0]))
        ]

    @property
    def asked_counts(self) -> AskedCount:
        """How the answers to councillors stand, as of the day on which the report was put together.

        What came in when the report before was made already is as new as what came in after its last day.
        """
        since = self.previous.first_day if self.previous else None
        return AskedCount.of(self.asked, since or self.first_day, self.made_on)

    @property
    def open_rows(self) -> list[Row]:
        """The resolutions of which something is still to be done."""
        return [row for row in self.rows if row.open]

    @property
    def comparison(self) -> "Comparison | None":
        """What has become of what was open in the report before; None for the first one."""
        if self.previous is None:
            return None
        before = set(self.previous.open)
        known = [row for row in self.rows if row.resolution_id in before]
        new = [row for row in self.rows if row.passed_on > self.previous.last_day]
        return Comparison([row for row in known if row.open], [row for row in known if not row.open], new, len(before))

    def said_in(self, section: Section) -> list[tuple[str, str]]:
        """Give the names of units with what they say in a section."""
        return [(one.name, one.texts[section]) for one in self.contributions if section in one.texts]

    @property
    def said_nothing(self) -> list[str]:
        """Names of the units that have said that there is nothing to report."""
        return [one.name for one in self.contributions if one.nothing]


@dataclass(frozen=True)
class UnitCount:
    """How many resolutions a unit carries out, and how far its own parts are."""

    unit: str
    name: str
    all: int
    done: int
    open: int
    long: int

    @classmethod
    def of(cls, unit: str, name: str, rows: list[Row], content: Content) -> "UnitCount":
        """Count the rows of a unit."""
        mine = [(row, next(part.status for part in row.parts if part.unit == unit)) for row in rows]
        # What has lapsed or was annulled is open for nobody, whatever its parts were.
        still = [row for row, status in mine if status in OPEN and row.status not in ENDINGS]
        done = sum(status not in OPEN and row.status not in ENDINGS for row, status in mine)
        return cls(
            unit, name, len(rows), done, len(still), sum(content.days_open(row) > content.long_days for row in still)
        )


@dataclass(frozen=True)
class Comparison:
    """Of what was open before: what still is, what is not; and what has been passed since."""

    still_open: list[Row]
    closed: list[Row]
    new: list[Row]
    before: int


def sha256(text: str) -> str:
    """Give the hash of a frozen content."""
    return hashlib.sha256(text.encode()).hexdigest()


def contributions(inputs: Iterable[Input]) -> tuple[Contribution, ...]:
    """Give what the accepted inputs say, in the order of the units."""
    said = []
    for one in inputs:
        assert one.given is not None
        texts = {section: one.given.texts[section] for section in Section if section in one.given.texts}
        said.append(Contribution(unit=one.unit, name=one.unit_name, nothing=one.given.nothing, texts=texts))
    return tuple(said)
