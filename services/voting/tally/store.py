"""MongoDB documents of the count."""

from services.voting.tally.service import Count
from shared.store import Collection, Database, Transaction


class MongoCountStore:
    """Keeps the counts; one for each edition, by its id."""

    def __init__(self, database: Database) -> None:
        self._counts = Collection(database, "counts", Count, key="id")

    async def add(self, tx: Transaction, count: Count) -> None:
        """Add a count. Raises `Duplicate` where the edition has one."""
        await self._counts.insert(tx, count)

    async def save(self, tx: Transaction, count: Count) -> None:
        """Write the next version. Raises `Stale`."""
        await self._counts.replace(tx, count)

    async def get(self, edition_id: str, tx: Transaction | None = None) -> Count:
        """Give the count of an edition. Raises `NotFound`."""
        return await self._counts.get(edition_id, tx)

    async def known(self, edition_id: str) -> Count | None:
        """Give the count of an edition, None where it has not been counted."""
        return await self._counts.find_one({"_id": edition_id})

    async def published(self) -> list[Count]:
        """Give the published counts, the newest first."""
        return await self._counts.find({"published_at": {"$ne": None}}, sort=[("published_at", -1)])
