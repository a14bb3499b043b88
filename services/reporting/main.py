"""Puts reporting together: the only file of the service that knows everything."""

from fastapi import FastAPI

from services.reporting.implementation import api as implementation_api
from services.reporting.implementation import handlers as implementation_handlers
from services.reporting.implementation import pages as implementation_pages
from services.reporting.implementation.pages import calls as call_pages
from services.reporting.implementation.service import Implementations
from services.reporting.implementation.service.calls import Calls
from services.reporting.implementation.service.post import UnitPost
from services.reporting.implementation.service.units import AskedUnits
from services.reporting.implementation.store import MongoImplementationStore, MongoUnitStore
from services.reporting.problems import PROBLEMS
from services.reporting.settings import Settings
from services.reporting.tracker import api as tracker_api
from services.reporting.tracker import handlers as tracker_handlers
from services.reporting.tracker import pages as tracker_pages
from services.reporting.tracker.service import Tracker
from services.reporting.tracker.store import MongoTrackerStore
from services.reporting.worklist import api as worklist_api
from services.reporting.worklist import handlers as worklist_handlers
from services.reporting.worklist import pages as worklist_pages
from services.reporting.worklist.service import Escalation, Worklist
from services.reporting.worklist.store import MongoTaskStore
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe
from shared.web.sign_in import session_routes, sign_in_pages

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("reporting", settings)
    tracker = Tracker(frame.database, MongoTrackerStore(frame.database), frame.clock)
    free_days = CityFreeDays(frame.database)
    works = MongoImplementationStore(frame.database)
    units = AskedUnits(frame.database, MongoUnitStore(frame.database), settings.rhythm, frame.cipher)
    post = UnitPost(units, frame.cipher, settings.session_key_file.read_text().strip(), settings.public_origin)
    implementations = Implementations(frame.database, works, tracker, post, free_days, frame.clock)
    calls = Calls(frame.database, implementations, post, free_days)
    escalation = Escalation(settings.escalation_term, settings.heads, frame.cipher, settings.public_origin)
    worklist = Worklist(frame.database, MongoTaskStore(frame.database), free_days, frame.clock, escalation)
    frame.ticks.every(300, "escalation", worklist.escalate)
    frame.ticks.every(300, "calls for progress", calls.look_after)
    free_days.postpones(works.deadlines, implementations.postpone)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)
    subscribe(frame.bus, free_days)
    tracker_handlers.subscribe(frame.bus, tracker)
    implementation_handlers.subscribe(frame.bus, implementations)
    worklist_handlers.subscribe(frame.bus, worklist)
    return frame.app(
        sign_in_pages(frame.sessions, frame.templates, settings.environment),
        session_routes(frame.sessions, "reporting", settings.environment),
        tracker_api.routes(tracker),
        call_pages.pages(calls, frame.templates),
        tracker_pages.pages(tracker, frame.templates, settings.public_origin),
        implementation_api.routes(implementations, calls),
        implementation_pages.pages(implementations, frame.templates),
        worklist_api.routes(worklist),
        worklist_pages.pages(worklist, frame.templates),
        problems=PROBLEMS,
    )
