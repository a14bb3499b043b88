"""Use cases of mailings: begin, write the letters in parts, pause, resume, stop. Warnings go before all others.

A part is one transaction: its letters and the place up to which they are written. Each letter is named by mailing and
reader, so that no second one can be there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from services.media.channels.service import SaidLog
from services.media.newsletter import wording
from services.media.newsletter.domain.mailing import Letter, Mailing, MailingState
from services.media.newsletter.domain.readers import Reader, Topic
from services.media.newsletter.sealed import Sealed
from services.media.newsletter.service.refusals import Refusals
from shared.clock import Clock
from shared.contracts.media import CrisisMessageEndedV1, CrisisMessageIssuedV1, WarningEnd
from shared.mail import Deliveries, Mail, Undelivered
from shared.store import Database, Stale, Transaction, transactional
from shared.ticks import in_turn

_PART = 100
_AHEAD = 500
"""Letters of a mailing that wait to leave: enough for the courier, few enough that other mail does not wait long."""
_AT_ONCE = 50
_MOST_SHOWN = 50


class MailingStore(Protocol):
    """What the use cases need to keep."""

    async def mailing(self, id: str, tx: Transaction | None = None) -> Mailing: ...  # noqa: D102
    async def mailing_or_none(self, id: str, tx: Transaction | None = None) -> Mailing | None: ...  # noqa: D102
    async def add_mailing(self, tx: Transaction, mailing: Mailing) -> None: ...  # noqa: D102
    async def save_mailing(self, tx: Transaction, mailing: Mailing) -> None: ...  # noqa: D102
    async def on_their_way(self, limit: int) -> list[Mailing]: ...  # noqa: D102
    async def mailings(self, limit: int) -> list[Mailing]: ...  # noqa: D102
    async def count_readers(self, topic: Topic) -> int: ...  # noqa: D102
    async def reading(  # noqa: D102
        self, tx: Transaction, topic: Topic, after: str, confirmed_by: datetime, limit: int
    ) -> list[Reader]: ...


@dataclass(frozen=True)
class Told:
    """A mailing and what has become of its letters, by state: waiting, held, delivered, failed, dropped."""

    mailing: Mailing
    states: dict[str, int]

    @property
    def settled(self) -> int:
        """How many letters have had their end."""
        return sum(self.states.get(state, 0) for state in ("delivered", "failed", "dropped"))


class Mailings:
    """Texts on their way to many readers."""

    def __init__(
        self,
        database: Database,
        store: MailingStore,
        sealed: Sealed,
        deliveries: Deliveries,
        refusals: Refusals,
        said: SaidLog,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.sealed, self.clock = database, store, sealed, clock
        self._deliveries, self._refusals, self._said = deliveries, refusals, said

    async def begin(self, tx: Transaction, id: str, topic: Topic, letter: Letter, *, urgent: bool) -> None:
        """Begin a mailing, in the caller's transaction; its first letters leave at the next tick."""
        now, readers = self.clock.now(), await self.store.count_readers(topic)
        mailing = Mailing(id=id, topic=topic, letter=letter, urgent=urgent, began_at=now, readers=readers)
        await self.store.add_mailing(tx, mailing)

    async def look_after(self) -> None:
        """Write the letters that are due, urgent ones first, count what was refused, and close what is over."""
        await in_turn([partial(self._go_on, mailing) for mailing in await self.store.on_their_way(_AT_ONCE)])

    async def _go_on(self, mailing: Mailing) -> None:
        await self._refusals.count(mailing.id)
        if mailing.state is MailingState.PAUSED:
            await self._deliveries.hold(mailing.id)
            return
        if mailing.state is MailingState.STOPPED:
            await self._deliveries.drop(mailing.id)
        else:
            await self._deliveries.release(mailing.id)
            await _until_done(self._part, mailing.id)
        await _until_done(self._close, mailing.id)

    @transactional
    async def _part(self, tx: Transaction, id: str) -> bool:
        mailing = await self.store.mailing(id, tx)
        if mailing.state is not MailingState.SENDING or mailing.written:
            return False
        if not mailing.urgent and await self._deliveries.waiting(id) >= _AHEAD:
            return False
        found = await self.store.reading(tx, mailing.topic, mailing.after, mailing.began_at, _PART)
        for reader in found:
            leave = self.sealed.departure(reader.id)
            letter = mailing.letter.to(leave)
            tx.send(
                Mail(
                    self.sealed.cipher,
                    self.sealed.address(reader),
                    letter.subject,
                    letter.text,
                    about=reader.id,
                    mailing=id,
                    leave=leave,
                    urgent=mailing.urgent,
                    html=letter.html,
                    once=f"{id}/{reader.id}",
                )
            )
        after = mailing.wrote([one.id for one in found], _PART)
        await self.store.save_mailing(tx, after)
        return not after.written

    @transactional
    async def _close(self, tx: Transaction, id: str) -> bool:
        """Close a mailing of which nothing waits; False in any case: there is no second step."""
        mailing = await self.store.mailing(id, tx)
        writes = mailing.state is MailingState.SENDING and not mailing.written
        if mailing.state is MailingState.PAUSED or writes or await self._deliveries.waiting(id):
            return False
        # Asked last: once nothing waits, nothing more of it can be refused.
        if await self._refusals.waits(id):
            return False
        states = await self._deliveries.of_mailing(id)
        await self.store.save_mailing(tx, mailing.done(self.clock.now(), states.get("dropped", 0)))
        if states.get("delivered"):
            await self._said.by_itself(
                tx, f"newsletter {id}", "newsletter", mailing.began_at, mailing.letter.subject, None
            )
        return False

    async def pause(self, id: str) -> None:
        """Let nothing more of a mailing leave but the letter in hand. Raises `MailingNotThere`."""
        await self._change(id, Mailing.paused)
        await self._deliveries.hold(id)

    async def resume(self, id: str) -> None:
        """Go on where it was paused. Raises `MailingNotThere`."""
        await self._change(id, Mailing.resumed)
        await self._deliveries.release(id)

    async def again(self, id: str) -> None:
        """Try anew what was given up of a mailing that is done. Raises `MailingNotThere`."""
        await self._change(id, Mailing.again)
        await self._deliveries.again(id)

    async def warn_again(self, tx: Transaction, message_id: str) -> None:
        """Try anew what was given up of a warning, in the caller's transaction. Raises `MailingNotThere`."""
        id = _warning(message_id)
        await self.store.save_mailing(tx, (await self.store.mailing(id, tx)).again())
        # Before the commit: closed between the two steps, it would be told as done while letters leave.
        await self._deliveries.again(id)

    @transactional
    async def _change(self, tx: Transaction, id: str, how: Callable[[Mailing], Mailing]) -> None:
        await self.store.save_mailing(tx, how(await self.store.mailing(id, tx)))

    @transactional
    async def warn(self, tx: Transaction, event: CrisisMessageIssuedV1) -> None:
        """Begin to send a warning to who wants warnings, unless it has ended already."""
        if await self.store.mailing_or_none(_warning(event.message_id), tx) is None:
            letter = wording.warning(event, self.sealed.origin)
            await self.begin(tx, _warning(event.message_id), Topic.WARNINGS, letter, urgent=True)

    @transactional
    async def end_warning(self, tx: Transaction, event: CrisisMessageEndedV1) -> None:
        """Let nobody get a warning that holds no longer; also where the word of its end comes first."""
        id, now = _warning(event.message_id), self.clock.now()
        known = await self.store.mailing_or_none(id, tx)
        if known is None:
            letter = Letter(subject="", text="")
            early = Mailing(id=id, topic=Topic.WARNINGS, letter=letter, urgent=True, began_at=now)
            await self.store.add_mailing(tx, early.stopped())
        elif not known.over:
            await self.store.save_mailing(tx, known.stopped())
        over = f"{id}-end"
        told = event.end is WarningEnd.EXPIRED and known is not None and known.letters > 0
        if known is not None and told and await self.store.mailing_or_none(over, tx) is None:
            letter = wording.expired(known.letter.subject, f"{self.sealed.origin}/ostrzezenia")
            await self.begin(tx, over, Topic.WARNINGS, letter, urgent=True)

    async def told(self, id: str) -> Told | None:
        """Give a mailing and what has become of its letters; None where it has not begun."""
        mailing = await self.store.mailing_or_none(id)
        return None if mailing is None else Told(mailing, await self._deliveries.of_mailing(id))

    async def of_warning(self, message_id: str) -> Told | None:
        """Give the mailing of a warning as `told` does."""
        return await self.told(_warning(message_id))

    async def newest(self) -> list[Told]:
        """Give the mailings, the newest first."""
        found = await self.store.mailings(_MOST_SHOWN)
        return [Told(one, await self._deliveries.of_mailing(one.id)) for one in found]

    async def undelivered(self, id: str) -> list[Undelivered]:
        """Give the letters of a mailing whose last try has failed. They name no reader."""
        return await self._deliveries.undelivered(id, _MOST_SHOWN)


def _warning(message_id: str) -> str:
    return f"warning-{message_id}"


async def _until_done(step: Callable[[str], Awaitable[bool]], id: str) -> None:
    try:
        while await step(id):
            pass
    except Stale:
        return  # Another replica does it, or somebody has paused it.
