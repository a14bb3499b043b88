"""MongoDB documents of readings. They are only ever added."""

from datetime import datetime
from typing import Any

from services.voting.readings.domain import Reading
from shared.store import DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_NEWEST_FIRST = [("at", DESCENDING), ("_id", DESCENDING)]


class MongoReadingStore:
    """Keeps readings."""

    def __init__(self, database: Database) -> None:
        newest = IndexModel([("edition_id", DESCENDING), *_NEWEST_FIRST], name="newest")
        self._readings = Collection(database, "readings", Reading, key="id", indexes=[newest])

    async def add(self, tx: Transaction, reading: Reading) -> None:
        """Add a reading."""
        await self._readings.insert(tx, reading)

    async def reading(self, edition_id: str, id: str) -> Reading:
        """Give a reading. Raises `NotFound`."""
        found = await self._readings.find_one({"_id": id, "edition_id": edition_id})
        if found is None:
            raise NotFound("reading", id)
        return found

    async def before(self, edition_id: str, end: tuple[datetime, str] | None, limit: int) -> list[Reading]:
        """Give the newest readings, or the newest before the moment and the id of one."""
        wanted: dict[str, Any] = {"edition_id": edition_id}
        if end is not None:
            at, id = end
            wanted["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": id}}]
        return await self._readings.find(wanted, sort=_NEWEST_FIRST, limit=limit)
