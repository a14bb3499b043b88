"""The calendar as residents see it: a month, a week or a list, one entry, the files for calendar programs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from services.events.calendar.ical import ical
from services.events.calendar.pages.views import Seen, asked, show
from services.events.calendar.service import Calendar
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.render import Templates


def pages(calendar: Calendar, templates: Templates, origin: str) -> APIRouter:
    """Give the pages of residents; `origin` is the address of the site."""
    router = APIRouter(include_in_schema=False, dependencies=[anyone()])

    @router.get("/kalendarz")
    async def calendar_page(request: Request, seen: Annotated[Seen, Depends(asked)]) -> Response:
        """Show a month, a week or a list; the present month where nothing is asked for."""
        shown = await show(calendar, seen, public=True)
        return templates.page(request, "calendar_public.html", **shown)

    @router.get("/kalendarz/kalisz.ics")
    async def feed() -> Response:
        """Give the calendar for calendar programs."""
        headers = {"Content-Disposition": 'inline; filename="kalisz.ics"', "Cache-Control": "public, max-age=300"}
        return Response(ical(await calendar.feed(), origin), media_type="text/calendar; charset=utf-8", headers=headers)

    @router.get("/kalendarz/{entry_id}.ics")
    async def one_file(entry_id: Id) -> Response:
        """Give one entry for a calendar program."""
        headers = {"Content-Disposition": 'attachment; filename="wydarzenie.ics"'}
        text = ical([await calendar.public_entry(entry_id)], origin)
        return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)

    @router.get("/kalendarz/{entry_id}")
    async def one(request: Request, entry_id: Id) -> Response:
        """Show an entry."""
        entry = await calendar.public_entry(entry_id)
        return templates.page(request, "calendar_entry.html", entry=entry, month=f"{entry.first_day:%Y-%m}")

    return router
