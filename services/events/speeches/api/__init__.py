"""JSON routes of speeches: the public archive, the desk that writes them, the check of figures from outside."""

from fastapi import APIRouter

from services.events.speeches.api import archive, checking, desk
from services.events.speeches.service import Speeches
from services.events.speeches.service.ordering import Ordering


def routes(speeches: Speeches, ordering: Ordering) -> APIRouter:
    """Give the routes."""
    router = APIRouter(prefix="/api/events/v1", tags=["speeches"])
    router.include_router(desk.routes(speeches, ordering))
    router.include_router(checking.routes(speeches))
    # After the desk, for its addresses end in any id.
    router.include_router(archive.routes(speeches))
    return router
