"""Pages of monitoring: what was found, topics, sources, digests."""

from fastapi import APIRouter

from services.media.monitoring.pages import digests as digest_pages
from services.media.monitoring.pages import mentions, sources, topics
from services.media.monitoring.service import Monitoring
from services.media.monitoring.service.digests import Digests
from services.media.monitoring.service.jumping import Jumping
from services.media.requests.service import PressRequests
from shared.web.render import Templates


def pages(
    monitoring: Monitoring, jumping: Jumping, digests: Digests, requests: PressRequests, templates: Templates
) -> APIRouter:
    """Give all pages of monitoring."""
    router = APIRouter(include_in_schema=False)
    router.include_router(mentions.pages(monitoring, jumping, requests, templates))
    router.include_router(topics.pages(monitoring, jumping, templates))
    router.include_router(sources.pages(monitoring, templates))
    router.include_router(digest_pages.pages(monitoring, digests, templates))
    return router
