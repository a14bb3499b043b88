"""MongoDB documents of likenesses."""

from services.intake.similar.domain import Likeness
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_BY_STEM = IndexModel([("stems", ASCENDING), ("filed_at", DESCENDING)], name="by_stem")


class MongoLikenessStore:
    """Keeps the stems of every proposal; each look-up ends after the number that was asked for."""

    def __init__(self, database: Database) -> None:
        self._likenesses = Collection(database, "likenesses", Likeness, key="id", indexes=[_BY_STEM])

    async def of(self, id: str, tx: Transaction) -> Likeness | None:
        """Give the likeness of a proposal, None where nothing is known of it."""
        return await self._likenesses.find_one({"_id": id}, tx)

    async def put(self, tx: Transaction, likeness: Likeness) -> None:
        """Write a likeness over what was known before."""
        await self._likenesses.put(tx, likeness)

    async def count(self, stem: str, most: int) -> int:
        """Count the proposals that have a stem, and stop at `most`."""
        return int(await self._likenesses.raw.count_documents({"stems": stem}, limit=most))

    async def newest(self, stem: str, limit: int) -> list[Likeness]:
        """Give the newest proposals that have a stem."""
        return await self._likenesses.find({"stems": stem}, sort=[("filed_at", DESCENDING)], limit=limit)
