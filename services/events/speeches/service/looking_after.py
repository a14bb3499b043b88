"""What happens by itself: declared free days move the day on which the text of a speech is wanted."""

from services.events.letters.domain.kinds import Lead, text_postponed
from services.events.letters.service.telling import Telling
from services.events.speeches.service import Speeches
from shared.store import Transaction, transactional


class LookingAfter:
    """Moves dates."""

    def __init__(self, speeches: Speeches, telling: Telling) -> None:
        self.speeches, self.database, self._telling = speeches, speeches.database, telling

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
