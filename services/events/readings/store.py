"""MongoDB documents of readings. They are only ever added."""

from services.events.readings.domain import Reading
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_NEWEST = [("at", DESCENDING), ("_id", ASCENDING)]


class MongoReadingStore:
    """Keeps readings."""

    def __init__(self, database: Database) -> None:
        self._readings = Collection(
            database, "event_readings", Reading, key="id", indexes=[IndexModel(_NEWEST, name="newest")]
        )

    async def add(self, tx: Transaction, reading: Reading) -> None:
        """Add a reading."""
        await self._readings.insert(tx, reading)

    async def newest(self, skip: int, limit: int) -> list[Reading]:
        """Give at most `limit` readings, the newest first."""
        return await self._readings.find({}, sort=_NEWEST, skip=skip, limit=limit)
