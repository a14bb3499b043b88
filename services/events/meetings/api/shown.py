"""What the JSON routes of meetings answer: a line of a list, one meeting, a task."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from services.events.meetings.domain import Meeting, State
from services.events.meetings.domain.documents import Audience
from services.events.meetings.domain.minutes import Minutes, Task
from services.events.meetings.domain.people import Part
from services.events.meetings.domain.programme import Point


class MeetingLine(BaseModel):
    """A meeting in a list."""

    meeting_id: str
    entry_id: str
    title: str
    starts: datetime
    ends: datetime
    place: str
    state: State
    postponed: bool


class ParticipantShown(BaseModel):
    """Who takes part. `link`: to a guest's page, for who keeps the meeting."""

    id: str
    part: Part
    role: str | None
    unit: str | None
    label: str
    link: str | None


class DocumentShown(BaseModel):
    """A document that the caller may open."""

    id: str
    title: str
    audience: Audience
    size: int


class RemarkShown(BaseModel):
    """A remark on the minutes."""

    id: str
    participant: str
    at: datetime
    text: str
    accepted: bool | None
    answer: str


class MinutesShown(BaseModel):
    """Approved minutes: the digests of their files."""

    number: int
    approved_at: datetime
    approved_by: str
    reason: str
    pdf_sha256: str
    docx_sha256: str


class MeetingShown(MeetingLine):
    """A meeting. `version` is what If-Match must name; `restricted`: documents that are not for the caller."""

    participants: tuple[ParticipantShown, ...]
    points: tuple[Point, ...]
    documents: tuple[DocumentShown, ...]
    restricted: int
    signed_by: str | None
    issued: int
    outdated: bool
    minutes: Minutes | None
    remarks_until: date | None
    remarks: tuple[RemarkShown, ...]
    approved: tuple[MinutesShown, ...]
    previous: str | None
    version: int


class TaskShown(BaseModel):
    """A task that a meeting has given."""

    task_id: str
    meeting_id: str
    what: str
    role: str
    unit: str | None
    due: date
    open: bool
    done: str
    done_by: str
    version: int


def line(one: Meeting) -> dict[str, Any]:
    """Give what a list says of a meeting."""
    return {
        "meeting_id": one.id,
        "entry_id": one.entry_id,
        "title": one.when.title,
        "starts": one.when.starts,
        "ends": one.when.ends,
        "place": one.when.place,
        "state": one.state,
        "postponed": one.postponed,
    }


def task(one: Task) -> TaskShown:
    """Give a task as it is shown."""
    return TaskShown(task_id=one.id, **one.model_dump(include=set(TaskShown.model_fields) - {"task_id"}))
