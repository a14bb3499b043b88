"""HTML pages of channels."""

from fastapi import APIRouter

from services.media.channels.pages import desk, log, profiles
from services.media.channels.service import Gateways, Profiles, SaidLog
from services.media.newsletter.service import Mailings
from shared.web.render import Templates


def pages(
    gateways: Gateways, profiles_: Profiles, said: SaidLog, mailings: Mailings, templates: Templates
) -> APIRouter:
    """Give the pages of channels."""
    router = APIRouter(include_in_schema=False)
    router.include_router(log.pages(said, profiles_, templates))
    router.include_router(profiles.pages(profiles_, templates))
    router.include_router(desk.pages(gateways, profiles_, mailings, templates))
    return router
