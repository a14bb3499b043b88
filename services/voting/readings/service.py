"""Use cases of readings: write one down, show them. It never learns what was read."""

from datetime import datetime
from typing import Protocol

from services.voting.readings.domain import Reading, What
from shared.clock import Clock
from shared.store import Database, Transaction, new_id, transactional


class Reader(Protocol):
    """Who reads: an opaque id, and the name that colleagues know."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


class ReadingStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, reading: Reading) -> None: ...  # noqa: D102
    async def before(self, edition_id: str, end: tuple[datetime, str] | None, limit: int) -> list[Reading]: ...  # noqa: D102
    async def reading(self, edition_id: str, id: str) -> Reading: ...  # noqa: D102


class Readings:
    """The readings of each edition."""

    def __init__(self, database: Database, store: ReadingStore, clock: Clock) -> None:
        self.database, self.store, self._clock = database, store, clock

    @transactional
    async def note(self, tx: Transaction, edition_id: str, what: What, of: str | None, by: Reader) -> None:
        """Write down that somebody is about to look. Whoever shows first and notes afterwards may forget to."""
        reading = Reading(
            id=new_id(), edition_id=edition_id, what=what, of=of, by_id=by.id, by_name=by.name, at=self._clock.now()
        )
        await self.store.add(tx, reading)

    async def newest(self, edition_id: str, before: str | None, limit: int) -> list[Reading]:
        """Give at most `limit` readings, the newest first, or those before the one with the id `before`.

        Raises `NotFound` where there is no such one.
        """
        end = None
        if before is not None:
            last = await self.store.reading(edition_id, before)
            end = (last.at, last.id)
        return await self.store.before(edition_id, end, limit)
