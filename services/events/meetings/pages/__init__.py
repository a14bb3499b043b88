"""Pages of meetings: the desk, what a participant has, tasks."""

from fastapi import APIRouter

from services.events.calendar.beside import Beside
from services.events.meetings.pages import desk, minutes, own, tasks
from services.events.meetings.service import Meetings
from services.events.meetings.service.minutes import Writing
from services.events.meetings.service.programme import Programmes
from shared.files import Files
from shared.web.render import Templates


def pages(
    meetings: Meetings, programmes: Programmes, writing: Writing, beside: Beside, files: Files, templates: Templates
) -> APIRouter:
    """Give all pages of meetings."""
    router = APIRouter(include_in_schema=False)
    router.include_router(own.pages(meetings, programmes, writing, templates))
    router.include_router(tasks.pages(meetings, writing, templates))
    # After those, whose addresses begin alike.
    router.include_router(minutes.pages(meetings, writing, templates))
    router.include_router(desk.pages(meetings, programmes, writing, beside, files, templates))
    return router
