"""The door: an officer's phone reads the code of a badge, or it is typed; a guest is let in once."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import some
from services.events.invitations.domain import (
    MOST_COMPANIONS,
    TABLE,
    Action,
    AlreadyIn,
    InvitationNotNow,
    State,
)
from services.events.invitations.domain.seats import Seat
from services.events.invitations.pages.lists import ONE
from services.events.invitations.service import GuestLists
from services.events.invitations.service.door import CodeUnknown, Door, DoorClosed, tidied
from services.events.invitations.service.rights import HANDS, READERS, Duty
from services.events.invitations.service.telling import PLACE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.web.forms import Form, FormInvalid, read
from shared.web.render import Templates

_CODE = PLACE + "/wejscie/{code}"
_Code = Annotated[str, Path(min_length=1, max_length=40)]


class CodeForm(Form):
    """A code as typed."""

    code: Annotated[str, some(4, 40)]


class PeopleForm(Form):
    """How many came in."""

    people: int = Field(ge=1, le=MOST_COMPANIONS + 1)


def pages(lists: GuestLists, door: Door, templates: Templates) -> APIRouter:
    """Give the pages of the door."""
    router = APIRouter()

    async def scanned(request: Request, code: str, errors: Mapping[str, str], status: int) -> Response:
        try:
            one, guests = await door.found(code)
        except CodeUnknown:
            return templates.page(request, "door_unknown.html", status_code=404, code=tidied(code)[:8])
        line = await lists.line_of(one, signed_in(request))
        seats: list[Seat] = [seat for seat in await lists.store.seats(guests.id) if seat.invitation_id == one.id]
        return templates.page(
            request,
            "door_guest.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            guests=guests,
            line=line,
            one=one,
            seats=seats,
            open=door.open(guests),
            over=guests.over(lists.clock.now()),
            admits=one.state in TABLE[Action.ADMIT] and signed_in(request).role in HANDS[Duty.ADMIT],
            lets_out=one.state is State.ATTENDED and signed_in(request).role in HANDS[Duty.ADMIT],
            most=MOST_COMPANIONS + 1,
            values={"people": max(1, one.people)},
            errors=errors,
        )

    @router.get(_CODE, dependencies=[only(*READERS)])
    async def show(request: Request, code: _Code) -> Response:
        """Show whose badge it is."""
        return await scanned(request, code, {}, 200)

    @router.post(_CODE, dependencies=[only(*HANDS[Duty.ADMIT])])
    async def admit(request: Request, code: _Code) -> Response:
        """Let the guest in."""
        try:
            filled = await read(request, PeopleForm, {"people": f"Podaj liczbę od 1 do {MOST_COMPANIONS + 1}."})
            await door.admit(code, filled.people, signed_in(request))
        except FormInvalid as invalid:
            return await scanned(request, code, invalid.errors, 422)
        except CodeUnknown:
            return await scanned(request, code, {}, 404)
        except (AlreadyIn, DoorClosed, InvitationNotNow):
            return await scanned(request, code, {}, 409)
        return RedirectResponse(f"{PLACE}/wejscie/{tidied(code)}", 303)

    @router.post(_CODE + "/cofniecie", dependencies=[only(*HANDS[Duty.ADMIT])])
    async def let_out(request: Request, code: _Code) -> Response:
        """Take a slip back."""
        await read(request, Form)
        try:
            await door.let_out(code, signed_in(request))
        except (CodeUnknown, InvitationNotNow):
            return await scanned(request, code, {}, 409)
        return RedirectResponse(f"{PLACE}/wejscie/{tidied(code)}", 303)

    async def entrance(
        request: Request, id: str, values: Mapping[str, Any], errors: Mapping[str, str], status: int
    ) -> Response:
        guests = await lists.store.guest_list(id)
        return templates.page(
            request,
            "door.html",
            status_code=status,
            guests=guests,
            counts=await lists.counts(id),
            open=door.open(guests),
            over=guests.over(lists.clock.now()),
            values=values,
            errors=errors,
        )

    @router.get(ONE + "/wejscie", dependencies=[only(*READERS)])
    async def count(request: Request, list_id: Id) -> Response:
        """Show how many are in, and ask for a code."""
        return await entrance(request, list_id, {}, {}, 200)

    @router.get(ONE + "/wejscie/stan", dependencies=[only(*READERS)])
    async def live(request: Request, list_id: Id) -> Response:
        """Give the count alone, for a page that stays open."""
        return templates.page(
            request, "door_count.html", headers={"Cache-Control": "no-store"}, counts=await lists.counts(list_id)
        )

    @router.post(ONE + "/wejscie", dependencies=[only(*READERS)])
    async def typed(request: Request, list_id: Id) -> Response:
        """Lead to whose code was typed."""
        try:
            filled = await read(request, CodeForm, {"code": "Wpisz kod z identyfikatora, 8 znaków."})
            one, _ = await door.found(filled.code)
        except FormInvalid as invalid:
            return await entrance(request, list_id, invalid.values, invalid.errors, 422)
        except CodeUnknown:
            text = "Nie ma takiego kodu. Sprawdź znaki pod obrazkiem na identyfikatorze."
            return await entrance(request, list_id, {"code": filled.code}, {"code": text}, 404)
        if one.list_id != list_id:
            text = "To kod na inne wydarzenie."
            return await entrance(request, list_id, {"code": filled.code}, {"code": text}, 409)
        return RedirectResponse(f"{PLACE}/wejscie/{one.code}", 303)

    return router
