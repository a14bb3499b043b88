"""Puts events together: the only file of the service that knows everything."""

from fastapi import FastAPI

from services.events.calendar import api, handlers
from services.events.calendar.free_days import FreeDays
from services.events.calendar.pages import desk, public
from services.events.calendar.pages import free_days as free_days_pages
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore, MongoFreeDayStore
from services.events.problems import PROBLEMS
from services.events.settings import Settings
from shared.frame import Frame

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("events", settings)
    calendar = Calendar(frame.database, MongoEntryStore(frame.database), frame.clock)
    free_days = FreeDays(frame.database, MongoFreeDayStore(frame.database), calendar, frame.clock)
    handlers.subscribe(frame.bus, calendar)
    return frame.app(
        api.routes(calendar, free_days),
        public.pages(calendar, frame.templates, settings.public_origin),
        # Before the desk, whose addresses end in any id.
        free_days_pages.pages(free_days, frame.templates),
        desk.pages(calendar, frame.templates),
        problems=PROBLEMS,
    )
