"""JSON routes of the newsletter's desk: issues, mailings and how many read. No route names a reader."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.media.newsletter.domain.issue import (
    MOST_ITEMS,
    Content,
    Issue,
    IssueAction,
    IssueSigned,
    IssueState,
    Item,
    Opening,
    Source,
    Subject,
)
from services.media.newsletter.domain.mailing import Letter, MailingState
from services.media.newsletter.domain.readers import EDITED, Topic
from services.media.newsletter.service import Issues, Readers
from services.media.newsletter.service.mailings import Told
from services.media.newsletter.service.rights import EDITORS, WRITERS
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.requests import IfMatch, Keyed, Limit, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_Skip = Annotated[int, Query(ge=0, le=100_000)]


class IssueGiven(BaseModel):
    """An issue; `items`: ids of publications, in their order. Warnings are no topic: they go out by themselves."""

    model_config = _CLOSED

    topic: Topic
    subject: Subject
    opening: Opening
    items: Annotated[tuple[Id, ...], Field(max_length=MOST_ITEMS)] = ()

    @field_validator("topic")
    @classmethod
    def _edited(cls, topic: Topic) -> Topic:
        if topic not in EDITED:
            raise ValueError("warnings go out by themselves")
        return topic


class IssueMade(BaseModel):
    """The id of a new issue; once it is sent, of its mailing too."""

    issue_id: str


class IssueChanged(BaseModel):
    """The version that the change made."""

    version: int


class IssueListed(BaseModel):
    """An issue in the list."""

    issue_id: str
    topic: Topic
    subject: str
    state: IssueState
    written: IssueSigned
    version: int


class IssueShown(IssueListed):
    """An issue; `version` is what If-Match must name. `letter`: what readers get, with {{leave}} for their own link."""

    opening: str
    items: tuple[Item, ...]
    approved: IssueSigned | None
    sent: IssueSigned | None
    letter: Letter
    may: tuple[IssueAction, ...]


class PublicationShown(BaseModel):
    """What the city has published and an issue can hold."""

    publication_id: str
    source: Source
    title: str
    lead: str
    page: str
    published_at: datetime


class MailingShown(BaseModel):
    """A mailing; `letters`: how many it has, by what has become of them."""

    mailing_id: str
    topic: Topic
    subject: str
    urgent: bool
    state: MailingState
    began_at: datetime
    done_at: datetime | None
    letters: dict[str, int]


class UndeliveredShown(BaseModel):
    """A letter whose last try has failed: why, and when it is tried next. It names nobody."""

    letter_id: str
    given_up: bool
    tries: int
    reason: str
    due_at: datetime


class ReadersShown(BaseModel):
    """How many have confirmed, by topic. `paused`: whose address a mail server refuses; nothing is sent to them."""

    reading: dict[Topic, int]
    paused: int


def routes(issues: Issues, readers: Readers) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    router.include_router(_reading(issues, readers))
    router.include_router(_steps(issues))
    router.include_router(_mailings(issues))
    return router


def _reading(issues: Issues, readers: Readers) -> APIRouter:
    router = APIRouter(dependencies=[only(*EDITORS)])

    @router.get("/issues")
    async def every(skip: _Skip = 0, limit: Limit = 20) -> list[IssueListed]:
        """List issues, the one changed last first."""
        return [IssueListed(**_told(one)) for one in await issues.store.issues(limit, skip)]

    @router.get("/issues/{issue_id}")
    async def one(issue_id: Id, response: Response) -> IssueShown:
        """Give an issue and the letter that it would be."""
        found = await issues.store.issue(issue_id)
        response.headers["ETag"] = etag(found.version)
        return IssueShown(
            **_told(found),
            opening=found.content.opening,
            items=found.content.items,
            approved=found.approved,
            sent=found.sent,
            letter=issues.letter(found.content),
            may=tuple(action for action in IssueAction if found.can(action)),
        )

    @router.get("/publications")
    async def publications() -> list[PublicationShown]:
        """List what an issue can hold, the newest first."""
        return [PublicationShown(**one.model_dump(), publication_id=one.id) for one in await issues.offered()]

    @router.get("/readers")
    async def counted() -> ReadersShown:
        """Tell how many read about what."""
        return ReadersShown(reading=await readers.counted(), paused=await readers.paused())

    return router


def _steps(issues: Issues) -> APIRouter:
    router = APIRouter()

    async def content(given: IssueGiven) -> Content:
        ids = tuple(dict.fromkeys(given.items))
        items = await issues.items(ids)
        if missing := next((id for id in ids if id not in {item.id for item in items}), None):
            raise NotFound("publications", missing)
        return Content(topic=given.topic, subject=given.subject, opening=given.opening, items=items)

    @router.post("/issues", dependencies=[only(*WRITERS), Keyed], status_code=201)
    async def write(given: IssueGiven, request: Request) -> IssueMade:
        """Begin an issue. 404 for a publication that there is not, 409 for one that was withdrawn."""
        return IssueMade(issue_id=await issues.write(await content(given), signed_in(request)))

    @router.put("/issues/{issue_id}", dependencies=[only(*WRITERS)])
    async def rewrite(issue_id: Id, given: IssueGiven, version: IfMatch, request: Request) -> IssueChanged:
        """Change a draft. 409 where it is none, 412 where it has changed meanwhile."""
        by = signed_in(request)
        return IssueChanged(version=await issues.rewrite(issue_id, version, await content(given), by))

    @router.post("/issues/{issue_id}/approval", dependencies=[only(*EDITORS), Keyed])
    async def approve(issue_id: Id, version: IfMatch, request: Request) -> IssueChanged:
        """Approve what somebody else wrote. 409 for who wrote it, for an empty one, for one with what was withdrawn."""
        return IssueChanged(version=await issues.approve(issue_id, version, signed_in(request)))

    @router.post("/issues/{issue_id}/return", dependencies=[only(*EDITORS), Keyed])
    async def give_back(issue_id: Id, version: IfMatch) -> IssueChanged:
        """Make it a draft again."""
        return IssueChanged(version=await issues.give_back(issue_id, version))

    @router.post("/issues/{issue_id}/discarding", dependencies=[only(*WRITERS), Keyed])
    async def discard(issue_id: Id, version: IfMatch) -> IssueChanged:
        """Drop one that was not sent."""
        return IssueChanged(version=await issues.discard(issue_id, version))

    @router.post("/issues/{issue_id}/mailing", dependencies=[only(*WRITERS), Keyed])
    async def send(issue_id: Id, version: IfMatch, request: Request) -> IssueChanged:
        """Send it to all who read about its topic now; the mailing has its id."""
        return IssueChanged(version=await issues.send(issue_id, version, signed_in(request)))

    return router


def _mailings(issues: Issues) -> APIRouter:
    router = APIRouter()
    mailings = issues.mailings

    async def told(id: str) -> Told:
        found = await mailings.told(id)
        if found is None:
            raise NotFound("mailing", id)
        return found

    @router.get("/mailings", dependencies=[only(*EDITORS)])
    async def newest() -> list[MailingShown]:
        """List the newest mailings and how far they are."""
        return [_mailing(one) for one in await mailings.newest() if one.mailing.letter.subject]

    @router.get("/mailings/{mailing_id}", dependencies=[only(*EDITORS)])
    async def one(mailing_id: Id) -> MailingShown:
        """Tell how far a mailing is."""
        return _mailing(await told(mailing_id))

    @router.get("/mailings/{mailing_id}/undelivered", dependencies=[only(*EDITORS)])
    async def undelivered(mailing_id: Id) -> list[UndeliveredShown]:
        """List letters whose last try has failed, those given up first."""
        await told(mailing_id)
        found = await mailings.undelivered(mailing_id)
        return [
            UndeliveredShown(
                letter_id=one.id, given_up=one.given_up, tries=one.tries, reason=one.reason, due_at=one.due_at
            )
            for one in found
        ]

    @router.post("/mailings/{mailing_id}/pause", dependencies=[only(*WRITERS), Keyed])
    async def pause(mailing_id: Id) -> MailingShown:
        """Let nothing more of it leave. 409 where it is not on its way."""
        await mailings.pause(mailing_id)
        return _mailing(await told(mailing_id))

    @router.post("/mailings/{mailing_id}/resumption", dependencies=[only(*WRITERS), Keyed])
    async def resume(mailing_id: Id) -> MailingShown:
        """Go on where it was paused. 409 where it was not."""
        await mailings.resume(mailing_id)
        return _mailing(await told(mailing_id))

    @router.post("/mailings/{mailing_id}/retry", dependencies=[only(*WRITERS), Keyed])
    async def again(mailing_id: Id) -> MailingShown:
        """Try anew what was given up. 409 where it is not done."""
        await mailings.again(mailing_id)
        return _mailing(await told(mailing_id))

    return router


def _told(one: Issue) -> dict[str, object]:
    told = {"state": one.state, "written": one.written, "version": one.version}
    return {**told, "issue_id": one.id, "topic": one.content.topic, "subject": one.content.subject}


def _mailing(one: Told) -> MailingShown:
    names = ("topic", "urgent", "state", "began_at", "done_at")
    told = {name: getattr(one.mailing, name) for name in names}
    return MailingShown(mailing_id=one.mailing.id, subject=one.mailing.letter.subject, letters=one.states, **told)
