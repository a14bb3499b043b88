"""Seats at the desk: the plan as a picture and as a table, seated by rank, moved by the keyboard with a reason."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from services.events.given import Why
from services.events.invitations.domain import InvitationNotNow
from services.events.invitations.domain.seats import (
    MOST_PLACES,
    MOST_ROWS,
    NoSuchSeat,
    SeatsMissing,
    SeatTaken,
    Sitter,
    Spot,
)
from services.events.invitations.pages.lists import ONE
from services.events.invitations.service import GuestLists
from services.events.invitations.service.rights import HANDS, READERS, Duty, may
from services.events.invitations.service.seating import Seating, sitters
from services.events.invitations.service.telling import PLACE
from shared.access import only, signed_in
from shared.contracts.base import Id
from shared.store import NotFound, Stale
from shared.web.forms import Form, FormInvalid, VersionForm, read
from shared.web.render import Templates

_SEATS = ONE + "/miejsca"


class LayoutForm(VersionForm):
    """How many rows, and places in each."""

    rows: int = Field(ge=1, le=MOST_ROWS)
    places: int = Field(ge=1, le=MOST_PLACES)


class MoveForm(Form):
    """Who is put where, and why. `sitter`: an invitation and a number."""

    sitter: str = Field(pattern=r"^[\w-]{1,64}\.\d{1,2}$")
    row: int = Field(ge=1, le=MOST_ROWS)
    place: int = Field(ge=1, le=MOST_PLACES)
    reason: Why
    swap: bool = False


_MESSAGES = {
    "rows": f"Podaj liczbę rzędów od 1 do {MOST_ROWS}.",
    "places": f"Podaj liczbę miejsc od 1 do {MOST_PLACES}.",
    "sitter": "Wybierz osobę.",
    "row": "Podaj rząd z planu.",
    "place": "Podaj miejsce z planu.",
    "reason": "Napisz powód, co najmniej 3 znaki.",
}


def pages(lists: GuestLists, seating: Seating, templates: Templates) -> APIRouter:
    """Give the pages of seats."""
    router = APIRouter()

    async def page(
        request: Request,
        id: str,
        values: Mapping[str, Any],
        errors: Mapping[str, str],
        status: int,
        stale: bool = False,
    ) -> Response:
        guests, person = await lists.store.guest_list(id), signed_in(request)
        lines = {line.invitation.id: line for line in await lists.lines(guests, person)}
        seats = {seat.sitter: seat for seat in await seating.store.seats(id)}
        every = sitters(list(lines.values()))
        order = {one: number for number, one in enumerate(every, 1)}
        return templates.page(
            request,
            "guest_seats.html",
            status_code=status,
            headers={"Cache-Control": "no-store"},
            guests=guests,
            lines=lines,
            every=every,
            order=order,
            seats=seats,
            by_spot={(seat.row, seat.place): order.get(seat.sitter) for seat in seats.values()},
            unseated=[one for one in every if one not in seats],
            seats_them=may(Duty.SEAT, person) and guests.held,
            values={"rows": guests.rows or "", "places": guests.places or "", "version": guests.version, **values},
            errors=errors,
            stale=stale,
        )

    @router.get(_SEATS, dependencies=[only(*READERS)])
    async def show(request: Request, list_id: Id) -> Response:
        """Show the seats."""
        return await page(request, list_id, {}, {}, 200)

    @router.post(_SEATS, dependencies=[only(*HANDS[Duty.SEAT])])
    async def lay_out(request: Request, list_id: Id) -> Response:
        """Say how many rows and places there are."""
        try:
            filled = await read(request, LayoutForm, _MESSAGES)
            await seating.lay_out(list_id, filled.version, filled.rows, filled.places, signed_in(request))
        except FormInvalid as invalid:
            return await page(request, list_id, invalid.values, invalid.errors, 422)
        except Stale:
            return await page(request, list_id, {"rows": filled.rows, "places": filled.places}, {}, 412, stale=True)
        except InvitationNotNow:
            return await page(request, list_id, {}, {"rows": _NOT_NOW}, 409)
        return RedirectResponse(f"{PLACE}/{list_id}/miejsca", 303)

    @router.post(_SEATS + "/uloz", dependencies=[only(*HANDS[Duty.SEAT])])
    async def seat(request: Request, list_id: Id) -> Response:
        """Seat all who come by rank."""
        try:
            await read(request, Form)
            await seating.seat_by_rank(list_id, signed_in(request))
        except SeatsMissing as fault:
            text = f"Brakuje miejsc: {fault.lacking}. Dodaj rząd albo miejsca. Nikogo nie przesadziliśmy."
            return await page(request, list_id, {}, {"rows": text}, 409)
        except InvitationNotNow:
            return await page(request, list_id, {}, {"rows": _NOT_NOW}, 409)
        return RedirectResponse(f"{PLACE}/{list_id}/miejsca", 303)

    @router.post(_SEATS + "/przesadz", dependencies=[only(*HANDS[Duty.SEAT])])
    async def move(request: Request, list_id: Id) -> Response:
        """Put somebody on a seat."""
        try:
            filled = await read(request, MoveForm, _MESSAGES)
        except FormInvalid as invalid:
            return await page(request, list_id, invalid.values, invalid.errors, 422)
        id, _, number = filled.sitter.rpartition(".")
        spot, typed = Spot(filled.row, filled.place), filled.model_dump()
        try:
            await seating.move(list_id, Sitter(id, int(number)), spot, filled.swap, filled.reason, signed_in(request))
        except NoSuchSeat:
            return await page(request, list_id, typed, {"row": "Takiego miejsca nie ma na planie."}, 422)
        except SeatTaken:
            text = "To miejsce jest zajęte. Wybierz inne albo zaznacz zamianę."
            return await page(request, list_id, typed, {"place": text}, 409)
        except (InvitationNotNow, NotFound):
            return await page(request, list_id, typed, {"sitter": _NOT_NOW}, 409)
        return RedirectResponse(f"{PLACE}/{list_id}/miejsca#plan", 303)

    return router


_NOT_NOW = "Teraz nie można tego zrobić. Niżej jest obecny stan."
