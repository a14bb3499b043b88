"""JSON routes of meetings: every step of the desk, what somebody may see of one, and the tasks that one gave."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.events.given import Made
from services.events.meetings.api.given import (
    AnswerGiven,
    DocumentGiven,
    DoneGiven,
    HeldGiven,
    MeetingGiven,
    MinutesGiven,
    OneGiven,
    ParticipantGiven,
    PointsGiven,
    ReasonGiven,
    RemarkGiven,
    UntilGiven,
)
from services.events.meetings.api.shown import (
    DocumentShown,
    MeetingLine,
    MeetingShown,
    MinutesShown,
    ParticipantShown,
    RemarkShown,
    TaskShown,
    line,
    task,
)
from services.events.meetings.domain import Action, State
from services.events.meetings.domain.programme import Point
from services.events.meetings.service import Meetings
from services.events.meetings.service.minutes import Writing
from services.events.meetings.service.programme import Programmes
from services.events.meetings.service.rights import DOERS, HANDS, READERS, WRITERS
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.files import Files
from shared.web.requests import IfMatch, Keyed, etag, one_file
from shared.web.steps import Changed, Steps


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
        return [MeetingLine(**line(one)) for one in found]

    @router.get("/meetings/{meeting_id}", dependencies=[readers])
    async def get_meeting(meeting_id: Id, request: Request, response: Response) -> MeetingShown:
        """Give one, without the documents that are not for the caller. That it was read is written down."""
        one, person = await meetings.store.get(meeting_id), signed_in(request)
        contacts, opened = await meetings.contacts(one, person), await programmes.at_desk(one, person)
        keeps, previous = person.role in WRITERS, await meetings.previous(one)
        live = [each for each in one.documents if each.withdrawn_at is None]
        response.headers["ETag"] = etag(one.version)
        return MeetingShown(
            **line(one),
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
                i,
                v,
                [(one.said, one.decision) for one in g.items],
                [one.given() for one in g.tasks],
                g.others,
                g.present,
                by,
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
        return [task(one) for one in await meetings.store.tasks_of(meeting_id)]

    @router.get("/meeting-tasks", dependencies=[staff])
    async def own_tasks(request: Request) -> list[TaskShown]:
        """Give the open tasks of the caller's role and unit, those due first."""
        person = signed_in(request)
        return [task(one) for one in await meetings.store.tasks_for(person.role, person.unit, 100)]

    @router.post("/meeting-tasks/{task_id}/completion", dependencies=[staff, Keyed])
    async def complete(task_id: Id, version: IfMatch, given: DoneGiven, request: Request) -> Changed:
        """Close a task, with what was done; for who is to do it."""
        return Changed(version=await writing.complete(task_id, version, given.what, signed_in(request)))

    return router
