"""Pages of interpellations: at the desk, and for everybody."""

from fastapi import APIRouter

from services.reporting.interpellations.pages import desk, public
from services.reporting.interpellations.service import Interpellations
from shared.web.render import Templates


def pages(interpellations: Interpellations, templates: Templates) -> APIRouter:
    """Give all pages of interpellations."""
    router = APIRouter(include_in_schema=False)
    router.include_router(desk.pages(interpellations, templates))
    router.include_router(public.pages(interpellations, templates))
    return router
