"""JSON routes of appeals: for staff to read, for somebody new to review, for the mayor to decide."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.appeals.domain import Against, Appeal, AppealState
from services.verification.appeals.service import Appeals
from services.verification.cases.api import READERS, Done
from shared.access import Role, only, signed_in
from shared.contracts.base import Grosze, Id
from shared.web.requests import After, IfMatch, Keyed, Limit, Page, etag

REVIEWERS = (Role.OFFICER, Role.UNIT_REVIEWER)
"""Who reviews for the second time: a unit after a refusal, the department after a failed check."""

Opinion = Annotated[str, Field(min_length=3, max_length=10_000)]


class UnitGiven(BaseModel):
    """The symbol of the unit that reviews instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Id


class SecondReviewGiven(BaseModel):
    """The second review. `cost` in grosze, None: as it was; `next_unit` reviews on the merits what failed formally."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    positive: bool
    opinion: Opinion
    cost: Grosze | None = None
    next_unit: Id | None = None


class AppealDecisionGiven(BaseModel):
    """The final decision, with its reason. `next_unit` where the second review named none."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    upheld: bool
    reason: Opinion
    next_unit: Id | None = None


class AppealLine(BaseModel):
    """An appeal in the list. `version` is what If-Match must name."""

    appeal_id: str
    proposal_id: str
    edition_id: str
    number: int
    case: str
    title: str
    appeal: int
    against: Against
    state: AppealState
    unit: str | None
    on_paper: bool
    filed_at: datetime
    due_at: datetime
    finished_at: datetime | None
    version: int


class AppealShown(AppealLine):
    """An appeal with its words. Amounts in grosze."""

    refusal: str
    text: str
    cost: int
    positive: bool | None
    opinion: str | None
    next_unit: str | None
    reason: str


class AppealList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[AppealLine]
    next: str | None


def routes(appeals: Appeals) -> APIRouter:
    """Give the routes of appeals."""
    router = APIRouter(prefix="/api/verification/v1", tags=["appeals"])

    @router.get("/appeals", dependencies=[only(*READERS)])
    async def list_appeals(
        request: Request,
        response: Response,
        edition_id: Id,
        state: AppealState | None = None,
        after: After = None,
        limit: Limit = 50,
    ) -> AppealList:
        """List the appeals of an edition."""
        found = await appeals.store.page(edition_id, state, after or "", limit + 1)
        more = found[limit - 1].id if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return AppealList(items=[AppealLine.model_validate(_line(one)) for one in found[:limit]], next=more)

    @router.get("/appeals/{appeal_id}", dependencies=[only(*READERS)])
    async def get_appeal(appeal_id: Id, response: Response) -> AppealShown:
        """Give an appeal. Its ETag is what each step must name in If-Match."""
        appeal = await appeals.store.get(appeal_id)
        response.headers["ETag"] = etag(appeal.version)
        return AppealShown.model_validate(_whole(appeal))

    @router.post("/appeals/{appeal_id}/unit", dependencies=[only(Role.OFFICER), Keyed])
    async def hand_over(
        appeal_id: Id, given: UnitGiven, version: IfMatch, request: Request, response: Response
    ) -> Done:
        """Give the second review to another unit.

        409 where it is reviewed already or is the department's own, 412 where it has changed, 422 for no such unit.
        """
        done = await appeals.hand_over(appeal_id, version, unit=given.unit, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    @router.post("/appeals/{appeal_id}/review", dependencies=[only(*REVIEWERS), Keyed])
    async def review(
        appeal_id: Id, given: SecondReviewGiven, version: IfMatch, request: Request, response: Response
    ) -> Done:
        """Finish the second review.

        403 for another unit's appeal and for who did the first review, 409 where it is reviewed already, 412 where it
        has changed, 422 where a failed check is to be overturned and no unit is named.
        """
        done = await appeals.review(
            appeal_id,
            version,
            positive=given.positive,
            opinion=given.opinion,
            cost=given.cost,
            next_unit=given.next_unit,
            by=signed_in(request),
        )
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    @router.post("/appeals/{appeal_id}/decision", dependencies=[only(Role.MAYOR), Keyed])
    async def decide(
        appeal_id: Id, given: AppealDecisionGiven, version: IfMatch, request: Request, response: Response
    ) -> Done:
        """Decide an appeal, finally: upheld, the proposal is admitted, or goes to a unit where it failed formally.

        409 where it waits for its review, is decided, or the proposal costs more than its cap; 412 where it has
        changed; 422 where no unit is named.
        """
        done = await appeals.decide(
            appeal_id,
            version,
            upheld=given.upheld,
            reason=given.reason,
            next_unit=given.next_unit,
            by=signed_in(request),
        )
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    return router


def _line(appeal: Appeal) -> dict[str, object]:
    return {**appeal.model_dump(), "appeal_id": appeal.id, "unit": appeal.unit.symbol if appeal.unit else None}


def _whole(appeal: Appeal) -> dict[str, object]:
    review = appeal.review
    said = {"positive": review.positive, "opinion": review.opinion} if review else {"positive": None, "opinion": None}
    unit = review.next_unit.symbol if review and review.next_unit else None
    return {**_line(appeal), **said, "next_unit": unit}
