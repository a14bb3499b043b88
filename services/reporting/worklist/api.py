"""JSON routes of the work list, for the department's dashboards. Each person sees what `/panel` shows them."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from services.reporting.worklist.service import When, Worklist
from shared.access import STAFF, only, signed_in
from shared.web.requests import After, Limit, Page


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


def routes(worklist: Worklist) -> APIRouter:
    """Give the routes of the work list."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["worklist"], dependencies=[only(*STAFF)])

    @router.get("/tasks")
    async def tasks(
        request: Request,
        response: Response,
        q: Annotated[str, Query(max_length=100, description="Words of the case, the title or the action.")] = "",
        late: Annotated[bool, Query(description="Only what is late.")] = False,
        units: Annotated[bool, Query(description="What waits in the units; for officers.")] = False,
        unit: Annotated[str | None, Query(max_length=20, description="Of one unit; with `units`.")] = None,
        after: After = None,
        limit: Limit = 50,
    ) -> TaskList:
        """List what waits for the caller."""
        when = When.LATE if late else When.ALL
        wanted = worklist.wanted(signed_in(request), when, q.strip(), units, unit)
        found = await worklist.store.after(wanted, after, limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return TaskList(items=[TaskShown.model_validate(task) for task in found[:limit]], next=more)

    @router.get("/tasks/waiting")
    async def waiting(request: Request) -> Waiting:
        """Count what waits for the caller."""
        wanted = worklist.wanted(signed_in(request), When.ALL, "")
        return Waiting.model_validate(await worklist.store.counts(wanted))

    return router
