"""The calendar as residents see it: a month as a picture and a list, one entry, the file for calendar programs."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.events.calendar.domain import next_month, weeks
from services.events.calendar.ical import ical
from services.events.calendar.service import Calendar
from shared.access import anyone
from shared.clock import warsaw
from shared.contracts.base import Id
from shared.web.render import Templates

Month = Annotated[str, Query(alias="miesiac", pattern=r"^((20|21)\d\d-(0[1-9]|1[0-2]))?$")]


def pages(calendar: Calendar, templates: Templates, origin: str) -> APIRouter:
    """Give the pages of residents; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/kalendarz")
    async def month(request: Request, wanted: Month = "") -> Response:
        """Show a month, the present one where none is asked for."""
        today = warsaw(calendar.clock.now()).date()
        first = date.fromisoformat(f"{wanted}-01") if wanted else today.replace(day=1)
        entries = await calendar.month(first)
        return templates.page(
            request,
            "calendar_month.html",
            month=first,
            entries=entries,
            weeks=weeks(first, today, entries),
            previous=_month((first.replace(day=1) - date.resolution).replace(day=1)),
            next=_month(next_month(first)),
            present=_month(first) == _month(today),
        )

    @router.get("/kalendarz/kalisz.ics")
    async def feed() -> Response:
        """Give the calendar for calendar programs."""
        headers = {"Content-Disposition": 'inline; filename="kalisz.ics"', "Cache-Control": "public, max-age=300"}
        return Response(ical(await calendar.feed(), origin), media_type="text/calendar; charset=utf-8", headers=headers)

    @router.get("/kalendarz/{entry_id}.ics")
    async def one_file(entry_id: Id) -> Response:
        """Give one entry for a calendar program."""
        headers = {"Content-Disposition": 'attachment; filename="wydarzenie.ics"'}
        text = ical([await calendar.entry(entry_id)], origin)
        return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)

    @router.get("/kalendarz/{entry_id}")
    async def one(request: Request, entry_id: Id) -> Response:
        """Show an entry."""
        entry = await calendar.entry(entry_id)
        return templates.page(request, "calendar_entry.html", entry=entry, month=_month(entry.first_day))

    return router


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
