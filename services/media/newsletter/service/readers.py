"""Use cases of readers: ask, confirm, choose, leave. An address counts only after its owner has pressed a button.

Whether an address reads already is told to its owner alone: whoever asks gets the same answer.
"""

from datetime import datetime
from typing import Protocol

from services.media.newsletter import wording
from services.media.newsletter.domain.mailing import Letter
from services.media.newsletter.domain.readers import Reader, ReaderLinkExpired, Topic
from services.media.newsletter.sealed import Sealed
from shared.asks import Asks
from shared.clock import Clock, warsaw
from shared.daily_mails import DailyMails
from shared.deadlines import STATUTE, Term, compute
from shared.mail import Deliveries, Mail
from shared.store import Database, Duplicate, NotFound, Transaction, new_id, transactional

_TRIES = 3
_PART = 100


class ReaderStore(Protocol):
    """What the use cases need to keep."""

    async def reader(self, id: str, tx: Transaction | None = None) -> Reader: ...  # noqa: D102
    async def of_digest(self, who: str, tx: Transaction) -> Reader | None: ...  # noqa: D102
    async def add_reader(self, tx: Transaction, reader: Reader) -> None: ...  # noqa: D102
    async def save_reader(self, tx: Transaction, reader: Reader) -> None: ...  # noqa: D102
    async def drop_reader(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def count_readers(self, topic: Topic) -> int: ...  # noqa: D102
    async def count_paused(self) -> int: ...  # noqa: D102
    async def drop_unconfirmed(self, tx: Transaction, now: datetime, limit: int) -> int: ...  # noqa: D102


class Readers:
    """Residents who want to be told by mail."""

    def __init__(
        self,
        database: Database,
        store: ReaderStore,
        sealed: Sealed,
        deliveries: Deliveries,
        clock: Clock,
        link: Term,
        asks: Asks,
        mails: DailyMails,
    ) -> None:
        self.database, self.store, self.sealed, self.clock, self.mails = database, store, sealed, clock, mails
        self._deliveries, self._link, self._asks = deliveries, link, asks

    async def ask(self, email: str, topics: tuple[Topic, ...], network: str | None) -> None:
        """Send an address the link that confirms it; where it has had its letters of the day, nothing.

        `network`: the network address that asks. Raises `AskedTooOften`, which is of that one, never of the e-mail.
        """
        for left in reversed(range(_TRIES)):
            try:
                return await self._ask(email, topics, network)
            except Duplicate:
                # The same address asked twice at once: the second time it is known.
                if not left:
                    raise
        return None

    @transactional
    async def _ask(self, tx: Transaction, email: str, topics: tuple[Topic, ...], network: str | None) -> None:
        now = self.clock.now()
        await self._asks.count(tx, network)
        # Of those that ask for one address at once each waits for the one before it.
        await tx.locks.take(f"newsletter {self.sealed.who(email)}")
        known = await self.store.of_digest(self.sealed.who(email), tx)
        if not await self.mails.take(tx, email):
            return
        if known is not None and known.confirmed_at is not None:
            # What was chosen stays: who typed the address need not be its owner.
            leave = self.sealed.departure(known.id)
            self._write(tx, known, wording.already(self.sealed.choice(known.id), leave), leave)
            return
        until = compute(self._link, now, STATUTE).due_at
        if known is None:
            id = new_id()
            reader = Reader(
                id=id,
                sealed=self.sealed.seal(id, email),
                who=self.sealed.who(email),
                topics=topics,
                asked_at=now,
                expires_at=until,
            )
            await self.store.add_reader(tx, reader)
        else:
            reader = known.asked_again(topics, until, now)
            await self.store.save_reader(tx, reader)
        said = warsaw(until).strftime("%d.%m.%Y, %H:%M")
        self._write(tx, reader, wording.confirm(topics, self.sealed.confirmation(reader.id), said))

    async def of_confirmation(self, token: str) -> Reader:
        """Give who is confirmed by a link. Raises `ReaderLinkBroken`, `ReaderLinkExpired`."""
        return await self._known(self.sealed.confirming(token))

    async def confirm(self, token: str) -> None:
        """Begin to write to the owner of a link; a second confirmation changes nothing.

        Raises `ReaderLinkBroken`, `ReaderLinkExpired`.
        """
        await self._confirm(self.sealed.confirming(token))

    @transactional
    async def _confirm(self, tx: Transaction, reader_id: str) -> None:
        reader = await self._known(reader_id, tx)
        if reader.confirmed_at is None:
            await self.store.save_reader(tx, reader.confirmed(self.clock.now()))

    async def of_choice(self, token: str) -> Reader | None:
        """Give whose choice a link opens; None where they have left. Raises `ReaderLinkBroken`."""
        try:
            reader = await self.store.reader(self.sealed.choosing(token))
        except NotFound:
            return None
        return reader if reader.confirmed_at is not None or reader.paused_at is not None else None

    async def choose(self, token: str, topics: tuple[Topic, ...]) -> None:
        """Change what the owner of a link is told of. Raises `ReaderLinkBroken`, `ReaderLinkExpired`."""
        await self._choose(self.sealed.choosing(token), topics)

    @transactional
    async def _choose(self, tx: Transaction, reader_id: str, topics: tuple[Topic, ...]) -> None:
        reader = await self._known(reader_id, tx)
        await self.store.save_reader(tx, reader.choosing(topics))

    async def leave(self, token: str) -> None:
        """Write to the owner of a link no more, and delete the address; at any time, as often as one likes.

        Raises `ReaderLinkBroken`.
        """
        await self._leave(self.sealed.choosing(token))

    @transactional
    async def _leave(self, tx: Transaction, reader_id: str) -> None:
        await self.store.drop_reader(tx, reader_id)
        await self._deliveries.forget(tx, reader_id)

    async def counted(self) -> dict[Topic, int]:
        """Count who has confirmed, by topic."""
        return {topic: await self.store.count_readers(topic) for topic in Topic}

    async def paused(self) -> int:
        """Count whose address a mail server refuses: nothing is written to them until they confirm anew."""
        return await self.store.count_paused()

    async def forget(self) -> None:
        """Delete who has not confirmed in time."""
        while await self._drop_unconfirmed() == _PART:
            pass

    @transactional
    async def _drop_unconfirmed(self, tx: Transaction) -> int:
        return await self.store.drop_unconfirmed(tx, self.clock.now(), _PART)

    async def _known(self, reader_id: str, tx: Transaction | None = None) -> Reader:
        try:
            reader = await self.store.reader(reader_id, tx)
        except NotFound:
            # The signature was ours: it was deleted.
            raise ReaderLinkExpired from None
        if reader.expires_at is not None and self.clock.now() > reader.expires_at:
            raise ReaderLinkExpired
        return reader

    def _write(self, tx: Transaction, to: Reader, letter: Letter, leave: str | None = None) -> None:
        address = self.sealed.address(to)
        tx.send(Mail(self.sealed.cipher, address, letter.subject, letter.text, about=to.id, leave=leave))
