"""How many letters an address gets in a day before it has confirmed. The address itself is kept nowhere.

Whoever types a stranger's address into a public form must not have the city write to it without end.
"""

from shared.clock import Clock
from shared.daily import Daily
from shared.privacy import mailbox_of
from shared.store import Database, Transaction


class DailyMails:
    """Counts the letters that one matter sends. Make it before the store is prepared: it brings an index."""

    def __init__(self, database: Database, collection: str, key: str, clock: Clock, most: int) -> None:
        """`collection`: of the counts; `key`: the house's secret; `most`: letters to one address in a day."""
        self._daily, self.most = Daily(database, collection, key, clock, most), most

    async def take(self, tx: Transaction, email: str) -> bool:
        """Take one of the letters that an address may get today; False where all have gone out.

        Ways to write one address are one, see `privacy.mailbox_of`. It counts with the transaction: a letter that is
        not sent is not counted.
        """
        return await self._daily.take(tx, f"mails|{mailbox_of(email)}")

    async def forget(self) -> None:
        """Forget which letters went out on earlier days; for a tick."""
        await self._daily.forget()
