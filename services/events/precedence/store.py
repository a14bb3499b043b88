"""MongoDB documents of the order of precedence: one for each version, never changed."""

from services.events.precedence.domain import Order, version_id
from shared.store import DESCENDING, Collection, Database, Transaction

_NEWEST = [("_id", DESCENDING)]


class MongoPrecedenceStore:
    """Keeps versions."""

    def __init__(self, database: Database) -> None:
        self._orders = Collection(database, "precedence", Order, key="id")

    async def newest(self, tx: Transaction | None = None) -> Order | None:
        """Give the version in force, None while it is the first."""
        return next(iter(await self._orders.find({}, sort=_NEWEST, limit=1, tx=tx)), None)

    async def get(self, version: int, tx: Transaction | None = None) -> Order:
        """Give a version. Raises `NotFound`."""
        return await self._orders.get(version_id(version), tx)

    async def add(self, tx: Transaction, order: Order) -> None:
        """Add a version. Raises `Duplicate` where there is one."""
        await self._orders.insert(tx, order)

    async def versions(self, skip: int, limit: int) -> list[Order]:
        """Give at most `limit`, the newest first."""
        return await self._orders.find({}, sort=_NEWEST, skip=skip, limit=limit)
