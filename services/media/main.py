"""Puts media together: the only file of the service that knows everything."""

from fastapi import FastAPI

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
from services.media.problems import PROBLEMS
from services.media.settings import Settings
from services.media.website import api, handlers
from services.media.website.pages import desk, news, site
from services.media.website.service import Website
from services.media.website.store import MongoSiteStore
from shared.frame import Frame
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
        problems=PROBLEMS,
    )
    crisis_public.over_every_page(app, crisis)
    return app
