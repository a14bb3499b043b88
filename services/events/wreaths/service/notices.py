"""Use cases of mails to delegations: who is to be written what, shown first, then sent by a person's hand."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from services.events.wreaths.domain import Action, Delegation, NothingToTell, WreathOrder
from services.events.wreaths.service import Wreaths
from services.events.wreaths.wording import subject, text
from shared.access import Person
from shared.mail import Mail
from shared.store import Transaction, transactional


class Reached(StrEnum):
    """Whether a delegation is written to now."""

    WAITS = "waits"
    """It gets the mail that is shown."""
    KNOWS = "knows"
    """It was written this already."""
    BY_PHONE = "by_phone"
    """Nobody knows its mailbox."""


class Draft(NamedTuple):
    """What a delegation is written."""

    delegation: Delegation
    reached: Reached
    subject: str
    text: str


class Notices:
    """Mails to delegations. Steps raise `NotAllowed`, `NotFound`, `Stale`, `OrderClosed`."""

    def __init__(self, wreaths: Wreaths) -> None:
        self.wreaths, self.database = wreaths, wreaths.database

    async def drafts(self, event_id: str) -> list[Draft]:
        """Give what each delegation that comes is to be written by now, in their order."""
        order = await self.wreaths.timed(await self.wreaths.order(event_id))
        return _drafts(order, await self.wreaths.store.delegations(event_id))

    @transactional
    async def send(self, tx: Transaction, event_id: str, version: int, by: Person) -> int:
        """Write to each that does not know it yet and has a mailbox; `version`: of the order; give the new one.

        Where all of them have one, nobody has to be called that the ceremony is off. Raises `NothingToTell`.
        """
        w = self.wreaths
        order, had = await w.opened(tx, event_id, version, Action.WRITE, by)
        order = await w.timed(order, tx)
        drafts = _drafts(order, had)
        waiting = [one for one in drafts if one.reached is Reached.WAITS]
        if not waiting:
            raise NothingToTell
        written = dict[str, Delegation]()
        for one in waiting:
            to = one.delegation
            tx.send(Mail(w.cipher, w.email(to), one.subject, one.text, about=event_id))
            written[to.id] = to.changed(known=order.notice(to))
            await w.store.save(tx, written[to.id])
        reached = all(one.reached is not Reached.BY_PHONE for one in drafts)
        told = w.told_by(Action.WRITE, by, str(len(waiting)))
        after = order.done(told, order.undo, known_off=order.off if reached else order.known_off)
        await w.store.save_order(tx, await w.settled(tx, after, [written.get(one.id, one) for one in had]))
        return after.version


def _drafts(order: WreathOrder, found: Sequence[Delegation]) -> list[Draft]:
    drafts = []
    for one in found:
        notice = order.notice(one)
        if notice is None:
            continue
        reached = Reached.BY_PHONE if one.email is None else Reached.KNOWS if one.known == notice else Reached.WAITS
        drafts.append(Draft(one, reached, subject(order, one), text(order, one, notice)))
    return drafts
