"""The news, for everybody."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from services.media.website.service import Website
from shared.access import anyone
from shared.web.requests import Limit


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
    """Give the routes."""
    router = APIRouter(dependencies=[anyone()])

    @router.get("/articles")
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

    return router
