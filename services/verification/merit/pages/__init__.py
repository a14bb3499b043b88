"""Pages of the review on the merits: the review itself with its moves, and the work of the units at a glance."""

from fastapi import APIRouter

from services.verification.cases.service import Cases
from services.verification.merit.pages import review, units
from services.verification.merit.service import MeritReviews
from services.verification.notes.service import Notes
from services.verification.statements.service import Statements
from shared.web.render import Templates


def pages(merit: MeritReviews, statements: Statements, cases: Cases, notes: Notes, templates: Templates) -> APIRouter:
    """Give all pages of reviews."""
    router = APIRouter(include_in_schema=False)
    router.include_router(review.pages(merit, statements, cases, notes, templates))
    router.include_router(units.pages(merit, cases, templates))
    return router
