"""The public page of the turnout: how many have voted, day by day, while the vote goes on."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.voting.ballots.pages import current
from services.voting.ballots.service import Ballots
from services.voting.turnout.domain import LEAST
from services.voting.turnout.service import Counting
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.render import Templates

_ROOT = "/budzet-obywatelski/glosowanie"


def pages(counting: Counting, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the page."""
    router = APIRouter(prefix=_ROOT, include_in_schema=False, dependencies=[anyone()])

    @router.get("/frekwencja")
    async def newest(request: Request) -> Response:
        """Lead to the turnout of the vote that a visitor means."""
        election = current([election for election in await ballots.store.elections() if election.opened_at])
        if election is None:
            return templates.page(request, "turnout.html", election=None, turnout=None, least=LEAST)
        return RedirectResponse(f"{_ROOT}/{election.id}/frekwencja", 303)

    @router.get("/{edition_id}/frekwencja")
    async def show(request: Request, edition_id: Id) -> Response:
        """Show the turnout of a vote."""
        election = await ballots.store.election(edition_id)
        turnout = await counting.turnout(edition_id) if election.opened_at else None
        return templates.page(request, "turnout.html", election=election, turnout=turnout, least=LEAST)

    return router
