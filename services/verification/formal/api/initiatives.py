"""JSON routes of initiatives' formal cards: for staff to read, for the officer to call, pass on or leave."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.verification.cases.api import ChecksGiven, CheckShown, shown
from services.verification.formal.domain.card import CardState
from services.verification.formal.domain.initiatives import INITIATIVE_CHECKS
from services.verification.formal.service.initiatives import InitiativeChecks
from services.verification.initiatives.api import READERS
from services.verification.initiatives.service import Initiatives
from services.verification.statements.api import Question
from services.verification.unit_opinions.domain import MOST_UNITS
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.initiatives.intake import InitiativePart
from shared.web.requests import IfMatch, Keyed, etag


class CheckResultGiven(ChecksGiven):
    """The result of a card: the `units` (symbols) that are asked `question` where it passes, else why it does not."""

    passed: bool
    units: Annotated[tuple[Id, ...], Field(max_length=MOST_UNITS)] = ()
    question: Question | None = None
    reasons: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=2_000)], ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _question_with_its_units(self) -> "CheckResultGiven":
        if bool(self.units) != (self.question is not None):
            raise ValueError("units and their question go together")
        return self


class InitiativeCallShown(BaseModel):
    """A call to complete the application."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    points: tuple[str, ...]
    parts: tuple[InitiativePart, ...]
    called_at: datetime
    due_at: datetime | None
    answered_at: datetime | None


class InitiativeCardShown(BaseModel):
    """A card with its checks. `failed` means: left without consideration."""

    initiative_id: str
    case: str
    title: str
    state: CardState
    units: list[str]
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None
    checks: list[CheckShown]
    reasons: tuple[str, ...]
    calls: tuple[InitiativeCallShown, ...]
    version: int


class CheckDone(BaseModel):
    """The state and version that a step has made."""

    initiative_id: str
    state: CardState
    version: int


def routes(checks: InitiativeChecks, initiatives: Initiatives) -> APIRouter:
    """Give the routes of initiatives' cards."""
    router = APIRouter(prefix="/api/verification/v1/initiatives/{initiative_id}/card", tags=["formal"])

    @router.get("", dependencies=[only(*READERS)])
    async def get_initiative_card(initiative_id: Id, response: Response) -> InitiativeCardShown:
        """Give a card with its checks and what the machine finds. Its ETag is what a result must name in If-Match."""
        card = await checks.card(initiative_id)
        found = await checks.findings(await initiatives.case(initiative_id)) if card.state is CardState.OPEN else {}
        response.headers["ETag"] = etag(card.version)
        told = {
            **card.model_dump(),
            "initiative_id": card.id,
            "units": [unit.symbol for unit in card.units],
            "checks": shown(INITIATIVE_CHECKS, card.answers, found),
        }
        return InitiativeCardShown.model_validate(told)

    @router.post("/result", dependencies=[only(Role.OFFICER), Keyed])
    async def finish_initiative_card(
        initiative_id: Id, given: CheckResultGiven, version: IfMatch, request: Request, response: Response
    ) -> CheckDone:
        """Finish a card: pass the application to units, or leave it without consideration (art. 64 § 2 k.p.a.).

        It is left only after a call whose answer has not mended it or whose term is over. 409 where the card is
        finished or a call waits, 412 where it has changed, 422 where result and checks contradict each other.
        """
        done = await checks.finish(
            initiative_id,
            version,
            passed=given.passed,
            units=given.units,
            question=given.question or "",
            reasons=given.reasons,
            given=given.given,
            by=signed_in(request),
        )
        response.headers["ETag"] = etag(done["version"])
        return CheckDone.model_validate(done)

    @router.post("/call", dependencies=[only(Role.OFFICER), Keyed])
    async def call_applicants(
        initiative_id: Id, given: ChecksGiven, version: IfMatch, request: Request, response: Response
    ) -> CheckDone:
        """Call the applicants to mend what is not met, in at least seven days.

        409 where the card is finished or a call waits for its answer, 412 where it has changed, 422 where nothing is
        missing.
        """
        done = await checks.call(initiative_id, version, given=given.given, by=signed_in(request))
        response.headers["ETag"] = etag(done["version"])
        return CheckDone.model_validate(done)

    return router
