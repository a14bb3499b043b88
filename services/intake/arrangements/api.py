"""JSON routes of arrangements: for officers by the proposal, for the applicant by their token."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from services.intake.arrangements.domain import OPENABLE, Arrangement, ArrangementState
from services.intake.arrangements.service import Arrangements
from services.intake.proposals.api import READERS
from services.intake.proposals.corrections import Received
from services.intake.proposals.domain.draft import Draft
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.contracts.intake import ProposalPart
from shared.web.requests import IfMatch, Keyed


def _openable(part: ProposalPart) -> ProposalPart:
    if part not in OPENABLE:
        raise ValueError("an arrangement opens no such part")
    return part


_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Number = Annotated[int, Path(ge=1, le=999)]
Token = Annotated[str, Field(min_length=10, max_length=400)]
Reason = Annotated[str, Field(min_length=10, max_length=2_000)]
Basis = Annotated[str, Field(min_length=3, max_length=300)]
Words = Annotated[str, Field(min_length=3, max_length=2_000)]
OpenPart = Annotated[ProposalPart, AfterValidator(_openable)]
Opened = Annotated[tuple[OpenPart, ...], Field(min_length=1, max_length=len(OPENABLE))]


class ArrangementGiven(BaseModel):
    """What is asked of an applicant. `due_on`: the last day, in Warsaw's calendar; a working day."""

    model_config = _CLOSED

    reason: Reason
    legal_basis: Basis
    parts: Opened
    due_on: date


class ArrangementShown(BaseModel):
    """An arrangement, without the applicant's words. `version` is what If-Match must name.

    `explanation`: why it may be answered longer than was said first; empty where it may not.
    """

    number: int
    state: ArrangementState
    reason: str
    legal_basis: str
    parts: tuple[ProposalPart, ...]
    opened_at: datetime
    due_at: datetime
    explanation: tuple[str, ...]
    closed_at: datetime | None
    on_paper: bool
    version: int


class ArrangementList(BaseModel):
    """All arrangements about a proposal, the oldest first."""

    items: list[ArrangementShown]


class ArrangementNumber(BaseModel):
    """The number of an arrangement that was opened."""

    number: int


class RevisionGiven(BaseModel):
    """The proposal of a token as its applicant wants it now; of it counts what was opened."""

    model_config = _CLOSED

    token: Token
    proposal: Draft


class RefusalGiven(BaseModel):
    """That the applicant of a token wants no change, and why."""

    model_config = _CLOSED

    token: Token
    text: Words


class PaperRevisionGiven(BaseModel):
    """The same changes on paper, by their day of receipt in Warsaw's calendar."""

    model_config = _CLOSED

    proposal: Draft
    received_on: date


class PaperRefusalGiven(BaseModel):
    """A no on paper, by its day of receipt in Warsaw's calendar."""

    model_config = _CLOSED

    text: Words
    received_on: date


def routes(arrangements: Arrangements) -> APIRouter:
    """Give the routes of arrangements."""
    router = APIRouter(prefix="/api/intake/v1", tags=["arrangements"])

    @router.post("/proposals/{proposal_id}/arrangements", dependencies=[only(Role.OFFICER), Keyed], status_code=201)
    async def open_arrangement(
        proposal_id: Id, given: ArrangementGiven, request: Request, response: Response
    ) -> ArrangementNumber:
        """Ask the applicant for a change.

        409 where one is pending, a call is open or the proposal is decided; 422 where the last day does not fit.
        """
        number = await arrangements.open(proposal_id, **given.model_dump(), by=signed_in(request))
        response.headers["Location"] = f"/api/intake/v1/proposals/{proposal_id}/arrangements"
        return ArrangementNumber(number=number)

    @router.get("/proposals/{proposal_id}/arrangements", dependencies=[only(*READERS)])
    async def list_arrangements(proposal_id: Id) -> ArrangementList:
        """Give what was arranged about a proposal."""
        found = await arrangements.store.of_proposal(proposal_id)
        return ArrangementList(items=[_shown(one) for one in found])

    @router.post(
        "/proposals/{proposal_id}/arrangements/{number}/withdrawal",
        dependencies=[only(Role.OFFICER), Keyed],
        status_code=204,
    )
    async def withdraw_arrangement(proposal_id: Id, number: Number, version: IfMatch) -> None:
        """Ask for it no longer. 412 where somebody has changed it meanwhile, 409 where it has ended."""
        await arrangements.withdraw(proposal_id, number, version)

    @router.post("/revisions", dependencies=[anyone(), Keyed], status_code=204)
    async def revise(given: RevisionGiven) -> None:
        """Change the proposal of a token as was arranged, once.

        409 where nothing is asked or it is too late, 422 where the place does not fit the edition, 404 where the token
        is not ours.
        """
        await arrangements.revise(given.token, given.proposal)

    @router.post("/refusals-to-revise", dependencies=[anyone(), Keyed], status_code=204)
    async def decline(given: RefusalGiven) -> None:
        """Say that nothing is to be changed. 409 and 404 as above."""
        await arrangements.decline(given.token, given.text)

    @router.post("/proposals/{proposal_id}/revision", dependencies=[only(Role.OFFICER), Keyed], status_code=204)
    async def revise_on_paper(proposal_id: Id, given: PaperRevisionGiven, request: Request) -> None:
        """Key in changes that came on paper. 409 as above by the day of receipt, 422 where that is yet to come."""
        received = Received(given.received_on, signed_in(request))
        await arrangements.revise_on_paper(proposal_id, given.proposal, received)

    @router.post(
        "/proposals/{proposal_id}/refusal-to-revise", dependencies=[only(Role.OFFICER), Keyed], status_code=204
    )
    async def decline_on_paper(proposal_id: Id, given: PaperRefusalGiven, request: Request) -> None:
        """Key in a no that came on paper. 409 and 422 as above."""
        received = Received(given.received_on, signed_in(request))
        await arrangements.decline_on_paper(proposal_id, given.text, received)

    return router


def _shown(arrangement: Arrangement) -> ArrangementShown:
    return ArrangementShown(**arrangement.model_dump(include=set(ArrangementShown.model_fields)))
