"""MongoDB documents of reviews on the merits."""

from typing import Any

from services.verification.merit.domain import Review, ReviewState
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_INDEXES = [
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="register"),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("number", ASCENDING)], name="by_state"),
    IndexModel([("edition_id", ASCENDING), ("unit.symbol", ASCENDING), ("number", ASCENDING)], name="by_unit"),
]


class MongoReviewStore:
    """Keeps reviews."""

    def __init__(self, database: Database) -> None:
        self._reviews = Collection(database, "reviews", Review, key="id", indexes=_INDEXES)

    async def get(self, id: str, tx: Transaction | None = None) -> Review:
        """Give a review. Raises `NotFound`."""
        return await self._reviews.get(id, tx)

    async def add(self, tx: Transaction, review: Review) -> None:
        """Add a review. Raises `Duplicate`."""
        await self._reviews.insert(tx, review)

    async def save(self, tx: Transaction, review: Review) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._reviews.replace(tx, review)

    async def page(
        self, edition_id: str, state: ReviewState | None, unit: str | None, after: int, limit: int
    ) -> list[Review]:
        """Give at most `limit` reviews of an edition in the order of the register, from the one after `after`."""
        query: dict[str, Any] = {"edition_id": edition_id, "number": {"$gt": after}}
        if state is not None:
            query["state"] = state.value
        if unit is not None:
            query["unit.symbol"] = unit
        return await self._reviews.find(query, sort=[("number", ASCENDING)], limit=limit)
