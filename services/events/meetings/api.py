"""JSON routes of meetings: every step of the desk, what somebody may see of one, and the tasks that one gave."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.events.letters.api import Day, Email, Made, Short, Topic, Why, some
from services.events.meetings.domain import Action, Meeting, State
from services.events.meetings.domain.documents import Audience
from services.events.meetings.domain.minutes import MOST_TASKS, Minutes, Task
from services.events.meetings.domain.people import Contact, Part
from services.events.meetings.domain.programme import MOST_POINTS, Point
from services.events.meetings.service import Meetings
from services.events.meetings.service.minutes import TaskGiven, Writing
from services.events.meetings.service.programme import Programmes
from services.events.meetings.service.rights import DOERS, HANDS, READERS, WRITERS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.files import Files
from shared.web.requests import IfMatch, Keyed, etag, one_file
from shared.web.steps import Changed, Steps

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
    """The minutes; `items` in the order of the points."""

    model_config = _CLOSED

    items: Annotated[tuple[ItemGiven, ...], Field(max_length=MOST_POINTS)]
    tasks: Annotated[tuple[TaskOfMinutes, ...], Field(max_length=MOST_TASKS)] = ()
    others: Annotated[str, Field(max_length=1_000)] = ""


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


def routes(meetings: Meetings, programmes: Programmes, writing: Writing, files: Files) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1", tags=["meetings"])
    readers, writers, staff = only(*READERS), only(*WRITERS), only(*DOERS)

    @router.post("/meetings", dependencies=[writers, Keyed], status_code=201)
    async def convene(given: MeetingGiven, request: Request) -> Made:
        """Begin a meeting for an entry of the calendar. 409 where it has one."""
        return Made(id=await meetings.convene(given.entry_id, given.follows, signed_in(request)))

    @router.get("/meetings", dependencies=[readers])
    async def list_meetings(
        state: Annotated[list[State] | None, Query(max_length=10)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> list[MeetingLine]:
        """List meetings; `q` looks in titles and approved minutes."""
        found = await meetings.store.page(tuple(state or ()), q, meetings.sealed.sought(q), (page - 1) * limit, limit)
        return [MeetingLine(**_line(one)) for one in found]

    @router.get("/meetings/{meeting_id}", dependencies=[readers])
    async def get_meeting(meeting_id: Id, request: Request, response: Response) -> MeetingShown:
        """Give one, without the documents that are not for the caller. That it was read is written down."""
        one, person = await meetings.store.get(meeting_id), signed_in(request)
        contacts, opened = await meetings.contacts(one, person), await programmes.at_desk(one, person)
        keeps, previous = person.role in WRITERS, await meetings.previous(one)
        live = [each for each in one.documents if each.withdrawn_at is None]
        response.headers["ETag"] = etag(one.version)
        return MeetingShown(
            **_line(one),
            participants=tuple(
                ParticipantShown(
                    id=each.id,
                    part=each.part,
                    role=each.role,
                    unit=each.unit,
                    label=contacts[each.id].label,
                    link=meetings.sealed.link(one.id, each) if keeps and each.role is None else None,
                )
                for each in one.participants
            ),
            points=meetings.draft(one).points,
            documents=tuple(
                DocumentShown(id=each.id, title=each.title, audience=each.audience, size=each.size) for each in opened
            ),
            restricted=len(live) - len(opened),
            signed_by=one.sign_off.by_name if one.sign_off else None,
            issued=one.issued,
            outdated=one.outdated,
            minutes=meetings.minutes(one),
            remarks_until=one.remarks_until,
            remarks=tuple(
                RemarkShown(
                    id=each.id,
                    participant=each.participant,
                    at=each.at,
                    text=writing.remark_text(one, each)[0],
                    accepted=each.accepted,
                    answer=writing.remark_text(one, each)[1],
                )
                for each in one.remarks
            ),
            approved=tuple(
                MinutesShown(**each.model_dump(include=set(MinutesShown.model_fields)))
                for each in await writing.frozen(one)
            ),
            previous=previous.id if previous else None,
            version=one.version,
        )

    @router.post("/meetings/{meeting_id}/documents", dependencies=[writers, Keyed])
    async def attach(meeting_id: Id, version: IfMatch, request: Request) -> Changed:
        """Attach a document, as multipart/form-data: `file`, `title`, `audience`, `chosen` (ids, for some alone)."""
        await meetings.store.get(meeting_id)  # Nothing is kept for a meeting that there is not.
        by = signed_in(request)
        async with one_file(request, DocumentGiven, lists=("chosen",)) as (given, file):
            kept = await files.keep(file)
        return Changed(
            version=await programmes.attach(meeting_id, version, given.title, given.audience, given.chosen, kept, by)
        )

    step = Steps(router, "/meetings/{id}", "meeting").add
    m, p, w, a = meetings, programmes, writing, Action
    step(
        "participants",
        ParticipantGiven,
        HANDS[a.INVITE],
        lambda g: lambda i, v, by: m.invite(i, v, g.part, g.role, g.unit, g.contact, by),
        "Add a participant.",
    )
    step(
        "participants/removal",
        OneGiven,
        HANDS[a.REMOVE],
        lambda g: lambda i, v, by: m.remove(i, v, g.id, by),
        "Take a participant away; their link opens nothing any more.",
    )
    step(
        "participants/link",
        OneGiven,
        HANDS[a.RENEW],
        lambda g: lambda i, v, by: m.renew(i, v, g.id, by),
        "Give a guest a new link; the one before opens nothing any more.",
    )
    step(
        "programme",
        PointsGiven,
        HANDS[a.PLAN],
        lambda g: lambda i, v, by: p.plan(i, v, [Point(**one.model_dump()) for one in g.points], by),
        "Write the points.",
    )
    step(
        "documents/withdrawal",
        OneGiven,
        HANDS[a.DETACH],
        lambda g: lambda i, v, by: p.detach(i, v, g.id, by),
        "Withdraw a document.",
    )
    step("sign-off", None, HANDS[a.SIGN], lambda _: p.sign, "Sign the programme off; no author may.")
    step("issue", None, HANDS[a.ISSUE], lambda _: p.issue, "Issue the programme and tell the participants.")
    step(
        "attendance",
        HeldGiven,
        HANDS[a.HOLD],
        lambda g: lambda i, v, by: w.hold(i, v, g.present, g.officials, g.others, by),
        "Note who was there, and begin the minutes.",
    )
    step(
        "minutes",
        MinutesGiven,
        HANDS[a.WRITE],
        lambda g: (
            lambda i, v, by: w.write(
                i, v, [(one.said, one.decision) for one in g.items], [one.given() for one in g.tasks], g.others, by
            )
        ),
        "Write the minutes.",
    )
    step(
        "minutes/sending",
        UntilGiven,
        HANDS[a.SEND_OUT],
        lambda g: lambda i, v, by: w.send_out(i, v, g.until, by),
        "Give the minutes to the participants for remarks.",
    )
    step(
        "minutes/answer",
        AnswerGiven,
        HANDS[a.ANSWER],
        lambda g: lambda i, v, by: w.answer(i, v, g.id, g.accepted, g.text, by),
        "Say what became of a remark.",
    )
    step("minutes/approval", None, HANDS[a.APPROVE], lambda _: w.approve, "Approve the minutes; no author may.")
    step(
        "minutes/correction",
        ReasonGiven,
        HANDS[a.CORRECT],
        lambda g: lambda i, v, by: w.correct(i, v, g.reason, by),
        "Begin the next version of approved minutes.",
    )

    @router.post("/meetings/{meeting_id}/remarks", dependencies=[staff, Keyed], status_code=204)
    async def remark(meeting_id: Id, given: RemarkGiven, request: Request) -> None:
        """Remark on the minutes, as staff who takes part; guests do so on their page."""
        one, participant = await meetings.of_staff(meeting_id, signed_in(request))
        await writing.remark(one.id, participant, given.text)

    @router.get("/meetings/{meeting_id}/tasks", dependencies=[readers])
    async def tasks(meeting_id: Id) -> list[TaskShown]:
        """Give the tasks that a meeting has given."""
        return [_task(one) for one in await meetings.store.tasks_of(meeting_id)]

    @router.get("/meeting-tasks", dependencies=[staff])
    async def own_tasks(request: Request) -> list[TaskShown]:
        """Give the open tasks of the caller's role and unit, those due first."""
        person = signed_in(request)
        return [_task(one) for one in await meetings.store.tasks_for(person.role, person.unit, 100)]

    @router.post("/meeting-tasks/{task_id}/completion", dependencies=[staff, Keyed])
    async def complete(task_id: Id, version: IfMatch, given: DoneGiven, request: Request) -> Changed:
        """Close a task, with what was done; for who is to do it."""
        return Changed(version=await writing.complete(task_id, version, given.what, signed_in(request)))

    return router


def _line(one: Meeting) -> dict[str, Any]:
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


def _task(one: Task) -> TaskShown:
    return TaskShown(task_id=one.id, **one.model_dump(include=set(TaskShown.model_fields) - {"task_id"}))
