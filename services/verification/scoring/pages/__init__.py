"""Pages of the scoring: criteria of resolutions, meetings of the Team, score cards with their result."""

from fastapi import APIRouter

from services.verification.initiatives.service import Initiatives
from services.verification.scoring.pages import cards, criteria, meetings
from services.verification.scoring.service import Scorings
from services.verification.unit_opinions.service import UnitOpinions
from shared.web.render import Templates


def pages(scorings: Scorings, initiatives: Initiatives, opinions: UnitOpinions, templates: Templates) -> APIRouter:
    """Give the pages of the scoring."""
    router = APIRouter(include_in_schema=False)
    router.include_router(criteria.pages(scorings, templates))
    router.include_router(meetings.pages(scorings, initiatives, templates))
    router.include_router(cards.pages(scorings, initiatives, opinions, templates))
    return router
