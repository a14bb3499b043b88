"""What media tells the others: the news of the city's site, and what waits in the press office."""

from datetime import datetime

from pydantic import Field

from shared.contracts.base import Event, Id, Line
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


class ArticlePublishedV1(Event, aggregate="article_id", public=True):
    """An article is on the city's site."""

    article_id: Id
    slug: Line = Field(pattern="^[a-z0-9-]+$")
    title: Line
    lead: Line
    published_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in media."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in media is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in media has been done."""
