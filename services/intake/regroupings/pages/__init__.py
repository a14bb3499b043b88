"""Pages of plans to merge and split: officers write and follow them, authors answer."""

from fastapi import APIRouter

from services.intake.editions.service import Editions
from services.intake.proposals.service import Proposals
from services.intake.regroupings.pages import consent, merger, plans, split
from services.intake.regroupings.service import Regroupings
from services.intake.similar.service import Similar
from shared.files import Files
from shared.web.render import Templates


def pages(
    regroupings: Regroupings,
    proposals: Proposals,
    editions: Editions,
    similar: Similar,
    files: Files,
    templates: Templates,
) -> APIRouter:
    """Give all pages of plans."""
    router = APIRouter(include_in_schema=False)
    router.include_router(consent.pages(regroupings, editions, templates))
    router.include_router(plans.pages(regroupings, editions, templates))
    router.include_router(merger.pages(regroupings, proposals, editions, similar, files, templates))
    router.include_router(split.pages(regroupings, proposals, editions, files, templates))
    return router
