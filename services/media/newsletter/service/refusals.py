"""Use cases of refusals: a mail server that refuses a reader's address for good is believed after some letters.

What a mail server refuses for a while is tried again by the courier and counts for nothing. Nobody reads a mailbox of
bounces: what is refused later, behind the server that took it, is not known here.
"""

from datetime import datetime
from typing import Protocol

from services.media.newsletter.domain.readers import Reader
from shared.deadlines import STATUTE, Term, compute
from shared.mail import Deliveries, Refused
from shared.store import Database, NotFound, Transaction, transactional

_PART = 100


class RefusalStore(Protocol):
    """What the use cases need to keep."""

    async def reader(self, id: str, tx: Transaction | None = None) -> Reader: ...  # noqa: D102
    async def save_reader(self, tx: Transaction, reader: Reader) -> None: ...  # noqa: D102


class Refusals:
    """Letters whose address a mail server has refused for good.

    `most`: so many in a row pause a reader; `kept`: for how long a paused address is kept.
    """

    def __init__(self, database: Database, store: RefusalStore, deliveries: Deliveries, most: int, kept: Term) -> None:
        self.database, self.store, self._deliveries, self._most, self._kept = database, store, deliveries, most, kept

    async def count(self, mailing_id: str) -> None:
        """Count what was refused of a mailing since the last time, a part of it; each letter once."""
        for one in await self._deliveries.refused(mailing_id, _PART):
            await self._count(one)

    async def waits(self, mailing_id: str) -> bool:
        """Tell whether something refused of a mailing is still to be counted."""
        return bool(await self._deliveries.refused(mailing_id, 1))

    @transactional
    async def _count(self, tx: Transaction, one: Refused) -> None:
        if not await self._deliveries.take_refusal(tx, one.id):
            return  # Another replica has counted it.
        try:
            reader = await self.store.reader(one.about, tx)
        except NotFound:
            return  # They have left.
        if reader.paused_at is not None:
            return
        afresh = await self._taken_since(tx, reader.id, reader.refused_at)
        after = reader.refused(one.at, self._most, compute(self._kept, one.at, STATUTE).due_at, afresh=afresh)
        await self.store.save_reader(tx, after)
        if after.paused_at is not None:
            await self._deliveries.silence(tx, reader.id)

    async def _taken_since(self, tx: Transaction, reader_id: str, moment: datetime | None) -> bool:
        return moment is not None and await self._deliveries.delivered_since(tx, reader_id, moment)
