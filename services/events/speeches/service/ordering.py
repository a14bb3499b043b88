"""Use cases of the order of a speech: it is given and corrected, and what follows from it."""

from typing import Any

from services.events.calendar.domain import KEPT_BY_HAND, Entry, EntryKind
from services.events.calendar.service import Calendar, Sought
from services.events.letters.domain.words import words_of
from services.events.speeches.domain import Action, DayUnfit, EventUnfit, Speech
from services.events.speeches.domain.order import Order
from services.events.speeches.service import Speeches, require_may
from shared.access import Person
from shared.clock import end_of
from shared.deadlines import before
from shared.history import Done
from shared.store import Transaction, new_id, transactional

_ENTRIES_SHOWN = 200
_SPOKEN_AT = (*KEPT_BY_HAND, EntryKind.SESSION)


class SpeakerUnknown(Exception):
    """Nobody of this office speaks for the city."""


class Ordering:
    """The orders of speeches."""

    def __init__(self, speeches: Speeches, calendar: Calendar) -> None:
        self.speeches, self.database, self._calendar = speeches, speeches.database, calendar

    @transactional
    async def order(self, tx: Transaction, order: Order, by: Person) -> str:
        """Order a speech; give its id. Raises `NotAllowed`, `DayUnfit`, `SpeakerUnknown`, `EventUnfit`, `NotFound`."""
        require_may(Action.BRIEF, by)
        await self._require_fit(tx, None, order)
        now = self.speeches.clock.now()
        speech = Speech(
            id=new_id(),
            order=order,
            words=_words(order),
            history=(Done(at=now, action="ordered", by_name=by.name),),
            ordered_at=now,
            **await self._of_day(tx, order),
        )
        await self.speeches.keep(tx, None, speech)
        return speech.id

    @transactional
    async def correct(self, tx: Transaction, id: str, version: int, order: Order, by: Person) -> int:
        """Correct what was ordered until it is spoken; a correction of nothing leaves the version as it is.

        Raises as `order` does, `Stale`, `SpeechNotNow`.
        """
        speech = await self.speeches.read(tx, id, version, Action.CORRECT, by)
        after = speech.corrected(order, by, self.speeches.clock.now())
        if after is speech:
            return speech.version
        await self._require_fit(tx, speech.order, order)
        return await self.keep(tx, speech, after)

    async def keep(self, tx: Transaction, had: Speech, after: Speech) -> int:
        """Write a speech whose order is another one, with what follows from that; give the version.

        Its text is wanted on another day only where it is spoken on another: nothing else hides that it is late.
        """
        follows = {"words": _words(after.order)}
        if after.order.held_on != had.order.held_on:
            follows |= await self._of_day(tx, after.order)
        return await self.speeches.keep(tx, had, after.model_copy(update=follows))

    async def events(self, order: Order | None = None) -> list[Entry]:
        """Give the entries of the calendar that somebody can speak at, the next one first; with the one of `order`."""
        store = self._calendar.store
        found = await store.from_now(self.speeches.clock.now(), 0, _ENTRIES_SHOWN, Sought())
        fit = [one for one in found if one.takes_place and one.plan.kind in _SPOKEN_AT]
        if order is None or order.event_id is None or order.event_id in {one.id for one in fit}:
            return fit
        return [await store.get(order.event_id), *fit]

    async def _require_fit(self, tx: Transaction, had: Order | None, order: Order) -> None:
        """Hold what is new in an order against what there is; what was taken once is taken again."""
        moved = had is None or order.held_on != had.held_on
        if moved and order.held_on < self.speeches.today:
            raise DayUnfit(ahead=False)
        if order.speaker not in (*self.speeches.habits.speakers, had.speaker if had else None):
            raise SpeakerUnknown
        if order.event_id is not None and (moved or had is None or order.event_id != had.event_id):
            event = await self._calendar.store.get(order.event_id, tx)
            if not event.takes_place or not event.first_day <= order.held_on <= event.last_day:
                raise EventUnfit

    async def _of_day(self, tx: Transaction, order: Order) -> dict[str, Any]:
        """Give until when the text of what is spoken on a day is wanted."""
        s = self.speeches
        now, free = s.clock.now(), await s.free_days.known(tx)
        due = before(s.habits.draft, order.held_on, free)
        return {
            "due_at": due.due_at if due.due_at > now else end_of(order.held_on),
            "explanation": tuple(due.explained()) if due.due_at > now else ("Zwykły czas na tekst już minął",),
            "free_days": free.version,
        }


def _words(order: Order) -> tuple[str, ...]:
    return words_of(order.title, order.occasion, order.place)
