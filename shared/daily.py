"""How much of something one is given in a day: so many letters to an address, so many asks from a network.

Who it is, is kept nowhere: a digest keyed with the house's secret stands for them, until the day (Warsaw) is over.
"""

from pydantic import BaseModel, ConfigDict

from shared.clock import Clock, warsaw
from shared.privacy import keyed_digest
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction


class _Day(BaseModel):
    """How many one has taken on a day. The id names both, whoever it is as a keyed digest."""

    model_config = ConfigDict(frozen=True)

    id: str
    day: str
    count: int


class Daily:
    """Counts what each takes in a day. Make it before the store is prepared: it brings an index."""

    def __init__(self, database: Database, collection: str, key: str, clock: Clock, most: int) -> None:
        """`collection`: of the counts; `key`: the house's secret; `most`: that one may take in a day."""
        by_day = IndexModel([("day", ASCENDING)], name="day")
        self._days = Collection(database, collection, _Day, key="id", indexes=[by_day])
        self._collection, self._key, self._clock, self._most = collection, key, clock, most

    async def take(self, tx: Transaction, who: str) -> bool:
        """Take one for `who`, a text that begins with its kind ("network|…"); False where all of the day are taken.

        It counts with the transaction: what fails for another reason is not held against anybody.
        """
        day = self._today()
        id = f"{keyed_digest(self._key, f'{self._collection}|{who}')}|{day}"
        # Of those that come at once each waits for the one before it.
        await tx.locks.take(f"{self._collection} {id}")
        known = await self._days.find_one({"_id": id}, tx)
        taken = known.count if known is not None else 0
        if taken < self._most:
            await self._days.put(tx, _Day(id=id, day=day, count=taken + 1))
        return taken < self._most

    async def forget(self) -> None:
        """Forget what was taken on earlier days; for a tick."""
        await self._days.raw.delete_many({"day": {"$lt": self._today()}})

    def _today(self) -> str:
        return warsaw(self._clock.now()).date().isoformat()
