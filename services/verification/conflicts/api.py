"""JSON routes of conflicts: for staff to read, for officers to report and to decide."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.cases.api import READERS
from services.verification.conflicts.domain import Conflict, ConflictState
from services.verification.conflicts.service import ConflictPlace, Conflicts
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

Why = Annotated[str, Field(min_length=3, max_length=2_000)]
Number = Annotated[int, Field(ge=1, le=999_999_999)]


class ConflictReported(BaseModel):
    """Two proposals, by their numbers in the register of the edition, and why they may exclude each other."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    edition_id: Id
    first: Number
    second: Number
    reason: Why


class ConflictDecisionGiven(BaseModel):
    """Whether at most one of the two can win, and why: the applicants and the voters read it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    excluding: bool
    reason: Why


class SideShown(BaseModel):
    """One of the two proposals."""

    proposal_id: str
    number: int
    case: str
    title: str
    location: str


class ConflictShown(BaseModel):
    """A conflict. `metres` is the distance of the two points; `version` is what If-Match must name."""

    conflict_id: str
    edition_id: str
    first: SideShown
    second: SideShown
    metres: int | None
    same_parcel: bool
    by_hand: str
    state: ConflictState
    reason: str
    found_at: datetime
    decided_at: datetime | None
    version: int


class ConflictList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[ConflictShown]
    next: str | None


class ConflictDone(BaseModel):
    """The state and version that a step has made."""

    conflict_id: str
    state: str
    version: int


def routes(conflicts: Conflicts) -> APIRouter:
    """Give the routes of conflicts."""
    router = APIRouter(prefix="/api/verification/v1", tags=["conflicts"])

    @router.get("/conflicts", dependencies=[only(*READERS)])
    async def list_conflicts(
        request: Request,
        response: Response,
        edition_id: Id,
        state: ConflictState | None = None,
        after: After = None,
        limit: Limit = 50,
    ) -> ConflictList:
        """List the conflicts of an edition in the order of their proposals' numbers."""
        place = ConflictPlace.parse(after) if after else None
        found = await conflicts.store.page(edition_id, state, place, limit + 1)
        more = ConflictPlace.of(found[limit - 1]).text if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return ConflictList(items=[ConflictShown.model_validate(_whole(one)) for one in found[:limit]], next=more)

    @router.get("/conflicts/{conflict_id}", dependencies=[only(*READERS)])
    async def get_conflict(conflict_id: Id, response: Response) -> ConflictShown:
        """Give a conflict. Its ETag is what the decision must name in If-Match."""
        conflict = await conflicts.store.conflict(conflict_id)
        response.headers["ETag"] = etag(conflict.version)
        return ConflictShown.model_validate(_whole(conflict))

    @router.post("/conflicts", status_code=201, dependencies=[only(Role.OFFICER), Keyed])
    async def report(given: ConflictReported, request: Request, response: Response) -> ConflictDone:
        """Report a conflict that no machine can find.

        409 where the two are a conflict already or the ballot list is out, 422 where they are not two proposals on
        their way to the vote.
        """
        done = await conflicts.report(
            given.edition_id, given.first, given.second, reason=given.reason, by=signed_in(request)
        )
        response.headers["ETag"] = etag(done["version"])
        return ConflictDone.model_validate(done)

    @router.post("/conflicts/{conflict_id}/decision", dependencies=[only(Role.OFFICER), Keyed])
    async def decide(
        conflict_id: Id, given: ConflictDecisionGiven, version: IfMatch, request: Request, response: Response
    ) -> ConflictDone:
        """Decide whether two proposals exclude each other; until the ballot list is out one can decide otherwise.

        409 where one of the two is out of the edition or the ballot list is out, 412 where the conflict has changed.
        """
        done = await conflicts.decide(
            conflict_id, version, excluding=given.excluding, reason=given.reason, by=signed_in(request)
        )
        response.headers["ETag"] = etag(done["version"])
        return ConflictDone.model_validate(done)

    return router


def _whole(conflict: Conflict) -> dict[str, Any]:
    newest = conflict.decisions[-1] if conflict.decisions else None
    return {
        **conflict.model_dump(),
        "conflict_id": conflict.id,
        "reason": newest.reason if newest else "",
        "decided_at": newest.at if newest else None,
    }
