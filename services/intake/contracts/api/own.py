"""JSON routes of the applicants of a contract; the token of their link is in the body, never in the address."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.intake.contracts.domain.states import Action, ContractState
from services.intake.contracts.domain.terms import Terms
from services.intake.contracts.service import Contracts
from shared.access import anyone
from shared.web.render import SECRET
from shared.web.requests import Keyed

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=2_000)]
Token = Annotated[str, Field(min_length=10, max_length=400)]


class TokenGiven(BaseModel):
    """What opens the applicants' own page."""

    model_config = _CLOSED

    token: Token


class AcceptanceGiven(TokenGiven):
    """That the applicants of a link accept the text, in the version that they read."""

    version: Annotated[int, Field(ge=1)]


class ObjectionGiven(AcceptanceGiven):
    """What they want changed in it."""

    text: Words


class OwnContract(BaseModel):
    """A contract as its applicants see it. `terms`: the text that they are asked about, else what holds.

    `asked`: an answer is awaited, in this `version`; `objection`: what they wanted changed, until there is a new text.
    """

    contract: str
    title: str
    state: ContractState
    asked: bool
    offered_at: datetime | None
    reminded_at: datetime | None
    agreed_at: datetime | None
    terms: Terms | None
    objection: str | None
    version: int


def routes(contracts: Contracts) -> APIRouter:
    """Give the routes."""
    router = APIRouter(dependencies=[anyone()])

    @router.post("/openings")
    async def open_contract(given: TokenGiven, response: Response) -> OwnContract:
        """Give the contract of a link. 404 for a broken link, or where there is no contract yet."""
        one = await contracts.of_applicant(given.token)
        response.headers.update(SECRET)
        return OwnContract(
            contract=one.number,
            title=one.known.title,
            state=one.state,
            asked=one.may(Action.ANSWER),
            offered_at=one.offered_at,
            reminded_at=one.reminded_at,
            agreed_at=one.agreement.at if one.agreement else None,
            terms=one.read_by_applicants,
            objection=contracts.objection(one),
            version=one.version,
        )

    @router.post("/acceptances", dependencies=[Keyed], status_code=204)
    async def accept(given: AcceptanceGiven) -> None:
        """Accept the text of a link. 404 for a broken link, 409 where nobody asks, 412 where it is another text now."""
        await contracts.accept(given.token, given.version)

    @router.post("/objections", dependencies=[Keyed], status_code=204)
    async def object_to_terms(given: ObjectionGiven) -> None:
        """Say what to change in it. 404, 409 and 412 as above."""
        await contracts.object(given.token, given.version, given.text)

    return router
