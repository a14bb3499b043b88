"""The staff pages of the work list: everybody's morning, one task with its history, absences, the load of units."""

from fastapi import APIRouter

from services.reporting.worklist.pages import absences, desk, load, task
from services.reporting.worklist.service.absences import Covers
from services.reporting.worklist.service.handing import Handing
from services.reporting.worklist.service.load import Load
from shared.web.render import Templates


def pages(handing: Handing, covers: Covers, loads: Load, templates: Templates) -> APIRouter:
    """Give the pages of the work list."""
    router = APIRouter(include_in_schema=False)
    router.include_router(desk.pages(handing, templates))
    router.include_router(task.pages(handing, templates))
    router.include_router(absences.pages(covers, templates))
    router.include_router(load.pages(loads, templates))
    return router
