"""Use case of care before ceremonies: a memorial where something is held is inspected before that day."""

from collections.abc import Awaitable, Callable
from functools import partial

from services.events.memorials.domain import HeldAt, due_on, inspection_id
from services.events.memorials.service import TURN, Memorials
from shared.clock import end_of
from shared.store import Transaction, transactional
from shared.ticks import in_turn

Planned = Callable[[int, Transaction], Awaitable[list[HeldAt]]]
"""Gives what is held at memorials in a year from today on, the first day first."""


class BeforeCeremonies:
    """Asks for inspections before the days of the year's plan."""

    def __init__(self, memorials: Memorials, planned: Planned) -> None:
        self.memorials, self.database, self._planned = memorials, memorials.database, planned

    async def look_after(self) -> None:
        """Let the inspections of this year and of the next go with the plan of ceremonies; for a tick."""
        this = self.memorials.today.year
        await in_turn([partial(self.settle, year) for year in (this, this + 1)])

    @transactional
    async def settle(self, tx: Transaction, year: int) -> None:
        """Ask for what is missing, and put what waits before its ceremony, or back where that went elsewhere.

        One that was done or is overdue stays as it is, and a year of care that is closed gets none.
        """
        m = self.memorials
        # Whoever enters, takes out, inspects or closes at the same moment counts on what stands.
        await m.database.next_number(tx, TURN)
        plan = await m.store.year(year, tx)
        if plan is not None and plan.closed_at is not None:
            return
        first: dict[str, HeldAt] = {}
        for held in await self._planned(year, tx):
            first.setdefault(held.memorial_id, held)
        there = {one.id: one for one in await m.store.inspections(year, tx=tx)}
        for id, held in first.items():
            memorial = await m.store.memorial(id, tx)
            if memorial.withdrawn is None and inspection_id(id, year) not in there:
                await m.want(tx, memorial, year, held)
        for one in there.values():
            day, why = due_on(year, m.care_day, first.get(one.memorial_id))
            waits = one.done_on is None and not one.needless and one.due_at >= m.clock.now()
            if waits and one.due_at != end_of(day):
                after = one.due(end_of(day), why)
                await m.store.save_inspection(tx, after)
                m.tasks.put_forward(tx, after)
