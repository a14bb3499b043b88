"""The address book at the desk: guests by rank, searched by whole words; a card."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.events.invitations.domain.guests import Known
from services.events.invitations.pages.typed import CARD_MESSAGES, CardForm
from services.events.invitations.service.book import AddressBook
from services.events.invitations.service.rights import READERS, WRITERS
from services.events.invitations.service.telling import PLACE
from services.events.letters.domain.forms import titles
from services.events.precedence.domain import RankUnknown
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import Stale
from shared.web.forms import FormInvalid, read
from shared.web.render import Templates

BOOK = f"{PLACE}/goscie"
_PER_PAGE = 40


def pages(book: AddressBook, templates: Templates) -> APIRouter:
    """Give the pages of the address book."""
    router = APIRouter()

    @router.get(BOOK, dependencies=[only(*READERS)])
    async def listed(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        strona: Annotated[int, Query(ge=1, le=1000)] = 1,
        ukryci: bool = False,
    ) -> Response:
        """List guests by rank."""
        person = signed_in(request)
        found = await book.search(q, not ukryci, person)
        first = (strona - 1) * _PER_PAGE
        return templates.page(
            request,
            "guest_book.html",
            headers={"Cache-Control": "no-store"},
            found=found[first : first + _PER_PAGE],
            count=len(found),
            q=q,
            hidden=ukryci,
            number=strona,
            more=len(found) > first + _PER_PAGE,
            writes=person.role in WRITERS,
        )

    async def form(
        request: Request,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        id: str = "",
        stale: bool = False,
    ) -> Response:
        return templates.page(
            request,
            "guest_card.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            id=id,
            values=values,
            errors=errors,
            ranks=[(rank.id, f"{rank.place}. {rank.name}") for rank in await book.ranks()],
            titles=titles(),
            stale=stale,
            writes=signed_in(request).role in WRITERS,
        )

    @router.get(f"{BOOK}/nowy", dependencies=[only(*WRITERS)])
    async def blank(request: Request) -> Response:
        """Show an empty card."""
        return await form(request, {"manner": "plain"}, {}, 200)

    @router.get(BOOK + "/{guest_id}", dependencies=[only(*READERS)])
    async def show(request: Request, guest_id: Id) -> Response:
        """Show a card."""
        return await form(request, _typed(await book.one(guest_id, signed_in(request))), {}, 200, guest_id)

    async def save(request: Request, id: str = "") -> Response:
        seen = (await book.store.guest(id)).version if id else 0
        try:
            filled = await read(request, CardForm, CARD_MESSAGES)
        except FormInvalid as invalid:
            return await form(request, {"version": seen, **invalid.values}, invalid.errors, 422, id)
        typed, by = filled.model_dump(mode="json"), signed_in(request)
        try:
            if id:
                await book.change(id, filled.version, filled.card(), filled.rank, not filled.hidden, by)
            else:
                id = await book.enter(filled.card(), filled.rank, by)
        except RankUnknown:
            return await form(request, typed, {"rank": "Wybierz miejsce w precedencji."}, 422, id)
        except Stale:
            newest = (await book.store.guest(id)).version
            return await form(request, {**typed, "version": newest}, {}, 412, id, stale=True)
        return RedirectResponse(f"{BOOK}/{id}", 303)

    @router.post(f"{BOOK}/nowy", dependencies=[only(*WRITERS)])
    async def enter(request: Request) -> Response:
        """Enter a guest."""
        return await save(request)

    @router.post(BOOK + "/{guest_id}", dependencies=[only(*WRITERS)])
    async def change(request: Request, guest_id: Id) -> Response:
        """Change a card."""
        return await save(request, guest_id)

    return router


def _typed(known: Known) -> dict[str, Any]:
    card = known.card.model_dump(mode="json")
    address = "\n".join(card.pop("lines"))
    return {
        **card,
        "address": address,
        "rank": known.guest.rank,
        "hidden": not known.guest.active,
        "version": known.guest.version,
    }
