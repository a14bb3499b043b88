"""JSON routes of units' opinions about initiatives: to ask, to answer, hand over and withdraw; for staff to read."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.initiatives.api import READERS, InitiativeMoved
from services.verification.statements.api import Question, StatementHandedOver, StatementText, Why
from services.verification.statements.domain.asked import StatementState
from services.verification.unit_opinions.domain import MOST_UNITS, UnitOpinion
from services.verification.unit_opinions.service import UnitOpinions
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, etag

MOVERS = (Role.OFFICER, Role.UNIT_REVIEWER)
"""Roles that may hand an opinion over; a unit's people only their own."""


class OpinionsAsked(BaseModel):
    """Which units (symbols) are asked, and what each is to say."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    units: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_UNITS)]
    question: Question


class OpinionGiven(BaseModel):
    """What a unit thinks."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    favourable: bool
    text: StatementText


class UnitOpinionDone(BaseModel):
    """The state and version that a step has made."""

    initiative_id: str
    opinion_id: str
    state: StatementState
    version: int


class UnitOpinionShown(BaseModel):
    """An opinion. `version` is what If-Match must name."""

    opinion_id: str
    initiative_id: str
    unit: str
    unit_name: str
    state: StatementState
    question: str
    text: str
    asked_at: datetime
    due_at: datetime
    finished_at: datetime | None
    reason: str
    version: int


class UnitOpinionList(BaseModel):
    """The opinions about an initiative, the oldest first."""

    items: list[UnitOpinionShown]


def routes(opinions: UnitOpinions) -> APIRouter:
    """Give the routes of opinions."""
    router = APIRouter(prefix="/api/verification/v1", tags=["unit opinions"])

    @router.get("/initiatives/{initiative_id}/opinions", dependencies=[only(*READERS)])
    async def list_unit_opinions(initiative_id: Id) -> UnitOpinionList:
        """List what units think of an initiative."""
        found = await opinions.of_initiative(initiative_id)
        return UnitOpinionList(items=[UnitOpinionShown.model_validate(_shown(one)) for one in found])

    @router.post("/initiatives/{initiative_id}/opinions", dependencies=[only(Role.OFFICER), Keyed])
    async def ask_for_unit_opinions(initiative_id: Id, given: OpinionsAsked, request: Request) -> InitiativeMoved:
        """Ask more units, all of them or none, while opinions are waited for.

        409 where they are not, or one of the units has been asked and has not answered; 422 for an unknown unit.
        """
        done = await opinions.ask(initiative_id, units=given.units, question=given.question, by=signed_in(request))
        return InitiativeMoved.model_validate(done)

    @router.post("/unit-opinions/{opinion_id}/answer", dependencies=[only(Role.UNIT_REVIEWER), Keyed])
    async def give_unit_opinion(
        opinion_id: Id, given: OpinionGiven, version: IfMatch, request: Request, response: Response
    ) -> UnitOpinionDone:
        """Give an opinion of one's own unit: 403 for another's, 412 where it changed, 409 where nobody waits for it."""
        person = signed_in(request)
        done = await opinions.answer(opinion_id, version, favourable=given.favourable, text=given.text, by=person)
        response.headers["ETag"] = etag(done["version"])
        return UnitOpinionDone.model_validate(done)

    @router.post("/unit-opinions/{opinion_id}/unit", dependencies=[only(*MOVERS), Keyed])
    async def hand_over_unit_opinion(
        opinion_id: Id, given: StatementHandedOver, version: IfMatch, request: Request, response: Response
    ) -> UnitOpinionDone:
        """Hand an opinion to another unit, which has its full term from now. Errors as for the answer."""
        person = signed_in(request)
        done = await opinions.hand_over(opinion_id, version, unit=given.unit, reason=given.reason, by=person)
        response.headers["ETag"] = etag(done["version"])
        return UnitOpinionDone.model_validate(done)

    @router.post("/unit-opinions/{opinion_id}/withdrawal", dependencies=[only(Role.OFFICER), Keyed])
    async def withdraw_unit_opinion(
        opinion_id: Id, given: Why, version: IfMatch, request: Request, response: Response
    ) -> UnitOpinionDone:
        """Ask for an opinion no longer: 412 where it changed, 409 where nobody waits for it."""
        done = await opinions.withdraw(opinion_id, version, reason=given.reason, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return UnitOpinionDone.model_validate(done)

    return router


def _shown(opinion: UnitOpinion) -> dict[str, object]:
    names = {"unit": opinion.unit.symbol, "unit_name": opinion.unit.name}
    return {**opinion.model_dump(), "opinion_id": opinion.id, **names}
