"""Pages of the report to the council: the desk, a unit's input, the diary, and what everybody may read."""

from fastapi import APIRouter

from services.reporting.reports.pages import confirmation, correction, desk, diary, inputs, public
from services.reporting.reports.service.corrections import Corrections
from services.reporting.reports.service.diary import Diary
from services.reporting.reports.service.inputs import Inputs
from services.reporting.reports.service.opening import Openings
from services.reporting.reports.service.reports import Reports
from shared.web.render import Templates


def pages(
    openings: Openings,
    reports: Reports,
    corrections: Corrections,
    given: Inputs,
    entries: Diary,
    templates: Templates,
) -> APIRouter:
    """Give all pages of reports."""
    router = APIRouter(include_in_schema=False)
    # Before the desk, which takes every other word for the id of a report.
    router.include_router(diary.pages(entries, templates))
    router.include_router(desk.pages(openings, reports, corrections, given, templates))
    router.include_router(correction.pages(reports, corrections, templates))
    router.include_router(confirmation.pages(corrections, templates))
    router.include_router(inputs.pages(reports, given, templates))
    router.include_router(public.pages(reports, templates))
    return router
