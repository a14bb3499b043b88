"""JSON routes of fraud: flags for the commission and the auditor, decisions of two members of the commission."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.voting.fraud.domain.flags import MOST_IN_PROPOSAL, Figures, Flag, Proposal, Verdict
from services.voting.fraud.domain.sentences import sentence
from services.voting.fraud.service import Fraud
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, etag

READERS = (Role.COMMISSION, Role.AUDITOR)
Words = Annotated[str, Field(min_length=5, max_length=1_000)]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ProposalGiven(_Body):
    """What is proposed: about these envelopes, or, without them, about all that are set aside under the flag."""

    verdict: Verdict
    reason: Words
    envelopes: Annotated[list[Id], Field(min_length=1, max_length=MOST_IN_PROPOSAL)] | None = None


class Because(_Body):
    """Why a proposal is sent back."""

    reason: Words


class FlagShown(BaseModel):
    """A flag with its figures and how its envelopes stand; `proposed`: what waits for a second person."""

    id: str
    number: int
    kind: str
    sentence: str
    count: int
    limit: int
    aside: int
    released: int
    voided: int
    proposed: Verdict | None
    proposed_by: str | None
    version: int


class FlagList(BaseModel):
    """The flags of an edition, the newest first."""

    items: list[FlagShown]


class SuspectShown(BaseModel):
    """An envelope under a flag: its random id and what became of it."""

    id: str
    fate: str


class ProposalShown(BaseModel):
    """What waits for a second person: the verdict, why, and about exactly which envelopes."""

    verdict: Verdict
    reason: str
    by: str
    envelopes: list[str]


class FlagWhole(FlagShown):
    """A flag with its envelopes, and what is proposed about some of them."""

    envelopes: list[SuspectShown]
    proposal: ProposalShown | None


class FigureList(BaseModel):
    """How many ballots were set aside, by reason, and what became of them."""

    items: list[Figures]


def routes(fraud: Fraud) -> APIRouter:
    """Give the routes of fraud."""
    router = APIRouter(prefix="/api/voting/v1/editions/{edition_id}", tags=["fraud"])

    @router.get("/quarantine", dependencies=[anyone()])
    async def figures(edition_id: Id) -> FigureList:
        """Count the ballots in quarantine, released and void, by reason."""
        return FigureList(items=await fraud.figures(edition_id))

    @router.get("/flags", dependencies=[only(*READERS)])
    async def list_flags(edition_id: Id) -> FlagList:
        """List the flags."""
        return FlagList(items=[_shown(flag) for flag in await fraud.store.flags(edition_id)])

    @router.get("/flags/{flag_id}", dependencies=[only(*READERS)])
    async def show_flag(edition_id: Id, flag_id: Id, response: Response) -> FlagWhole:
        """Show a flag with its envelopes."""
        flag = await fraud.store.flag(edition_id, flag_id)
        response.headers["ETag"] = etag(flag.version)
        suspects = await fraud.store.suspects(flag_id)
        envelopes = [SuspectShown(id=suspect.id, fate=suspect.fate) for suspect in suspects]
        proposal = _proposed(flag.proposal, fraud.why(flag)) if flag.proposal else None
        return FlagWhole(**_shown(flag).model_dump(), envelopes=envelopes, proposal=proposal)

    @router.put("/flags/{flag_id}/proposal", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def propose(edition_id: Id, flag_id: Id, given: ProposalGiven, version: IfMatch, request: Request) -> None:
        """Propose to release or void. 412 where the flag has changed, 409 where a proposal waits already."""
        by = signed_in(request)
        await fraud.propose(edition_id, flag_id, version, given.verdict, given.envelopes, given.reason, by)

    @router.put("/flags/{flag_id}/confirmation", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def confirm(edition_id: Id, flag_id: Id, version: IfMatch, request: Request) -> None:
        """Confirm the proposal. 403 for one's own, 412 where the flag has changed."""
        await fraud.confirm(edition_id, flag_id, version, signed_in(request))

    @router.put("/flags/{flag_id}/return", dependencies=[only(Role.COMMISSION)], status_code=204)
    async def send_back(edition_id: Id, flag_id: Id, given: Because, version: IfMatch, request: Request) -> None:
        """Send the proposal back. 403 for one's own, 412 where the flag has changed."""
        await fraud.send_back(edition_id, flag_id, version, given.reason, signed_in(request))

    return router


def _proposed(proposal: Proposal, reason: str | None) -> ProposalShown:
    return ProposalShown(
        verdict=proposal.verdict, reason=reason or "", by=proposal.by_name, envelopes=list(proposal.envelopes)
    )


def _shown(flag: Flag) -> FlagShown:
    return FlagShown(
        **flag.model_dump(include={"id", "number", "kind", "count", "limit", "aside", "released", "voided", "version"}),
        sentence=sentence(flag.kind, flag.count, flag.limit),
        proposed=flag.proposal.verdict if flag.proposal else None,
        proposed_by=flag.proposal.by_name if flag.proposal else None,
    )
