"""What the clock does with wreaths: tasks of what is over are closed, names and mailboxes erased; the order stays."""

from functools import partial

from services.events.wreaths.service import Wreaths, turn
from shared.store import Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 50


class LookingAfter:
    """What nobody does by hand."""

    def __init__(self, wreaths: Wreaths) -> None:
        self.wreaths, self.database = wreaths, wreaths.database

    async def look_after(self) -> None:
        """Close the tasks of who is over, erase names whose time is over; the order itself stays."""
        store, today = self.wreaths.store, self.wreaths.today
        over, kept_out = await store.over(today, _AT_ONCE), await store.to_erase(today, _AT_ONCE)
        await in_turn([*(partial(self._settle, id) for id in over), *(partial(self._erase, id) for id in kept_out)])

    @transactional
    async def _settle(self, tx: Transaction, event_id: str) -> None:
        await self.database.next_number(tx, turn(event_id))
        order = await self.wreaths.store.order(event_id, tx)
        if order is None:
            return
        after = await self.wreaths.settled(tx, order.again(), await self.wreaths.store.delegations(event_id, tx))
        if after.tasks != order.tasks:
            await self.wreaths.store.save_order(tx, after)

    @transactional
    async def _erase(self, tx: Transaction, event_id: str) -> None:
        await self.database.next_number(tx, turn(event_id))
        order = await self.wreaths.store.order(event_id, tx)
        if order is None or order.erase_on is None or order.erase_on > self.wreaths.today:
            return
        for one in await self.wreaths.store.delegations(event_id, tx):
            if one.people is not None or one.email is not None:
                await self.wreaths.store.save(tx, one.changed(people=None, email=None))
        await self.wreaths.store.save_order(tx, order.erased())
