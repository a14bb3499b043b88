"""JSON routes of the mayor's decisions about initiatives."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.decisions.domain import Decision
from services.verification.decisions.service import Decisions
from services.verification.initiatives.api import READERS, InitiativeMoved
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.requests import IfMatch, Keyed, etag

DecisionReason = Annotated[str, Field(min_length=3, max_length=10_000)]
Amount = Annotated[int, Field(ge=0, le=10**11)]


class RulingGiven(BaseModel):
    """Approved with the city's amount (grosze) and the unit (symbol) that carries it out, or rejected; and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    approved: bool
    reason: DecisionReason
    city: Amount | None = None
    unit: Id | None = None


class DecisionShown(BaseModel):
    """What the mayor has decided. Amounts in grosze."""

    initiative_id: str
    approved: bool
    reason: str
    asked: int
    own: int
    city: int
    unit: str | None
    decided_at: datetime


def routes(decisions: Decisions) -> APIRouter:
    """Give the routes of decisions."""
    router = APIRouter(prefix="/api/verification/v1/initiatives/{initiative_id}/decision", tags=["decisions"])

    @router.get("", dependencies=[only(*READERS)])
    async def get_decision(initiative_id: Id) -> DecisionShown:
        """Give the decision about an initiative; 404 where there is none yet."""
        decision = await decisions.of_initiative(initiative_id)
        if decision is None:
            raise NotFound("initiative_decisions", initiative_id)
        return DecisionShown.model_validate(_shown(decision))

    @router.post("", dependencies=[only(Role.MAYOR), Keyed])
    async def decide_initiative(
        initiative_id: Id, given: RulingGiven, version: IfMatch, request: Request, response: Response
    ) -> InitiativeMoved:
        """Decide about an initiative that the Team has scored; If-Match names the initiative's version.

        409 where it does not wait for the mayor, 412 where it has changed, 422 for an approval without amount or unit,
        above what was asked for, or under which the residents' share would be too small.
        """
        done = await decisions.decide(
            initiative_id,
            version,
            approved=given.approved,
            reason=given.reason,
            city=given.city,
            unit=given.unit,
            by=signed_in(request),
        )
        response.headers["ETag"] = etag(done["version"])
        return InitiativeMoved.model_validate(done)

    return router


def _shown(decision: Decision) -> dict[str, object]:
    unit = decision.unit.symbol if decision.unit else None
    return {**decision.model_dump(), "initiative_id": decision.id, "unit": unit}
