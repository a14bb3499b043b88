"""Press conferences in the calendar: each has one entry, which follows what the press office says of it."""

from services.events.calendar.domain import Entry, Followed, Plan
from services.events.calendar.service import EntryStore
from shared.clock import Clock
from shared.contracts.media import PressConferenceScheduledV1
from shared.store import Database, Transaction, transactional

_OFF = "Nie odbędzie się w tym terminie. Powód jest na stronie konferencji."


class PressConferences:
    """Follows press conferences."""

    def __init__(self, database: Database, store: EntryStore, clock: Clock) -> None:
        self.database, self._store, self._clock = database, store, clock

    @transactional
    async def follow(self, tx: Transaction, event: PressConferenceScheduledV1) -> None:
        """Set the entry of a conference to the newest word of it; older news changes nothing."""
        id, now = entry_id(event.conference_id), self._clock.now()
        known = await self._store.followed(id, tx)
        if known is not None and known.seen >= event.version:
            return
        await self._store.put_followed(tx, Followed(id=id, seen=event.version))
        plan = Plan(title=event.title[:200], starts=event.starts, ends=event.ends, place=event.place, link=event.page)
        off = {"cancelled_at": now, "cancel_reason": _OFF} if event.cancelled else {}
        before = await self._store.get_or_none(id, tx)
        if before is None:
            entry = Entry(id=id, plan=plan, changed_at=now).model_copy(update=off)
            await self._store.add(tx, entry)
        else:
            back = {"cancelled_at": None, "cancel_reason": None}
            told = {**back, **off, "plan": plan, "changed_at": now, "version": before.version + 1}
            entry = before.model_copy(update=told)
            await self._store.save(tx, entry)
        tx.publish(entry.scheduled())


def entry_id(conference_id: str) -> str:
    """Give the id of the entry of a conference: the same one whenever it is asked for, at most 64 characters."""
    return f"press-{conference_id[:50]}"
