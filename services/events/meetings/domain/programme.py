"""The programme of a meeting: points with their times, as a draft and as issued. An issued one never changes."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from services.events.meetings.domain.documents import Document
from shared.clock import warsaw

MOST_POINTS = 40


class When(BaseModel):
    """What the calendar says of a meeting. `people`: opaque ids of officials who are there. UTC."""

    model_config = ConfigDict(frozen=True)

    title: str
    starts: datetime
    ends: datetime
    place: str = ""
    people: tuple[str, ...] = ()


class Point(BaseModel):
    """A point of the programme. `standing`: it comes again at the next meeting."""

    model_config = ConfigDict(frozen=True)

    title: str
    presenter: str = ""
    minutes: int
    decision: str = ""
    standing: bool = False


class Draft(BaseModel):
    """The programme as it is worked on."""

    model_config = ConfigDict(frozen=True)

    points: tuple[Point, ...] = ()


class Carried(BaseModel):
    """A task that an earlier meeting has agreed and nobody has done yet. `settled`: its minutes are approved."""

    model_config = ConfigDict(frozen=True)

    what: str
    who: str
    due: date
    agreed_on: date
    settled: bool = True


class Programme(BaseModel):
    """The programme as issued. `documents`: those that were part of it; who is shown them, is asked each time."""

    model_config = ConfigDict(frozen=True)

    title: str
    starts: datetime
    ends: datetime
    place: str
    participants: tuple[str, ...]
    carried: tuple[Carried, ...]
    points: tuple[Point, ...]
    documents: tuple[Document, ...]

    @property
    def document_ids(self) -> frozenset[str]:
        """Of the documents that were part of it."""
        return frozenset(one.id for one in self.documents)

    def timed(self) -> list[tuple[datetime, Point]]:
        """Give each point with the moment when it begins."""
        return timed(self.starts, self.points)

    def as_text(self) -> str:
        """Give what two versions are compared by: without documents, which are not for everybody."""
        lines = [self.title, f"{warsaw(self.starts):%d.%m.%Y, %H:%M}", self.place]
        lines += [f"Zadanie: {one.what} ({one.who}, do {one.due:%d.%m.%Y})" for one in self.carried]
        for number, (at, point) in enumerate(self.timed(), 1):
            parts = [f"{number}. {warsaw(at):%H:%M} {point.title}", point.presenter, point.decision]
            lines.append(" – ".join(part for part in parts if part))
        return "\n".join(lines)


class Issued(BaseModel):
    """An issued version: the sealed programme and its digest. It is only ever added."""

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    number: int
    issued_at: datetime
    issued_by: str
    signed_by: str
    sha256: str
    sealed: bytes


def timed(starts: datetime, points: Sequence[Point]) -> list[tuple[datetime, Point]]:
    """Give each point with the moment when it begins: one after the other."""
    found, at = [], starts
    for point in points:
        found.append((at, point))
        at += timedelta(minutes=point.minutes)
    return found


def overrun(starts: datetime, ends: datetime, points: Sequence[Point]) -> int:
    """Give by how many minutes the points take longer than the meeting; 0 where they fit."""
    planned = sum(point.minutes for point in points)
    return max(0, planned - int((ends - starts).total_seconds() // 60))


def digest(text: str | bytes) -> str:
    """Give the SHA-256 of what is frozen."""
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()
