"""JSON routes of the council: for everybody to read sessions and resolutions, for officers to keep them."""

from fastapi import APIRouter

from services.reporting.council.api import resolutions as register
from services.reporting.council.api import sessions as council
from services.reporting.council.service.resolutions import Resolutions
from services.reporting.council.service.sessions import Sessions


def routes(sessions: Sessions, resolutions: Resolutions) -> APIRouter:
    """Give the routes of the council."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["council"])
    router.include_router(council.routes(sessions))
    router.include_router(register.routes(resolutions))
    return router
