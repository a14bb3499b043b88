"""Pages of speeches: the desk, the check from outside, the public archive."""

from fastapi import APIRouter

from services.events.speeches.pages import desk, public
from services.events.speeches.service import Speeches
from services.events.speeches.service.ordering import Ordering
from shared.web.render import Templates


def pages(speeches: Speeches, ordering: Ordering, templates: Templates) -> APIRouter:
    """Give all pages of speeches."""
    router = APIRouter(include_in_schema=False)
    router.include_router(desk.pages(speeches, ordering, templates))
    router.include_router(public.pages(speeches, templates))
    return router
