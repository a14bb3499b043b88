"""Use cases of readings: write one down, show them."""

from typing import Protocol

from services.events.readings.domain import Reading, What
from shared.access import Person
from shared.clock import Clock
from shared.store import Database, Transaction, new_id, transactional


class ReadingStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, reading: Reading) -> None: ...  # noqa: D102
    async def newest(self, skip: int, limit: int) -> list[Reading]: ...  # noqa: D102


class Readings:
    """The readings of events."""

    def __init__(self, database: Database, store: ReadingStore, clock: Clock) -> None:
        self.database, self.store, self._clock = database, store, clock

    @transactional
    async def note(self, tx: Transaction, what: What, of: str, by: Person) -> None:
        """Write down that somebody is about to look. Whoever shows first and notes afterwards may forget to."""
        at = self._clock.now()
        await self.store.add(tx, Reading(id=new_id(), what=what, of=of, by_id=by.id, by_name=by.name, at=at))
