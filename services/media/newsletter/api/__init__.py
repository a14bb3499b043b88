"""JSON routes of the newsletter: for the staff by the issue, for readers by the links of their letters."""

from fastapi import APIRouter

from services.media.newsletter.api import desk, public
from services.media.newsletter.service import Issues, Readers


def routes(issues: Issues, readers: Readers) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/media/v1/newsletter", tags=["newsletter"])
    router.include_router(desk.routes(issues, readers))
    router.include_router(public.routes(readers))
    return router
