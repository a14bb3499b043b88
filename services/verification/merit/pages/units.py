"""Pages of the units' work: every unit at a glance, and what one unit has finished."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.verification.cases.service import Cases, PlaceInList
from services.verification.merit.api import OVERSEERS
from services.verification.merit.service import MeritReviews
from shared.access import only
from shared.web.render import Templates

_ROWS = 50


def pages(merit: MeritReviews, cases: Cases, templates: Templates) -> APIRouter:
    """Give the pages of the units' work."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel/weryfikacja/jednostki", dependencies=[only(*OVERSEERS)])
    async def glance(request: Request) -> Response:
        """Show for each unit what is open, late, due soon and finished, and how long it takes."""
        work = await merit.work()
        most = max((one.open for one in work), default=0)
        return templates.page(request, "units.html", work=work, most=most)

    @router.get("/panel/weryfikacja/jednostki/zakonczone", dependencies=[only(*OVERSEERS)])
    async def finished(
        request: Request,
        jednostka: Annotated[str, Query(min_length=1, max_length=64)],
        po: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        """List the reviews that a unit has finished, the newest first."""
        found = await merit.finished(jednostka, PlaceInList.parse(po) if po else None, _ROWS + 1)
        rows = found[:_ROWS]
        last = rows[-1] if len(found) > _ROWS else None
        following = PlaceInList(moment=last.finished_at, id=last.id).text if last and last.finished_at else None
        unit = cases.unit(jednostka)
        return templates.page(request, "unit_finished.html", unit=unit, rows=rows, next=following)

    return router
