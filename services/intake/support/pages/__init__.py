"""Pages of support: where residents support, where an applicant gathers, where officers count and look."""

from fastapi import APIRouter

from services.intake.editions.service import Editions
from services.intake.proposals.drafts import Drafts
from services.intake.proposals.service import Proposals
from services.intake.support.counting import Counting
from services.intake.support.pages import author, officer, resident
from services.intake.support.service import Supporters
from shared.web.render import Templates


def pages(
    supporters: Supporters,
    counting: Counting,
    drafts: Drafts,
    proposals: Proposals,
    editions: Editions,
    templates: Templates,
) -> APIRouter:
    """Give all pages of support."""
    router = APIRouter(include_in_schema=False)
    router.include_router(resident.pages(supporters, templates))
    router.include_router(author.pages(supporters, drafts, editions, templates))
    router.include_router(officer.pages(proposals, supporters, counting, templates))
    return router
