"""What happens by itself: declared free days move the day of a decision; organisers are reminded of their report."""

from datetime import timedelta
from functools import partial

from services.events.patronage.domain import WAITING
from services.events.patronage.service import Patronages
from services.events.patronage.wording import reminding
from shared.contracts.events import TaskChangedV1
from shared.deadlines import compute, postponed
from shared.free_days import task_moved
from shared.store import Transaction, transactional
from shared.ticks import in_turn


class LookingAfter:
    """Moves dates, and reminds."""

    def __init__(self, patronages: Patronages) -> None:
        self.patronages, self.database = patronages, patronages.database

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of an application against the days that the city has declared free.

        Who works on it is not disturbed: its version stays.
        """
        p = self.patronages
        free, one = await p.free_days.known(tx), await p.store.get(id, tx)
        if one.free_days >= free.version:
            return
        reckoning = compute(p.rules.decision, one.received_at, free).reckoning
        later = postponed(one.due_at, reckoning, free) if one.state in WAITING else None
        if later is None:
            await p.store.deadlines.held(tx, id, free.version)
            return
        await p.store.deadlines.held(tx, id, free.version, due_at=later.due_at, explanation=later.explanation)
        if one.task is not None:
            tx.publish(task_moved(TaskChangedV1, one.task, later, free, p.clock.now()))

    async def remind_due(self) -> None:
        """Remind organisers of their report, once, on the day after the event."""
        due = await self.patronages.store.to_remind(self.patronages.today, 100)
        await in_turn([partial(self._remind, id) for id in due])

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        one = await self.patronages.store.get(id, tx)
        if one.remind_on is None or one.remind_on > self.patronages.today:
            return
        until = one.ends_on + timedelta(days=self.patronages.rules.report_days)
        after = one.reminded(self.patronages.clock.now())
        self.patronages.write(tx, after, "sprawozdanie", reminding(f"{until:%d.%m.%Y}"))
        await self.patronages.keep(tx, one, after)
