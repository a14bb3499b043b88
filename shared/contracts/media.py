"""What media tells the others: the news of the city's site."""

from datetime import datetime

from pydantic import Field

from shared.contracts.base import Event, Id, Line


class ArticlePublishedV1(Event, aggregate="article_id", public=True):
    """An article is on the city's site."""

    article_id: Id
    slug: Line = Field(pattern="^[a-z0-9-]+$")
    title: Line
    lead: Line
    published_at: datetime
