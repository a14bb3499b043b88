"""How often a public form is sent from one network address in a day. The address itself is kept nowhere.

A digest keyed with the house's secret stands for it, and only until the day (Warsaw) is over.
"""

from datetime import datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from shared.clock import WARSAW, Clock, warsaw
from shared.privacy import keyed_digest, network_of
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

TOO_OFTEN = "Z tego łącza przyszło dziś za dużo zgłoszeń. Spróbuj jutro albo z innego łącza."
"""What whoever fills a form reads when it is not taken today."""


class AskedTooOften(Exception):
    """As many have asked from this network address today as may. `retry_after`: seconds until the day is over."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


class _DayOfAsks(BaseModel):
    """How often was asked from one network address on a day. The id names both, the address as a keyed digest."""

    model_config = ConfigDict(frozen=True)

    id: str
    day: str
    count: int


class Asks:
    """Counts what comes by one public form. Make it before the store is prepared: it brings an index."""

    def __init__(self, database: Database, collection: str, key: str, clock: Clock, most: int) -> None:
        """`collection`: of the counts; `key`: the house's secret; `most`: from one network address in a day."""
        by_day = IndexModel([("day", ASCENDING)], name="day")
        self._asks = Collection(database, collection, _DayOfAsks, key="id", indexes=[by_day])
        self._collection, self._key, self._clock, self.most = collection, key, clock, most

    async def count(self, tx: Transaction, address: str | None) -> None:
        """Count one from a network address; what is not a public one is not counted, see `privacy.network_of`.

        It counts with the transaction: what fails for another reason is not held against anybody. Raises
        `AskedTooOften`.
        """
        network, now = network_of(address), warsaw(self._clock.now())
        if network is None:
            return
        day = now.date().isoformat()
        id = f"{keyed_digest(self._key, f'{self._collection}|network|{network}')}|{day}"
        # Of those that come at once each waits for the one before it.
        await tx.locks.take(f"{self._collection} {id}")
        known = await self._asks.find_one({"_id": id}, tx)
        if known is not None and known.count >= self.most:
            raise AskedTooOften(_left(now))
        await self._asks.put(tx, _DayOfAsks(id=id, day=day, count=known.count + 1 if known else 1))

    async def forget(self) -> None:
        """Forget from where was asked on earlier days; for a tick."""
        await self._asks.raw.delete_many({"day": {"$lt": warsaw(self._clock.now()).date().isoformat()}})


def _left(now: datetime) -> int:
    """Give the seconds until midnight in the city; a day of the clocks' change has 23 or 25 hours."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(0), tzinfo=WARSAW)
    return int(midnight.timestamp() - now.timestamp()) + 1
