"""JSON routes of the building: lists for staff, a unit's progress, an officer's approval."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.reporting.implementation.api.calls import call_routes
from services.reporting.implementation.api.handovers import handover_routes
from services.reporting.implementation.domain import (
    LONGEST_ALT,
    LONGEST_CONTRACTOR,
    SHORTEST_ALT,
    Implementation,
    Progress,
    Update,
)
from services.reporting.implementation.service import Implementations, Wanted
from services.reporting.implementation.service.calls import Calls
from services.reporting.implementation.service.handovers import Handovers
from services.reporting.implementation.service.photographs import Photographs
from services.reporting.implementation.service.readers import words_for
from shared.access import STAFF, Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.reporting import Stage
from shared.files import Pictures, StoredPicture
from shared.store import NotFound
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag, one_file

Number = Annotated[int, Path(ge=1, le=1000)]
Reason = Annotated[str, Field(min_length=1, max_length=4000)]
Contractor = Annotated[str, Field(min_length=2, max_length=LONGEST_CONTRACTOR)]
Alt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=SHORTEST_ALT, max_length=LONGEST_ALT)]
PHOTOGRAPH_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["photo", "alt"],
                    "properties": {
                        "photo": {"type": "string", "format": "binary", "description": "JPEG or PNG, at most 10 MB."},
                        "alt": {"type": "string", "minLength": SHORTEST_ALT, "maxLength": LONGEST_ALT},
                    },
                }
            }
        },
    }
}


class PhotographGiven(BaseModel):
    """The text of a photograph, for those who do not see it; the picture is a part beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    alt: Alt


class ProgressGiven(BaseModel):
    """How far a unit is. `spent` in grosze, all in all.

    A planned day that is later than residents were told, or is taken back, needs `delay_reason`; more spent than the
    budget needs `overrun_reason`; the `note` of an abandonment is its reason. Without `contractor` the one that is
    known stays; the contract is planned before the building, and both before the end. What has not been reached is not
    planned for a day that is over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    stage: Stage
    percent: Annotated[int, Field(ge=0, le=100)]
    spent: Annotated[int, Field(ge=0, le=10**13)]
    note: Annotated[str, Field(min_length=3, max_length=4000)]
    planned_end: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None
    delay_reason: Reason | None = None
    overrun_reason: Reason | None = None
    contractor: Contractor | None = None
    planned_contract: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None
    planned_building: Annotated[date | None, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))] = None


class SettlementGiven(BaseModel):
    """Who builds a project and what it has cost in the end, in grosze; null where that is not known.

    Without `actual_cost` the amount spent by its last word stands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    contractor: Contractor | None
    actual_cost: Annotated[int | None, Field(ge=0, le=10**13)]


class PhotographAdded(BaseModel):
    """The id of a photograph."""

    photograph_id: str


class WithdrawalGiven(BaseModel):
    """Why a photograph is not to be seen; it stays in the house."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Annotated[str, Field(min_length=5, max_length=1000)]


class ReturnGiven(BaseModel):
    """Why the unit has to mend its word."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Annotated[str, Field(min_length=5, max_length=4000)]


class WorkLine(BaseModel):
    """A work in a list. Amounts in grosze."""

    implementation_id: str
    proposal_id: str
    edition_id: str
    case: str
    title: str
    unit: str
    unit_name: str
    budget: int
    stage: Stage
    percent: int
    spent: int
    planned_end: date | None
    contractor: str | None
    actual_cost: int | None = Field(description="What it has cost in the end; null while it is being built.")
    due_on: date | None
    late: bool
    started_at: datetime
    waiting: int | None = Field(description="Number of the update that waits for an officer.")
    next_call_on: date | None
    called_until: datetime | None = Field(description="Until when an open call for progress is to be answered.")


class WorkShown(WorkLine):
    """A work with everything that its unit has said."""

    updates: tuple[Update, ...]


class WorkList(BaseModel):
    """A part of a list; `next` is the key to go on after, as in the Link header."""

    items: list[WorkLine]
    next: str | None


class ProgressNumber(BaseModel):
    """The number of an update among those of its work, from 1."""

    number: int


def routes(
    works: Implementations, calls: Calls, handovers: Handovers, photographs: Photographs, pictures: Pictures
) -> APIRouter:
    """Give the routes of the building."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["implementation"])

    @router.get("/implementations", dependencies=[only(*STAFF)])
    async def list_implementations(
        request: Request,
        response: Response,
        edition_id: Id | None = None,
        unit: Id | None = None,
        stage: Stage | None = None,
        late: Annotated[bool, Query(description="Only those whose day is over.")] = False,
        after: After = None,
        limit: Limit = 50,
    ) -> WorkList:
        """List the works that have begun, in a stable order."""
        wanted = Wanted(edition_id, unit, stage, works.today() if late else None)
        found = await works.store.after(wanted, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return WorkList(items=[WorkLine(**_fields(work, works)) for work in found[:limit]], next=more)

    @router.get("/implementations/{implementation_id}", dependencies=[only(*STAFF)])
    async def get_implementation(implementation_id: Id, request: Request, response: Response) -> WorkShown:
        """Give one work. What is not published is given to its unit and to those who oversee alone."""
        work = await works.store.get(implementation_id)
        if work.started_at is None:
            raise NotFound("implementation", implementation_id)
        response.headers["ETag"] = etag(work.version)
        return WorkShown(**_fields(work, works), updates=words_for(work, signed_in(request)))

    @router.post(
        "/implementations/{implementation_id}/progress",
        dependencies=[only(Role.UNIT_REVIEWER), Keyed],
        status_code=201,
    )
    async def send_progress(implementation_id: Id, given: ProgressGiven, request: Request) -> ProgressNumber:
        """Send a unit's word to an officer. 403 for another unit's work; 409 while the last word waits or all is over.

        It adds to the work and overwrites nothing: no If-Match is asked for.
        """
        progress = Progress(**given.model_dump())
        return ProgressNumber(number=await works.send(implementation_id, progress, signed_in(request)))

    @router.post(
        "/implementations/{implementation_id}/progress/{number}/approval", dependencies=[only(Role.OFFICER), Keyed]
    )
    async def approve_progress(implementation_id: Id, number: Number, request: Request) -> ProgressNumber:
        """Let residents read a unit's word. 409 where it has been decided already."""
        return ProgressNumber(number=await works.approve(implementation_id, number, signed_in(request)))

    @router.post(
        "/implementations/{implementation_id}/progress/{number}/return", dependencies=[only(Role.OFFICER), Keyed]
    )
    async def return_progress(
        implementation_id: Id, number: Number, given: ReturnGiven, request: Request
    ) -> ProgressNumber:
        """Ask the unit to mend its word. 409 where it has been decided already."""
        return ProgressNumber(number=await works.send_back(implementation_id, number, given.reason, signed_in(request)))

    @router.put("/implementations/{implementation_id}/settlement", dependencies=[only(Role.OFFICER)], status_code=204)
    async def settle(
        implementation_id: Id, given: SettlementGiven, version: IfMatch, request: Request, response: Response
    ) -> None:
        """Enter who builds it and what it has cost in the end.

        409 with a cost before the work is over; 412 where somebody has changed the work meanwhile.
        """
        by = signed_in(request)
        new = await works.settle(implementation_id, version, given.contractor, given.actual_cost, by)
        response.headers["ETag"] = etag(new)

    @router.post(
        "/implementations/{implementation_id}/progress/{number}/photographs",
        dependencies=[only(Role.UNIT_REVIEWER, Role.OFFICER), Keyed],
        status_code=201,
        openapi_extra=PHOTOGRAPH_BODY,
    )
    async def add_photograph(implementation_id: Id, number: Number, request: Request) -> PhotographAdded:
        """Add a photograph with its text to a unit's word; it is written anew, without what its camera hid.

        A unit adds to its own word while that waits for an officer (403, 409); an officer also later.
        """
        picture, alt = await photograph_of(request, pictures)
        by = signed_in(request)
        return PhotographAdded(photograph_id=await photographs.add(implementation_id, number, picture.id, alt, by))

    @router.post(
        "/implementations/{implementation_id}/progress/{number}/photographs/{photograph_id}/withdrawal",
        dependencies=[only(Role.OFFICER), Keyed],
        status_code=204,
    )
    async def withdraw_photograph(
        implementation_id: Id, number: Number, photograph_id: Id, given: WithdrawalGiven, request: Request
    ) -> None:
        """Show a photograph to nobody any more and delete its picture. 404 where it is not shown."""
        by = signed_in(request)
        await photographs.withdraw(implementation_id, number, photograph_id, given.reason, by)

    router.include_router(call_routes(calls))
    router.include_router(handover_routes(handovers))
    return router


async def photograph_of(request: Request, pictures: Pictures) -> tuple[StoredPicture, str]:
    """Read a photograph and its text from a multipart body; keep it. Raises `RequestValidationError`, `FileRefused`."""
    async with one_file(request, PhotographGiven, part="photo") as (given, photo):
        return await pictures.keep(photo), given.alt


def _fields(work: Implementation, works: Implementations) -> dict[str, object]:
    told = {name: getattr(work, name, None) for name in WorkLine.model_fields}
    return {
        **told,
        "implementation_id": work.id,
        "proposal_id": work.id,
        "late": work.late(works.clock.now()),
        "waiting": work.waiting.number if work.waiting else None,
        "called_until": work.call.due_at if work.call else None,
    }
