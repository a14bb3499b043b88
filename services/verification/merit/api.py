"""JSON routes of reviews on the merits: for staff to read, for the reviewers of the unit to finish."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.verification.cases.api import READERS, AfterNumber, ChecksGiven, CheckShown, Done, shown
from services.verification.merit.domain import CHECKS, MOST_ADDED, MOST_ITEMS, Amounts, Review, ReviewState
from services.verification.merit.service import MeritReviews
from shared.access import Role, only, signed_in
from shared.contracts.base import Grosze, Id
from shared.contracts.intake import CostItem
from shared.web.requests import IfMatch, Keyed, Limit, Page, etag

MOVERS = (Role.UNIT_REVIEWER, Role.OFFICER)
"""Roles that may hand a review over; a unit's people only their own."""

RETURNERS = (Role.MAYOR, Role.OFFICER)
"""Roles that may send a review back to its unit."""
OVERSEERS = (Role.OFFICER, Role.MAYOR)
"""Roles that see the work of all units."""

Amount = Annotated[int, Field(ge=0, le=10**11, description="Amount of money in grosze, for one item.")]

Reason = Annotated[str, Field(min_length=3, max_length=5_000)]


class ItemGiven(BaseModel):
    """An item that the applicant has not thought of."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    amount: Amount


class EstimateGiven(BaseModel):
    """The unit's estimate: an amount for each of the applicant's items, in their order, and what it adds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amounts: Annotated[tuple[Amount, ...], Field(max_length=MOST_ITEMS)]
    added: Annotated[tuple[ItemGiven, ...], Field(max_length=MOST_ADDED)] = ()

    @property
    def as_amounts(self) -> Amounts:
        """Give it as the domain takes it."""
        items = tuple(CostItem(name=item.name, amount=item.amount) for item in self.added)
        return Amounts(amounts=self.amounts, added=items)


class ReviewResultGiven(ChecksGiven):
    """The result of a review, with the cost by items or, in grosze, as a whole: one of the two.

    `cost_reason` where it is not the applicant's cost.
    """

    positive: bool
    opinion: Annotated[str, Field(min_length=3, max_length=10_000)]
    cost: Grosze | None = None
    estimate: EstimateGiven | None = None
    cost_reason: Annotated[str, Field(max_length=5_000)] | None = None

    @model_validator(mode="after")
    def _one_cost(self) -> "ReviewResultGiven":
        if (self.cost is None) == (self.estimate is None):
            raise ValueError("either cost or estimate")
        return self

    @property
    def costs(self) -> int | Amounts:
        """Give whichever was given."""
        return self.estimate.as_amounts if self.estimate else self.cost or 0


class HandedOver(BaseModel):
    """Which unit is the right one, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    unit: Id
    reason: Reason


class SentBack(BaseModel):
    """What is missing in a review."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Reason


class EstimateShown(BaseModel):
    """One item of the estimate. Amounts in grosze; `submitted` is None where the unit has added it."""

    name: str
    submitted: int | None
    amount: int
    difference: int


class ReviewLine(BaseModel):
    """A review in the list. Amounts in grosze; `version` is what If-Match must name."""

    proposal_id: str
    edition_id: str
    number: int
    case: str
    title: str
    unit: str
    unit_name: str
    state: ReviewState
    submitted_cost: int
    cost: int | None
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None
    version: int


class ReviewShown(ReviewLine):
    """A review with its checks and its opinion."""

    checks: list[CheckShown]
    opinion: str
    cost_reason: str
    estimate: list[EstimateShown]


class UnitWorkShown(BaseModel):
    """The work of a unit. `week`: open reviews due within seven days; `median_days`: None where none is finished.

    `statements` wait for the unit, `statements_late` of them are late.
    """

    unit: str
    unit_name: str
    open: int
    late: int
    week: int
    finished: int
    median_days: float | None
    statements: int
    statements_late: int


class UnitWorkList(BaseModel):
    """The work of all units."""

    items: list[UnitWorkShown]


class ReviewList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[ReviewLine]
    next: str | None


def routes(merit: MeritReviews) -> APIRouter:
    """Give the routes of reviews."""
    router = APIRouter(prefix="/api/verification/v1", tags=["merit"])

    @router.get("/reviews", dependencies=[only(*READERS)])
    async def list_reviews(
        request: Request,
        response: Response,
        edition_id: Id,
        state: ReviewState | None = None,
        unit: Id | None = None,
        after: AfterNumber = None,
        limit: Limit = 50,
    ) -> ReviewList:
        """List the reviews of an edition in the order of the register."""
        found = await merit.store.page(edition_id, state, unit, int(after or 0), limit + 1)
        more = str(found[limit - 1].number) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return ReviewList(items=[ReviewLine.model_validate(_line(review)) for review in found[:limit]], next=more)

    @router.get("/units", dependencies=[only(*OVERSEERS)])
    async def list_units() -> UnitWorkList:
        """Count for each unit its reviews and the statements that wait for it, in all editions."""
        items = [
            UnitWorkShown.model_validate(
                {**one.model_dump(exclude={"unit"}), "unit": one.unit.symbol, "unit_name": one.unit.name}
            )
            for one in await merit.work()
        ]
        return UnitWorkList(items=items)

    @router.get("/reviews/{proposal_id}", dependencies=[only(*READERS)])
    async def get_review(proposal_id: Id, response: Response) -> ReviewShown:
        """Give a review with its checks. Its ETag is what a result must name in If-Match.

        503 while the rules of the edition have not come.
        """
        review = await merit.review(proposal_id)
        response.headers["ETag"] = etag(review.version)
        checks = shown(CHECKS, review.answers, await merit.findings(review))
        estimate = [{**line.model_dump(), "difference": line.difference} for line in review.estimate]
        return ReviewShown.model_validate({**_line(review), "checks": checks, "estimate": estimate})

    @router.post("/reviews/{proposal_id}/result", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def finish_review(
        proposal_id: Id, given: ReviewResultGiven, version: IfMatch, request: Request, response: Response
    ) -> Done:
        """Finish a review of one's own unit.

        Checks that are left out count as met on a positive review. 403 for another unit's review, 409 where it is
        finished or statements are waited for (`units` names whose), 412 where it has changed, 422 for another cost
        without its reason, for a positive result against an unmet check, for an estimate that does not fit the
        applicant's items, or for answering otherwise than the machine without a note.
        """
        done = await merit.finish(
            proposal_id,
            version,
            positive=given.positive,
            opinion=given.opinion,
            cost=given.costs,
            cost_reason=given.cost_reason or "",
            given=given.given,
            by=signed_in(request),
        )
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    @router.post("/reviews/{proposal_id}/unit", dependencies=[only(*MOVERS), Keyed])
    async def hand_over_review(
        proposal_id: Id, given: HandedOver, version: IfMatch, request: Request, response: Response
    ) -> Done:
        """Hand an open review to another unit: by its own unit, or by an officer. Residents read the reason.

        403 for another unit's review, 409 where it is finished, 412 where it has changed, 422 for a unit that does
        not exist or has it already.
        """
        person = signed_in(request)
        done = await merit.hand_over(proposal_id, version, unit=given.unit, reason=given.reason, by=person)
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    @router.post("/reviews/{proposal_id}/return", dependencies=[only(*RETURNERS), Keyed])
    async def return_review(
        proposal_id: Id, given: SentBack, version: IfMatch, request: Request, response: Response
    ) -> Done:
        """Send a finished review back to its unit while it waits for the mayor. Residents read the reason.

        409 where the mayor does not have it (any more), 412 where the review has changed.
        """
        done = await merit.send_back(proposal_id, version, reason=given.reason, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return Done.model_validate(done)

    return router


def _line(review: Review) -> dict[str, object]:
    names = {"unit": review.unit.symbol, "unit_name": review.unit.name}
    return {**review.model_dump(), "proposal_id": review.id, **names}
