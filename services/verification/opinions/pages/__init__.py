"""Pages of opinions: the rounds, and the form for one opinion after the other."""

from fastapi import APIRouter

from services.verification.cases.service import Cases
from services.verification.opinions.pages import entry, rounds
from services.verification.opinions.service import Opinions
from shared.web.render import Templates


def pages(opinions: Opinions, cases: Cases, templates: Templates) -> APIRouter:
    """Give all pages of opinions."""
    router = APIRouter(include_in_schema=False)
    router.include_router(rounds.pages(opinions, cases, templates))
    router.include_router(entry.pages(opinions, cases, templates))
    return router
