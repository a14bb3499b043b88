"""What happens by itself: guests are told of changes and reminded, silence is noted, what was kept long is erased."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Protocol

from services.events.invitations.domain import (
    TABLE,
    Action,
    GuestList,
    Invitation,
    State,
    Status,
)
from services.events.invitations.domain.guests import Guest
from services.events.invitations.domain.lists import LOOKED_AFTER
from services.events.invitations.service import GuestLists
from services.events.invitations.service.appointments import Appointments
from services.events.invitations.service.book import erased
from services.events.invitations.service.sending import Sending
from services.events.invitations.wording import reminding, retold, subject
from shared.clock import warsaw
from shared.deadlines import STATUTE, Term, compute
from shared.store import Duplicate, NotFound, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class LongKept(Protocol):
    """What the store finds for it."""

    async def open_lists(self, since: datetime) -> list[GuestList]: ...  # noqa: D102
    async def behind(self, list_id: str, round: int) -> list[str]: ...  # noqa: D102
    async def silent(self, list_id: str, round: int) -> list[Invitation]: ...  # noqa: D102
    async def lists_to_erase(self, before: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def guests_to_erase(self, before: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def is_invited(self, guest_id: str, tx: Transaction) -> bool: ...  # noqa: D102
    async def erase_list(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def guest(self, id: str, tx: Transaction | None = None) -> Guest: ...  # noqa: D102
    async def save_guest(self, tx: Transaction, one: Guest) -> None: ...  # noqa: D102


class LookingAfter:
    """Looks after guest lists; for ticks."""

    def __init__(self, lists: GuestLists, sending: Sending, appointments: Appointments, store: LongKept) -> None:
        self.lists, self.store, self.database = lists, store, lists.database
        self._sending, self._appointments = sending, appointments

    async def work(self) -> None:
        """Tell, remind, note silence; put right what waits on the work list."""
        now = self.lists.clock.now()
        lists = await self.store.open_lists(now - LOOKED_AFTER)
        await in_turn([partial(self._of_list, guests, now) for guests in lists])

    async def _of_list(self, guests: GuestList, now: datetime) -> None:
        await self._each(self._tell, await self.store.behind(guests.id, guests.round))
        last = guests.letter.answer_by
        if guests.held and self.lists.house.days.remind_on(last) <= self.lists.today <= last:
            await self._each(self._remind, [one.id for one in await self.store.silent(guests.id, guests.round)])
        if guests.over(now) and guests.when.status is Status.ON:
            await self._each(self._lapse, [one.id for one in await self.store.silent(guests.id, 0)])
        await self._each(self._settle, [guests.id])

    async def erase_due(self) -> None:
        """Erase answers and cards whose time is over; of a list, how many were invited and came is left."""
        now = self.lists.clock.now()
        lists = await self.store.lists_to_erase(_since(self.lists.house.kept, now), _AT_ONCE)
        guests = await self.store.guests_to_erase(_since(self.lists.house.guests_kept, now), _AT_ONCE)
        await in_turn([partial(self._each, self._erase_list, lists), partial(self._each, self._erase_guest, guests)])

    async def _each(self, step: Callable[[str], Awaitable[object]], ids: Sequence[str]) -> None:
        async def again(id: str) -> None:
            # Somebody changed or erased it at the same moment: what is left comes again.
            with suppress(Duplicate, NotFound):
                await step(id)

        await in_turn([partial(again, id) for id in ids])

    @transactional
    async def _tell(self, tx: Transaction, id: str) -> None:
        one = await self.lists.store.invitation(id, tx)
        guests = await self.lists.store.guest_list(one.list_id, tx)
        if one.round >= guests.round or one.state not in TABLE[Action.ASK_AGAIN] or guests.over(self.lists.clock.now()):
            return
        known = await self.lists.book.known([one.guest_id], tx)
        if (one.told is not None and one.told.same(guests.when)) or await self.lists.left_out(known, tx):
            await self.lists.store.save_invitation(tx, one.up_to(guests.round))
            return
        await self.lists.store.save_invitation(tx, one.retold(guests, self.lists.clock.now()))
        card = known[one.guest_id].card
        if card.email:
            last = f"{guests.letter.answer_by:%d.%m.%Y}"
            body = retold(guests.when, last, self.lists.link(one.id))
            about, file = subject(guests.when), await self._appointments.change(tx, one, card.name, card.email)
            await self._sending.mail(tx, one, "change", guests.round, card.email, about, body, file)
        else:
            note = self._sending.dispatch(one, "change", guests.round, by_email=False, done=False)
            await self.lists.store.add_dispatch(tx, note)
            # Who has the list open has not seen this letter wait, and cannot say that it was posted.
            await self.lists.store.save_list(tx, guests.with_notice())

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        one = await self.lists.store.invitation(id, tx)
        guests, now = await self.lists.store.guest_list(one.list_id, tx), self.lists.clock.now()
        # Whoever has heard from us today, or was reminded in this round, is let alone.
        if one.state is not State.SENT or one.round != guests.round or not guests.held:
            return
        if one.history[-1].action == Action.REMIND or warsaw(one.history[-1].at).date() >= self.lists.today:
            return
        known = await self.lists.book.known([one.guest_id], tx)
        card = known[one.guest_id].card
        if not card.email or await self.lists.left_out(known, tx):
            return  # An officer calls, or withdraws it: the work list says so.
        await self.lists.store.save_invitation(tx, one.reminded(now))
        body = reminding(guests.when, f"{guests.letter.answer_by:%d.%m.%Y}", self.lists.link(one.id))
        title = f"Przypomnienie: {guests.when.title}"
        await self._sending.mail(tx, one, "reminder", guests.round, card.email, title, body)

    @transactional
    async def _lapse(self, tx: Transaction, id: str) -> None:
        one = await self.lists.store.invitation(id, tx)
        if one.state is State.SENT:
            await self.lists.store.save_invitation(tx, one.lapsed(self.lists.clock.now()))

    @transactional
    async def _settle(self, tx: Transaction, id: str) -> None:
        await self.lists.settle(tx, await self.lists.store.guest_list(id, tx))

    @transactional
    async def _erase_list(self, tx: Transaction, id: str) -> None:
        guests = await self.lists.store.guest_list(id, tx)
        if guests.closed_at is not None:
            return
        await self.lists.close(tx, guests)
        await self.store.erase_list(tx, id)

    @transactional
    async def _erase_guest(self, tx: Transaction, id: str) -> None:
        guest = await self.store.guest(id, tx)
        if guest.erased_at is None and not await self.store.is_invited(id, tx):
            await self.store.save_guest(tx, erased(guest, self.lists.clock.now()))


def _since(kept: Term, now: datetime) -> datetime:
    """Give the moment before which what ended has been kept long enough: the setting moves for nothing."""
    return now - (compute(kept, now, STATUTE).due_at - now)
