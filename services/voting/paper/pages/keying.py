"""The pages where cards are keyed in, by keyboard alone, and mended by who has keyed them in."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.voting.ballots.service import Ballots
from services.voting.paper.api.bodies import KEEPERS
from services.voting.paper.domain.points import AllCardsKeyed, Point, PointUnsettled
from services.voting.paper.pages.typed import field_names, form_of, next_field, read_card
from services.voting.paper.service import Cards
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import KeyReused, new_id
from shared.web.forms import FormInvalid, VersionForm, read
from shared.web.render import Templates

_CARDS = "/panel/glosowanie/{edition_id}/punkty/{point_id}/karty"
_CARD = "/panel/glosowanie/{edition_id}/karty/{card_id}"
_SHORTEST_NONCE = 16
_SENT = "Poprzednia karta z tego formularza jest już wpisana. Jeśli to następna, zapisz ją jeszcze raz."


def keying(cards: Cards, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages where cards are keyed in."""
    router = APIRouter(dependencies=[only(*KEEPERS)])

    async def page(
        request: Request,
        edition_id: str,
        point: Point,
        values: Mapping[str, str],
        errors: Mapping[str, str],
        status: int = 200,
        **more: Any,
    ) -> Response:
        election = await ballots.store.election(edition_id)
        shown = {"nonce": new_id(), "focus": field_names(election)[0], "last": None, **more}
        return templates.page(
            request,
            "card_entry.html",
            status_code=status,
            election=election,
            point=point,
            keyed=await cards.store.keyed_at(point.id),
            values=values,
            errors=errors,
            **form_of(election),
            **shown,
        )

    @router.get(_CARDS)
    async def show(
        request: Request,
        edition_id: Id,
        point_id: Id,
        zapisana: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """Show the empty form of a card, and the number of the last one."""
        point = await cards.store.point(edition_id, point_id)
        last = await cards.store.card_or_none(zapisana) if zapisana else None
        mine = last is not None and last.edition_id == edition_id and last.keyed_by_id == signed_in(request).id
        return await page(request, edition_id, point, {}, {}, last=last if mine else None)

    @router.post(_CARDS)
    async def key_in(request: Request, edition_id: Id, point_id: Id) -> Response:
        """Take in a card, or lead to the next field where no script does."""
        point, vote = await cards.store.point(edition_id, point_id), await ballots.opened(edition_id)
        typed = await read_card(request, vote.election)
        if typed.step == "next":
            focus = next_field(typed, vote.election)
            return await page(request, edition_id, point, typed.values, {}, nonce=typed.nonce, focus=focus)
        if typed.entry is None or len(typed.nonce) < _SHORTEST_NONCE:
            nonce = typed.nonce if len(typed.nonce) >= _SHORTEST_NONCE else new_id()
            return await page(request, edition_id, point, typed.values, typed.errors, 422, nonce=nonce)
        try:
            id = await cards.key_in(edition_id, point_id, typed.entry, typed.nonce, signed_in(request))
        except (PointUnsettled, AllCardsKeyed):
            return await page(request, edition_id, point, typed.values, {}, 409, nonce=typed.nonce)
        except KeyReused:
            # Gone back to a form that was sent, and another card typed into it: shown anew, it has a nonce of its own.
            errors = {field_names(vote.election)[0]: _SENT}
            return await page(request, edition_id, point, typed.values, errors, 409)
        return RedirectResponse(f"{_CARDS.format(edition_id=edition_id, point_id=point_id)}?zapisana={id}", 303)

    @router.post(_CARD + "/cofnij")
    async def undo(request: Request, edition_id: Id, card_id: Id) -> Response:
        """Take a card back."""
        card = await cards.store.card(edition_id, card_id)
        back = f"{_CARDS.format(edition_id=edition_id, point_id=card.point_id)}?zapisana={card_id}"
        try:
            filled = await read(request, VersionForm)
        except FormInvalid:
            return RedirectResponse(back, 303)
        await cards.undo(edition_id, card_id, filled.version, signed_in(request))
        return RedirectResponse(back, 303)

    return router
