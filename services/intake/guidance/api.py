"""JSON routes of guidance: a dry run of the formal rules, for everybody."""

from fastapi import APIRouter
from pydantic import BaseModel

from services.intake.editions.service import Editions
from services.intake.guidance.domain import Line, Sketch, missing, precheck
from shared.access import anyone


class Prechecked(BaseModel):
    """How each formal rule stands. `complete`: nothing is missing that can be told before a person looks."""

    complete: bool
    lines: list[Line]


def routes(editions: Editions) -> APIRouter:
    """Give the routes of guidance."""
    router = APIRouter(prefix="/api/intake/v1", tags=["guidance"])

    @router.post("/prechecks", dependencies=[anyone()])
    async def precheck_proposal(sketch: Sketch) -> Prechecked:
        """Hold a proposal, as far as it has got, against the rules of its edition. Nothing of it is kept.

        404 where there is no such edition.
        """
        edition = await editions.edition(sketch.edition_id)
        lines = precheck(sketch, edition.rules, editions.clock.now())
        return Prechecked(complete=not missing(lines), lines=lines)

    return router
