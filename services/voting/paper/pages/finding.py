"""The page where a card is found by the number on its paper: what became of it, never what stands on it."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.voting.ballots.service import Ballots
from services.voting.paper.api.bodies import CHECKERS
from services.voting.paper.domain.voids import SENTENCES
from services.voting.paper.service import Cards
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound
from shared.web.render import Templates

_NUMBER = re.compile(r"[0-9]{1,9}")


def finding(cards: Cards, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the page where a card is found by its number."""
    router = APIRouter(dependencies=[only(*CHECKERS)])

    @router.get("/panel/glosowanie/{edition_id}/papier/karta")
    async def find(request: Request, edition_id: Id, numer: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Show what became of the card with a number; the look is written down."""
        election, card, typed = await ballots.store.election(edition_id), None, "".join(numer.split())
        if _NUMBER.fullmatch(typed):
            try:
                card = await cards.find(edition_id, int(typed), signed_in(request))
            except NotFound:
                card = None
        return templates.page(
            request,
            "card_found.html",
            status_code=200 if card else 404,
            election=election,
            number=numer,
            card=card,
            point=await cards.store.point(edition_id, card.point_id) if card else None,
            sentences=SENTENCES,
            sections={section.id: section.name for section in election.rules.sections},
        )

    return router
