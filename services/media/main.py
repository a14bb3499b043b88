"""Puts media together: the only file of the service that knows everything."""

from datetime import timedelta

from fastapi import APIRouter, FastAPI

from services.media.accessibility import api as accessibility_api
from services.media.accessibility import pages as accessibility_pages
from services.media.accessibility.service import Accessibility
from services.media.accessibility.store import MongoStatementStore
from services.media.bip import api as bip_api
from services.media.bip import pages as bip_pages
from services.media.bip.service import Bulletin
from services.media.bip.store import MongoBulletinStore
from services.media.channels import api as channels_api
from services.media.channels import handlers as channels_handlers
from services.media.channels import pages as channels_pages
from services.media.channels.service import Gateways, Profiles, SaidLog
from services.media.channels.speaker import Apprise, read_gateways
from services.media.channels.store import MongoChannelStore
from services.media.conferences import api as conferences_api
from services.media.conferences.api import admissions as conferences_admissions
from services.media.conferences.pages import desk as conferences_desk
from services.media.conferences.pages import public as conferences_public
from services.media.conferences.service import Conferences
from services.media.conferences.service.admissions import Admissions
from services.media.conferences.service.series import Series
from services.media.conferences.store import MongoConferenceStore
from services.media.contacts import api as contacts_api
from services.media.contacts import pages as contacts_pages
from services.media.contacts.service import Contacts
from services.media.contacts.store import MongoContactStore
from services.media.crisis import api as crisis_api
from services.media.crisis import handlers as crisis_handlers
from services.media.crisis.domain.cap import Issuer
from services.media.crisis.pages import desk as crisis_desk
from services.media.crisis.pages import log as crisis_log
from services.media.crisis.pages import plans as crisis_plans
from services.media.crisis.pages import public as crisis_public
from services.media.crisis.pages import rota as crisis_rota
from services.media.crisis.service import Crisis, Plans, Reaching, Speakers
from services.media.crisis.store import MongoCrisisStore
from services.media.monitoring import api as monitoring_api
from services.media.monitoring import pages as monitoring_pages
from services.media.monitoring.service import Monitoring
from services.media.monitoring.service.digests import Digests
from services.media.monitoring.service.jumping import Jumping
from services.media.monitoring.service.looking import Looking, Manners
from services.media.monitoring.store import MongoMonitoringStore
from services.media.newsletter import api as newsletter_api
from services.media.newsletter import handlers as newsletter_handlers
from services.media.newsletter.pages import desk as newsletter_desk
from services.media.newsletter.pages import public as newsletter_public
from services.media.newsletter.sealed import Sealed as NewsletterSealed
from services.media.newsletter.service import Issues, Mailings, Readers, Refusals
from services.media.newsletter.store import MongoNewsletterStore
from services.media.problems import PROBLEMS
from services.media.releases import api as releases_api
from services.media.releases.pages import desk as releases_desk
from services.media.releases.pages import public as releases_public
from services.media.releases.service import Photographs, Releases
from services.media.releases.service.telling import Telling
from services.media.releases.store import MongoReleaseStore, ReleasesFound
from services.media.requests import api as press_api
from services.media.requests import pages as press_pages
from services.media.requests.sealed import Sealed
from services.media.requests.service import Office, PressRequests
from services.media.requests.service.answering import Answering
from services.media.requests.service.correcting import Correcting
from services.media.requests.service.looking_after import LookingAfter
from services.media.requests.service.timeliness import Timeliness
from services.media.requests.service.working import Working
from services.media.requests.store import AnswersReminded, MongoPressStore, RefusalsDated
from services.media.search import api as search_api
from services.media.search import pages as search_pages
from services.media.search.service import Search
from services.media.search.store import FoundAnew, MongoSearchStore
from services.media.settings import Settings
from services.media.website import api, handlers
from services.media.website.pages import desk, files, menu, news, site, writing
from services.media.website.service import Website
from services.media.website.store import FromOneBody, MongoSiteStore
from shared.asks import Asks
from shared.daily_mails import DailyMails
from shared.fetching import Fetcher
from shared.files import Files, Pictures
from shared.frame import Frame
from shared.free_days import TICK_SECONDS, CityFreeDays, subscribe
from shared.mail import Deliveries
from shared.readings import Readings

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("media", settings)
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
    frame.ticks.every(10, "crisis mails", crisis.settling.settle_mails)
    frame.ticks.every(10, "crisis targets", crisis.asking.look_after)
    search = Search(MongoSearchStore(frame.database))
    gateways, mailings, channels = _channels(frame, settings)
    reaching = Reaching(crisis, gateways, mailings)
    frame.ticks.every(10, "crisis reaching", reaching.look_after)
    app = frame.app(
        *_site(frame, settings, search),
        crisis_api.routes(crisis, plans, speakers, reaching),
        crisis_public.pages(crisis, frame.templates),
        crisis_desk.pages(crisis, speakers, reaching, frame.templates),
        crisis_plans.pages(plans, frame.templates),
        crisis_rota.pages(speakers, frame.templates),
        crisis_log.pages(crisis, frame.templates),
        *_press(frame, settings, search),
        *channels,
        problems=PROBLEMS,
        migrations=[
            FromOneBody(),
            ReleasesFound(),
            FoundAnew(),
            RefusalsDated(settings.press_terms()),
            AnswersReminded(settings.press_terms()),
        ],
    )
    crisis_public.over_every_page(app, crisis)
    return app


def _site(frame: Frame, settings: Settings, search: Search) -> list[APIRouter]:
    """Put the site, its search, the bulletin and the accessibility declaration together."""
    database, clock, templates, origin = frame.database, frame.clock, frame.templates, settings.public_origin
    pictures, kept = Pictures(database, "site_pictures", clock), Files(database, "site_files")
    website = Website(database, MongoSiteStore(database), clock, search, pictures)
    handlers.subscribe(frame.bus, website)
    bulletin = Bulletin(database, MongoBulletinStore(database), clock, search)
    accessibility = Accessibility(database, MongoStatementStore(database), clock, settings.accessibility_notice)
    frame.ticks.every(3_600, "accessibility review", accessibility.look_after)
    frame.ticks.every(5, "scheduled articles", website.show_due)
    frame.ticks.every(3_600, "loose pictures", pictures.drop_due)
    return [
        api.routes(website, pictures, kept),
        site.pages(website, bulletin, templates, origin),
        news.pages(website, templates, origin),
        files.routes(website, pictures, kept),
        writing.pages(website, templates, pictures, kept),
        menu.pages(website, templates),
        bip_api.routes(bulletin),
        bip_pages.pages(bulletin, templates),
        accessibility_api.routes(accessibility),
        accessibility_pages.pages(accessibility, templates, origin),
        desk.pages(website, templates),
        search_api.routes(search),
        search_pages.pages(search, templates),
    ]


def _channels(frame: Frame, settings: Settings) -> tuple[Gateways, Mailings, list[APIRouter]]:
    """Put the newsletter, gateways, profiles and the log of what was said together; also what warnings go by."""
    database, clock, origin = frame.database, frame.clock, settings.public_origin
    key = settings.session_key_file.read_text().strip()
    store = MongoChannelStore(database)
    said, profiles = SaidLog(database, store, clock, origin), Profiles(database, store)
    gateways = Gateways(database, store, Apprise(), read_gateways(settings.gateways_file), said, clock, origin)
    channels_handlers.subscribe(frame.bus, gateways, said)
    frame.ticks.every(1, "gateways", gateways.send_due)

    letters, sealed = MongoNewsletterStore(database), NewsletterSealed(frame.cipher, key, origin)
    deliveries, link = Deliveries(database), settings.newsletter_link
    asks = Asks(database, "newsletter_asks", key, clock, settings.newsletter_asks_a_day)
    mails = DailyMails(database, "newsletter_mails", key, clock, settings.newsletter_mails_a_day)
    readers = Readers(database, letters, sealed, deliveries, clock, link, asks, mails)
    refusals = Refusals(database, letters, deliveries, settings.newsletter_refusals, settings.newsletter_paused_kept)
    mailings = Mailings(database, letters, sealed, deliveries, refusals, said, clock)
    issues = Issues(letters, mailings)
    newsletter_handlers.subscribe(frame.bus, issues, mailings)
    frame.ticks.every(1, "newsletter", mailings.look_after)
    frame.ticks.every(3_600, "newsletter readers", readers.forget)
    frame.ticks.every(3_600, "newsletter sign-ups", asks.forget)
    frame.ticks.every(3_600, "letters of the day before one reads", mails.forget)
    routers = [
        newsletter_api.routes(issues, readers),
        newsletter_public.pages(readers, frame.templates),
        newsletter_desk.pages(issues, readers, frame.templates),
        channels_api.routes(gateways, profiles, said),
        channels_pages.pages(gateways, profiles, said, mailings, frame.templates),
    ]
    return gateways, mailings, routers


def _press(frame: Frame, settings: Settings, search: Search) -> list[APIRouter]:
    """Put contacts and requests of the press together."""
    database, clock, key = frame.database, frame.clock, settings.session_key_file.read_text().strip()
    free_days = CityFreeDays(database)
    subscribe(frame.bus, free_days)
    frame.ticks.every(TICK_SECONDS, "free days", free_days.look_after)

    readings = Readings(database, clock, "media_readings")
    contacts = Contacts(
        database, MongoContactStore(database), readings, frame.cipher, key, clock, settings.press_consent_kept
    )
    frame.ticks.every(3_600, "journalists kept", contacts.look_after)

    store, sealed = MongoPressStore(database), Sealed(frame.cipher, key, settings.public_origin)
    office = Office(
        symbol=settings.press_symbol,
        jrwa=settings.press_class,
        units=settings.press_units,
        mailboxes=settings.press_mailboxes,
        leadership=settings.press_leadership,
    )
    asks = Asks(database, "press_asks", key, clock, settings.press_asks_a_day)
    requests = PressRequests(database, store, sealed, readings, free_days, clock, office, settings.press_terms(), asks)
    after = LookingAfter(requests, settings.press_morning_hour, settings.morning_mailboxes())
    free_days.postpones(store.deadlines, after.postpone)
    frame.ticks.every(30, "press chasers", after.chase_due)
    frame.ticks.every(300, "press morning", after.write_morning)
    frame.ticks.every(3_600, "press form", asks.forget)
    working, answering, correcting = Working(requests), Answering(requests), Correcting(requests, contacts)
    timeliness = Timeliness(store, settings.press_units, clock)
    monitoring = Monitoring(database, MongoMonitoringStore(database), clock)
    return [
        *_releases(frame, settings, contacts, search),
        *_conferences(frame, settings, contacts, key),
        contacts_api.routes(contacts),
        contacts_pages.pages(contacts, frame.templates),
        press_api.routes(requests, working, answering, correcting, timeliness),
        press_pages.pages(
            requests,
            working,
            answering,
            correcting,
            timeliness,
            contacts,
            monitoring,
            frame.templates,
        ),
        *_monitoring(frame, settings, monitoring, requests, free_days),
    ]


def _releases(frame: Frame, settings: Settings, contacts: Contacts, search: Search) -> list[APIRouter]:
    """Put press releases together."""
    database, clock = frame.database, frame.clock
    photographs, files = Photographs(database, "release_photographs", clock), Files(database, "release_files")
    telling = Telling(frame.cipher, clock, settings.public_origin)
    releases = Releases(database, MongoReleaseStore(database), contacts, photographs, files, telling, search, clock)
    # Soon after the minute, and never before it.
    frame.ticks.every(2, "releases due", releases.publish_due)
    frame.ticks.every(600, "release photographs", photographs.drop_due)
    return [
        releases_api.routes(releases),
        releases_public.pages(releases, frame.templates, settings.public_origin),
        releases_desk.pages(releases, Deliveries(database), frame.templates),
    ]


def _conferences(frame: Frame, settings: Settings, contacts: Contacts, key: str) -> list[APIRouter]:
    """Put press conferences together."""
    store, files = MongoConferenceStore(frame.database), Files(frame.database, "conference_files")
    database, clock, origin = frame.database, frame.clock, settings.public_origin
    asks = Asks(database, "conference_asks", key, clock, settings.press_asks_a_day)
    admissions = Admissions(database, store, contacts.readings, frame.cipher, key, clock, origin, asks)
    conferences = Conferences(database, store, contacts, files, frame.cipher, key, clock, origin, admissions)
    frame.ticks.every(3_600, "conference admissions", admissions.forget)
    frame.ticks.every(3_600, "conference form", asks.forget)
    series = Series(conferences)
    return [
        conferences_api.routes(conferences, series),
        conferences_admissions.routes(admissions),
        conferences_public.pages(conferences, frame.templates),
        conferences_desk.pages(conferences, series, frame.templates),
    ]


def _monitoring(
    frame: Frame, settings: Settings, monitoring: Monitoring, requests: PressRequests, free_days: CityFreeDays
) -> list[APIRouter]:
    """Put the monitoring of the media together."""
    origin, mailboxes = settings.public_origin, settings.press_mailboxes
    agent = f"RatuszMonitoring/1.0 (+{origin}/prasa)"
    manners = Manners(
        every=timedelta(minutes=settings.monitoring_every),
        likeness=settings.monitoring_likeness,
        join=timedelta(hours=settings.monitoring_join),
        snippet=settings.monitoring_snippet,
        kept=timedelta(days=settings.monitoring_kept),
    )
    looking = Looking(monitoring, Fetcher(agent, settings.monitoring_inside), manners)
    jumping = Jumping(monitoring, settings.monitoring_jump, frame.cipher, mailboxes, origin)
    digests = Digests(
        monitoring,
        free_days,
        settings.monitoring_digest_hour,
        frame.cipher,
        settings.morning_mailboxes(),
        lambda told, site: frame.templates.text("pl", "monitoring_letter.html", told=told, site=site),
        origin,
    )
    frame.ticks.every(5, "monitoring looks", looking.look_due)
    frame.ticks.every(10, "monitoring jumps", jumping.notice)
    frame.ticks.every(10, "monitoring digest", digests.write_due)
    frame.ticks.every(3_600, "monitoring kept", looking.forget_old)
    return [
        monitoring_api.routes(monitoring),
        monitoring_pages.pages(monitoring, jumping, digests, requests, frame.templates),
    ]
