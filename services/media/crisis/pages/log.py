"""The log of what was said when and where, to read and to print; and how soon the first warnings were out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.media.crisis.pages.shown import shown
from services.media.crisis.service import Crisis
from services.media.crisis.service.rights import READERS
from shared.access import only
from shared.clock import warsaw
from shared.web.render import Templates

_PER_PAGE = 100
_TIMES = 200
_PRIVATE = {"Cache-Control": "no-store"}


def pages(crisis: Crisis, templates: Templates) -> APIRouter:
    """Give the pages of the log."""
    router = APIRouter(include_in_schema=False, dependencies=[only(*READERS)])

    @router.get("/panel/kryzys/dziennik")
    async def log(request: Request, strona: Annotated[int, Query(ge=1, le=1000)] = 1) -> Response:
        """Show the log, the newest entry first."""
        found = await crisis.store.log(_PER_PAGE + 1, (strona - 1) * _PER_PAGE)
        return templates.page(
            request,
            "crisis_log.html",
            headers=_PRIVATE,
            entries=[(one, f"{warsaw(one.at):%H:%M:%S}") for one in found[:_PER_PAGE]],
            number=strona,
            more=len(found) > _PER_PAGE,
        )

    @router.get("/panel/kryzys/czasy")
    async def times(request: Request) -> Response:
        """Show how long each first warning took from the report."""
        found = [shown(one, crisis.issuer) for one in await crisis.store.first_warnings(_TIMES)]
        return templates.page(request, "crisis_times.html", headers=_PRIVATE, warnings=found)

    return router
