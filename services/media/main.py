"""Puts media together: the only file of the service that knows everything."""

from fastapi import FastAPI

from services.media.problems import PROBLEMS
from services.media.settings import Settings
from services.media.website import api, handlers
from services.media.website.pages import desk, news, site
from services.media.website.service import Website
from services.media.website.store import MongoSiteStore
from shared.frame import Frame

__all__ = ["Settings", "create_app"]


def create_app(settings: Settings) -> FastAPI:
    """Build the service."""
    frame = Frame("media", settings)
    website = Website(frame.database, MongoSiteStore(frame.database), frame.clock)
    handlers.subscribe(frame.bus, website)
    return frame.app(
        api.routes(website),
        site.pages(website, frame.templates, settings.public_origin),
        news.pages(website, frame.templates, settings.public_origin),
        desk.pages(website, frame.templates),
        problems=PROBLEMS,
    )
