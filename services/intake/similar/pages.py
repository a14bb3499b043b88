"""The part of the proposal form that shows similar proposals while somebody types."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.intake.similar.service import Similar
from shared.access import anyone
from shared.web.render import Templates


def pages(similar: Similar, templates: Templates) -> APIRouter:
    """Give the part."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/budzet-obywatelski/zglos/podobne")
    async def part(
        request: Request,
        title: Annotated[str, Query(max_length=1000)] = "",
        summary: Annotated[str, Query(max_length=1000)] = "",
    ) -> Response:
        """Show what is like the title and the summary; nothing where nothing is."""
        return templates.page(request, "similar_part.html", found=await similar.like(f"{title} {summary}"))

    return router
