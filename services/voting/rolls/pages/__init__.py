"""Pages of the roll in the panel: the roll itself, and one-time codes."""

from fastapi import APIRouter

from services.voting.ballots.service import Ballots
from services.voting.rolls.pages import codes as codes_pages
from services.voting.rolls.pages import roll as roll_pages
from services.voting.rolls.service import Rolls
from services.voting.rolls.service.codes import Codes
from shared.web.render import Templates


def pages(rolls: Rolls, codes: Codes, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of the roll."""
    router = APIRouter(include_in_schema=False)
    router.include_router(roll_pages.pages(rolls, ballots, templates))
    router.include_router(codes_pages.pages(codes, ballots, templates))
    return router
