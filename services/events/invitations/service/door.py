"""Use cases at the door: a code is scanned or typed, the guest is let in, once; how many are in."""

from services.events.invitations.domain import AlreadyIn, GuestList, Invitation
from services.events.invitations.service import GuestLists
from services.events.invitations.service.rights import Duty, require_may
from shared.access import Person
from shared.store import NotFound, Transaction, transactional


class CodeUnknown(Exception):
    """No badge has this code."""


class DoorClosed(Exception):
    """The event is not held, its day is yet to come, or it is long over."""


class Door:
    """Who comes in. Steps raise `CodeUnknown`, `DoorClosed`, `NotAllowed`, `InvitationNotNow`."""

    def __init__(self, lists: GuestLists) -> None:
        self.lists, self.database = lists, lists.database

    async def found(self, code: str) -> tuple[Invitation, GuestList]:
        """Give the invitation of a code as it was typed, with its list."""
        try:
            one = await self.lists.store.of_code(tidied(code))
        except NotFound:
            raise CodeUnknown from None
        return one, await self.lists.store.guest_list(one.list_id)

    def open(self, guests: GuestList) -> bool:
        """Tell whether people come in now, or are entered after the event as having come."""
        return guests.takes_in(self.lists.clock.now(), self.lists.today)

    @transactional
    async def admit(self, tx: Transaction, code: str, people: int | None, by: Person) -> str:
        """Let a guest in with `people` in all, by default as many as were said; give the invitation's id.

        Raises `AlreadyIn`.
        """
        require_may(Duty.ADMIT, by)
        try:
            one = await self.lists.store.of_code(tidied(code), tx)
        except NotFound:
            raise CodeUnknown from None
        if one.arrival is not None:
            raise AlreadyIn(one.arrival.at)
        if not self.open(await self.lists.store.guest_list(one.list_id, tx)):
            raise DoorClosed
        after = one.admitted(people or max(1, one.people), by, self.lists.clock.now())
        await self.lists.store.save_invitation(tx, after)
        return after.id

    @transactional
    async def let_out(self, tx: Transaction, code: str, by: Person) -> None:
        """Take back that a guest was let in, which was a slip."""
        require_may(Duty.ADMIT, by)
        try:
            one = await self.lists.store.of_code(tidied(code), tx)
        except NotFound:
            raise CodeUnknown from None
        await self.lists.store.save_invitation(tx, one.let_out(by, self.lists.clock.now()))


def tidied(code: str) -> str:
    """Give a code as it is kept: people type small letters, spaces and dashes."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
