"""The public page of points: where one votes on paper, what is open now, then day by day."""

from fastapi import APIRouter, Request, Response

from services.voting.ballots.domain.election import ElectionState
from services.voting.ballots.pages import current
from services.voting.ballots.service import Ballots
from services.voting.paper.domain.points import by_day
from services.voting.paper.service import Points
from shared.access import anyone
from shared.clock import warsaw
from shared.web.render import Templates

_WHERE = "/budzet-obywatelski/glosowanie/punkty"


def where(points: Points, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the public page of points."""
    router = APIRouter(dependencies=[anyone()])

    @router.get(_WHERE)
    async def show(request: Request) -> Response:
        """Show where one votes on paper: what is open now, then day by day."""
        election, now = current(await ballots.store.elections()), points.clock.now()
        found = await points.store.points(election.id) if election else []
        today = warsaw(now).date()
        days = by_day(found)
        return templates.page(
            request,
            "points.html",
            election=election,
            window=election.paper_window if election else None,
            on_the_web=election is not None and election.state is ElectionState.OPEN and election.takes(now),
            open_now=[(point, hours) for point in found if (hours := point.open_at(now))],
            days=[(day, rows) for day, rows in days if day >= today],
            past=[(day, rows) for day, rows in days if day < today],
            today=today,
        )

    return router
