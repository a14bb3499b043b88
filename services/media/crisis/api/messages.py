"""JSON routes of warnings: what is in force for everybody, the way of a warning for those on duty."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.media.crisis.domain.content import Content, Reason
from services.media.crisis.domain.message import WAS_ISSUED, Kind, Message, State
from services.media.crisis.domain.reached import Reached
from services.media.crisis.domain.record import Channel
from services.media.crisis.service import Crisis, Reaching
from services.media.crisis.service.rights import ALONE, APPROVERS, READERS, WRITERS
from shared.access import anyone, only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.requests import IfMatch, Keyed, Limit, etag

MinutesAgo = Annotated[int, Field(ge=0, le=1440)]
"""How long ago the event was reported."""
FollowUp = Literal[Kind.UPDATE, Kind.CANCEL]
Relayed = Literal[Channel.RSO, Channel.RCB]
_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Begun(BaseModel):
    """A warning to begin. `minutes_ago`: how long ago the event was reported."""

    model_config = _CLOSED

    hazard: Id
    exercise: bool
    minutes_ago: MinutesAgo = 0


class Followed(BaseModel):
    """What follows a warning that is in force."""

    model_config = _CLOSED

    kind: FollowUp


class Alone(BaseModel):
    """What one person sends out alone, and why."""

    model_config = _CLOSED

    content: Content
    reason: Reason


class Asked(BaseModel):
    """Which channel that is not ours was asked for."""

    model_config = _CLOSED

    channel: Relayed


class MessageMade(BaseModel):
    """The id of a warning."""

    message_id: str


class WarningShown(BaseModel):
    """A warning that was issued. An exercise says so in every text, too. `page` and `file` are its addresses."""

    message_id: str
    incident_id: str
    kind: Kind
    state: State
    exercise: bool
    hazard: str
    headline: str
    description: str
    instruction: str
    content: Content
    previous_id: str | None
    issued_at: datetime
    ended_at: datetime | None
    page: str
    file: str


class DraftShown(BaseModel):
    """A warning as those on duty see it; `version` is what If-Match must name."""

    message_id: str
    kind: Kind
    state: State
    exercise: bool
    hazard: str
    content: Content
    reported_at: datetime
    target_at: datetime
    version: int


def routes(crisis: Crisis, reaching: Reaching) -> APIRouter:
    """Give the routes of warnings."""
    router = APIRouter()

    @router.get("/warnings", dependencies=[anyone()])
    async def warnings(in_force: Annotated[bool, Query()] = True, limit: Limit = 20) -> list[WarningShown]:
        """List what is in force, or all that was ever issued, the newest first."""
        now = crisis.clock.now()
        found = await crisis.store.in_force(now) if in_force else await crisis.store.archive(limit)
        return [_shown(crisis, one) for one in found[:limit]]

    @router.get("/warnings/{message_id}", dependencies=[anyone()])
    async def warning(message_id: Id) -> WarningShown:
        """Give a warning that was issued."""
        message = await crisis.store.message(message_id)
        if message.state not in WAS_ISSUED:
            raise NotFound("warning", message_id)
        return _shown(crisis, message)

    @router.post("/crisis-messages", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def begin(request: Request, given: Begun) -> MessageMade:
        """Begin a warning with the text of its hazard's plan."""
        id = await crisis.open(given.hazard, given.exercise, given.minutes_ago, signed_in(request))
        return MessageMade(message_id=id)

    @router.get("/crisis-messages/{message_id}", dependencies=[only(*READERS)])
    async def draft(message_id: Id, response: Response) -> DraftShown:
        """Give a warning wherever it is."""
        message = await crisis.store.message(message_id)
        response.headers["ETag"] = etag(message.version)
        fields = message.model_dump(include=set(DraftShown.model_fields))
        return DraftShown(message_id=message.id, target_at=message.target_at, **fields)

    @router.put("/crisis-messages/{message_id}/content", dependencies=[only(*WRITERS)], status_code=204)
    async def rewrite(message_id: Id, given: Content, version: IfMatch, request: Request) -> None:
        """Change a draft. 412 where somebody has changed it meanwhile."""
        await crisis.rewrite(message_id, version, given, signed_in(request))

    @router.post("/crisis-messages/{message_id}/approval", dependencies=[only(*APPROVERS), Keyed], status_code=204)
    async def approve(message_id: Id, version: IfMatch, request: Request) -> None:
        """Approve what somebody else has written."""
        await crisis.approve(message_id, version, signed_in(request))

    @router.delete("/crisis-messages/{message_id}/approval", dependencies=[only(*APPROVERS)], status_code=204)
    async def give_back(message_id: Id, version: IfMatch, request: Request) -> None:
        """Make a draft again of what was approved."""
        await crisis.give_back(message_id, version, signed_in(request))

    @router.post("/crisis-messages/{message_id}/issue", dependencies=[only(*WRITERS), Keyed], status_code=204)
    async def issue(message_id: Id, version: IfMatch, request: Request) -> None:
        """Send out what was approved, everywhere."""
        await crisis.issue(message_id, version, signed_in(request))

    @router.post("/crisis-messages/{message_id}/issue-alone", dependencies=[only(*ALONE), Keyed], status_code=204)
    async def issue_alone(message_id: Id, given: Alone, version: IfMatch, request: Request) -> None:
        """Send out a text of an approved plan without a second person."""
        await crisis.issue_alone(message_id, version, given.content, given.reason, signed_in(request))

    @router.post("/crisis-messages/{message_id}/discard", dependencies=[only(*WRITERS), Keyed], status_code=204)
    async def discard(message_id: Id, version: IfMatch, request: Request) -> None:
        """Drop what was never sent out."""
        await crisis.discard(message_id, version, signed_in(request))

    @router.post("/crisis-messages/{message_id}/follow-up", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def follow_up(message_id: Id, given: Followed, request: Request) -> MessageMade:
        """Begin an update or a cancellation of what is in force."""
        return MessageMade(message_id=await crisis.follow_up(message_id, given.kind, signed_in(request)))

    @router.post("/crisis-messages/{message_id}/handing-over", dependencies=[only(*WRITERS), Keyed], status_code=204)
    async def hand_over(message_id: Id, given: Asked, request: Request) -> None:
        """Note that the voivode's centre was asked for RSO or Alert RCB."""
        await crisis.hand_over(message_id, given.channel, signed_in(request))

    @router.get("/crisis-messages/{message_id}/sends", dependencies=[only(*READERS)])
    async def sends(message_id: Id) -> list[Reached]:
        """Tell what became of a warning by each channel; of one that was not issued, nothing."""
        return await reaching.of(await crisis.store.message(message_id))

    @router.post(
        "/crisis-messages/{message_id}/sends/{send_id}/retry", dependencies=[only(*WRITERS), Keyed], status_code=204
    )
    async def again(message_id: Id, send_id: Id, version: IfMatch, request: Request) -> None:
        """Have a warning tried anew by a channel that has given up on it. 409 where there is nothing to try."""
        await reaching.again(message_id, send_id, version, signed_in(request))

    return router


def _shown(crisis: Crisis, message: Message) -> WarningShown:
    if message.issued is None:
        raise NotFound("warning", message.id)
    fields = message.model_dump(include=set(WarningShown.model_fields))
    return WarningShown(
        **fields,
        message_id=message.id,
        headline=message.headline,
        description=message.description,
        instruction=message.instruction,
        previous_id=message.previous_id,
        issued_at=message.issued.at,
        page=crisis.issuer.page(message.id),
        file=crisis.issuer.file(message.id),
    )
