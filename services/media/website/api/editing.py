"""What editors write: articles and pages, their texts, versions and differences, pictures and files. All Markdown."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.media.website.api.steps import StepDone, done
from services.media.website.domain.article import Article, Kind, Stage, Version
from services.media.website.domain.difference import difference
from services.media.website.domain.text import BLOCKS_MOST, Block, Lead, Markdown, Text, Title
from services.media.website.service import Website
from shared.access import Role, only, signed_in
from shared.contracts.base import Id
from shared.files import Files, Pictures
from shared.web.requests import IfMatch, Keyed, Limit, etag, one_file

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
_MOST = 1_000_000
_Skip = Annotated[int, Query(ge=0, le=100_000)]
_Number = Annotated[int, Query(ge=1, le=_MOST)]
_Kept = Annotated[int, Path(ge=1, le=_MOST)]


class TextGiven(BaseModel):
    """What an article or a page says: either `blocks`, or a `body` of Markdown that becomes one block of text."""

    model_config = _CLOSED

    title: Title
    lead: Lead
    body: Markdown | None = None
    blocks: Annotated[tuple[Block, ...], Field(min_length=1, max_length=BLOCKS_MOST)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.body is None) is (self.blocks is None):
            raise ValueError("either body or blocks")
        return self

    def text(self) -> Text:
        """Give it in the words of the domain."""
        said = {"body": self.body} if self.blocks is None else {"blocks": self.blocks}
        return Text.model_validate({"title": self.title, "lead": self.lead, **said})


class ArticleGiven(TextGiven):
    """A new article or page."""

    kind: Kind = Kind.ARTICLE


class FileGiven(BaseModel):
    """Nothing is said of a file that comes: what it is, its content tells."""

    model_config = _CLOSED


class ArticleMade(BaseModel):
    """The id of the article."""

    article_id: str


class PictureKept(BaseModel):
    """What a block of a picture names; sizes in pixels. A picture that no text holds is dropped after a day."""

    file_id: str
    width: int
    height: int


class FileKept(BaseModel):
    """What a block of a file names; `size` in bytes."""

    file_id: str
    filename: str
    media_type: str
    size: int


class EditedLine(BaseModel):
    """An article or a page in a list of the press office."""

    article_id: str
    kind: Kind
    stage: Stage
    title: str
    path: str | None
    changed_at: datetime
    version: int


class Did(BaseModel):
    """A step that was done; what is shown at its hour has no person."""

    what: str
    at: datetime
    person_name: str | None
    note: str | None


class EditedShown(EditedLine):
    """An article or a page as its editors see it. `version` is what If-Match must name.

    `text`: the newest one; `on_site`: the one that readers have, null where none. `addresses`: from all of these, the
    present one among them, readers are led to `path`.
    """

    text: Text
    on_site: Text | None
    author_name: str
    addresses: tuple[str, ...]
    publish_at: datetime | None
    remark: str | None
    published_at: datetime | None
    corrected_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str | None
    history: list[Did]


class VersionLine(BaseModel):
    """A saved text: `number`, who saved it and when."""

    number: int
    title: str
    person_name: str
    saved_at: datetime


class VersionShown(VersionLine):
    """A saved text as it was."""

    text: Text


class PieceShown(BaseModel):
    """A run of words. `kind`: kept, out or in."""

    kind: str
    text: str


class LineShown(BaseModel):
    """A line of the newer text, or one that is gone. `part`: title, lead, or the kind of its block."""

    part: str
    changed: bool
    pieces: list[PieceShown]


def routes(website: Website, pictures: Pictures, files: Files) -> APIRouter:
    """Give the routes."""
    router = APIRouter(dependencies=[only(Role.PRESS_OFFICER)])
    router.include_router(_files(pictures, files))
    router.include_router(_texts(website))
    router.include_router(_versions(website))
    return router


def _files(pictures: Pictures, files: Files) -> APIRouter:
    router = APIRouter()

    @router.post("/article-pictures", dependencies=[Keyed], status_code=201)
    async def keep_picture(request: Request) -> PictureKept:
        """Keep a picture for a block, as multipart/form-data: `file` (JPEG or PNG)."""
        async with one_file(request, FileGiven) as (_, file):
            kept = await pictures.keep(file)
        return PictureKept(file_id=kept.id, width=kept.width, height=kept.height)

    @router.post("/article-files", dependencies=[Keyed], status_code=201)
    async def keep_file(request: Request) -> FileKept:
        """Keep a file for a block, as multipart/form-data: `file` (PDF, DOCX, ODT, JPEG or PNG)."""
        async with one_file(request, FileGiven) as (_, file):
            kept = await files.keep(file)
        return FileKept(file_id=kept.id, filename=kept.filename, media_type=kept.media_type, size=kept.size)

    return router


def _texts(website: Website) -> APIRouter:
    router = APIRouter()

    @router.post("/articles", dependencies=[Keyed], status_code=201)
    async def write(request: Request, given: ArticleGiven) -> ArticleMade:
        """Write a draft. 404 for a picture that is not there."""
        return ArticleMade(article_id=await website.write(given.text(), signed_in(request), given.kind))

    @router.get("/articles/edited")
    async def edited(
        kind: Kind | None = None, stage: Stage | None = None, skip: _Skip = 0, limit: Limit = 50
    ) -> list[EditedLine]:
        """List articles and pages at every stage, the one changed last first."""
        return [EditedLine(**_line(one)) for one in await website.store.all(limit, skip, kind, stage)]

    @router.get("/articles/{article_id}")
    async def get_edited(article_id: Id, response: Response) -> EditedShown:
        """Give an article or a page with its newest text."""
        one = await website.store.article(article_id)
        response.headers["ETag"] = etag(one.version)
        kept = set(EditedShown.model_fields) - set(EditedLine.model_fields) - {"text", "on_site", "history"}
        return EditedShown(
            **_line(one),
            **{name: getattr(one, name) for name in kept},
            text=one.newest,
            on_site=one.text if one.stage is not Stage.WITHDRAWN and one.published_at else None,
            history=[Did(**each.model_dump(include=set(Did.model_fields))) for each in one.history],
        )

    @router.put("/articles/{article_id}", dependencies=[Keyed])
    async def rewrite(article_id: Id, version: IfMatch, given: TextGiven, request: Request) -> StepDone:
        """Write it anew; the site shows it once a second person has approved it. 409 where it was withdrawn."""
        await website.rewrite(article_id, version, given.text(), signed_in(request))
        return await done(website, article_id)

    return router


def _versions(website: Website) -> APIRouter:
    router = APIRouter(prefix="/articles/{article_id}")

    @router.get("/versions")
    async def versions(article_id: Id) -> list[VersionLine]:
        """List the newest hundred saved texts, the newest first."""
        await website.store.article(article_id)
        return [VersionLine(**_saved(one)) for one in await website.store.versions(article_id)]

    @router.get("/versions/{number}")
    async def version(article_id: Id, number: _Kept) -> VersionShown:
        """Give a saved text."""
        one = await website.store.kept(article_id, number)
        return VersionShown(**_saved(one), text=one.text)

    @router.post("/versions/{number}/restoration", dependencies=[Keyed])
    async def restore(article_id: Id, number: _Kept, version: IfMatch, request: Request) -> StepDone:
        """Make a saved text the newest one, as a draft. 409 where the article was withdrawn."""
        await website.restore(article_id, version, number, signed_in(request))
        return await done(website, article_id)

    @router.get("/difference")
    async def compare(article_id: Id, older: _Number, newer: _Number) -> list[LineShown]:
        """Tell line by line what one saved text has of another; the numbers are of versions."""
        first, second = await website.store.kept(article_id, older), await website.store.kept(article_id, newer)
        return [
            LineShown(
                part=line.part,
                changed=line.changed,
                pieces=[PieceShown(kind=piece.kind, text=piece.text) for piece in line.pieces],
            )
            for line in difference(first.text, second.text)
        ]

    return router


def _line(one: Article) -> dict[str, object]:
    kept = {"kind", "stage", "path", "changed_at", "version"}
    return {"article_id": one.id, "title": one.newest.title, **{name: getattr(one, name) for name in kept}}


def _saved(one: Version) -> dict[str, object]:
    return {"title": one.text.title, **one.model_dump(include={"number", "person_name", "saved_at"})}
