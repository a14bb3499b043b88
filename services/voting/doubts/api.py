"""JSON routes of doubts: a voter asks and looks, an officer decides."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.voting.casting.bodies import nonce_of
from services.voting.doubts.domain import DoubtState
from services.voting.doubts.service import Doubts
from services.voting.rolls.domain import Person
from services.voting.rolls.service import identity_of
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, etag

CHECKERS = (Role.OFFICER, Role.COMMISSION)
"""Who decides who a voter is."""
Words = Annotated[str, Field(min_length=5, max_length=1_000)]
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Asking(BaseModel):
    """Who asks, as they write it."""

    model_config = _CLOSED

    given: Annotated[str, Field(min_length=1, max_length=100)]
    surname: Annotated[str, Field(min_length=1, max_length=100)]
    address: Annotated[str, Field(min_length=1, max_length=200)]
    born: Annotated[str, Field(max_length=20)] = ""


class CodeGiven(BaseModel):
    """The code to come back with; it is given once."""

    code: str


class CodeSaid(BaseModel):
    """The code that a voter comes back with."""

    model_config = _CLOSED

    code: Annotated[str, Field(max_length=40)]


class DoubtTold(BaseModel):
    """How far a doubt is."""

    state: DoubtState


class DoubtShown(BaseModel):
    """A doubt without what was typed; its ETag is its version."""

    id: str
    state: DoubtState
    version: int


class DoubtRead(DoubtShown):
    """A doubt for who decides: as typed, and who on the roll may be meant, in the order of the choices."""

    said: Person
    likely: list[Person]


class DoubtList(BaseModel):
    """Who waits, the longest waiting first; at most a hundred."""

    items: list[DoubtShown]


class DecisionGiven(BaseModel):
    """Who it is, by the place among those who may be meant (from 1), 0 for nobody; and why."""

    model_config = _CLOSED

    choice: int = Field(ge=0, le=50)
    reason: Words


class Because(BaseModel):
    """Why a decision is taken back."""

    model_config = _CLOSED

    reason: Words


def routes(doubts: Doubts) -> APIRouter:
    """Give the routes of doubts."""
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}/doubts", tags=["doubts"])

    @router.post("", dependencies=[anyone()], status_code=201)
    async def ask(edition_id: Id, asking: Asking, idempotency_key: Annotated[str | None, Header()] = None) -> CodeGiven:
        """Ask an officer to decide who one is. The key (16 to 100 plain characters) sent again gives the same code."""
        identity = identity_of(**asking.model_dump())
        return CodeGiven(code=await doubts.ask(edition_id, identity, nonce_of(idempotency_key)))

    @router.post("/state", dependencies=[anyone()])
    async def tell(edition_id: Id, said: CodeSaid) -> DoubtTold:
        """Tell how far a doubt is. By POST: a code in an address would stand in logs."""
        return DoubtTold(state=(await doubts.come_back(edition_id, said.code)).state)

    @router.get("", dependencies=[only(*CHECKERS)])
    async def waiting(edition_id: Id) -> DoubtList:
        """List who waits."""
        found = await doubts.store.waiting(edition_id)
        return DoubtList(items=[DoubtShown(id=one.id, state=one.state, version=one.version) for one in found])

    @router.get("/{doubt_id}", dependencies=[only(*CHECKERS)])
    async def read(edition_id: Id, doubt_id: Id, request: Request, response: Response) -> DoubtRead:
        """Show a doubt that waits. The reading is written down."""
        doubt = await doubts.store.doubt(edition_id, doubt_id)
        said, likely = await doubts.read(doubt, signed_in(request))
        response.headers["ETag"] = etag(doubt.version)
        people = [one.person for one in likely]
        return DoubtRead(id=doubt.id, state=doubt.state, version=doubt.version, said=said, likely=people)

    @router.put("/{doubt_id}/decision", dependencies=[only(*CHECKERS)], status_code=204)
    async def decide(edition_id: Id, doubt_id: Id, given: DecisionGiven, version: IfMatch, request: Request) -> None:
        """Decide who a voter is."""
        await doubts.decide(edition_id, doubt_id, version, given.choice, given.reason, signed_in(request))

    @router.put("/{doubt_id}/return", dependencies=[only(*CHECKERS)], status_code=204)
    async def take_back(edition_id: Id, doubt_id: Id, given: Because, version: IfMatch, request: Request) -> None:
        """Take back that a voter was found on the roll. 409 where there is a ballot of that person."""
        await doubts.take_back(edition_id, doubt_id, version, given.reason, signed_in(request))

    return router
