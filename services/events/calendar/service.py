"""Use cases of the calendar: put in, move, call off, follow the editions. It sends nobody a message."""

from datetime import date, datetime, time, timedelta
from typing import Protocol

from services.events.calendar.domain import (
    Entry,
    EntryFollowed,
    EntryOfFreeDay,
    Followed,
    Plan,
    next_month,
    plan_of,
    window_entry_id,
)
from shared.clock import WARSAW, Clock
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1, WindowKind
from shared.store import Database, Stale, Transaction, new_id, transactional

_GONE = "Tego terminu nie ma już w zasadach edycji."


class EntryStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Entry: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction) -> Entry | None: ...  # noqa: D102
    async def add(self, tx: Transaction, entry: Entry) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, entry: Entry) -> None: ...  # noqa: D102
    async def between(self, starts: datetime, ends: datetime, limit: int) -> list[Entry]: ...  # noqa: D102
    async def from_now(self, now: datetime, skip: int, limit: int) -> list[Entry]: ...  # noqa: D102
    async def before(self, now: datetime, skip: int, limit: int) -> list[Entry]: ...  # noqa: D102
    async def followed(self, edition_id: str, tx: Transaction) -> Followed | None: ...  # noqa: D102
    async def put_followed(self, tx: Transaction, followed: Followed) -> None: ...  # noqa: D102


class Calendar:
    """The city's calendar."""

    def __init__(self, database: Database, store: EntryStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    async def entry(self, id: str) -> Entry:
        """Give an entry. Raises `NotFound`."""
        return await self.store.get(id)

    async def month(self, first: date) -> list[Entry]:
        """Give what touches the month that begins on `first`, in order of time."""
        return await self.store.between(_midnight(first), _midnight(next_month(first)), 500)

    async def feed(self) -> list[Entry]:
        """Give what a calendar program needs: from a year ago on."""
        now = self.clock.now()
        return await self.store.between(now - timedelta(days=366), now + timedelta(days=3 * 366), 2000)

    @transactional
    async def put_in(self, tx: Transaction, plan: Plan) -> str:
        """Put an entry into the calendar and give its id. Raises `EntryTimes`."""
        entry = Entry(id=new_id(), plan=plan.checked(), changed_at=self.clock.now())
        await self.store.add(tx, entry)
        tx.publish(entry.scheduled())
        return entry.id

    @transactional
    async def move(self, tx: Transaction, id: str, version: int, plan: Plan) -> int:
        """Change an entry that the caller read in `version`; give the new version.

        Raises `Stale`, `EntryTimes`, `EntryCancelled`, `EntryFollowed` and `EntryOfFreeDay`.
        """
        entry = (await self._own(tx, id, version)).replanned(plan.checked(), self.clock.now())
        await self._save(tx, entry)
        return entry.version

    @transactional
    async def call_off(self, tx: Transaction, id: str, version: int, reason: str) -> int:
        """Call an entry off, for a reason that residents read; give the new version.

        Raises `Stale`, `EntryCancelled`, `EntryFollowed` and `EntryOfFreeDay`.
        """
        entry = (await self._own(tx, id, version)).called_off(reason, self.clock.now())
        await self._save(tx, entry)
        return entry.version

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1 | EditionChangedV1) -> None:
        """Set the entries of an edition's windows to its newest rules; older news changes nothing."""
        known = await self.store.followed(event.edition_id, tx)
        if known is not None and known.seen >= event.version:
            return
        await self.store.put_followed(tx, Followed(id=event.edition_id, seen=event.version))
        windows = {window.kind: window for window in event.rules.windows}
        for kind in WindowKind:
            id = window_entry_id(event.edition_id, kind)
            entry = await self.store.get_or_none(id, tx)
            window = windows.get(kind)
            if window is not None:
                await self._follow(tx, id, event.edition_id, entry, plan_of(event.rules, window))
            elif entry is not None and not entry.cancelled:
                await self._save(tx, entry.called_off(_GONE, self.clock.now()))

    async def _follow(self, tx: Transaction, id: str, edition_id: str, entry: Entry | None, plan: Plan) -> None:
        now = self.clock.now()
        if entry is None:
            entry = Entry(id=id, plan=plan, edition_id=edition_id, changed_at=now)
            await self.store.add(tx, entry)
            tx.publish(entry.scheduled())
        elif entry.cancelled or entry.plan != plan:
            # A window that comes back after it was struck out takes place again.
            again = entry.model_copy(update={"cancelled_at": None, "cancel_reason": None})
            await self._save(tx, again.replanned(plan, now))

    async def show_free_day(self, tx: Transaction, id: str, plan: Plan) -> None:
        """Put a day that is declared free into the calendar, in the transaction that declares it."""
        now, entry = self.clock.now(), await self.store.get_or_none(id, tx)
        if entry is None:
            entry = Entry(id=id, plan=plan, free_day=True, changed_at=now)
            await self.store.add(tx, entry)
            tx.publish(entry.scheduled())
        else:
            # It had been taken back before.
            again = entry.model_copy(update={"cancelled_at": None, "cancel_reason": None})
            await self._save(tx, again.replanned(plan, now))

    async def hide_free_day(self, tx: Transaction, id: str, reason: str) -> None:
        """Call the entry of a free day off, in the transaction that takes the day back."""
        await self._save(tx, (await self.store.get(id, tx)).called_off(reason, self.clock.now()))

    async def _own(self, tx: Transaction, id: str, version: int) -> Entry:
        entry = await self.store.get(id, tx)
        if entry.edition_id is not None:
            raise EntryFollowed(id)
        if entry.free_day:
            raise EntryOfFreeDay(id)
        if entry.version != version:
            raise Stale("entry", id)
        return entry

    async def _save(self, tx: Transaction, entry: Entry) -> None:
        await self.store.save(tx, entry)
        tx.publish(entry.scheduled())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW)
