"""JSON routes of the search."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.media.search.domain import Kind, Sought
from services.media.search.service import Search
from shared.access import anyone
from shared.web.requests import Limit


class HitShown(BaseModel):
    """Something on the site; `path` is its page, `snippet` what stands around the words that fit."""

    kind: Kind
    title: str
    path: str
    snippet: str
    published_at: datetime


class AnswerShown(BaseModel):
    """What was found; `counts` says how much there is of each kind."""

    hits: list[HitShown]
    counts: dict[Kind, int]


def routes(search: Search) -> APIRouter:
    """Give the routes of the search."""
    router = APIRouter(prefix="/api/media/v1", tags=["search"])

    @router.get("/search", dependencies=[anyone()])
    async def find(
        q: Annotated[Sought, Query(description="Words, in any of their forms; all must be there.")],
        kind: Kind | None = None,
        limit: Limit = 20,
        skip: Annotated[int, Query(ge=0, le=10_000)] = 0,
    ) -> AnswerShown:
        """Find articles, pages, press releases and entries of the bulletin."""
        answer = await search.find(q, kind, limit, skip)
        hits = [
            HitShown(
                **hit.found.model_dump(include={"kind", "title", "path", "published_at"}),
                snippet="".join(piece.text for piece in hit.snippet),
            )
            for hit in answer.hits
        ]
        return AnswerShown(hits=hits, counts=answer.counts)

    return router
