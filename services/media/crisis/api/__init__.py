"""JSON routes of crisis information: warnings, and what is ready before them: plans, the rota; what was said when."""

from fastapi import APIRouter

from services.media.crisis.api import messages, preparing
from services.media.crisis.service import Crisis, Plans, Reaching, Speakers


def routes(crisis: Crisis, plans: Plans, speakers: Speakers, reaching: Reaching) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1", tags=["crisis"])
    router.include_router(messages.routes(crisis, reaching))
    router.include_router(preparing.plans_of(plans))
    router.include_router(preparing.rota_of(speakers))
    router.include_router(preparing.log_of(crisis))
    return router
