"""Puts reporting together: the only file of the service that knows everything."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, FastAPI

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
from services.reporting.followers import api as followers_api
from services.reporting.followers import handlers as followers_handlers
from services.reporting.followers import pages as followers_pages
from services.reporting.followers.domain import Limits
from services.reporting.followers.followed import AllFollowed
from services.reporting.followers.mailings import Mailings
from services.reporting.followers.sealed import Sealed
from services.reporting.followers.service import Followers
from services.reporting.followers.store import FollowedNamed, MongoFollowerStore
from services.reporting.implementation import api as implementation_api
from services.reporting.implementation import handlers as implementation_handlers
from services.reporting.implementation import pages as implementation_pages
from services.reporting.implementation.pages import calls as call_pages
from services.reporting.implementation.pages import handovers as handover_pages
from services.reporting.implementation.pages import photographs as photograph_pages
from services.reporting.implementation.service import Implementations
from services.reporting.implementation.service.calls import Calls
from services.reporting.implementation.service.handovers import Handovers
from services.reporting.implementation.service.photographs import Photographs
from services.reporting.implementation.service.post import UnitPost
from services.reporting.implementation.service.units import AskedUnits
from services.reporting.implementation.store import MongoImplementationStore, MongoUnitStore
from services.reporting.initiatives import api as initiatives_api
from services.reporting.initiatives import handlers as initiatives_handlers
from services.reporting.initiatives import pages as initiatives_pages
from services.reporting.initiatives.pages import link as representative_pages
from services.reporting.initiatives.pages import public as realisation_pages
from services.reporting.initiatives.service import Ledgers
from services.reporting.initiatives.service.inspections import Inspections
from services.reporting.initiatives.service.settlements import Settlements
from services.reporting.initiatives.service.stories import Stories
from services.reporting.initiatives.service.stories import projection as stories_projection
from services.reporting.initiatives.store import MongoLedgerStore, MongoStoryStore
from services.reporting.interpellations import api as interpellations_api
from services.reporting.interpellations import pages as interpellations_pages
from services.reporting.interpellations.service import Interpellations
from services.reporting.interpellations.service import Terms as InterpellationTerms
from services.reporting.interpellations.store import MongoInterpellationStore
from services.reporting.milestones import api as milestones_api
from services.reporting.milestones import handlers as milestones_handlers
from services.reporting.milestones import pages as milestones_pages
from services.reporting.milestones.service import Milestones
from services.reporting.milestones.store import MongoScheduleStore
from services.reporting.problems import PROBLEMS
from services.reporting.reports import api as reports_api
from services.reporting.reports import handlers as reports_handlers
from services.reporting.reports import pages as reports_pages
from services.reporting.reports.service.corrections import Corrections
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
from services.reporting.statistics.service import projection as statistics_projection
from services.reporting.statistics.store import MongoStatisticsStore
from services.reporting.tracker import api as tracker_api
from services.reporting.tracker import handlers as tracker_handlers
from services.reporting.tracker import pages as tracker_pages
from services.reporting.tracker.service import Tracker
from services.reporting.tracker.service import projection as tracker_projection
from services.reporting.tracker.store import MongoTrackerStore
from services.reporting.worklist import api as worklist_api
from services.reporting.worklist import handlers as worklist_handlers
from services.reporting.worklist import pages as worklist_pages
from services.reporting.worklist.service import Escalation, Worklist
from services.reporting.worklist.service import projection as worklist_projection
from services.reporting.worklist.service.absences import Covers
from services.reporting.worklist.service.colleagues import Colleagues
from services.reporting.worklist.service.handing import Handing
from services.reporting.worklist.service.load import Load
from services.reporting.worklist.service.morning import Mornings
from services.reporting.worklist.store import MongoTaskStore
from services.reporting.worklist.store.care import MongoCareStore, MongoMorningStore, MongoPeopleStore
from shared.asks import Asks
from shared.daily_mails import DailyMails
from shared.demo_people import DEMO_PEOPLE
from shared.files import Pictures
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe
from shared.identity import IdentityProvider, ProviderSettings
from shared.mail import Deliveries
from shared.projection import Projection
from shared.readings import Readings
from shared.representatives import RepresentativeLinks
from shared.store import Database
from shared.web.accounts import BACK, account_pages
from shared.web.sign_in import PRODUCTION, session_routes, sign_in_pages

__all__ = ["Settings", "create_app", "projections"]


def projections(database: Database) -> Mapping[str, Projection[Any]]:
    """Give the copies that follow from events alone, by name: what `ratusz replay` can build anew."""
    tracker = tracker_projection(database, MongoTrackerStore)
    worklist = worklist_projection(database, MongoTaskStore, MongoCareStore(database))
    initiatives = stories_projection(database, MongoStoryStore)
    statistics = statistics_projection(database, MongoStatisticsStore)
    return {one.name: one for one in (tracker, worklist, initiatives, statistics)}


def _sign_in(frame: Frame, settings: Settings) -> APIRouter:
    if settings.sign_in_file is None:
        return sign_in_pages(frame.sessions, frame.templates, settings.environment)
    provider = ProviderSettings.from_file(settings.sign_in_file)
    accounts = IdentityProvider(provider, settings.public_origin.rstrip("/") + BACK)
    return account_pages(accounts, frame.sessions, frame.templates, settings.session_key_file.read_text().strip())


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("reporting", settings)
    tracker = Tracker(frame.database, MongoTrackerStore, frame.clock)
    free_days = CityFreeDays(frame.database)
    works = MongoImplementationStore(frame.database)
    units = AskedUnits(frame.database, MongoUnitStore(frame.database), settings.rhythm, frame.cipher, settings.units)
    post = UnitPost(units, frame.cipher, settings.session_key_file.read_text().strip(), settings.public_origin)
    implementations = Implementations(frame.database, works, tracker, post, free_days, frame.clock)
    calls = Calls(frame.database, implementations, post, free_days)
    handovers = Handovers(frame.database, implementations, post, free_days)
    pictures = Pictures(frame.database, "photographs", frame.clock)
    photographs = Photographs(frame.database, implementations, calls, pictures)
    contracts = MongoLedgerStore(frame.database)
    links = RepresentativeLinks(settings.session_key_file.read_text().strip(), settings.public_origin.rstrip("/"))
    ledgers = Ledgers(frame.database, contracts, links, free_days, frame.clock, settings.settlement_rhythm)
    settlements = Settlements(ledgers, settings.settlement_deciding, settings.settlement_mending)
    inspections = Inspections(ledgers, pictures)
    stories = Stories(frame.database, MongoStoryStore)
    deliveries, followed = Deliveries(frame.database), MongoFollowerStore(frame.database)
    limits = Limits(link=settings.follow_link_term, kept=settings.follow_kept)
    key = settings.session_key_file.read_text().strip()
    addresses = Sealed(frame.cipher, key, settings.public_origin)
    asks = Asks(frame.database, "follow_asks", key, frame.clock, settings.follow_asks_a_day)
    mails = DailyMails(frame.database, "follow_mails", key, frame.clock, settings.follow_mails_a_day)
    every = AllFollowed(tracker, stories)
    followers = Followers(frame.database, followed, every, addresses, deliveries, frame.clock, limits, asks, mails)
    mailings = Mailings(frame.database, followed, every, addresses, deliveries, frame.clock, limits)
    milestones = Milestones(frame.database, MongoScheduleStore(frame.database), frame.clock)
    escalation = Escalation(settings.escalation_term, post)
    people = MongoPeopleStore(frame.database)
    offered = () if settings.environment == PRODUCTION else DEMO_PEOPLE
    colleagues = Colleagues(frame.database, people, frame.cipher, offered)
    covers = Covers(frame.database, people, colleagues, frame.clock)
    care = MongoCareStore(frame.database)
    worklist = Worklist(frame.database, MongoTaskStore, care, covers, free_days, frame.clock, escalation)
    handing = Handing(worklist, colleagues, frame.cipher)
    load = Load(MongoTaskStore(frame.database), frame.clock)
    mornings = Mornings(
        worklist,
        MongoMorningStore(frame.database),
        units,
        settings.morning_mailboxes,
        free_days,
        frame.cipher,
        settings.public_origin,
        settings.morning_hour,
    )
    sessions = Sessions(frame.database, MongoSessionStore(frame.database), frame.clock)
    register = MongoResolutionStore(frame.database)
    ahead = timedelta(days=settings.resolution_ahead_days)
    resolutions = Resolutions(frame.database, register, sessions, settings.units, frame.clock, ahead)
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
    terms = Terms(
        settings.report_opening,
        settings.report_inputs,
        settings.report_materials,
        settings.report_mending,
        settings.report_reminder,
        settings.report_begins,
    )
    openings = Openings(database, kept, kept, sessions, resolutions, free_days, clock, terms, post)
    long_days = settings.report_long_days
    reports = Reports(
        database, kept, kept, days, sessions, resolutions, letters, clock, free_days, terms.mending, long_days
    )
    corrections = Corrections(database, kept, free_days, clock, terms)
    inputs = Inputs(database, kept, kept, resolutions, free_days, clock, terms, post)
    diary = Diary(database, days, clock)
    statistics = Statistics(frame.database, MongoStatisticsStore)
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
        stories,
        frame.cipher,
        Readings(database, clock, "readings"),
        clock,
        debate,
    )
    frame.ticks.every(3600, "debates", commune.erase_due)
    origin = settings.public_origin.rstrip("/")
    about = OpenData(settings.open_data_publisher, settings.open_data_licence, origin)
    free_days.postpones(kept.deadlines, inputs.postpone)
    free_days.postpones(kept.confirmations, corrections.postpone)
    free_days.postpones(kept.mendings, corrections.postpone)
    frame.ticks.every(300, "resolutions", resolutions.look_after)
    frame.ticks.every(300, "council reports", openings.open_due)
    frame.ticks.every(300, "inputs for council reports", inputs.look_after)
    frame.ticks.every(300, "escalation", worklist.escalate)
    frame.ticks.every(300, "morning", mornings.write)
    frame.ticks.every(5, "calls for progress", calls.look_after)
    frame.ticks.every(60, "photographs", pictures.drop_due)
    frame.ticks.every(20, "letters to followers", mailings.look_after)
    frame.ticks.every(60, "followers kept", mailings.forget)
    frame.ticks.every(3_600, "requests to follow", asks.forget)
    frame.ticks.every(3_600, "letters of the day before one follows", mails.forget)
    frame.ticks.every(300, "settlements of initiatives", settlements.look_after)
    free_days.postpones(works.deadlines, implementations.postpone)
    free_days.postpones(contracts.deadlines, settlements.postpone)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)
    subscribe(frame.bus, free_days)
    tracker_handlers.subscribe(frame.bus, tracker)
    implementation_handlers.subscribe(frame.bus, implementations)
    followers_handlers.subscribe(frame.bus, mailings)
    milestones_handlers.subscribe(frame.bus, milestones)
    worklist_handlers.subscribe(frame.bus, worklist)
    reports_handlers.subscribe(frame.bus, openings, diary)
    statistics_handlers.subscribe(frame.bus, statistics)
    initiatives_handlers.subscribe(frame.bus, ledgers, stories)
    return frame.app(
        _sign_in(frame, settings),
        session_routes(frame.sessions, "reporting", settings.environment),
        tracker_api.routes(tracker, implementations),
        call_pages.pages(calls, frame.templates),
        followers_api.routes(followers, mailings),
        followers_pages.pages(followers, mailings, frame.templates),
        milestones_api.routes(milestones),
        # Before the projects, whose addresses end in any id.
        milestones_pages.pages(milestones, tracker, frame.templates, settings.public_origin),
        tracker_pages.pages(tracker, implementations, frame.templates, settings.public_origin),
        implementation_api.routes(implementations, calls, handovers, photographs, pictures),
        photograph_pages.pages(photographs, pictures, frame.templates),
        handover_pages.pages(handovers, frame.templates),
        implementation_pages.pages(implementations, frame.templates),
        worklist_api.routes(handing, covers, load),
        worklist_pages.pages(handing, covers, load, frame.templates),
        council_api.routes(sessions, resolutions),
        council_pages.pages(sessions, resolutions, frame.templates),
        interpellations_api.routes(interpellations),
        interpellations_pages.pages(interpellations, frame.templates),
        commune_api.routes(commune),
        # Before the reports, which take every other word for the id of one.
        commune_pages.pages(commune, frame.templates),
        reports_api.routes(openings, reports, corrections, inputs, diary),
        reports_pages.pages(openings, reports, corrections, inputs, diary, frame.templates),
        initiatives_api.routes(ledgers, settlements, inspections, stories, pictures),
        representative_pages.pages(ledgers, settlements, inspections, pictures, frame.templates),
        realisation_pages.pages(ledgers, stories, frame.templates, settings.public_origin),
        initiatives_pages.pages(ledgers, settlements, inspections, pictures, frame.templates),
        statistics_api.routes(statistics, stories),
        statistics_pages.pages(statistics, frame.templates, about),
        problems=PROBLEMS,
        migrations=[FollowedNamed()],
    )
