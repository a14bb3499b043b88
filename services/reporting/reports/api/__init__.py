"""JSON routes of the report to the council: for everybody what is published, for staff its way there."""

from fastapi import APIRouter

from services.reporting.reports.api import corrections as corrections_api
from services.reporting.reports.api import diary as diary_api
from services.reporting.reports.api import inputs as inputs_api
from services.reporting.reports.api import reports as reports_api
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.service.diary import Diary
from services.reporting.reports.service.inputs import Inputs
from services.reporting.reports.service.opening import Openings
from services.reporting.reports.service.reports import Reports


def routes(openings: Openings, reports: Reports, corrections: Corrections, inputs: Inputs, diary: Diary) -> APIRouter:
    """Give the routes of reports."""
    router = APIRouter(prefix="/api/reporting/v1", tags=["reports"])
    router.include_router(reports_api.routes(openings, reports))
    router.include_router(corrections_api.routes(corrections))
    router.include_router(inputs_api.routes(inputs))
    router.include_router(diary_api.routes(diary))
    return router
