"""Puts reporting together: the only file of the service that knows everything."""

from fastapi import FastAPI

from services.reporting.commune import api as commune_api
from services.reporting.commune import pages as commune_pages
from services.reporting.commune.service import Commune
from services.reporting.commune.service import Rules as DebateRules
from services.reporting.commune.store import MongoCommuneStore
from services.reporting.council import api as council_api
from services.reporting.council import pages as council_pages
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from services.reporting.council.store import MongoResolutionStore, MongoSessionStore
from services.reporting.implementation import api as implementation_api
from services.reporting.implementation import handlers as implementation_handlers
from services.reporting.implementation import pages as implementation_pages
from services.reporting.implementation.pages import calls as call_pages
from services.reporting.implementation.service import Implementations
from services.reporting.implementation.service.calls import Calls
from services.reporting.implementation.service.post import UnitPost
from services.reporting.implementation.service.units import AskedUnits
from services.reporting.implementation.store import MongoImplementationStore, MongoUnitStore
from services.reporting.interpellations import api as interpellations_api
from services.reporting.interpellations import pages as interpellations_pages
from services.reporting.interpellations.service import Interpellations
from services.reporting.interpellations.service import Terms as InterpellationTerms
from services.reporting.interpellations.store import MongoInterpellationStore
from services.reporting.problems import PROBLEMS
from services.reporting.reports import api as reports_api
from services.reporting.reports import handlers as reports_handlers
from services.reporting.reports import pages as reports_pages
from services.reporting.reports.service.diary import Diary
from services.reporting.reports.service.inputs import Inputs
from services.reporting.reports.service.opening import Openings
from services.reporting.reports.service.reports import Reports
from services.reporting.reports.service.terms import Terms
from services.reporting.reports.store import MongoDiaryStore, MongoReportStore
from services.reporting.settings import Settings
from services.reporting.statistics import api as statistics_api
from services.reporting.statistics import handlers as statistics_handlers
from services.reporting.statistics import pages as statistics_pages
from services.reporting.statistics.domain.catalogue import OpenData
from services.reporting.statistics.service import Statistics
from services.reporting.statistics.store import MongoStatisticsStore
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
    sessions = Sessions(frame.database, MongoSessionStore(frame.database), frame.clock)
    register = MongoResolutionStore(frame.database)
    resolutions = Resolutions(frame.database, register, sessions, settings.units, frame.clock)
    database, clock, kept, days = (
        frame.database,
        frame.clock,
        MongoReportStore(frame.database),
        MongoDiaryStore(frame.database),
    )
    letters = MongoInterpellationStore(database)
    answering = InterpellationTerms(
        settings.interpellation_term, settings.interpellation_draft, settings.interpellation_reminder
    )
    interpellations = Interpellations(database, letters, settings.units, free_days, clock, answering)
    free_days.postpones(letters.deadlines, interpellations.postpone)
    frame.ticks.every(300, "interpellations", interpellations.remind_due)
    terms = Terms(settings.report_opening, settings.report_inputs, settings.report_materials, settings.report_mending)
    openings = Openings(database, kept, kept, sessions, resolutions, free_days, clock, terms)
    reports = Reports(database, kept, kept, days, sessions, resolutions, letters, clock, settings.report_long_days)
    inputs = Inputs(database, kept, kept, resolutions, free_days, clock, terms)
    diary = Diary(database, days, clock)
    statistics = Statistics(frame.database, MongoStatisticsStore(frame.database), frame.clock)
    debate = DebateRules(
        signatures=settings.debate_signatures, limit=settings.debate_limit, retention=settings.debate_retention
    )
    commune = Commune(
        database,
        MongoCommuneStore(database),
        sessions,
        resolutions,
        interpellations,
        statistics,
        frame.cipher,
        clock,
        debate,
    )
    frame.ticks.every(3600, "debates", commune.erase_due)
    origin = settings.public_origin.rstrip("/")
    about = OpenData(settings.open_data_publisher, settings.open_data_licence, origin)
    free_days.postpones(kept.deadlines, inputs.postpone)
    frame.ticks.every(300, "council reports", openings.open_due)
    frame.ticks.every(300, "escalation", worklist.escalate)
    frame.ticks.every(300, "calls for progress", calls.look_after)
    free_days.postpones(works.deadlines, implementations.postpone)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)
    subscribe(frame.bus, free_days)
    tracker_handlers.subscribe(frame.bus, tracker)
    implementation_handlers.subscribe(frame.bus, implementations)
    worklist_handlers.subscribe(frame.bus, worklist)
    reports_handlers.subscribe(frame.bus, openings, diary)
    statistics_handlers.subscribe(frame.bus, statistics)
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
        council_api.routes(sessions, resolutions),
        council_pages.pages(sessions, resolutions, frame.templates),
        interpellations_api.routes(interpellations),
        interpellations_pages.pages(interpellations, frame.templates),
        commune_api.routes(commune),
        # Before the reports, which take every other word for the id of one.
        commune_pages.pages(commune, frame.templates),
        reports_api.routes(openings, reports, inputs, diary),
        reports_pages.pages(openings, reports, inputs, diary, frame.templates),
        statistics_api.routes(statistics),
        statistics_pages.pages(statistics, frame.templates, about),
        problems=PROBLEMS,
    )
