"""The page of readings, for the auditor and the commission."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.voting.ballots.service import Ballots
from services.voting.readings.api import AT_ONCE, READERS
from services.voting.readings.service import Readings
from shared.access import only
from shared.contracts.base import Id
from shared.web.render import Templates


def pages(readings: Readings, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the page."""
    router = APIRouter(include_in_schema=False)

    @router.get("/panel/glosowanie/{edition_id}/odczyty", dependencies=[only(*READERS)])
    async def show(request: Request, edition_id: Id, before: Annotated[Id | None, Query()] = None) -> Response:
        """Show who has read personal data, the newest look first."""
        election = await ballots.store.election(edition_id)
        found = await readings.newest(edition_id, before, AT_ONCE + 1)
        shown, more = found[:AT_ONCE], len(found) > AT_ONCE
        return templates.page(request, "readings.html", election=election, readings=shown, more=more, before=before)

    return router
