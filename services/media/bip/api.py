"""JSON routes of the bulletin: all that was ever in it, for everybody; putting entries in, for the press office."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.media.bip.domain import Body, Change, Content, Entry, Named, Section, Title, What
from services.media.bip.service import Bulletin
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, Limit, etag

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_Skip = Annotated[int, Query(ge=0, le=100_000)]
_Number = Annotated[int, Path(ge=1, le=1_000_000)]
_Day = Annotated[date, Field(ge=date(1945, 1, 1), lt=date(2200, 1, 1))]


class EntryGiven(BaseModel):
    """An entry. `body`: Markdown; `made_by` and `responsible`: people, whom the law wants named in public."""

    model_config = _CLOSED

    title: Title
    section: Section
    body: Body
    made_by: Named
    responsible: Named
    made_on: _Day

    def content(self) -> Content:
        """Give the content."""
        return Content(**self.model_dump(include=set(Content.model_fields)))


class ChangeGiven(EntryGiven):
    """The whole entry as it is to be. `what`: what was changed and why, for readers."""

    what: What


class EndGiven(BaseModel):
    """Why an entry is out of date, for readers."""

    model_config = _CLOSED

    why: What


class EntryMade(BaseModel):
    """The id of a new entry."""

    entry_id: str


class EntryChanged(BaseModel):
    """The version that the change made."""

    version: int


class EntryListed(BaseModel):
    """An entry in a list; `ended`: it is out of date and was marked so. `path`: its page."""

    entry_id: str
    title: str
    section: str
    published_at: datetime
    changed_at: datetime
    ended: bool
    path: str
    version: int


class EntryShown(EntryListed):
    """An entry as it stands; `version` is what If-Match must name."""

    body: str
    made_by: str
    responsible: str
    made_on: date


class VersionListed(BaseModel):
    """A version in the log of changes: what was done, by whom and when."""

    number: int
    what: str
    put_in_by: str
    at: datetime
    ended: bool


class VersionShown(VersionListed):
    """A version as it was."""

    entry_id: str
    content: Content


def routes(bulletin: Bulletin) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1", tags=["bulletin"])
    router.include_router(_reading(bulletin))
    router.include_router(_steps(bulletin))
    return router


def _reading(bulletin: Bulletin) -> APIRouter:
    router = APIRouter(dependencies=[anyone()])

    @router.get("/bip/sections")
    async def sections() -> list[str]:
        """Name the sections that have entries."""
        return await bulletin.store.sections()

    @router.get("/bip/entries")
    async def entries(
        section: Annotated[str | None, Query(max_length=100)] = None, skip: _Skip = 0, limit: Limit = 20
    ) -> list[EntryListed]:
        """List the entries, of one section or of all, the newest first."""
        return [EntryListed(**_told(one)) for one in await bulletin.store.entries(limit, skip, section)]

    @router.get("/bip/entries/{entry_id}")
    async def one(entry_id: Id, response: Response) -> EntryShown:
        """Give an entry as it stands, and who stands for it."""
        found = await bulletin.store.entry(entry_id)
        response.headers["ETag"] = etag(found.version)
        return EntryShown(**_told(found) | found.content.model_dump())

    @router.get("/bip/entries/{entry_id}/versions")
    async def versions(entry_id: Id, skip: _Skip = 0, limit: Limit = 100) -> list[VersionListed]:
        """List the changes of an entry, the newest first."""
        await bulletin.store.entry(entry_id)
        return [VersionListed(**_logged(one)) for one in await bulletin.store.changes(entry_id, limit, skip)]

    @router.get("/bip/entries/{entry_id}/versions/{number}")
    async def version(entry_id: Id, number: _Number) -> VersionShown:
        """Give a version as it was."""
        found = await bulletin.store.change(entry_id, number)
        return VersionShown(**_logged(found), entry_id=entry_id, content=found.content)

    return router


def _steps(bulletin: Bulletin) -> APIRouter:
    router = APIRouter()
    press = only(Role.PRESS_OFFICER)

    @router.post("/bip/entries", dependencies=[press, Keyed], status_code=201)
    async def put_in(given: EntryGiven, request: Request) -> EntryMade:
        """Publish an entry. 422 for one made later than today."""
        return EntryMade(entry_id=await bulletin.put_in(given.content(), signed_in(request)))

    @router.put("/bip/entries/{entry_id}", dependencies=[press])
    async def change(entry_id: Id, given: ChangeGiven, version: IfMatch, request: Request) -> EntryChanged:
        """Put a new version on top of the earlier ones. 409 once it is out of date, 412 where it has changed."""
        by = signed_in(request)
        return EntryChanged(version=await bulletin.change(entry_id, version, given.content(), given.what, by))

    @router.post("/bip/entries/{entry_id}/end", dependencies=[press, Keyed])
    async def end(entry_id: Id, given: EndGiven, version: IfMatch, request: Request) -> EntryChanged:
        """Mark an entry as out of date; it stays readable. 409 where it is, 412 where it has changed."""
        return EntryChanged(version=await bulletin.end(entry_id, version, given.why, signed_in(request)))

    return router


def _told(one: Entry) -> dict[str, object]:
    names = ("published_at", "changed_at", "ended", "path", "version")
    told = {name: getattr(one, name) for name in names}
    return {**told, "entry_id": one.id, "title": one.content.title, "section": one.content.section}


def _logged(one: Change) -> dict[str, object]:
    return {name: getattr(one, name) for name in VersionListed.model_fields}
