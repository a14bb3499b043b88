"""The pages of the second person: the queue of cards, one card after the other, and who an unclear card is of."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.voting.ballots.service import Ballots
from services.voting.paper.api.bodies import CHECKERS, Words
from services.voting.paper.domain.cards import Card, CardState
from services.voting.paper.domain.points import AllCardsKeyed
from services.voting.paper.domain.voids import SENTENCES
from services.voting.paper.pages.typed import (
    TypedCard,
    form_of,
    next_field,
    read_card,
    shown_sections,
    values_of,
)
from services.voting.paper.service import Cards
from shared.access import Person, only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_QUEUE = "/panel/glosowanie/{edition_id}/karty"
_CARD = _QUEUE + "/{card_id}"
_MESSAGES = {
    "note": "Napisz w kilku słowach, co jest inaczej na karcie.",
    "reason": "Napisz w kilku słowach, skąd to wiesz.",
    "choice": "Wybierz osobę albo odpowiedź, że nie ma jej w spisie.",
}


class NoteForm(Form):
    """What was keyed in wrongly."""

    note: Words
    version: int = Field(ge=1)


class ClarificationForm(Form):
    """Who a card is of."""

    choice: int = Field(ge=0, le=50)
    reason: Words
    version: int = Field(ge=1)


def confirming(cards: Cards, ballots: Ballots, templates: Templates) -> APIRouter:
    """Give the pages of the second person."""
    router = APIRouter(dependencies=[only(*CHECKERS)])

    async def following(edition_id: str, person: Person, after: int) -> str:
        """Give the address of the next card that this person can confirm; of the queue where there is none."""
        for start in (after, 0):
            found = await cards.store.cards(edition_id, (CardState.KEYED,), not_by=person.id, after=start, limit=1)
            if found:
                return _CARD.format(edition_id=edition_id, card_id=found[0].id)
        return _QUEUE.format(edition_id=edition_id)

    @router.get(_QUEUE)
    async def queue(request: Request, edition_id: Id) -> Response:
        """Show what waits for this person."""
        me = signed_in(request)
        to_confirm = await cards.store.cards(edition_id, (CardState.KEYED,), not_by=me.id, limit=1)
        return templates.page(
            request,
            "card_queue.html",
            election=await ballots.store.election(edition_id),
            progress=await cards.progress(edition_id),
            next=to_confirm[0] if to_confirm else None,
            unclear=await cards.store.cards(edition_id, (CardState.TO_CLARIFY,), not_by=me.id),
            mine=await cards.store.cards(edition_id, (CardState.RETURNED, CardState.UNDONE), by=me.id),
            differing=[
                card
                for card in await cards.store.cards(edition_id, (CardState.RETURNED,), not_by=me.id)
                if card.second_by_id == me.id
            ],
        )

    @router.get(_QUEUE + "/nastepna")
    async def go_on(request: Request, edition_id: Id, po: Annotated[int, Query(ge=0, le=10**9)] = 0) -> Response:
        """Lead to the next card."""
        return RedirectResponse(await following(edition_id, signed_in(request), po), 303)

    async def page(
        request: Request,
        card: Card,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        **more: Any,
    ) -> Response:
        """Show a card as far as this person may see it now, with what can be done."""
        election, me = await ballots.store.election(card.edition_id), signed_in(request)
        own = card.keyed_by_id == me.id
        shown: dict[str, Any] = {"focus": "", "full": False, "stale": False, "saved": False, **more}
        context = {
            "election": election,
            "card": card,
            "own": own,
            "errors": errors or {},
            "sentences": SENTENCES,
            "sections": {section.id: section.name for section in election.rules.sections},
            "note": cards.contents.note(card) if own else None,
            **form_of(election),
        }

        def render(template: str, **own_context: Any) -> Response:
            return templates.page(request, template, status_code=status, **{**context, **shown, **own_context})

        if card.state in (CardState.CAST, CardState.VOID) or (card.state is CardState.UNDONE and not own):
            await cards.find(card.edition_id, card.number, me)  # Also by its address a look is written down.
            return render("card_done.html", point=await cards.store.point(card.edition_id, card.point_id))
        if card.state is CardState.UNDONE:
            return render("card_mend.html", values=values or {}, differing=[], other=None)
        if card.state is CardState.TO_CLARIFY and not own:
            person, likely = await cards.likely(card, me)
            return render("card_unclear.html", said=person, likely=likely, values=values or {})
        blind = cards.is_drawn(card) and card.second is None and not own
        if blind:
            return render("card_second.html", values=values or {}, differing=[], first=None, other=None)
        entry, verdict = await cards.read(card, me)
        compared = await cards.compare(card, me)
        differing = list(compared[2]) if compared else []
        first = values_of(entry, election)
        other = values_of(compared[1], election) if compared else None
        if own:
            return render("card_mend.html", values=values or first, differing=differing, other=other)
        if card.state is CardState.RETURNED and differing:
            return render("card_second.html", values=values or other, differing=differing, first=first, other=other)
        return render(
            "card_review.html",
            entry=entry,
            verdict=verdict,
            marks=shown_sections(entry, verdict, election),
            meets=await cards.meets(card, me),
            values=values or {},
        )

    @router.get(_CARD)
    async def show(
        request: Request, edition_id: Id, card_id: Id, zapisano: Annotated[str, Query(max_length=1)] = ""
    ) -> Response:
        """Show a card; `zapisano`: it was keyed in anew just now."""
        return await page(request, await cards.store.card(edition_id, card_id), saved=bool(zapisano))

    async def act(
        request: Request, edition_id: str, card_id: str, form: type[Form], work: Callable[[Any], Awaitable[object]]
    ) -> Response:
        card = await cards.store.card(edition_id, card_id)
        try:
            filled = await read(request, form, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, card, invalid.values, invalid.errors, 422)
        try:
            await work(filled)
        except Stale:
            fresh = await cards.store.card(edition_id, card_id)
            return await page(request, fresh, filled.model_dump(), {}, 412, stale=True)
        return RedirectResponse(await following(edition_id, signed_in(request), card.number), 303)

    @router.post(_CARD + "/potwierdzenie")
    async def confirm(request: Request, edition_id: Id, card_id: Id) -> Response:
        """Confirm a card and lead to the next one."""
        me = signed_in(request)
        return await act(
            request, edition_id, card_id, VersionForm, lambda form: cards.confirm(edition_id, card_id, form.version, me)
        )

    @router.post(_CARD + "/zwrot")
    async def give_back(request: Request, edition_id: Id, card_id: Id) -> Response:
        """Return a card to who has keyed it in."""
        me = signed_in(request)
        return await act(
            request,
            edition_id,
            card_id,
            NoteForm,
            lambda form: cards.give_back(edition_id, card_id, form.version, form.note, me),
        )

    @router.post(_CARD + "/wyjasnienie")
    async def clarify(request: Request, edition_id: Id, card_id: Id) -> Response:
        """Decide who a card is of."""
        me = signed_in(request)
        return await act(
            request,
            edition_id,
            card_id,
            ClarificationForm,
            lambda form: cards.clarify(edition_id, card_id, form.version, form.choice, form.reason, me),
        )

    async def typed_at(
        request: Request, edition_id: str, card_id: str, work: Callable[[TypedCard], Awaitable[Response]]
    ) -> Response:
        """Take a whole card that was typed, or lead on to its next field."""
        card, vote = await cards.store.card(edition_id, card_id), await ballots.opened(edition_id)
        typed = await read_card(request, vote.election)
        if typed.step == "next":
            return await page(request, card, typed.values, {}, focus=next_field(typed, vote.election))
        if typed.entry is None:
            return await page(request, card, typed.values, typed.errors, 422)
        try:
            return await work(typed)
        except Stale:
            fresh = await cards.store.card(edition_id, card_id)
            return await page(request, fresh, typed.values, {}, 412, stale=True)
        except AllCardsKeyed:
            return await page(request, card, typed.values, {}, 409, full=True)

    @router.post(_CARD + "/drugi-wpis")
    async def enter_second(request: Request, edition_id: Id, card_id: Id) -> Response:
        """Take the second entry; where it differs, show what differs."""
        me = signed_in(request)

        async def work(typed: TypedCard) -> Response:
            assert typed.entry is not None
            found = await cards.enter_second(edition_id, card_id, typed.version, typed.entry, me)
            card = await cards.store.card(edition_id, card_id)
            if found:
                return RedirectResponse(_CARD.format(edition_id=edition_id, card_id=card_id), 303)
            return RedirectResponse(await following(edition_id, me, card.number), 303)

        return await typed_at(request, edition_id, card_id, work)

    @router.post(_CARD + "/wpis")
    async def amend(request: Request, edition_id: Id, card_id: Id) -> Response:
        """Take one's own card anew."""
        me = signed_in(request)

        async def work(typed: TypedCard) -> Response:
            assert typed.entry is not None
            await cards.amend(edition_id, card_id, typed.version, typed.entry, me)
            return RedirectResponse(_CARD.format(edition_id=edition_id, card_id=card_id) + "?zapisano=1", 303)

        return await typed_at(request, edition_id, card_id, work)

    return router
