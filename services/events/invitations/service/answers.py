"""Use cases of what guests answer, by the link of their letter or as an officer has heard it."""

from services.events.invitations.domain import (
    GuestList,
    Invitation,
    Said,
    State,
)
from services.events.invitations.service import GuestLists, answer_place
from services.events.invitations.service.needs import GuestLinkBroken
from services.events.invitations.service.rights import Duty, require_may
from shared.access import Person
from shared.store import Transaction, transactional


class Answers:
    """What guests say. Steps raise `NotFound`, `Stale`, `NotAllowed`, `InvitationNotNow`."""

    def __init__(self, lists: GuestLists) -> None:
        self.lists, self.database = lists, lists.database

    async def of_link(self, token: str) -> tuple[Invitation, GuestList]:
        """Give the invitation that a link opens, with its list. Raises `GuestLinkBroken`, `NotFound`."""
        one = await self.lists.store.invitation(self.lists.opened_by(token))
        if one.state in (State.PREPARED, State.WITHDRAWN):
            raise GuestLinkBroken
        return one, await self.lists.store.guest_list(one.list_id)

    @transactional
    async def answer(self, tx: Transaction, token: str, version: int, said: Said) -> None:
        """Take in a guest's answer. Raises `GuestLinkBroken`, `AnswerClosed`, `TooManyCompanions`."""
        one = await self.lists.invitation(tx, self.lists.opened_by(token), version)
        await self._answered(tx, one, said, None)

    @transactional
    async def enter(self, tx: Transaction, invitation_id: str, version: int, said: Said, by: Person) -> int:
        """Enter an answer that an officer has heard. Raises `AnswerClosed`, `TooManyCompanions`."""
        require_may(Duty.ENTER, by)
        one = await self.lists.invitation(tx, invitation_id, version)
        return await self._answered(tx, one, said, by)

    async def _answered(self, tx: Transaction, one: Invitation, said: Said, by: Person | None) -> int:
        guests = await self.lists.store.guest_list(one.list_id, tx)
        checked = said.checked(one.companions)
        sealed = b""
        if checked.representative:
            sealed = self.lists.cipher.seal(checked.model_dump_json(), answer_place(one.id))
        after = one.answered(checked, sealed, guests, self.lists.clock.now(), by)
        await self.lists.store.save_invitation(tx, after)
        await self.lists.store.free_seats(tx, one.id, after.people)
        if by is not None and one.state is State.SENT:
            await self.lists.settle_where_none_is(State.SENT, tx, guests)
        return after.version
