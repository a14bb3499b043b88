"""The auditor's page of readings."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from shared.access import Role, only
from shared.readings import Readings
from shared.web.render import Templates

_PER_PAGE = 50


def pages(readings: Readings, templates: Templates) -> APIRouter:
    """Give the page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel/korespondencja/odczyty", dependencies=[only(Role.AUDITOR)])
    async def listed(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """List who has looked at what, the newest first."""
        found = await readings.newest((strona - 1) * _PER_PAGE, _PER_PAGE + 1)
        return templates.page(
            request, "event_readings.html", found=found[:_PER_PAGE], number=strona, more=len(found) > _PER_PAGE
        )

    return router
