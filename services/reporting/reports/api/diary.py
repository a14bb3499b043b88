"""JSON routes of the mayor's diary: officers write it, those who oversee read it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, StringConstraints

from services.reporting.council.api.given import CLOSED, Day, Made, Version
from services.reporting.reports.domain.diary import Activity, ActivityKind
from services.reporting.reports.service.diary import Diary
from services.reporting.reports.service.inputs import READERS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed

What = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]
Where = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
Whom = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300)]


class ActivityGiven(BaseModel):
    """Something that the mayor did. `participants` are described, not named."""

    model_config = CLOSED

    on: Day
    kind: ActivityKind
    title: What
    place: Where | None = None
    participants: Whom | None = None


class ActivityShown(BaseModel):
    """An entry of the diary. `kept` false: proposed by the calendar. `version` is what If-Match must name."""

    entry_id: str
    on: date
    kind: ActivityKind
    title: str
    place: str | None
    participants: str | None
    kept: bool
    source: str | None
    reported_in: str | None
    version: int


class ActivityList(BaseModel):
    """A part of the diary, the newest day first."""

    items: list[ActivityShown]


def routes(diary: Diary) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/mayor-diary")

    @router.get("", dependencies=[only(*READERS)])
    async def list_entries(
        proposed: Annotated[bool, Query(description="What the calendar proposes, instead of what is kept.")] = False,
        skip: Annotated[int, Query(ge=0, le=100_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> ActivityList:
        """List the diary."""
        found = await diary.store.entries(not proposed, skip, limit)
        shown = set(ActivityShown.model_fields)
        return ActivityList(items=[ActivityShown(**one.model_dump(include=shown), entry_id=one.id) for one in found])

    @router.post("", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def write(given: ActivityGiven, request: Request) -> Made:
        """Write an entry."""
        return Made(id=await diary.write(Activity(**given.model_dump()), signed_in(request)))

    @router.put("/{entry_id}", dependencies=[only(Role.OFFICER)])
    async def change(entry_id: Id, given: ActivityGiven, version: IfMatch, request: Request) -> Version:
        """Change an entry; a proposed one is kept by that. 409 once it is reported, 412."""
        activity = Activity(**given.model_dump())
        return Version(version=await diary.change(entry_id, version, activity, signed_in(request)))

    @router.post("/{entry_id}/removal", dependencies=[only(Role.OFFICER), Keyed])
    async def take_out(entry_id: Id, version: IfMatch, request: Request) -> Version:
        """Leave an entry out of reports. 409 once it is reported, 412."""
        return Version(version=await diary.take_out(entry_id, version, signed_in(request)))

    return router
