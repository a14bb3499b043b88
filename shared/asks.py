"""How often a public form is sent from one network address in a day. The address itself is kept nowhere.

A digest keyed with the house's secret stands for it, and only until the day (Warsaw) is over.
"""

from datetime import datetime, time, timedelta

from shared.clock import WARSAW, Clock, warsaw
from shared.daily import Daily
from shared.privacy import network_of
from shared.store import Database, Transaction

TOO_OFTEN = "Z tego łącza przyszło dziś za dużo zgłoszeń. Spróbuj jutro albo z innego łącza."
"""What whoever fills a form reads when it is not taken today."""


class AskedTooOften(Exception):
    """As many have asked from this network address today as may. `retry_after`: seconds until the day is over."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


class Asks:
    """Counts what comes by one public form. Make it before the store is prepared: it brings an index."""

    def __init__(self, database: Database, collection: str, key: str, clock: Clock, most: int) -> None:
        """`collection`: of the counts; `key`: the house's secret; `most`: from one network address in a day."""
        self._daily, self._clock, self.most = Daily(database, collection, key, clock, most), clock, most

    async def count(self, tx: Transaction, address: str | None) -> None:
        """Count one from a network address; what is not a public one is not counted, see `privacy.network_of`.

        It counts with the transaction: what fails for another reason is not held against anybody. Raises
        `AskedTooOften`.
        """
        network = network_of(address)
        if network is not None and not await self._daily.take(tx, f"network|{network}"):
            raise AskedTooOften(_left(warsaw(self._clock.now())))

    async def forget(self) -> None:
        """Forget from where was asked on earlier days; for a tick."""
        await self._daily.forget()


def _left(now: datetime) -> int:
    """Give the seconds until midnight in the city; a day of the clocks' change has 23 or 25 hours."""
    midnight = datetime.combine(now.date() + timedelta(days=1), time(0), tzinfo=WARSAW)
    return int(midnight.timestamp() - now.timestamp()) + 1
