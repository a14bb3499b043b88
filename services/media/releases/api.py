"""JSON routes of press releases: what is out, for everybody; the way there, for the press office and who approves."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.media.releases.domain.release import Release
from services.media.releases.domain.steps import Action, State
from services.media.releases.domain.text import Body, Contact, Lead, Text, Title, Why
from services.media.releases.service import Releases
from services.media.releases.service.rights import HANDS, READERS, WRITERS
from shared.access import anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, Limit, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
FRESH = {"Cache-Control": "no-cache"}
"""Nobody keeps what is out, or is not yet, without asking again: a release can be put right or withdrawn."""
Slug = Annotated[str, Path(max_length=120, pattern="^[a-z0-9-]+$")]
Words = Annotated[str, Query(max_length=200)]
Skip = Annotated[int, Query(ge=0, le=100_000)]
MOST_OUTLETS = 500


class ReleaseGiven(BaseModel):
    """A release. `body`: plain text with "## " headings and "- " items. `embargo`: until when nobody may know of it."""

    model_config = _CLOSED

    title: Title
    lead: Lead
    body: Body
    contact: Contact
    embargo: AwareDatetime | None = None

    def text(self) -> Text:
        """Give the text."""
        return Text(title=self.title, lead=self.lead, body=self.body, contact=self.contact)


class RemarkGiven(BaseModel):
    """Why a release is given back, or withdrawn."""

    model_config = _CLOSED

    reason: Why


class CorrectionGiven(BaseModel):
    """The whole text as it is to be, and what is put right in it, for readers."""

    model_config = _CLOSED

    title: Title
    lead: Lead
    body: Body
    contact: Contact
    what: Why

    def text(self) -> Text:
        """Give the text."""
        return Text(title=self.title, lead=self.lead, body=self.body, contact=self.contact)


class SendingGiven(BaseModel):
    """To which titles' journalists a release goes; `under_embargo`: said expressly where its embargo has not ended."""

    model_config = _CLOSED

    outlets: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_OUTLETS)]
    under_embargo: bool = False


class ReleaseMade(BaseModel):
    """The id of a new release."""

    release_id: str


class ReleaseChanged(BaseModel):
    """The version that the change made."""

    version: int


class CorrectionShown(BaseModel):
    """What was put right."""

    what: str
    at: datetime


class ReleaseShown(BaseModel):
    """A release that is out."""

    release_id: str
    number: str
    page: str
    title: str
    lead: str
    body: str
    contact: str
    published_at: datetime
    corrections: tuple[CorrectionShown, ...]


class ReleaseKept(BaseModel):
    """A release as the office sees it; `version` is what If-Match must name."""

    release_id: str
    state: State
    text: Text
    embargo: datetime | None
    number: str | None
    slug: str | None
    published_at: datetime | None
    proposed: Text | None
    corrections: tuple[CorrectionShown, ...]
    withdrawal_reason: str
    may: tuple[Action, ...]
    version: int


def routes(releases: Releases) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1", tags=["press releases"])
    router.include_router(_reading(releases))
    router.include_router(_steps(releases))
    return router


def _reading(releases: Releases) -> APIRouter:
    router = APIRouter()

    @router.get("/press-releases", dependencies=[anyone()])
    async def on_site(response: Response, q: Words = "", skip: Skip = 0, limit: Limit = 20) -> list[ReleaseShown]:
        """List the releases that are out, the newest first; `q`: words of title, lead or number."""
        response.headers.update(FRESH)
        return [_shown(one) for one in await releases.store.on_site(q, skip, limit)]

    @router.get("/press-releases/kept", dependencies=[only(*READERS)])
    async def kept(skip: Skip = 0, limit: Limit = 50) -> list[ReleaseKept]:
        """List all releases with those that are not out, the one changed last first."""
        return [_kept(one) for one in await releases.store.desk(tuple(State), skip, limit)]

    @router.get("/press-releases/{release_id}", dependencies=[only(*READERS)])
    async def one(release_id: Id, response: Response) -> ReleaseKept:
        """Give a release as the office sees it."""
        found = await releases.store.get(release_id)
        response.headers["ETag"] = etag(found.version)
        return _kept(found)

    return router


def _steps(releases: Releases) -> APIRouter:
    router = APIRouter()

    @router.post("/press-releases", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def write(given: ReleaseGiven, request: Request) -> ReleaseMade:
        """Begin a release. 422 for an embargo that has ended."""
        return ReleaseMade(release_id=await releases.write(given.text(), given.embargo, signed_in(request)))

    @router.put("/press-releases/{release_id}", dependencies=[only(*WRITERS)])
    async def rewrite(release_id: Id, given: ReleaseGiven, version: IfMatch, request: Request) -> ReleaseChanged:
        """Change a draft. 412 where it has changed meanwhile, 409 where it is no draft."""
        by = signed_in(request)
        return ReleaseChanged(version=await releases.rewrite(release_id, version, given.text(), given.embargo, by))

    @router.post("/press-releases/{release_id}/submission", dependencies=[only(*HANDS[Action.SUBMIT]), Keyed])
    async def submit(release_id: Id, version: IfMatch, request: Request) -> ReleaseChanged:
        """Hand a draft to the second pair of eyes."""
        return ReleaseChanged(version=await releases.submit(release_id, version, signed_in(request)))

    @router.post("/press-releases/{release_id}/return", dependencies=[only(*HANDS[Action.GIVE_BACK]), Keyed])
    async def give_back(release_id: Id, given: RemarkGiven, version: IfMatch, request: Request) -> ReleaseChanged:
        """Give it back to be mended."""
        by = signed_in(request)
        return ReleaseChanged(version=await releases.give_back(release_id, version, given.reason, by))

    @router.post("/press-releases/{release_id}/approval", dependencies=[only(*HANDS[Action.APPROVE]), Keyed])
    async def approve(release_id: Id, version: IfMatch, request: Request) -> ReleaseChanged:
        """Approve it: out at once, or at the end of its embargo. 409 for who has written a word of it."""
        return ReleaseChanged(version=await releases.approve(release_id, version, signed_in(request)))

    @router.post("/press-releases/{release_id}/recall", dependencies=[only(*HANDS[Action.RECALL]), Keyed])
    async def recall(release_id: Id, version: IfMatch, request: Request) -> ReleaseChanged:
        """Make a draft of it again before it is out."""
        return ReleaseChanged(version=await releases.recall(release_id, version, signed_in(request)))

    @router.post("/press-releases/{release_id}/discarding", dependencies=[only(*HANDS[Action.DISCARD]), Keyed])
    async def discard(release_id: Id, version: IfMatch, request: Request) -> ReleaseChanged:
        """Let a draft go."""
        return ReleaseChanged(version=await releases.discard(release_id, version, signed_in(request)))

    @router.post("/press-releases/{release_id}/correction", dependencies=[only(*HANDS[Action.CORRECT]), Keyed])
    async def propose(release_id: Id, given: CorrectionGiven, version: IfMatch, request: Request) -> ReleaseChanged:
        """Propose to put right what is out."""
        by = signed_in(request)
        return ReleaseChanged(version=await releases.propose(release_id, version, given.text(), given.what, by))

    @router.post(
        "/press-releases/{release_id}/correction/confirmation", dependencies=[only(*HANDS[Action.CONFIRM]), Keyed]
    )
    async def confirm(release_id: Id, version: IfMatch, request: Request) -> ReleaseChanged:
        """Confirm a correction. 409 for who has proposed it."""
        return ReleaseChanged(version=await releases.confirm(release_id, version, signed_in(request)))

    @router.post("/press-releases/{release_id}/correction/dropping", dependencies=[only(*HANDS[Action.DROP]), Keyed])
    async def drop(release_id: Id, version: IfMatch, request: Request) -> ReleaseChanged:
        """Let a proposed correction go."""
        return ReleaseChanged(version=await releases.drop(release_id, version, signed_in(request)))

    @router.post("/press-releases/{release_id}/withdrawal", dependencies=[only(*HANDS[Action.WITHDRAW]), Keyed])
    async def withdraw(release_id: Id, given: RemarkGiven, version: IfMatch, request: Request) -> ReleaseChanged:
        """Withdraw what is out, for a reason that readers see."""
        by = signed_in(request)
        return ReleaseChanged(version=await releases.withdraw(release_id, version, given.reason, by))

    @router.post("/press-releases/{release_id}/mailing", dependencies=[only(*HANDS[Action.SEND]), Keyed])
    async def send(release_id: Id, given: SendingGiven, version: IfMatch, request: Request) -> ReleaseChanged:
        """Send it to journalists of these titles; who has had it gets no other. 409 under embargo, unless said."""
        by = signed_in(request)
        return ReleaseChanged(version=await releases.send(release_id, version, given.outlets, given.under_embargo, by))

    return router


def _corrections(one: Release) -> tuple[CorrectionShown, ...]:
    return tuple(CorrectionShown(what=each.what, at=each.at) for each in one.corrections)


def _shown(one: Release) -> ReleaseShown:
    assert one.number is not None
    assert one.published_at is not None
    return ReleaseShown(
        release_id=one.id,
        number=one.number,
        page=one.page,
        **one.text.model_dump(),
        published_at=one.published_at,
        corrections=_corrections(one),
    )


def _kept(one: Release) -> ReleaseKept:
    kept = {"state", "text", "embargo", "number", "slug", "published_at", "withdrawal_reason", "version"}
    return ReleaseKept(
        release_id=one.id,
        **{name: getattr(one, name) for name in kept},
        proposed=one.proposal.text if one.proposal else None,
        corrections=_corrections(one),
        may=tuple(action for action in Action if one.can(action)),
    )
