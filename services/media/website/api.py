"""JSON routes of the site: news for everybody, writing for the press office."""

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from services.media.website.domain.article import Body, Lead, Text, Title
from services.media.website.service import Website
from shared.access import Role, anyone, only, signed_in
from shared.web.requests import Keyed, Limit


class ArticleGiven(BaseModel):
    """A new article; `body` is Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    title: Title
    lead: Lead
    body: Body
    publish: bool = False


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
                **article.text.model_dump(),
                published_at=article.published_at,
                corrected_at=article.corrected_at,
            )
            for article in await website.store.published(limit)
        ]

    @router.post("/articles", dependencies=[only(Role.PRESS_OFFICER), Keyed], status_code=201)
    async def write(request: Request, given: ArticleGiven) -> ArticleMade:
        """Write an article, published at once where asked for."""
        text = Text(title=given.title, lead=given.lead, body=given.body)
        return ArticleMade(article_id=await website.write(text, signed_in(request), given.publish))

    return router
