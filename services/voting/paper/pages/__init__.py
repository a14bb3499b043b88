"""Pages of the vote on paper: where to vote for everybody; points, sheets and cards for officers and the commission."""

from fastapi import APIRouter

from services.voting.ballots.service import Ballots
from services.voting.paper.pages.confirming import confirming
from services.voting.paper.pages.finding import finding
from services.voting.paper.pages.keying import keying
from services.voting.paper.pages.points import desk
from services.voting.paper.pages.where import where
from services.voting.paper.service import Cards, Points
from shared.web.render import Templates


def pages(points: Points, cards: Cards, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of the vote on paper."""
    router = APIRouter(include_in_schema=False)
    router.include_router(where(points, ballots, templates))
    router.include_router(desk(points, cards, ballots, templates))
    router.include_router(keying(cards, ballots, templates))
    router.include_router(finding(cards, ballots, templates))
    router.include_router(confirming(cards, ballots, templates))
    return router
