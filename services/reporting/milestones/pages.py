"""The planned days as everybody sees them: a month as a list, and files for calendar programs. Reads only."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.reporting.milestones.domain import next_month, previous_month
from services.reporting.milestones.ical import ical
from services.reporting.milestones.service import Milestones, Planned
from services.reporting.tracker.service import Tracker
from shared.access import anyone
from shared.contracts.base import Id
from shared.ical import MEDIA_TYPE
from shared.store import NotFound
from shared.web.render import Templates

Month = Annotated[str, Query(alias="miesiac", pattern=r"^((20|21)\d\d-(0[1-9]|1[0-2]))?$")]
_PROJECTS = "/budzet-obywatelski/projekty"


def pages(milestones: Milestones, tracker: Tracker, templates: Templates, origin: str) -> APIRouter:
    """Give the public pages; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get(_PROJECTS + "/kalendarz")
    async def month(
        request: Request, wanted: Month = "", edycja: Annotated[str, Query(max_length=64)] = ""
    ) -> Response:
        """Show what is planned in a month, the present one where none is asked for."""
        editions, today = await tracker.editions(), milestones.today()
        first = date.fromisoformat(f"{wanted}-01") if wanted else today.replace(day=1)
        edition = next((one for one in editions if one.id == edycja), None)
        chosen = edition.id if edition else None
        found = await milestones.month(first, chosen)
        after = await milestones.next_day(next_month(first), chosen)
        return templates.page(
            request,
            "milestones.html",
            month=first,
            found=found,
            editions=editions,
            chosen=chosen,
            after=_month(after) if after else None,
            after_day=after,
            previous=_month(previous_month(first)),
            next=_month(next_month(first)),
            present=_month(today) == _month(first),
        )

    @router.get(_PROJECTS + "/edycja/{edition_id}/kalendarz.ics")
    async def of_edition(edition_id: Id) -> Response:
        """Give the days of an edition for calendar programs."""
        edition = await tracker.edition(edition_id)
        if edition.rules is None:
            raise NotFound("edition", edition_id)
        return _file(f"{edition.rules.name}: realizacja", await milestones.of_edition(edition_id), origin)

    @router.get(_PROJECTS + "/{project_id}/kalendarz.ics")
    async def of_project(project_id: Id) -> Response:
        """Give the days of a project for calendar programs."""
        every = await milestones.of_project(project_id)
        return _file(every[0].schedule.title if every else project_id, every, origin)

    return router


def _file(name: str, every: list[Planned], origin: str) -> Response:
    headers = {"Content-Disposition": 'inline; filename="realizacja.ics"', "Cache-Control": "public, max-age=300"}
    return Response(ical(name, every, origin), media_type=MEDIA_TYPE, headers=headers)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
