"""Pages of ceremonies at the desk."""

from fastapi import APIRouter

from services.events.calendar.beside import Beside
from services.events.ceremonies.pages import assistance as assistance_pages
from services.events.ceremonies.pages import desk
from services.events.ceremonies.pages import permits as permit_pages
from services.events.ceremonies.pages import report as report_pages
from services.events.ceremonies.pages import scenario as scenario_pages
from services.events.ceremonies.service import Ceremonies
from services.events.ceremonies.service.military import Assistance
from services.events.ceremonies.service.permits import Permits
from services.events.ceremonies.service.reports import Reports
from services.events.ceremonies.service.scenario import Scenarios
from shared.web.render import Templates


def pages(
    ceremonies: Ceremonies,
    scenarios: Scenarios,
    assistance: Assistance,
    permits: Permits,
    reports: Reports,
    beside: Beside,
    templates: Templates,
) -> APIRouter:
    """Give all pages of ceremonies."""
    router = APIRouter(include_in_schema=False)
    router.include_router(desk.pages(ceremonies, reports, beside, templates))
    router.include_router(scenario_pages.pages(scenarios, templates))
    router.include_router(assistance_pages.pages(assistance, templates))
    router.include_router(permit_pages.pages(permits, templates))
    router.include_router(report_pages.pages(reports, templates))
    return router
