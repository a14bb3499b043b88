"""Writes the log of warnings, numbered without a gap. It changes no entry."""

from typing import Protocol

from services.media.crisis.domain.message import Message
from services.media.crisis.domain.record import Channel, Entry, Said, entry
from shared.clock import Clock
from shared.store import Database, Transaction, new_id


class LogStore(Protocol):
    """What the log needs to keep."""

    async def write(self, tx: Transaction, entry: Entry) -> None: ...  # noqa: D102


class Logbook:
    """The log of what was said and done about warnings."""

    def __init__(self, database: Database, store: LogStore, clock: Clock) -> None:
        self._database, self._store, self._clock = database, store, clock

    async def write(
        self,
        tx: Transaction,
        what: Said,
        message: Message,
        by_name: str | None,
        text: str | None = None,
        channels: tuple[Channel, ...] = (),
    ) -> None:
        """Add an entry, in the caller's transaction; `text` and `channels` as an entry has them."""
        number = await self._database.next_number(tx, "crisis log")
        at = self._clock.now()
        await self._store.write(tx, entry(new_id(), number, at, what, message, by_name, text, channels))
