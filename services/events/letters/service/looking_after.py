"""What happens by itself: people and texts end in their time, and declared free days move what is due."""

from services.events.letters.domain.kinds import text_postponed
from services.events.letters.service import Letters
from services.events.letters.service.batches import Batches
from shared.deadlines import STATUTE, compute
from shared.store import Stale, Transaction, transactional

_AT_ONCE = 100


class LookingAfter:
    """Erases what was kept long enough, moves dates."""

    def __init__(self, letters: Letters, batches: Batches) -> None:
        self.letters, self.batches, self.database = letters, batches, letters.database

    async def erase_due(self) -> None:
        """Erase people and texts of letters and mailings whose time is over; the line of the register stays."""
        now = self.letters.clock.now()
        # What ended before has been kept long enough: the setting counts days that move for nothing.
        before = now - (compute(self.letters.office.kept, now, STATUTE).due_at - now)
        for id in await self.letters.store.to_erase(before, _AT_ONCE):
            try:
                await self._erase(id)
            except Stale:
                continue  # Somebody changed it at the same moment: it comes again.
        await self.batches.erase_due(before)

    @transactional
    async def _erase(self, tx: Transaction, id: str) -> None:
        letter = await self.letters.store.get(id, tx)
        if letter.finished_at is not None and letter.erased_at is None:
            await self.letters.store.save(tx, letter.erased(self.letters.clock.now()))

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of a letter against the days that the city has declared free.

        Who works on it is not disturbed: its version stays.
        """
        store, leads = self.letters.store, self.letters.office.leads
        free, one = await self.letters.free_days.known(tx), await store.get(id, tx)
        if one.free_days >= free.version:
            return
        later = text_postponed(leads[one.kind], one.needed_on, one.requested_at, one.due_at, free)
        if later is None or one.task is None or not one.waits:
            await store.deadlines.held(tx, id, free.version)
            return
        await store.deadlines.held(tx, id, free.version, due_at=later.due_at, explanation=later.explanation)
        self.letters.telling.move(tx, one.task, later, free)
