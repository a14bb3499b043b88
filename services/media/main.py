"""Puts media together: the only file of the service that knows everything."""

from datetime import timedelta

from fastapi import APIRouter, FastAPI

from services.media.contacts import api as contacts_api
from services.media.contacts import pages as contacts_pages
from services.media.contacts.readings import Readings
from services.media.contacts.service import Contacts
from services.media.contacts.store import MongoContactStore, MongoReadingStore
from services.media.crisis import api as crisis_api
from services.media.crisis import handlers as crisis_handlers
from services.media.crisis.domain.cap import Issuer
from services.media.crisis.pages import desk as crisis_desk
from services.media.crisis.pages import log as crisis_log
from services.media.crisis.pages import plans as crisis_plans
from services.media.crisis.pages import public as crisis_public
from services.media.crisis.pages import rota as crisis_rota
from services.media.crisis.service import Crisis, Plans, Speakers
from services.media.crisis.store import MongoCrisisStore
from services.media.monitoring import api as monitoring_api
from services.media.monitoring import pages as monitoring_pages
from services.media.monitoring.service import Monitoring
from services.media.monitoring.service.digests import Digests
from services.media.monitoring.service.jumping import Jumping
from services.media.monitoring.service.looking import Looking, Manners
from services.media.monitoring.store import MongoMonitoringStore
from services.media.problems import PROBLEMS
from services.media.requests import api as press_api
from services.media.requests import pages as press_pages
from services.media.requests.sealed import Sealed
from services.media.requests.service import Office, PressRequests, Terms
from services.media.requests.service.answering import Answering
from services.media.requests.service.looking_after import LookingAfter
from services.media.requests.service.timeliness import Timeliness
from services.media.requests.service.working import Working
from services.media.requests.store import MongoPressStore
from services.media.settings import Settings
from services.media.website import api, handlers
from services.media.website.pages import desk, news, site
from services.media.website.service import Website
from services.media.website.store import MongoSiteStore
from shared.fetching import Fetcher
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe
from shared.mail import Deliveries

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("media", settings)
    website = Website(frame.database, MongoSiteStore(frame.database), frame.clock)
    handlers.subscribe(frame.bus, website)
    crisis_store = MongoCrisisStore(frame.database)
    plans = Plans(frame.database, crisis_store, frame.clock)
    crisis = Crisis(
        frame.database,
        crisis_store,
        plans,
        Deliveries(frame.database),
        frame.cipher,
        frame.clock,
        Issuer(origin=settings.public_origin, **settings.issuer()),
        settings.warned,
    )
    speakers = Speakers(frame.database, crisis_store, frame.cipher, frame.clock)
    crisis_handlers.subscribe(frame.bus, crisis)
    frame.ticks.every(10, "crisis expiry", crisis.expire_due)
    frame.ticks.every(10, "crisis mails", crisis.settle_mails)
    app = frame.app(
        api.routes(website),
        site.pages(website, frame.templates, settings.public_origin),
        news.pages(website, frame.templates, settings.public_origin),
        desk.pages(website, frame.templates),
        crisis_api.routes(crisis),
        crisis_public.pages(crisis, frame.templates),
        crisis_desk.pages(crisis, speakers, frame.templates),
        crisis_plans.pages(plans, frame.templates),
        crisis_rota.pages(speakers, frame.templates),
        crisis_log.pages(crisis, frame.templates),
        *_press(frame, settings),
        problems=PROBLEMS,
    )
    crisis_public.over_every_page(app, crisis)
    return app


def _press(frame: Frame, settings: Settings) -> list[APIRouter]:
    """Put contacts and requests of the press together."""
    database, clock, key = frame.database, frame.clock, settings.session_key_file.read_text().strip()
    free_days = CityFreeDays(database)
    subscribe(frame.bus, free_days)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)

    readings = Readings(database, MongoReadingStore(database), clock)
    contacts = Contacts(
        database, MongoContactStore(database), readings, frame.cipher, key, clock, settings.press_consent_kept
    )
    frame.ticks.every(3_600, "journalists kept", contacts.look_after)

    store, sealed = MongoPressStore(database), Sealed(frame.cipher, key, settings.public_origin)
    office = Office(settings.press_symbol, settings.press_class, settings.press_units, settings.press_mailbox)
    terms = Terms(settings.press_interview_term, settings.press_draft, settings.press_reminder)
    requests = PressRequests(database, store, sealed, readings, free_days, clock, office, terms)
    after = LookingAfter(requests, settings.press_morning_hour)
    free_days.postpones(store.deadlines, after.postpone)
    frame.ticks.every(30, "press chasers", after.chase_due)
    frame.ticks.every(300, "press morning", after.write_morning)
    working, answering = Working(requests), Answering(requests)
    timeliness = Timeliness(store, settings.press_units)
    monitoring = Monitoring(database, MongoMonitoringStore(database), clock)
    return [
        contacts_api.routes(contacts),
        contacts_pages.pages(contacts, frame.templates),
        press_api.routes(requests, working, answering, timeliness),
        press_pages.pages(requests, working, answering, timeliness, contacts, monitoring, frame.templates),
        *_monitoring(frame, settings, monitoring, requests, free_days),
    ]


def _monitoring(
    frame: Frame, settings: Settings, monitoring: Monitoring, requests: PressRequests, free_days: CityFreeDays
) -> list[APIRouter]:
    """Put the monitoring of the media together."""
    origin, mailbox = settings.public_origin, settings.press_mailbox
    agent = f"RatuszMonitoring/1.0 (+{origin}/prasa)"
    manners = Manners(
        every=timedelta(minutes=settings.monitoring_every),
        likeness=settings.monitoring_likeness,
        join=timedelta(hours=settings.monitoring_join),
        snippet=settings.monitoring_snippet,
        kept=timedelta(days=settings.monitoring_kept),
    )
    looking = Looking(monitoring, Fetcher(agent, settings.monitoring_inside), manners)
    jumping = Jumping(monitoring, settings.monitoring_jump, frame.cipher, mailbox, origin)
    digests = Digests(
        monitoring,
        free_days,
        settings.monitoring_digest_hour,
        frame.cipher,
        mailbox,
        lambda told, site: frame.templates.text("pl", "monitoring_letter.html", told=told, site=site),
        origin,
    )
    frame.ticks.every(20, "monitoring looks", looking.look_due)
    frame.ticks.every(300, "monitoring jumps", jumping.notice)
    frame.ticks.every(300, "monitoring digest", digests.write_due)
    frame.ticks.every(3_600, "monitoring kept", looking.forget_old)
    return [
        monitoring_api.routes(monitoring),
        monitoring_pages.pages(monitoring, jumping, digests, requests, frame.templates),
    ]
