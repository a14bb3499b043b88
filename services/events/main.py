"""Puts events together: the only file of the service that knows everything."""

from fastapi import FastAPI

from services.events.calendar import api, handlers
from services.events.calendar.pages import desk, public
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from services.events.problems import PROBLEMS
from services.events.settings import Settings
from shared.frame import Frame

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("events", settings)
    calendar = Calendar(frame.database, MongoEntryStore(frame.database), frame.clock)
    handlers.subscribe(frame.bus, calendar)
    return frame.app(
        api.routes(calendar),
        public.pages(calendar, frame.templates, settings.public_origin),
        desk.pages(calendar, frame.templates),
        problems=PROBLEMS,
    )
