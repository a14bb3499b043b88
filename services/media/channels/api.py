"""JSON routes of channels: gateways and what went through them, profiles, the log of what was said."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.media.channels.domain.gateways import Delivery, DeliveryState, GatewayKind, Sends
from services.media.channels.domain.profiles import Link, Profile, ProfileContent
from services.media.channels.domain.said import Said, Words
from services.media.channels.service import Gateways, Profiles, SaidLog
from services.media.channels.service.gateways import Health
from services.media.channels.service.rights import READERS, WRITERS
from shared.access import only, signed_in
from shared.contracts.base import Id, Line
from shared.web.requests import IfMatch, Keyed, Limit, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_DELIVERY = "/gateways/{gateway_id}/deliveries/{delivery_id}"
_Skip = Annotated[int, Query(ge=0, le=100_000)]


class ProfileGiven(ProfileContent):
    """A profile. `owner`: the unit or post that looks after it."""

    model_config = _CLOSED

    def content(self) -> ProfileContent:
        """Give it in the words of the domain."""
        return ProfileContent(**self.model_dump())


class SaidGiven(BaseModel):
    """What somebody has said on a profile, when, and where it can be read."""

    model_config = _CLOSED

    profile_id: Id
    at: AwareDatetime
    words: Words
    link: Link | None = None


class Made(BaseModel):
    """The id of what was made."""

    id: str


class Changed(BaseModel):
    """The version that the change made."""

    version: int


class GatewayShown(BaseModel):
    """A gateway and how it does. `messages`: how many, by state; `trouble`: why the last one was not taken."""

    gateway_id: str
    name: str
    kind: GatewayKind
    sends: tuple[Sends, ...]
    messages: dict[DeliveryState, int]
    last_sent_at: datetime | None
    trouble: str | None


class DeliveryShown(BaseModel):
    """A message through a gateway; `version` is what If-Match must name."""

    delivery_id: str
    message_id: str
    title: str
    text: str
    urgent: bool
    state: DeliveryState
    tries: int
    reason: str | None
    made_at: datetime
    due_at: datetime
    done_at: datetime | None
    version: int


class ProfileShown(ProfileContent):
    """A profile; `version` is what If-Match must name."""

    profile_id: str
    version: int


class SaidShown(BaseModel):
    """An entry of the log; `by_name`: who entered it, none where the program did."""

    number: int
    at: datetime
    place: str
    words: str
    link: str | None
    by_name: str | None
    entered_at: datetime


def routes(gateways: Gateways, profiles: Profiles, said: SaidLog) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1/channels", tags=["channels"])
    router.include_router(_gateways(gateways))
    router.include_router(_profiles(profiles))
    router.include_router(_log(said))
    return router


def _gateways(gateways: Gateways) -> APIRouter:
    router = APIRouter()

    @router.get("/gateways", dependencies=[only(*READERS)])
    async def every() -> list[GatewayShown]:
        """Tell how each gateway does."""
        return [_health(one) for one in await gateways.health()]

    @router.get("/gateways/{gateway_id}/deliveries", dependencies=[only(*READERS)])
    async def deliveries(gateway_id: Id) -> list[DeliveryShown]:
        """List the newest hundred messages of a gateway."""
        return [_delivery(one) for one in await gateways.deliveries(gateway_id)]

    @router.post("/gateways/{gateway_id}/test", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def test(gateway_id: Id) -> Made:
        """Send a message that says it is a test, to all who have the channel."""
        return Made(id=await gateways.test(gateway_id))

    @router.post(_DELIVERY + "/retry", dependencies=[only(*WRITERS), Keyed])
    async def again(gateway_id: Id, delivery_id: Id, version: IfMatch) -> Changed:
        """Send a message that was given up or is in doubt once more.

        404 at another gateway, 409 where it is neither, 412 where it changed.
        """
        return Changed(version=await gateways.again(gateway_id, delivery_id, version))

    @router.post(_DELIVERY + "/arrival", dependencies=[only(*WRITERS), Keyed])
    async def arrived(gateway_id: Id, delivery_id: Id, version: IfMatch) -> Changed:
        """Note that a message in doubt was seen to arrive.

        404 at another gateway, 409 where it is not in doubt, 412 where it changed.
        """
        return Changed(version=await gateways.arrived(gateway_id, delivery_id, version))

    @router.post(_DELIVERY + "/letting-go", dependencies=[only(*WRITERS), Keyed])
    async def let_go(gateway_id: Id, delivery_id: Id, version: IfMatch) -> Changed:
        """Send a message that was given up or is in doubt no more.

        404 at another gateway, 409 where it is neither, 412 where it changed.
        """
        return Changed(version=await gateways.let_go(gateway_id, delivery_id, version))

    return router


def _profiles(profiles: Profiles) -> APIRouter:
    router = APIRouter()

    @router.get("/profiles", dependencies=[only(*READERS)])
    async def every() -> list[ProfileShown]:
        """List the profiles, those in use first."""
        return [_profile(one) for one in await profiles.store.profiles()]

    @router.get("/profiles/{profile_id}", dependencies=[only(*READERS)])
    async def one(profile_id: Id, response: Response) -> ProfileShown:
        """Give a profile."""
        found = await profiles.store.profile(profile_id)
        response.headers["ETag"] = etag(found.version)
        return _profile(found)

    @router.post("/profiles", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def add(given: ProfileGiven) -> Made:
        """Enter a profile. 409 where its address is on the list."""
        return Made(id=await profiles.add(given.content()))

    @router.put("/profiles/{profile_id}", dependencies=[only(*WRITERS)])
    async def rewrite(profile_id: Id, given: ProfileGiven, version: IfMatch) -> Changed:
        """Change a profile. 409 where its address is another's, 412 where it has changed meanwhile."""
        return Changed(version=await profiles.rewrite(profile_id, version, given.content()))

    return router


def _log(log: SaidLog) -> APIRouter:
    router = APIRouter()

    @router.get("/said", dependencies=[only(*READERS)])
    async def listed(place: Line | None = None, skip: _Skip = 0, limit: Limit = 30) -> list[SaidShown]:
        """Give the log, of one place or of all, what was said last first."""
        return [_said(one) for one in await log.store.said(place, limit, skip)]

    @router.get("/said/places", dependencies=[only(*READERS)])
    async def places() -> list[str]:
        """Name the places of which the log knows something."""
        return await log.store.places()

    @router.post("/said", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def enter(given: SaidGiven, request: Request) -> Made:
        """Note what was said on a profile. 404 where there is no such profile, 422 for a moment that has not come."""
        by = signed_in(request)
        return Made(id=await log.enter(given.profile_id, given.at, given.words, given.link, by))

    return router


def _health(one: Health) -> GatewayShown:
    return GatewayShown(
        gateway_id=one.gateway.id,
        name=one.gateway.name,
        kind=one.gateway.kind,
        sends=tuple(sorted(one.gateway.sends)),
        messages={DeliveryState(state): count for state, count in one.counts.items()},
        last_sent_at=one.last_sent.done_at if one.last_sent else None,
        trouble=one.trouble,
    )


def _delivery(one: Delivery) -> DeliveryShown:
    names = ("message_id", "urgent", "state", "tries", "reason", "made_at", "due_at", "done_at", "version")
    told = {name: getattr(one, name) for name in names}
    return DeliveryShown(delivery_id=one.id, title=one.notice.title, text=one.notice.text, **told)


def _profile(one: Profile) -> ProfileShown:
    return ProfileShown(**one.content.model_dump(), profile_id=one.id, version=one.version)


def _said(one: Said) -> SaidShown:
    return SaidShown(**{name: getattr(one, name) for name in SaidShown.model_fields})
