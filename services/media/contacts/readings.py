"""Use case of readings: who of the staff has looked at personal data of journalists. It never learns what was read."""

from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from shared.access import Person
from shared.clock import Clock
from shared.store import Database, Transaction, new_id, transactional


class MediaReading(BaseModel):
    """Who has looked at what, and when (UTC). `what`: contact, or numbers; `of`: the id of whom or what it belongs to.

    RODO (2016/679), art. 5 (2): the controller must be able to show who has processed personal data.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    what: str
    of: str
    by_id: str
    by_name: str
    at: datetime


class ReadingStore(Protocol):
    """What the use case needs to keep."""

    async def add(self, tx: Transaction, reading: MediaReading) -> None: ...  # noqa: D102
    async def newest(self, skip: int, limit: int) -> list[MediaReading]: ...  # noqa: D102


class Readings:
    """The readings of media."""

    def __init__(self, database: Database, store: ReadingStore, clock: Clock) -> None:
        self.database, self.store, self._clock = database, store, clock

    @transactional
    async def note(self, tx: Transaction, what: str, of: str, by: Person) -> None:
        """Write down that somebody is about to look. Whoever shows first and notes afterwards may forget to."""
        at = self._clock.now()
        await self.store.add(tx, MediaReading(id=new_id(), what=what, of=of, by_id=by.id, by_name=by.name, at=at))
