"""The search as readers see it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.media.search.domain import Kind, Sought
from services.media.search.service import Search
from shared.access import anyone
from shared.web.render import Templates

_PER_PAGE = 10


def pages(search: Search, templates: Templates) -> APIRouter:
    """Give the page of the search."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/szukaj")
    async def find(
        request: Request,
        q: Annotated[Sought, Query()] = "",
        rodzaj: Kind | None = None,
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> Response:
        """Show what fits, with the words that fit marked, and how much there is of each kind."""
        answer = await search.find(q, rodzaj, _PER_PAGE, (strona - 1) * _PER_PAGE)
        return templates.page(
            request,
            "search.html",
            headers={"X-Robots-Tag": "noindex"},
            q=q.strip(),
            kind=rodzaj,
            number=strona,
            hits=answer.hits,
            counts=answer.counts,
            total=sum(answer.counts.values()),
            more=answer.more,
        )

    return router
