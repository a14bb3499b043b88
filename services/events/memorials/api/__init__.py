"""JSON routes of memorials: what everybody sees, the register at the desk, the care of a year, proposals as cases."""

from fastapi import APIRouter

from services.events.memorials.api import applications, care, desk, proposals, public
from services.events.memorials.service import Memorials
from services.events.memorials.service.applications import Applications
from services.events.memorials.service.proposals import Proposals
from shared.files import Pictures


def routes(memorials: Memorials, cases: Proposals, sent_in: Applications, pictures: Pictures) -> APIRouter:
    """Give the routes. `pictures`: where photographs are kept."""
    router = APIRouter(prefix="/api/events/v1", tags=["memorials"])
    router.include_router(desk.routes(memorials, pictures))
    router.include_router(care.routes(memorials))
    # Before the desk's proposals, whose addresses have any id in this place.
    router.include_router(applications.routes(sent_in))
    router.include_router(proposals.routes(cases))
    # After the desk, for its addresses end in any id.
    router.include_router(public.routes(memorials))
    return router
