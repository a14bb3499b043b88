"""The public page of the log: what it is, how far it is signed, and how to check it."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.voting.ballots.pages import current
from services.voting.ballots.service import Ballots
from services.voting.board.service import Board
from services.voting.rolls.domain import IdentityPolicy
from services.voting.rolls.service.codes import Codes
from shared.access import anyone
from shared.contracts.base import Id
from shared.web.render import Templates

_ROOT = "/budzet-obywatelski/glosowanie"
_NEWEST_HEADS = 10


def pages(board: Board, ballots: Ballots, codes: Codes, templates: Templates) -> APIRouter:
    """Give the pages of the public log."""
    router = APIRouter(prefix=_ROOT, include_in_schema=False, dependencies=[anyone()])

    @router.get("/dziennik")
    async def newest(request: Request) -> Response:
        """Lead to the log of the vote that a visitor means."""
        opened = [election for election in await ballots.store.elections() if election.opened_at]
        election = current(opened)
        if election is None:
            return templates.page(request, "log_none.html")
        return RedirectResponse(f"{_ROOT}/{election.id}/dziennik", 303)

    @router.get("/{edition_id}/dziennik")
    async def show(request: Request, edition_id: Id) -> Response:
        """Show the log of a vote."""
        election = await ballots.store.election(edition_id)
        if election.opened_at is None:
            return templates.page(request, "log_none.html", election=election)
        signed = await board.signed(edition_id)
        after = max(signed.number - _NEWEST_HEADS, 0)
        heads = await board.store.heads(edition_id, after, _NEWEST_HEADS)
        coded = await codes.figures(edition_id) if election.rules.identity == IdentityPolicy.ROLL_CODE else None
        return templates.page(request, "log.html", election=election, signed=signed, heads=heads[::-1], codes=coded)

    return router
