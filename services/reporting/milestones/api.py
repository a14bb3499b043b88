"""JSON routes of milestones, for everybody."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.reporting.milestones.service import Milestones, Planned
from shared.access import anyone
from shared.contracts.base import Id
from shared.contracts.reporting import Stage

Day = Annotated[date, Query(ge=date(2000, 1, 1), le=date(2200, 1, 1))]


class MilestoneShown(BaseModel):
    """The day for which a stage of a project is planned; `reached_on`: when residents were told that it is reached.

    `cancelled`: the project was abandoned, or the stage has no planned day any more.
    """

    project_id: str
    edition_id: str
    title: str
    area: str | None
    unit_name: str
    stage: Stage
    planned: date
    reached_on: date | None
    cancelled: bool
    version: int


class MilestoneList(BaseModel):
    """Milestones in order of days."""

    items: list[MilestoneShown]


def routes(milestones: Milestones) -> APIRouter:
    """Give the routes of milestones."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["milestones"], dependencies=[anyone()])

    @router.get("/milestones")
    async def list_milestones(
        first: Annotated[Day, Query(alias="from", description="From this day on.")],
        last: Annotated[Day, Query(alias="to", description="Up to and with this day.")],
        edition_id: Id | None = None,
    ) -> MilestoneList:
        """List what is planned for a stretch of days."""
        return _shown(await milestones.between(first, last, edition_id))

    @router.get("/projects/{project_id}/milestones")
    async def of_project(project_id: Id) -> MilestoneList:
        """List what is planned for a project. 404 where nothing was ever."""
        return _shown(await milestones.of_project(project_id))

    return router


def _shown(every: list[Planned]) -> MilestoneList:
    return MilestoneList(
        items=[
            MilestoneShown(
                project_id=one.schedule.id,
                **one.schedule.model_dump(include={"edition_id", "title", "area", "unit_name"}),
                **one.milestone.model_dump(include={"stage", "planned", "reached_on", "cancelled", "version"}),
            )
            for one in every
        ]
    )
