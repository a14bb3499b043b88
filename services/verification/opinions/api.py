"""JSON routes of opinions: for staff to read, for officers to open rounds and to write down what bodies say."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.verification.cases.api import READERS, AfterNumber
from services.verification.opinions.domain import Body, Given, Opinion, Resolution, RoundKind, RoundState
from services.verification.opinions.service import Opinions, Overview
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.contracts.verification import OpinionResult
from shared.web.requests import IfMatch, Keyed, Limit, Page, etag

Why = Annotated[str, Field(min_length=3, max_length=2_000)]
Name = Annotated[str, Field(max_length=200)]
OpinionText = Annotated[str, Field(max_length=5_000)]
ResolutionNumber = Annotated[str, Field(min_length=1, max_length=60)]


class RoundOpened(BaseModel):
    """Whom to ask from which day to which, both included. `name`: of a committee; `pools`: empty for all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    edition_id: Id
    kind: RoundKind
    name: Name = ""
    first_day: date
    last_day: date
    pools: Annotated[tuple[Id, ...], Field(max_length=100)] = ()


class EndMoved(BaseModel):
    """The last day from now on, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    last_day: date
    reason: Why


class RoundClosing(BaseModel):
    """Why the round is closed; needed before its last day is over."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    reason: Annotated[str, Field(max_length=2_000)] = ""


class ResolutionGiven(BaseModel):
    """The body's resolution: its number and its day."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    number: ResolutionNumber
    passed_on: date


class OpinionGiven(BaseModel):
    """What a body says; `received_on` is the day in the city on which it came. No names of persons."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    result: OpinionResult
    text: OpinionText = ""
    received_on: date
    resolution: ResolutionGiven | None = None

    @property
    def given(self) -> Given:
        """Give it as the use cases take it."""
        resolution = Resolution(**self.resolution.model_dump()) if self.resolution else None
        return Given(result=self.result, text=self.text, received_on=self.received_on, resolution=resolution)


class OpinionRecorded(OpinionGiven):
    """An opinion about a proposal. Whose it is follows from the round, among area bodies from the proposal's area."""

    proposal_id: Id


class RoundChange(BaseModel):
    """A move of the last day, or the closing."""

    model_config = ConfigDict(from_attributes=True)

    last_day: date
    closed: bool
    reason: str
    at: datetime


class RoundShown(BaseModel):
    """A round: of `proposals` so many have `said` their opinion. `version` is what If-Match must name."""

    round_id: str
    edition_id: str
    kind: RoundKind
    name: str
    first_day: date
    last_day: date
    pools: tuple[str, ...]
    state: RoundState
    proposals: int
    said: int
    explanation: list[str]
    changes: list[RoundChange]
    version: int


class RoundList(BaseModel):
    """The rounds of an edition, the earliest first."""

    items: list[RoundShown]


class OpinionVersion(BaseModel):
    """One wording of an opinion."""

    result: OpinionResult
    text: str
    received_on: date
    resolution: Resolution | None
    at: datetime


class OpinionShown(OpinionVersion):
    """An opinion as it holds; `earlier` are its former wordings, the oldest first. If-Match must name `version`."""

    opinion_id: str
    round_id: str
    edition_id: str
    proposal_id: str
    number: int
    body: Body
    earlier: list[OpinionVersion]
    version: int


class OpinionList(BaseModel):
    """A part of the list; `next` is the key to go on after, as in the Link header."""

    items: list[OpinionShown]
    next: str | None


class RoundDone(BaseModel):
    """The state and version that a step has made."""

    round_id: str
    state: str
    version: int


class OpinionDone(BaseModel):
    """The opinion that was written, and its version."""

    opinion_id: str
    proposal_id: str
    version: int


def routes(opinions: Opinions) -> APIRouter:
    """Give the routes of opinions."""
    router = APIRouter(prefix="/api/verification/v1", tags=["opinions"])

    @router.get("/opinion-rounds", dependencies=[only(*READERS)])
    async def list_rounds(edition_id: Id) -> RoundList:
        """List the rounds of an edition, the earliest first."""
        return RoundList(items=[_round(one) for one in await opinions.overviews(edition_id)])

    @router.post("/opinion-rounds", status_code=201, dependencies=[only(Role.OFFICER), Keyed])
    async def open_round(given: RoundOpened, request: Request, response: Response) -> RoundDone:
        """Open a round of opinions.

        409 where one of the same kind and name is open in the edition; 422 for a committee without a name, a name
        or pools where they do not belong, or a last day that is over or before the first one.
        """
        done = await opinions.open_round(**given.model_dump(), by=signed_in(request))
        return RoundDone.model_validate(_tagged(response, done))

    @router.get("/opinion-rounds/{round_id}", dependencies=[only(*READERS)])
    async def get_round(round_id: Id, response: Response) -> RoundShown:
        """Give a round. Its ETag is what a change must name in If-Match."""
        shown = _round(await opinions.overview(round_id))
        response.headers["ETag"] = etag(shown.version)
        return shown

    @router.post("/opinion-rounds/{round_id}/end", dependencies=[only(Role.OFFICER), Keyed])
    async def move_end(
        round_id: Id, given: EndMoved, version: IfMatch, request: Request, response: Response
    ) -> RoundDone:
        """Move the last day of a round.

        409 where the round is closed, 412 where it has changed, 422 for a day that is over.
        """
        done = await opinions.move_end(
            round_id, version, last_day=given.last_day, reason=given.reason, by=signed_in(request)
        )
        return RoundDone.model_validate(_tagged(response, done))

    @router.post("/opinion-rounds/{round_id}/closing", dependencies=[only(Role.OFFICER), Keyed])
    async def close_round(
        round_id: Id, given: RoundClosing, version: IfMatch, request: Request, response: Response
    ) -> RoundDone:
        """Close a round. 409 where it is closed, 412 where it has changed, 422 before its end without a reason."""
        done = await opinions.close_round(round_id, version, reason=given.reason, by=signed_in(request))
        return RoundDone.model_validate(_tagged(response, done))

    @router.get("/opinion-rounds/{round_id}/opinions", dependencies=[only(*READERS)])
    async def list_opinions(
        round_id: Id, request: Request, response: Response, after: AfterNumber = None, limit: Limit = 50
    ) -> OpinionList:
        """List the opinions of a round in the order of the register."""
        found = await opinions.store.in_round(round_id, int(after or 0), limit + 1)
        more = str(found[limit - 1].number) if len(found) > limit else None
        Page(found[:limit], more).link(request, response)
        return OpinionList(items=[_opinion(one) for one in found[:limit]], next=more)

    @router.post("/opinion-rounds/{round_id}/opinions", status_code=201, dependencies=[only(Role.OFFICER), Keyed])
    async def record(round_id: Id, given: OpinionRecorded, request: Request, response: Response) -> OpinionDone:
        """Write down an opinion.

        409 where it is written down already or the round is closed; 422 where the round is not about the proposal,
        or the opinion came outside the round's days.
        """
        done = await opinions.record(round_id, given.proposal_id, given.given, by=signed_in(request))
        return OpinionDone.model_validate(_tagged(response, done))

    @router.get("/opinions/{opinion_id}", dependencies=[only(*READERS)])
    async def get_opinion(opinion_id: Id, response: Response) -> OpinionShown:
        """Give an opinion with its former wordings. Its ETag is what a correction must name in If-Match."""
        opinion = await opinions.store.opinion(opinion_id)
        response.headers["ETag"] = etag(opinion.version)
        return _opinion(opinion)

    @router.post("/opinions/{opinion_id}/correction", dependencies=[only(Role.OFFICER), Keyed])
    async def correct(
        opinion_id: Id, given: OpinionGiven, version: IfMatch, request: Request, response: Response
    ) -> OpinionDone:
        """Correct an opinion while its round is open.

        409 where the round is closed, 412 where the opinion has changed, 422 as for a new one.
        """
        done = await opinions.correct(opinion_id, version, given.given, by=signed_in(request))
        return OpinionDone.model_validate(_tagged(response, done))

    return router


def _tagged(response: Response, done: dict[str, Any]) -> dict[str, Any]:
    response.headers["ETag"] = etag(done["version"])
    return done


def _round(overview: Overview) -> RoundShown:
    round_ = overview.round
    return RoundShown(
        **round_.model_dump(exclude={"id", "opened_by", "opened_at", "changes"}),
        round_id=round_.id,
        proposals=len(overview.cases),
        said=overview.said,
        explanation=round_.explained(),
        changes=[RoundChange.model_validate(one) for one in round_.changes],
    )


def _opinion(opinion: Opinion) -> OpinionShown:
    wordings = [one.model_dump(exclude={"by"}) for one in opinion.said]
    return OpinionShown(
        **opinion.model_dump(exclude={"id", "said"}),
        **wordings[-1],
        opinion_id=opinion.id,
        earlier=[OpinionVersion.model_validate(one) for one in wordings[:-1]],
    )
