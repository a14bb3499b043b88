"""What callers of the JSON routes of meetings give, bounded."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.events.given import Day, Email, Short, Topic, Why, some
from services.events.meetings.domain.documents import Audience
from services.events.meetings.domain.minutes import MOST_TASKS
from services.events.meetings.domain.people import Contact, Part
from services.events.meetings.domain.programme import MOST_POINTS
from services.events.meetings.service.minutes import TaskGiven
from shared.access import Role

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_Key = Annotated[str, some(1, 64)]
_Unit = Annotated[str, some(1, 40)]


class MeetingGiven(BaseModel):
    """A meeting of an entry of the calendar. `follows`: the id of the meeting before, where they are no series."""

    model_config = _CLOSED

    entry_id: _Key
    follows: _Key | None = None


class ParticipantGiven(BaseModel):
    """Who takes part. `role`: of staff, with the `unit` of a reviewer; without it a guest, who has a link alone."""

    model_config = _CLOSED

    part: Part = Part.MEMBER
    role: Role | None = None
    unit: _Unit | None = None
    name: Short
    institution: Short | None = None
    email: Email | None = None

    @property
    def contact(self) -> Contact:
        """Give it in the words of the domain."""
        return Contact(name=self.name, institution=self.institution or "", email=self.email or "")


class OneGiven(BaseModel):
    """Which one."""

    model_config = _CLOSED

    id: _Key


class PointGiven(BaseModel):
    """A point of the programme. `minutes`: how long it takes; `standing`: it comes again at the next meeting."""

    model_config = _CLOSED

    title: Topic
    presenter: Annotated[str, Field(max_length=200)] = ""
    minutes: Annotated[int, Field(ge=1, le=600)]
    decision: Annotated[str, Field(max_length=500)] = ""
    standing: bool = False


class PointsGiven(BaseModel):
    """All points, in their order."""

    model_config = _CLOSED

    points: Annotated[tuple[PointGiven, ...], Field(min_length=1, max_length=MOST_POINTS)]


class DocumentGiven(BaseModel):
    """What a document is, and for whom; `chosen`: ids of participants, where it is for some."""

    model_config = _CLOSED

    title: Topic
    audience: Audience = Audience.ALL
    chosen: Annotated[tuple[_Key, ...], Field(max_length=60)] = ()


class HeldGiven(BaseModel):
    """Who was there: ids of participants, ids of officials as the calendar knows them, others in words."""

    model_config = _CLOSED

    present: Annotated[tuple[_Key, ...], Field(max_length=60)] = ()
    officials: Annotated[tuple[_Key, ...], Field(max_length=20)] = ()
    others: Annotated[str, Field(max_length=1_000)] = ""


class ItemGiven(BaseModel):
    """What was said and decided on the point at this place."""

    model_config = _CLOSED

    said: Annotated[str, Field(max_length=10_000)] = ""
    decision: Annotated[str, Field(max_length=2_000)] = ""


class TaskOfMinutes(BaseModel):
    """A task that the meeting gives. `id`: of one that the minutes have already."""

    model_config = _CLOSED

    id: _Key | None = None
    what: Topic
    role: Role
    unit: _Unit | None = None
    due: Day

    def given(self) -> TaskGiven:
        """Give it in the words of the use case."""
        return TaskGiven(self.id, self.what, self.role, self.unit, self.due)


class MinutesGiven(BaseModel):
    """The minutes; `items` in the order of the points.

    `present`: the places of those who were there in the list of presence, from 0; without it that list stays.
    """

    model_config = _CLOSED

    items: Annotated[tuple[ItemGiven, ...], Field(max_length=MOST_POINTS)]
    tasks: Annotated[tuple[TaskOfMinutes, ...], Field(max_length=MOST_TASKS)] = ()
    others: Annotated[str, Field(max_length=1_000)] = ""
    present: Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(max_length=60)] | None = None


class UntilGiven(BaseModel):
    """Until when remarks are taken."""

    model_config = _CLOSED

    until: Day


class RemarkGiven(BaseModel):
    """What a participant says of the minutes."""

    model_config = _CLOSED

    text: Annotated[str, some(3, 5_000)]


class AnswerGiven(BaseModel):
    """What became of a remark."""

    model_config = _CLOSED

    id: _Key
    accepted: bool
    text: Annotated[str, some(2, 2_000)]


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Why


class DoneGiven(BaseModel):
    """What was done."""

    model_config = _CLOSED

    what: Annotated[str, some(3, 2_000)]
