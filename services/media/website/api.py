"""JSON routes of the site: news for everybody, writing for the press office."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict

from services.media.website.domain.article import Kind, Stage
from services.media.website.domain.text import Lead, Markdown, Text, Title
from services.media.website.service import Website
from shared.access import Role, anyone, only, signed_in
from shared.contracts.base import Id
from shared.web.requests import IfMatch, Keyed, Limit


class ArticleGiven(BaseModel):
    """A new article; `body` is Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: Title
    lead: Lead
    body: Markdown
    kind: Kind = Kind.ARTICLE


class ApprovalGiven(BaseModel):
    """When an approved text goes on the site: at `publish_at`, or at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    publish_at: AwareDatetime | None = None


class StepDone(BaseModel):
    """Where an article is now; `version` for the next step's If-Match."""

    stage: Stage
    version: int


class ArticleMade(BaseModel):
    """The id of the article."""

    article_id: str


class ArticleShown(BaseModel):
    """An article on the site; `body` is Markdown."""

    article_id: str
    slug: str | None
    title: str
    lead: str
    body: str
    published_at: datetime | None
    corrected_at: datetime | None


def routes(website: Website) -> APIRouter:
    """Give the routes of the site."""
    router = APIRouter(prefix="/api/media/v1", tags=["website"])

    @router.get("/articles", dependencies=[anyone()])
    async def articles(limit: Limit = 20) -> list[ArticleShown]:
        """List the articles on the site, the newest first."""
        return [
            ArticleShown(
                article_id=article.id,
                slug=article.slug,
                title=article.text.title,
                lead=article.text.lead,
                body=article.text.body,
                published_at=article.published_at,
                corrected_at=article.corrected_at,
            )
            for article in await website.store.published(limit)
        ]

    @router.post("/articles", dependencies=[only(Role.PRESS_OFFICER), Keyed], status_code=201)
    async def write(request: Request, given: ArticleGiven) -> ArticleMade:
        """Write a draft."""
        text = Text.model_validate({"title": given.title, "lead": given.lead, "body": given.body})
        return ArticleMade(article_id=await website.write(text, signed_in(request), given.kind))

    async def done(id: str) -> StepDone:
        article = await website.store.article(id)
        return StepDone(stage=article.stage, version=article.version)

    @router.post("/articles/{article_id}/review", dependencies=[only(Role.PRESS_OFFICER), Keyed])
    async def send(request: Request, article_id: Id, version: IfMatch) -> StepDone:
        """Give a draft to a second person."""
        await website.send(article_id, version, signed_in(request))
        return await done(article_id)

    @router.post("/articles/{article_id}/approval", dependencies=[only(Role.PRESS_OFFICER), Keyed])
    async def approve(request: Request, article_id: Id, version: IfMatch, given: ApprovalGiven) -> StepDone:
        """Approve what somebody else has written."""
        await website.approve(article_id, version, signed_in(request), given.publish_at)
        return await done(article_id)

    return router
