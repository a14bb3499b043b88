"""What happens by itself: people and texts end in their time, and declared free days move what is due."""

from functools import partial

from services.events.letters.domain.kinds import Kind, Lead, text_postponed
from services.events.letters.service import Letters
from services.events.letters.service.batches import Batches
from services.events.letters.service.occasions import Occasions
from services.events.letters.service.seasons import SEASON_LEAD, Seasons, season_due, season_task
from shared.deadlines import STATUTE, Term, Unit, compute, postponed
from shared.store import Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100
_SEASON = Lead(term=Term(amount=SEASON_LEAD.days, unit=Unit.DAY))


class LookingAfter:
    """Erases what was kept long enough, moves dates."""

    def __init__(self, letters: Letters, batches: Batches, occasions: Occasions, seasons: Seasons) -> None:
        self.letters, self.batches, self.occasions, self.seasons = letters, batches, occasions, seasons
        self.database = letters.database

    async def erase_due(self) -> None:
        """Erase people and texts of letters and mailings whose time is over; the line of the register stays."""
        now = self.letters.clock.now()
        # What ended before has been kept long enough: the setting counts days that move for nothing.
        before = now - (compute(self.letters.office.kept, now, STATUTE).due_at - now)
        letters = [partial(self._erase, id) for id in await self.letters.store.to_erase(before, _AT_ONCE)]
        await in_turn([*letters, partial(self.batches.erase_due, before)])

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

    @transactional
    async def postpone_occasion(self, tx: Transaction, id: str) -> None:
        """Do the same with what was put on the work list for an occasion: its letter, and the medal.

        What is not there yet is counted by the days that are known then.
        """
        store, telling = self.occasions.store, self.letters.telling
        free, one = await self.letters.free_days.known(tx), await store.occasion(id, tx)
        if one.free_days >= free.version:
            return
        later = {}
        if one.task is not None and one.told is not None:
            lead = self.letters.office.leads[Kind.CONGRATULATION]
            text = text_postponed(lead, one.on, one.told.start, one.told.due_at, free)
            if text is not None:
                telling.move(tx, one.task, text, free)
                later["told.due_at"] = text.due_at
        if one.motion_task is not None and one.motion_told is not None:
            reckoning = compute(self.occasions.recurring.medal[one.stage], one.motion_told.start, free).reckoning
            motion = postponed(one.motion_told.due_at, reckoning, free)
            if motion is not None:
                telling.move(tx, one.motion_task, motion, free)
                later["motion_told.due_at"] = motion.due_at
        await store.occasion_deadlines.held(tx, id, free.version, **later)

    @transactional
    async def postpone_season(self, tx: Transaction, id: str) -> None:
        """Do the same with the mailing of a season: not beyond its day."""
        store = self.seasons.store
        free, one = await self.letters.free_days.known(tx), await store.season(id, tx)
        if one is None or one.free_days >= free.version:
            return
        told = one.due_at or season_due(one.day)
        later = text_postponed(_SEASON, one.day, told, told, free)
        if later is None:
            await store.season_deadlines.held(tx, id, free.version)
            return
        await store.season_deadlines.held(tx, id, free.version, due_at=later.due_at)
        self.letters.telling.move(tx, season_task(id), later, free)
