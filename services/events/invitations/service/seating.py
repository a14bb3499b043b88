"""Use cases of seats: lay the rows out, seat who comes by rank, move somebody by hand for a reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.events.invitations.domain import COMING, InvitationNotNow
from services.events.invitations.domain.seats import (
    NoSuchSeat,
    Seat,
    SeatTaken,
    Sitter,
    Spot,
    by_rank,
    seat_id,
)
from services.events.invitations.service import GuestLists, Line
from services.events.invitations.service.rights import Duty, require_may
from shared.access import Person
from shared.store import Duplicate, NotFound, Stale, Transaction, transactional


class SeatStore(Protocol):
    """What the use cases need to keep. Unique indexes: one seat holds one guest, one guest sits on one seat."""

    async def seats(self, list_id: str, tx: Transaction | None = None) -> list[Seat]: ...  # noqa: D102
    async def add_seats(self, tx: Transaction, every: Sequence[Seat]) -> None: ...  # noqa: D102
    async def remove_seats(self, tx: Transaction, ids: Sequence[str]) -> None: ...  # noqa: D102


class Seating:
    """The seats of an event. Steps raise `NotFound`, `Stale`, `NotAllowed`, `InvitationNotNow`."""

    def __init__(self, lists: GuestLists, store: SeatStore) -> None:
        self.lists, self.store, self.database = lists, store, lists.database

    @transactional
    async def lay_out(self, tx: Transaction, id: str, version: int, rows: int, places: int, by: Person) -> int:
        """Say how many rows there are, and places in each. Who sat beyond is without a seat."""
        require_may(Duty.SEAT, by)
        guests = await self.lists.store.guest_list(id, tx)
        if guests.version != version:
            raise Stale("guest_lists", id)
        after = guests.laid_out(rows, places, by, self.lists.clock.now())
        beyond = [one.id for one in await self.store.seats(id, tx) if one.row > rows or one.place > places]
        if beyond:
            await self.store.remove_seats(tx, beyond)
        await self.lists.store.save_list(tx, after)
        return after.version

    @transactional
    async def seat_by_rank(self, tx: Transaction, id: str, by: Person) -> int:
        """Seat all who come by rank; who was put somewhere by hand stays there. Gives how many sit.

        Raises `SeatsMissing`, where nobody is seated anew.
        """
        require_may(Duty.SEAT, by)
        guests, now = await self.lists.store.guest_list(id, tx), self.lists.clock.now()
        if not guests.held:
            raise InvitationNotNow(guests.when.status, "seat")
        lines = await self.lists.opened(await self.lists.store.invitations(id, tx), tx)
        seats = await self.store.seats(id, tx)
        kept = {seat.sitter: seat for seat in seats if seat.reason}
        wanted = by_rank(sitters(lines), list(kept.values()), guests.rows, guests.places)
        if seats:
            await self.store.remove_seats(tx, [seat.id for seat in seats])
        made = [kept[one] if one in kept else _seat(id, one, spot, now, by.name) for one, spot in wanted.items()]
        if made:
            await self.store.add_seats(tx, made)
        return len(made)

    @transactional
    async def move(
        self, tx: Transaction, id: str, sitter: Sitter, spot: Spot, swap: bool, reason: str, by: Person
    ) -> None:
        """Put somebody on a seat, for a reason; `swap`: who sits there takes the other one's seat.

        Raises `NoSuchSeat`, `SeatTaken`.
        """
        require_may(Duty.SEAT, by)
        guests, now = await self.lists.store.guest_list(id, tx), self.lists.clock.now()
        if not guests.held:
            raise InvitationNotNow(guests.when.status, "seat")
        if not (1 <= spot.row <= guests.rows and 1 <= spot.place <= guests.places):
            raise NoSuchSeat
        one = await self.lists.store.invitation(sitter.invitation_id, tx)
        if one.list_id != id:
            raise NotFound("invitations", one.id)
        if one.state not in COMING or not 0 <= sitter.number < one.people:
            raise InvitationNotNow(one.state, "seat")
        seats = await self.store.seats(id, tx)
        there = next((seat for seat in seats if seat.spot == spot), None)
        mine = next((seat for seat in seats if seat.sitter == sitter), None)
        if there is not None and there.sitter == sitter:
            return
        if there is not None and not swap:
            raise SeatTaken
        gone = [seat.id for seat in (there, mine) if seat is not None]
        if gone:
            await self.store.remove_seats(tx, gone)
        made = [_seat(id, sitter, spot, now, by.name, reason)]
        if there is not None and mine is not None:
            made.append(_seat(id, there.sitter, mine.spot, now, by.name, reason))
        try:
            await self.store.add_seats(tx, made)
        except Duplicate:
            raise SeatTaken from None


def sitters(lines: Sequence[Line]) -> list[Sitter]:
    """Give all who come, in the order of the lines, those who come along after whom they come with."""
    return [
        Sitter(line.invitation.id, number)
        for line in lines
        if line.invitation.state in COMING
        for number in range(line.invitation.people)
    ]


def _seat(list_id: str, sitter: Sitter, spot: Spot, at: datetime, by_name: str, reason: str = "") -> Seat:
    return Seat(
        id=seat_id(list_id, spot),
        list_id=list_id,
        row=spot.row,
        place=spot.place,
        invitation_id=sitter.invitation_id,
        number=sitter.number,
        reason=reason,
        by_name=by_name,
        at=at,
    )
