"""JSON routes of the care of a year: its plan, what was found at each site, the closing."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel

from services.events.given import Made
from services.events.memorials.api.desk import InspectionShown, inspection
from services.events.memorials.api.given import InspectionGiven, Number, Upto, YearGiven
from services.events.memorials.service import KEEPERS, READERS, Memorials
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.requests import IfMatch, Keyed, etag
from shared.web.steps import Changed, Steps

_YearInPath = Annotated[int, Path(ge=1990, le=2199)]


class CareYearShown(BaseModel):
    """The care plan of a year. `version` is what If-Match must name."""

    year: int
    made_at: datetime
    closed_at: datetime | None
    closed_by: str | None
    version: int


def routes(memorials: Memorials) -> APIRouter:
    """Give the routes."""
    router = APIRouter()
    keepers, readers = [only(*KEEPERS), Keyed], [only(*READERS)]

    @router.post("/care-years", dependencies=keepers, status_code=201)
    async def plan_care(given: YearGiven) -> Made:
        """Make the care plan of the present or the next year, or add the sites that are missing. 409 where closed."""
        return Made(id=await memorials.plan_care(given.year))

    @router.get("/care-years/{year}", dependencies=readers)
    async def get_care_year(year: _YearInPath, response: Response) -> CareYearShown:
        """Give the care plan of a year."""
        plan = await memorials.store.year(year)
        if plan is None:
            raise NotFound("care_years", str(year))
        response.headers["ETag"] = etag(plan.version)
        return CareYearShown(**plan.model_dump(exclude={"id"}))

    @router.get("/care-years/{year}/inspections", dependencies=readers)
    async def list_inspections(year: _YearInPath, page: Number = 1, limit: Upto = 100) -> list[InspectionShown]:
        """List the inspections of a year, those that wait first."""
        return [inspection(one) for one in await memorials.store.inspections(year, (page - 1) * limit, limit)]

    @router.post("/care-years/{year}/closing", dependencies=keepers)
    async def close_care(year: _YearInPath, version: IfMatch, request: Request) -> Changed:
        """Close a year. 409 where a site has no inspection or it is closed, 412 where it has changed meanwhile."""
        return Changed(version=await memorials.close_care(year, version, signed_in(request)))

    @router.get("/care-inspections/{inspection_id}", dependencies=readers)
    async def get_inspection(inspection_id: Id, response: Response) -> InspectionShown:
        """Give an inspection."""
        one = await memorials.store.inspection(inspection_id)
        response.headers["ETag"] = etag(one.version)
        return inspection(one)

    Steps(router, "/care-inspections/{id}", "care_inspection").add(
        "findings",
        InspectionGiven,
        KEEPERS,
        lambda g: lambda i, v, by: memorials.inspect(i, v, g.on, g.condition, g.findings, by),
        "Enter what was found, or put it right while the year is open.",
    )
    return router
