"""What happens by itself: what is known of people ends in its time, and declared free days move what is due."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from services.events.meetings.domain import Meeting, State
from services.events.meetings.service import Meetings
from shared.clock import end_of, warsaw
from shared.deadlines import STATUTE, FreeDays, compute, next_working_day
from shared.store import Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class DocumentFiles(Protocol):
    """Where the documents are."""

    async def drop(self, tx: Transaction, ids: Sequence[str]) -> None: ...  # noqa: D102


class LookingAfter:
    """Erases what was kept long enough, moves dates."""

    def __init__(self, meetings: Meetings, files: DocumentFiles) -> None:
        self.meetings, self.database, self._files = meetings, meetings.database, files

    async def erase_due(self) -> None:
        """Erase contacts, remarks, readings and documents of meetings whose time is over; for a tick.

        Frozen files stay.
        """
        m, now = self.meetings, self.meetings.clock.now()
        kept = m.telling.terms.kept
        over = await m.store.to_erase(now - (compute(kept, now, STATUTE).due_at - now), _AT_ONCE)
        await in_turn([partial(self._erase, id) for id in over])

    @transactional
    async def _erase(self, tx: Transaction, id: str) -> None:
        m = self.meetings
        one = await m.store.get(id, tx)
        if one.ended_at is not None and one.erased_at is None:
            await m.store.forget_readings(tx, id)
            await self._files.drop(tx, [each.file_id for each in one.documents])
            await m.keep(tx, one, one.erased(m.clock.now()))

    # -- free days ---------------------------------------------------------------------------------------------------

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the dates of a meeting against the days that the city has declared free.

        Who works on it is not disturbed: its version stays.
        """
        m = self.meetings
        free, one = await m.free_days.known(tx), await m.store.get(id, tx)
        if one.free_days >= free.version:
            return
        one = await self._remarks_longer(tx, one, free)
        later = m.telling.postponed(one, free)
        if later is None or one.task is None:
            await m.store.deadlines.held(tx, id, free.version)
            return
        await m.store.deadlines.held(tx, id, free.version, due_at=later.due_at)
        m.telling.move(tx, one.task, later, free)

    async def _remarks_longer(self, tx: Transaction, one: Meeting, free: FreeDays) -> Meeting:
        """Give a meeting with remarks taken until a working day, where the day that was set has become free."""
        m = self.meetings
        if one.remarks_until is None or one.state is not State.REMARKS:
            return one
        later = next_working_day(end_of(one.remarks_until), free)
        if later is None:
            return one
        until = warsaw(later.due_at).date()
        await m.store.deadlines.held(tx, one.id, free.version, remarks_until=until)
        for notice in await m.store.open_notices(tx, one.id):
            m.telling.move(tx, notice.id, later, free)
        return one.model_copy(update={"remarks_until": until})

    @transactional
    async def postpone_task(self, tx: Transaction, id: str) -> None:
        """Hold the day of a task against the days that the city has declared free; minutes keep theirs."""
        m = self.meetings
        free, task = await m.free_days.known(tx), await m.store.task(id, tx)
        if task.free_days >= free.version:
            return
        later = next_working_day(end_of(task.due), free) if task.open else None
        if later is None:
            await m.store.task_deadlines.held(tx, id, free.version)
            return
        await m.store.task_deadlines.held(tx, id, free.version, due=warsaw(later.due_at).date())
        m.telling.move(tx, id, later, free)
