"""JSON routes of press conferences: what is to come, for everybody; the way there, for the press office."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from services.media.conferences.domain import (
    MOST_POINTS,
    MOST_SPEAKERS,
    About,
    Action,
    Conference,
    Contact,
    Content,
    Kind,
    State,
    Title,
    Why,
)
from services.media.conferences.domain.programme import Place, Point, Said, When
from services.media.conferences.service import READERS, WRITERS, Conferences
from services.media.conferences.service.series import Series
from shared.access import anyone, only, signed_in
from shared.contracts.base import Id
from shared.recurring import Repeats
from shared.web.requests import IfMatch, Keyed, Limit, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
FRESH = {"Cache-Control": "no-cache"}
MOST_OUTLETS = 500
Token = Annotated[str, Path(min_length=10, max_length=200)]


class WhenGiven(BaseModel):
    """When and where."""

    model_config = _CLOSED

    starts: AwareDatetime
    ends: AwareDatetime
    place: Place

    def when(self) -> When:
        """Give it in the words of the domain."""
        return When(starts=self.starts, ends=self.ends, place=self.place)


class PointGiven(BaseModel):
    """A point of the programme, so many minutes after the beginning."""

    model_config = _CLOSED

    after: Annotated[int, Field(ge=0, le=24 * 60)]
    text: Said


class ContentGiven(BaseModel):
    """What it is about, whom to ask, the programme, who speaks."""

    model_config = _CLOSED

    about: About
    contact: Contact
    programme: Annotated[tuple[PointGiven, ...], Field(max_length=MOST_POINTS)] = ()
    speakers: Annotated[tuple[Said, ...], Field(max_length=MOST_SPEAKERS)] = ()

    def content(self) -> Content:
        """Give it in the words of the domain."""
        points = tuple(Point(after=one.after, text=one.text) for one in self.programme)
        return Content(about=self.about, contact=self.contact, programme=points, speakers=self.speakers)


class ConferenceGiven(BaseModel):
    """A conference as it is to be."""

    model_config = _CLOSED

    kind: Kind = Kind.CONFERENCE
    title: Title
    when: WhenGiven
    content: ContentGiven


class ConferencePlanned(ConferenceGiven):
    """A new conference; `repeats`: makes a series of it, each a conference of its own."""

    repeats: Repeats | None = None


class MoveGiven(BaseModel):
    """Another time or place, and why."""

    model_config = _CLOSED

    when: WhenGiven
    reason: Why


class ReasonGiven(BaseModel):
    """Why it is postponed or cancelled."""

    model_config = _CLOSED

    reason: Why


class InvitationGiven(BaseModel):
    """To which titles' journalists an invitation goes."""

    model_config = _CLOSED

    outlets: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_OUTLETS)]


class ConferenceMade(BaseModel):
    """The id of a new one."""

    conference_id: str


class ConferenceChanged(BaseModel):
    """The version that the change made."""

    version: int


class ConferenceShown(BaseModel):
    """A conference as everybody reads it. `why`: of the last change."""

    conference_id: str
    kind: Kind
    title: str
    starts: datetime
    ends: datetime
    place: str
    about: str
    state: State
    why: str | None
    page: str


class ConferenceKept(ConferenceShown):
    """A conference as the office sees it; `version` is what If-Match must name."""

    may: tuple[Action, ...]
    invited: int
    series_id: str | None
    version: int


class OneOfSeries(BaseModel):
    """One of a series: when it is, and what has become of it."""

    conference_id: str
    starts: datetime
    ends: datetime
    state: State


def routes(conferences: Conferences, series: Series) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1", tags=["press conferences"])
    press = only(*WRITERS)

    @router.get("/press-conferences", dependencies=[anyone()])
    async def ahead(response: Response, limit: Limit = 20) -> list[ConferenceShown]:
        """List what is to come, with what was postponed or cancelled, the next first."""
        response.headers.update(FRESH)
        found = await conferences.store.ahead(conferences.clock.now(), limit)
        return [ConferenceShown.model_validate(_shown(one)) for one in found]

    @router.get("/press-conferences/{conference_id}", dependencies=[only(*READERS)])
    async def one(conference_id: Id, response: Response) -> ConferenceKept:
        """Give one as the office sees it."""
        found = await conferences.store.get(conference_id)
        response.headers["ETag"] = etag(found.version)
        may = tuple(action for action in Action if found.can(action))
        invited = len(await conferences.store.guests(conference_id))
        return ConferenceKept.model_validate(
            {
                **_shown(found),
                "may": may,
                "invited": invited,
                "series_id": found.series_id,
                "version": found.version,
            }
        )

    @router.post("/press-conferences", dependencies=[press, Keyed], status_code=201)
    async def plan(given: ConferencePlanned, request: Request) -> ConferenceMade:
        """Begin one, or a series of them; gives the id of the first.

        422 for times nobody could come at, a programme that does not fit them, or a series of one or of hundreds.
        """
        told, by = (given.kind, given.title, given.when.when(), given.content.content()), signed_in(request)
        if given.repeats is not None:
            return ConferenceMade(conference_id=await series.plan(*told, given.repeats, by))
        return ConferenceMade(conference_id=await conferences.plan(*told, by))

    @router.get("/press-conferences/{conference_id}/series", dependencies=[only(*READERS)])
    async def every(conference_id: Id) -> list[OneOfSeries]:
        """List all of its series by their time, it among them, but what was let go; empty where it is of none."""
        found = await series.every(await conferences.store.get(conference_id))
        return [
            OneOfSeries(conference_id=one.id, starts=one.when.starts, ends=one.when.ends, state=one.state)
            for one in found
        ]

    @router.put("/press-conferences/{conference_id}", dependencies=[press])
    async def rewrite(
        conference_id: Id, given: ConferenceGiven, version: IfMatch, request: Request
    ) -> ConferenceChanged:
        """Change a draft. 412 where it has changed meanwhile, 409 where it is no draft."""
        told = (given.kind, given.title, given.when.when(), given.content.content())
        return ConferenceChanged(version=await conferences.rewrite(conference_id, version, *told, signed_in(request)))

    @router.put("/press-conferences/{conference_id}/content", dependencies=[press])
    async def amend(conference_id: Id, given: ContentGiven, version: IfMatch, request: Request) -> ConferenceChanged:
        """Change what nobody has to be told."""
        by = signed_in(request)
        return ConferenceChanged(version=await conferences.amend(conference_id, version, given.content(), by))

    @router.post("/press-conferences/{conference_id}/announcement", dependencies=[press, Keyed])
    async def announce(conference_id: Id, version: IfMatch, request: Request) -> ConferenceChanged:
        """Let everybody know of it."""
        return ConferenceChanged(version=await conferences.announce(conference_id, version, signed_in(request)))

    @router.post("/press-conferences/{conference_id}/invitations", dependencies=[press, Keyed])
    async def invite(
        conference_id: Id, given: InvitationGiven, version: IfMatch, request: Request
    ) -> ConferenceChanged:
        """Invite journalists of these titles; nobody is invited twice."""
        by = signed_in(request)
        return ConferenceChanged(version=await conferences.invite(conference_id, version, given.outlets, by))

    @router.post("/press-conferences/{conference_id}/move", dependencies=[press, Keyed])
    async def move(conference_id: Id, given: MoveGiven, version: IfMatch, request: Request) -> ConferenceChanged:
        """Set it anew and tell who was invited."""
        by, when = signed_in(request), given.when.when()
        return ConferenceChanged(version=await conferences.move(conference_id, version, when, given.reason, by))

    @router.post("/press-conferences/{conference_id}/postponement", dependencies=[press, Keyed])
    async def postpone(conference_id: Id, given: ReasonGiven, version: IfMatch, request: Request) -> ConferenceChanged:
        """Take its day away and tell who was invited."""
        by = signed_in(request)
        return ConferenceChanged(version=await conferences.postpone(conference_id, version, given.reason, by))

    @router.post("/press-conferences/{conference_id}/cancellation", dependencies=[press, Keyed])
    async def cancel(conference_id: Id, given: ReasonGiven, version: IfMatch, request: Request) -> ConferenceChanged:
        """Call it off and tell who was invited."""
        by = signed_in(request)
        return ConferenceChanged(version=await conferences.cancel(conference_id, version, given.reason, by))

    @router.post("/press-conferences/{conference_id}/discarding", dependencies=[press, Keyed])
    async def discard(conference_id: Id, version: IfMatch, request: Request) -> ConferenceChanged:
        """Let a draft go."""
        return ConferenceChanged(version=await conferences.discard(conference_id, version, signed_in(request)))

    @router.post("/press-conferences/{conference_id}/series/announcement", dependencies=[press, Keyed])
    async def announce_series(conference_id: Id, version: IfMatch, request: Request) -> ConferenceChanged:
        """Let everybody know of it, and of the drafts of its series after it."""
        return ConferenceChanged(version=await series.announce(conference_id, version, signed_in(request)))

    @router.post("/press-conferences/{conference_id}/series/cancellation", dependencies=[press, Keyed])
    async def cancel_series(
        conference_id: Id, given: ReasonGiven, version: IfMatch, request: Request
    ) -> ConferenceChanged:
        """Call it off, and all of its series after it; drafts of them are let go."""
        by = signed_in(request)
        return ConferenceChanged(version=await series.cancel(conference_id, version, given.reason, by))

    @router.post("/press-conferences/{conference_id}/series/discarding", dependencies=[press, Keyed])
    async def discard_series(conference_id: Id, version: IfMatch, request: Request) -> ConferenceChanged:
        """Let a draft go, and the drafts of its series after it."""
        return ConferenceChanged(version=await series.discard(conference_id, version, signed_in(request)))

    return router


def _shown(one: Conference) -> dict[str, object]:
    return {
        "conference_id": one.id,
        "kind": one.kind,
        "title": one.title,
        **one.when.model_dump(),
        "about": one.content.about,
        "state": one.state,
        "why": one.changes[-1].reason if one.changes else None,
        "page": one.page,
    }
