"""What happens by itself: declared free days move the day until when an application is decided."""

from services.events.patronage.domain import WAITING
from services.events.patronage.service import Patronages
from shared.contracts.events import TaskChangedV1
from shared.deadlines import compute, postponed
from shared.free_days import task_moved
from shared.store import Transaction, transactional


class LookingAfter:
    """Moves dates."""

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
