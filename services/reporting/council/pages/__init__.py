"""Pages of the council: sessions and the register at the desk, and the register as residents read it."""

from fastapi import APIRouter

from services.reporting.council.pages import importing, public, register, sessions
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions
from shared.web.render import Templates


def pages(council: Sessions, resolutions: Resolutions, templates: Templates) -> APIRouter:
    """Give all pages of the council."""
    router = APIRouter(include_in_schema=False)
    router.include_router(sessions.pages(council, resolutions, templates))
    # Before the register, which takes every other word for a number.
    router.include_router(importing.pages(council, resolutions, templates))
    router.include_router(register.pages(council, resolutions, templates))
    router.include_router(public.pages(council, resolutions, templates))
    return router
