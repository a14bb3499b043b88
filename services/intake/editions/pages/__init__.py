"""Pages of editions: the edition's home and rules for residents, the edition in the hands of officers."""

from fastapi import APIRouter

from services.intake.editions.help import Helps
from services.intake.editions.pages import help as help_pages
from services.intake.editions.pages import panel, public
from services.intake.editions.service import Editions
from services.intake.proposals.service import Proposals
from shared.free_days import CityFreeDays
from shared.web.render import Templates


def pages(
    editions: Editions, helps: Helps, proposals: Proposals, free_days: CityFreeDays, templates: Templates
) -> APIRouter:
    """Give all pages of editions."""
    router = APIRouter(include_in_schema=False)
    router.include_router(public.pages(editions, helps, proposals, templates))
    router.include_router(help_pages.pages(editions, helps, templates))
    router.include_router(panel.pages(editions, free_days, templates))
    return router
