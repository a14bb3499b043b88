"""JSON routes of who proposes a memorial; the token of the link is in the body, never in the address."""

from datetime import date, datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.events.memorials.api.given import ApplicationGiven, TokenGiven
from services.events.memorials.domain import Card
from services.events.memorials.domain.proposals import Asked, Body, State
from services.events.memorials.service.applications import Applications
from shared.access import anyone
from shared.web.render import SECRET
from shared.web.requests import Keyed, caller


class ProposalFiled(BaseModel):
    """The token of the proposal's page; it is mailed, too."""

    token: str


class BodyAsked(BaseModel):
    """Who was asked and until when they answer; `positive`: what they said on `answered_on`, null before that."""

    body: Body
    on: date
    due_at: datetime
    explanation: tuple[str, ...]
    answered_on: date | None
    positive: bool | None


class OwnProposal(BaseModel):
    """A proposal as its sender sees it. `due_at`: until when it is looked at, found as `explanation` says.

    `needs`: who has a say, empty until it was looked at; `asked`: every asking, the newest last. `reason`: why it
    ended; `memorial_id`: what it has become in the register. `may_withdraw`: whether it can be taken back now.
    """

    sign: str
    state: State
    card: Card
    why: str | None
    received_on: date
    due_at: datetime | None
    explanation: tuple[str, ...]
    needs: tuple[Body, ...]
    asked: list[BodyAsked]
    built_on: date | None
    unveiled_on: date | None
    reason: str | None
    memorial_id: str | None
    may_withdraw: bool


def routes(applications: Applications) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/memorial-proposals/own", dependencies=[anyone()])

    @router.post("", dependencies=[Keyed], status_code=201)
    async def propose_memorial(given: ApplicationGiven, request: Request, response: Response) -> ProposalFiled:
        """Propose a memorial. 409 where too many of this e-mail wait, 429 where too many came from here today."""
        response.headers.update(SECRET)
        token = await applications.apply(given.card.card(), given.by(), given.email, caller(request))
        return ProposalFiled(token=token)

    @router.post("/opening")
    async def open_own_proposal(given: TokenGiven, response: Response) -> OwnProposal:
        """Give the proposal that a token opens."""
        one = await applications.of_link(given.token)
        response.headers.update(SECRET)
        told = set(OwnProposal.model_fields) - {"why", "needs", "asked", "may_withdraw"}
        return OwnProposal(
            **one.model_dump(include=told),
            why=applications.proposer(one).why,
            needs=() if one.state is State.SUBMITTED else one.needs,
            asked=[BodyAsked(**_asked(each)) for each in one.asked],
            may_withdraw=one.may_end,
        )

    @router.post("/withdrawal", dependencies=[Keyed], status_code=204)
    async def withdraw_proposal(given: TokenGiven) -> None:
        """Take it back. 409 where it is closed or built."""
        await applications.withdraw(given.token)

    return router


def _asked(one: Asked) -> dict[str, object]:
    return one.model_dump(include=set(BodyAsked.model_fields))
