"""Who of the staff has looked at personal data, at what and when: written down before they see it.

RODO (2016/679), art. 5 (2): the controller must be able to show who has processed personal data. A reading never says
whose data they were.
"""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.access import Person
from shared.clock import Clock
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction, new_id, transactional

_NEWEST = [("at", DESCENDING), ("_id", ASCENDING)]


class Reading(BaseModel):
    """Who has looked at what, and when (UTC). `what`: a code of the service; `of`: the id of what was opened."""

    model_config = ConfigDict(frozen=True)

    id: str
    what: str
    of: str
    by_id: str
    by_name: str
    at: datetime


class Readings:
    """The readings of a service, in `collection`. They are only ever added."""

    def __init__(self, database: Database, clock: Clock, collection: str) -> None:
        self.database, self._clock = database, clock
        by_moment = IndexModel(_NEWEST, name="newest")
        self._readings = Collection(database, collection, Reading, key="id", indexes=[by_moment])

    @transactional
    async def note(self, tx: Transaction, what: str, of: str, by: Person) -> None:
        """Write down that somebody is about to look. Whoever shows first and notes afterwards may forget to."""
        at = self._clock.now()
        await self._readings.insert(tx, Reading(id=new_id(), what=what, of=of, by_id=by.id, by_name=by.name, at=at))

    async def newest(self, skip: int, limit: int) -> list[Reading]:
        """Give at most `limit` readings, the newest first."""
        return await self._readings.find({}, sort=_NEWEST, skip=skip, limit=limit)
