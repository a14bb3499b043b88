"""JSON routes of the work list, for the department's dashboards. Each person sees what the pages show them."""

from fastapi import APIRouter

from services.reporting.worklist.api import absences, load, tasks
from services.reporting.worklist.service.absences import Covers
from services.reporting.worklist.service.handing import Handing
from services.reporting.worklist.service.load import Load


def routes(handing: Handing, covers: Covers, loads: Load) -> APIRouter:
    """Give the routes of the work list."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["worklist"])
    router.include_router(tasks.routes(handing))
    router.include_router(absences.routes(covers))
    router.include_router(load.routes(loads))
    return router
