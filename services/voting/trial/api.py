"""JSON routes of the test vote, for the commission and who watches it."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from services.voting.trial.domain import Expected, PutIn
from services.voting.trial.domain.sheet import MOST_LINES
from services.voting.trial.service import Trial, TrialKeys, TrialVotes
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import Keyed

Hex = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class TrialProposed(BaseModel):
    """Test ballots to begin with, and what they add up to."""

    sheet: tuple[PutIn, ...]
    expected: Expected


class TrialWanted(BaseModel):
    """A test vote to hold: its ballots, what is expected of them, and a key pair made for it alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sheet: Annotated[tuple[PutIn, ...], Field(min_length=1, max_length=MOST_LINES)]
    expected: Expected
    public_key: Hex
    private_key: Hex
    secret: Annotated[str, Field(min_length=16, max_length=500)]


class TrialHeld(BaseModel):
    """The test vote that was held."""

    id: str
    agrees: bool


def routes(trials: TrialVotes) -> APIRouter:
    """Give the routes of the test vote."""
    router = APIRouter(prefix="/api/voting/v1", tags=["trial"])

    @router.get("/editions/{edition_id}/trials/proposal", dependencies=[only(Role.COMMISSION)])
    async def propose(edition_id: Id) -> TrialProposed:
        """Propose test ballots for the published list."""
        sheet, expected = await trials.propose(edition_id)
        return TrialProposed(sheet=sheet, expected=expected)

    @router.post("/editions/{edition_id}/trials", dependencies=[only(Role.COMMISSION), Keyed], status_code=201)
    async def hold(request: Request, edition_id: Id, wanted: TrialWanted) -> TrialHeld:
        """Hold a test vote. One that does not agree is kept too, and keeps the opening locked."""
        keys = TrialKeys(wanted.public_key, wanted.private_key, wanted.secret)
        id = await trials.hold(edition_id, wanted.sheet, wanted.expected, keys, signed_in(request))
        return TrialHeld(id=id, agrees=(await trials.store.get(id)).summary.agrees)

    @router.get("/editions/{edition_id}/trials", dependencies=[only(Role.COMMISSION, Role.OFFICER, Role.AUDITOR)])
    async def held(edition_id: Id) -> list[Trial]:
        """List the test votes, the newest first."""
        return await trials.store.of_edition(edition_id)

    return router
