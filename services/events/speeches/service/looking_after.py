"""What happens by itself: a speech goes where its event goes, and its text gives way to days declared free."""

from services.events.calendar.domain import Entry
from services.events.letters.domain.kinds import Lead, text_postponed
from services.events.letters.service.telling import Telling
from services.events.speeches.service.ordering import Ordering
from shared.store import Transaction, transactional


class LookingAfter:
    """Moves dates."""

    def __init__(self, ordering: Ordering, telling: Telling) -> None:
        self.ordering, self.speeches, self._telling = ordering, ordering.speeches, telling
        self.database = ordering.database

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of a speech against the days that the city has declared free, as that of a letter.

        Who works on it is not disturbed: its version stays.
        """
        s = self.speeches
        free, one = await s.free_days.known(tx), await s.store.get(id, tx)
        if one.free_days >= free.version:
            return
        later = text_postponed(Lead(term=s.habits.draft), one.order.held_on, one.ordered_at, one.due_at, free)
        if later is None or one.task is None or not one.waits:
            await s.store.deadlines.held(tx, id, free.version)
            return
        await s.store.deadlines.held(tx, id, free.version, due_at=later.due_at, explanation=later.explanation)
        self._telling.move(tx, one.task, later, free)

    async def follow(self, tx: Transaction, before: Entry | None, entry: Entry) -> None:
        """Let the speeches of an event go where it goes, and say so where it goes nowhere; for the calendar to tell."""
        if before is None:
            return
        s = self.speeches
        off, now = "" if entry.takes_place else entry.cancel_reason or "", s.clock.now()
        for speech in await s.store.of_event(entry.id, tx):
            order = speech.order
            on = min(order.held_on + (entry.first_day - before.first_day), entry.last_day)
            place = entry.plan.place if entry.plan.place and order.place == before.plan.place else order.place
            after = speech.going_to(max(on, entry.first_day), place, off, now)
            if after is not speech:
                await self.ordering.keep(tx, speech, after)
