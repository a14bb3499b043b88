"""What waits, who has it in hand, and to whom it can go."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.reporting.worklist.domain.holding import StepKind
from services.reporting.worklist.service import When
from services.reporting.worklist.service.handing import Handing
from shared.access import STAFF, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag


class TaskShown(BaseModel):
    """A task that waits. `due_at` (UTC) is null where nothing fixes a day; `explanation` says how it was computed."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    service: str
    kind: str
    case: str
    title: str
    action: str
    link: str
    role: str
    unit: str | None
    opened_at: datetime | None
    due_at: datetime | None
    explanation: tuple[str, ...]
    escalated_at: datetime | None
    """When the head of its unit was told that it is late."""
    holder: str | None
    """The id of whom it was handed over to; null where it waits for the whole unit."""


class TaskList(BaseModel):
    """A part of a list, the most urgent first; `next` is the key to go on after, as in the Link header."""

    items: list[TaskShown]
    next: str | None


class Waiting(BaseModel):
    """How much waits for a person: in all, late, today and until Sunday."""

    model_config = ConfigDict(from_attributes=True)

    all: int
    late: int
    today: int
    week: int


class Version(BaseModel):
    """The version that came of a change, for the next If-Match."""

    version: int


class StepOut(BaseModel):
    """One entry of a task's history; `to` null: the whole unit."""

    model_config = ConfigDict(from_attributes=True)

    kind: StepKind
    at: datetime
    by: str
    to: str | None
    note: str


class InHandsOut(BaseModel):
    """A task, who has it in hand (an id; null: the whole unit), and how it came there, the earliest first."""

    task: TaskShown
    holder: str | None
    history: tuple[StepOut, ...]
    version: int


class HandedGiven(BaseModel):
    """To whom of one's unit a task goes, by id, and a note."""

    model_config = ConfigDict(extra="forbid")

    to: Id
    note: str = Field(default="", max_length=1000)


class BackGiven(BaseModel):
    """Why a task comes back."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(default="", max_length=1000)


class ColleagueShown(BaseModel):
    """Somebody of the caller's role and unit."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str


def routes(handing: Handing) -> APIRouter:
    """Give the routes of tasks."""
    router, worklist = APIRouter(), handing.worklist

    @router.get("/tasks", dependencies=[only(*STAFF)])
    async def tasks(
        request: Request,
        response: Response,
        q: Annotated[str, Query(max_length=100, description="Words of the case, the title or the action.")] = "",
        late: Annotated[bool, Query(description="Only what is late.")] = False,
        units: Annotated[bool, Query(description="What waits in the units; for officers.")] = False,
        unit: Annotated[str | None, Query(max_length=20, description="Of one unit; with `units`.")] = None,
        others: Annotated[bool, Query(description="What colleagues have in hand, instead of one's own.")] = False,
        after: After = None,
        limit: Limit = 50,
    ) -> TaskList:
        """List what waits for the caller."""
        when = When.LATE if late else When.ALL
        person = signed_in(request)
        wanted = await worklist.wanted(person, when, q.strip(), of_units=units, unit=unit, others=others)
        found = await worklist.store.after(wanted, after, limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return TaskList(items=[TaskShown.model_validate(task) for task in found[:limit]], next=more)

    @router.get("/tasks/waiting", dependencies=[only(*STAFF)])
    async def waiting(request: Request) -> Waiting:
        """Count what waits for the caller."""
        return Waiting.model_validate(await worklist.store.counts(await worklist.wanted(signed_in(request))))

    @router.get("/colleagues", dependencies=[only(*STAFF)])
    async def colleagues(request: Request) -> list[ColleagueShown]:
        """List whom the caller may give a task to, or name as a stand-in."""
        return [ColleagueShown.model_validate(one) for one in await handing.colleagues.beside(signed_in(request))]

    @router.get("/tasks/{service}/{task_id}", dependencies=[only(*STAFF)])
    async def task(service: Id, task_id: Id, request: Request, response: Response) -> InHandsOut:
        """Give a task of the caller's unit with its history. 403 for one of another unit."""
        shown = await handing.shown(f"{service}|{task_id}", signed_in(request))
        response.headers["ETag"] = etag(shown.version)
        history = tuple(StepOut.model_validate(one) for one in shown.history)
        told = TaskShown.model_validate(shown.task)
        return InHandsOut(task=told, holder=shown.holder, history=history, version=shown.version)

    @router.post("/tasks/{service}/{task_id}/handing", dependencies=[only(*STAFF), Keyed])
    async def hand_over(service: Id, task_id: Id, given: HandedGiven, version: IfMatch, request: Request) -> Version:
        """Give a task to a colleague, or take it in hand oneself.

        403 for a task of another unit, 409 where it is done, 412 where it has changed hands meanwhile, 422 for somebody
        who is no colleague or has it already.
        """
        by = signed_in(request)
        return Version(version=await handing.hand_over(f"{service}|{task_id}", version, given.to, given.note, by))

    @router.post("/tasks/{service}/{task_id}/taking-back", dependencies=[only(*STAFF), Keyed])
    async def take_back(service: Id, task_id: Id, given: BackGiven, version: IfMatch, request: Request) -> Version:
        """Take back what the caller has given. 403 where somebody else has given it, 409 and 412 as above."""
        by = signed_in(request)
        return Version(version=await handing.take_back(f"{service}|{task_id}", version, given.note, by))

    @router.post("/tasks/{service}/{task_id}/return", dependencies=[only(*STAFF), Keyed])
    async def give_back(service: Id, task_id: Id, given: BackGiven, version: IfMatch, request: Request) -> Version:
        """Return what the caller was given. 403 where it was given to somebody else, 409 and 412 as above."""
        by = signed_in(request)
        return Version(version=await handing.give_back(f"{service}|{task_id}", version, given.note, by))

    return router
