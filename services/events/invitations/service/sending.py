"""Use cases of what leaves for guests: the letter, once to each, and word of a change."""

from services.events.invitations.domain import (
    Invitation,
    InvitationNotNow,
    State,
)
from services.events.invitations.service import GuestLists, text
from services.events.invitations.service.needs import Dispatch, NobodyToSend, Sent
from services.events.invitations.service.rights import Duty
from services.events.invitations.wording import invited
from services.events.letters.domain.forms import missing
from shared.access import Person
from shared.mail import Mail
from shared.store import Transaction, new_id, transactional


class Sending:
    """What leaves for guests. Steps raise `NotFound`, `Stale`, `NotAllowed`, `InvitationNotNow`."""

    def __init__(self, lists: GuestLists) -> None:
        self.lists, self.database = lists, lists.database

    async def send(self, id: str, version: int, by: Person) -> Sent:
        """Send the letter, once to each who is approved, can be addressed and reached. Raises `NobodyToSend`."""
        return Sent(*await self._send(id, version, by))

    @transactional
    async def _send(self, tx: Transaction, id: str, version: int, by: Person) -> list[int]:
        guests, now = await self.lists.read(tx, id, version, Duty.SEND, by), self.lists.clock.now()
        waiting = [
            one for one in await self.lists.store.invitations(id, tx) if one.state is State.PREPARED and one.approved
        ]
        known = await self.lists.book.known([one.guest_id for one in waiting], tx)
        decided = await self.lists.forms.decided([one.card.recipient() for one in known.values()], tx)
        if guests.approved_at is None:
            raise InvitationNotNow("drafted", "send")
        gone = await self.lists.left_out(known, tx)
        mailed = posted = lacking = unreachable = 0
        for one in waiting:
            if one.guest_id in gone:
                continue
            card = known[one.guest_id].card
            if missing([card.recipient()], decided):
                lacking += 1
                continue
            if not card.email and not card.lines:
                unreachable += 1
                continue
            by_email = bool(card.email)
            await self.lists.store.save_invitation(tx, one.sent(guests, by_email, by, now))
            if card.email:
                said = text(guests.letter, card.recipient(), decided)
                day = f"{guests.letter.answer_by:%d.%m.%Y}"
                body = invited(said, guests.letter.signatory, guests.when, day, self.lists.link(one.id))
                await self.mail(tx, one, "invitation", 0, card.email, f"Zaproszenie: {guests.when.title}", body)
            else:
                await self.lists.store.add_dispatch(tx, self.dispatch(one, "invitation", 0, by_email=False, done=True))
            mailed, posted = mailed + by_email, posted + (not by_email)
        if not mailed + posted:
            raise NobodyToSend
        await self.lists.keep(tx, guests.sent(mailed + posted, by, now))
        return [mailed, posted, lacking, unreachable, len(gone)]

    @transactional
    async def notices_posted(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Note that the letters about a change, which waited to be posted in this version of the list, have left."""
        guests = await self.lists.read(tx, id, version, Duty.SEND, by)
        await self.lists.store.done(tx, id)
        await self.lists.settle(tx, guests)

    async def mail(
        self,
        tx: Transaction,
        one: Invitation,
        what: str,
        round: int,
        to: str,
        subject: str,
        body: str,
        invitation: str | None = None,
    ) -> None:
        """Mail a guest, once for each `what` and `round`; `invitation`: for their calendar. Raises `Duplicate`."""
        await self.lists.store.add_dispatch(tx, self.dispatch(one, what, round, by_email=True, done=True))
        once = f"invitation|{one.id}|{what}|{round}"
        tx.send(
            Mail(
                self.lists.cipher,
                to,
                subject,
                body,
                about=one.id,
                mailing=one.list_id,
                invitation=invitation,
                once=once,
            )
        )

    def dispatch(self, one: Invitation, what: str, round: int, *, by_email: bool, done: bool) -> Dispatch:
        """Give the note that a letter leaves."""
        return Dispatch(
            id=new_id(),
            list_id=one.list_id,
            invitation_id=one.id,
            what=what,
            round=round,
            by_email=by_email,
            done=done,
            at=self.lists.clock.now(),
        )
