"""Use cases of the calendar: put in, move, put off, call off, take a slip back. What follows others is beside."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from services.events.calendar.domain import (
    AlreadyPostponed,
    Entry,
    EntryCancelled,
    EntryKind,
    PersonElsewhere,
    Plan,
    ReasonMissing,
)
from services.events.calendar.domain.dates import SeriesElsewhere, Shift
from services.events.calendar.domain.people import Officials
from services.events.calendar.domain.views import next_month
from services.events.calendar.domain.windows import Followed
from services.events.calendar.tasks import wanted
from services.events.work import Work, settled
from shared.access import Person
from shared.clock import WARSAW, Clock
from shared.recurring import Repeats
from shared.store import Database, NotFound, Stale, Transaction, new_id, transactional

_MOST = 500

Follower = Callable[[Transaction, Entry | None, Entry], Awaitable[None]]
"""Is told of every change of an entry, in the transaction that makes it: what was before, and what is."""


@dataclass(frozen=True)
class Sought:
    """Which entries somebody wants to see; None and False: all of them."""

    public: bool = False
    kind: EntryKind | None = None
    person: str | None = None


class EntryStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Entry: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction) -> Entry | None: ...  # noqa: D102
    async def add(self, tx: Transaction, entry: Entry) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, entry: Entry) -> None: ...  # noqa: D102
    async def between(  # noqa: D102
        self, starts: datetime, ends: datetime, limit: int, sought: Sought = ...
    ) -> list[Entry]: ...
    async def from_now(  # noqa: D102
        self, now: datetime, skip: int, limit: int, sought: Sought = ...
    ) -> list[Entry]: ...
    async def before(self, now: datetime, skip: int, limit: int, sought: Sought = ...) -> list[Entry]: ...  # noqa: D102
    async def elsewhere(  # noqa: D102
        self, tx: Transaction, person: str, starts: datetime, ends: datetime, but: str
    ) -> Entry | None: ...
    async def of_series(self, tx: Transaction, series_id: str, since: datetime) -> list[Entry]: ...  # noqa: D102
    async def followed(self, edition_id: str, tx: Transaction) -> Followed | None: ...  # noqa: D102
    async def put_followed(self, tx: Transaction, followed: Followed) -> None: ...  # noqa: D102
    async def work(self, id: str, tx: Transaction) -> Work: ...  # noqa: D102
    async def put_work(self, tx: Transaction, work: Work) -> None: ...  # noqa: D102


class Calendar:
    """The city's calendar."""

    def __init__(self, database: Database, store: EntryStore, clock: Clock, officials: Officials | None = None) -> None:
        self.database, self.store, self.clock = database, store, clock
        self.officials = officials or Officials(every=())
        self._followers: list[Follower] = []

    def tells(self, follower: Follower) -> None:
        """Tell `follower` of every change from now on."""
        self._followers.append(follower)

    # -- reading -----------------------------------------------------------------------------------------------------

    async def entry(self, id: str) -> Entry:
        """Give an entry. Raises `NotFound`."""
        return await self.store.get(id)

    async def public_entry(self, id: str) -> Entry:
        """Give an entry that residents may see. Raises `NotFound`."""
        entry = await self.store.get(id)
        if not entry.plan.public:
            raise NotFound("entries", id)
        return entry

    async def month(self, first: date, sought: Sought) -> list[Entry]:
        """Give what touches the month that begins on `first`, in order of time."""
        return await self.store.between(_midnight(first), _midnight(next_month(first)), _MOST, sought)

    async def week(self, monday: date, sought: Sought) -> list[Entry]:
        """Give what touches the week that begins on `monday`, in order of time."""
        return await self.store.between(_midnight(monday), _midnight(monday + timedelta(days=7)), _MOST, sought)

    async def feed(self, person: str | None = None) -> list[Entry]:
        """Give what a calendar program shows: from a year ago on, without what does not take place.

        A program that subscribes has what the newest file says, so what was called off is gone from it. Of `person`:
        where that official is, internal entries among them.
        """
        now, sought = self.clock.now(), Sought(public=person is None, person=person)
        found = await self.store.between(now - timedelta(days=366), now + timedelta(days=3 * 366), 2000, sought)
        return [entry for entry in found if entry.takes_place]

    # -- keeping -----------------------------------------------------------------------------------------------------

    @transactional
    async def put_in(self, tx: Transaction, plan: Plan) -> str:
        """Put an entry into the calendar and give its id. Raises `EntryTimes`, `PersonElsewhere`, `UnknownPerson`."""
        return (await self.place(tx, plan)).id

    @transactional
    async def put_in_series(self, tx: Transaction, plan: Plan, repeats: Repeats) -> str:
        """Put several entries in at once, all or none; give the id of the first.

        Raises `SeriesTooLong`, `DayNotInSeries` and as `put_in` does.
        """
        series_id, first = new_id(), plan.checked()
        times = repeats.times(first.starts, first.ends)
        plans = [first.model_copy(update={"starts": starts, "ends": ends}) for starts, ends in times]
        entries = [await self.place(tx, each, series_id=series_id) for each in plans]
        return entries[0].id

    @transactional
    async def move(
        self, tx: Transaction, id: str, version: int, plan: Plan, reason: str | None = None, by: Person | None = None
    ) -> int:
        """Change an entry that the caller read in `version`; give the new version.

        Who changes when or where residents come says why. Raises `Stale`, `EntryTimes`, `EntryCancelled`,
        `EntryFollowed`, `EntryOfFreeDay`, `ReasonMissing`, `PersonElsewhere` and `UnknownPerson`.
        """
        entry, checked = await self._own(tx, id, version), plan.checked()
        if reason is None and entry.plan.public and entry.plan.when_and_where != checked.when_and_where:
            raise ReasonMissing(id)
        return (await self.replace(tx, entry, checked, reason, by)).version

    @transactional
    async def put_off(self, tx: Transaction, id: str, version: int, reason: str, by: Person | None = None) -> int:
        """Put an entry off until a date is found, for a reason that residents read; give the new version.

        Raises `AlreadyPostponed` and as `call_off` does.
        """
        entry = await self._own(tx, id, version)
        return (await self.save(tx, entry, entry.put_off(reason, self.clock.now(), _name(by)))).version

    @transactional
    async def call_off(self, tx: Transaction, id: str, version: int, reason: str, by: Person | None = None) -> int:
        """Call an entry off, for a reason that residents read; give the new version.

        Raises `Stale`, `EntryCancelled`, `EntryFollowed` and `EntryOfFreeDay`.
        """
        entry = await self._own(tx, id, version)
        return (await self.save(tx, entry, entry.called_off(reason, self.clock.now(), _name(by)))).version

    @transactional
    async def call_off_rest(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Call an entry off, and all of its series that come after; give how many there were. Raises as `call_off`."""
        entry = await self._own(tx, id, version)
        rest = await self.store.of_series(tx, entry.series_id, entry.plan.starts) if entry.series_id else [entry]
        now = self.clock.now()
        for one in rest:
            await self.save(tx, one, one.called_off(reason, now, by.name))
        return len(rest)

    @transactional
    async def move_rest(self, tx: Transaction, id: str, version: int, shift: Shift, reason: str, by: Person) -> int:
        """Move an entry, and all of its series that come after, by the same time; give how many moved.

        What waits for a new date waits on. All move or none: raises `SeriesElsewhere`, which names everybody who would
        be at two places, and `AlreadyPostponed` and as `move` does.
        """
        entry = await self._own(tx, id, version)
        if entry.cancelled:
            raise EntryCancelled(id)
        if entry.postponed:
            raise AlreadyPostponed(id)
        rest = await self.store.of_series(tx, entry.series_id, entry.plan.starts) if entry.series_id else [entry]
        now, moved, collisions = self.clock.now(), 0, list[dict[str, str]]()
        # Away from those that still stand: each one's new time may be the present time of the next.
        for one in reversed(rest) if shift.later else rest:
            plan = shift.of(one.plan).checked()
            if one.postponed or plan == one.plan:
                continue
            elsewhere = await self.elsewhere(tx, one.id, plan)
            collisions += [
                {"person": person, "entry_id": one.id, "elsewhere": other.id} for person, other in elsewhere.items()
            ]
            await self.save(tx, one, one.replanned(plan, now, by.name, reason))
            moved += 1
        if collisions:
            raise SeriesElsewhere(collisions)
        return moved

    @transactional
    async def undo(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Take back the newest move, putting off or calling off, which was a slip; give the new version.

        Raises `NothingToUndo`, `PersonElsewhere` where somebody has been promised away since, and as `call_off`.
        """
        entry = await self._own(tx, id, version)
        after = entry.undone(self.clock.now(), by.name)
        if after.takes_place:
            await self.require_free(tx, id, after.plan)
        return (await self.save(tx, entry, after)).version

    # -- for the transactions of neighbours --------------------------------------------------------------------------

    async def place(self, tx: Transaction, plan: Plan, *, id: str | None = None, series_id: str | None = None) -> Entry:
        """Put an entry in, in a transaction that is open. Raises as `put_in` does."""
        entry = Entry(id=id or new_id(), plan=plan.checked(), series_id=series_id, changed_at=self.clock.now())
        await self.require_free(tx, entry.id, entry.plan)
        return await self.add(tx, entry)

    async def replace(self, tx: Transaction, entry: Entry, plan: Plan, reason: str | None, by: Person | None) -> Entry:
        """Change an entry, in a transaction that is open. Raises `EntryCancelled` and as `put_in` does."""
        checked = plan.checked()
        after = entry.replanned(checked, self.clock.now(), _name(by), reason)
        if after.takes_place:
            await self.require_free(tx, entry.id, checked)
        return await self.save(tx, entry, after)

    async def cancel(self, tx: Transaction, id: str, reason: str, by: Person | None) -> Entry:
        """Call an entry off, in a transaction that is open. Raises `NotFound`, `EntryCancelled`."""
        entry = await self.store.get(id, tx)
        return await self.save(tx, entry, entry.called_off(reason, self.clock.now(), _name(by)))

    async def elsewhere(self, tx: Transaction, id: str, plan: Plan) -> dict[str, Entry]:
        """Give which of the people of a plan are at another entry than `id` then, and at which.

        Whoever promises the same person takes turns by the person's counter: of two transactions that read the diary
        at once, the one that writes the counter later is undone and reads it anew.
        """
        found = {}
        for person in sorted(plan.people):
            await self.database.next_number(tx, f"diary {person}")
            other = await self.store.elsewhere(tx, person, plan.starts, plan.ends, id)
            if other is not None:
                found[person] = other
        return found

    async def show_free_day(self, tx: Transaction, id: str, plan: Plan) -> None:
        """Put a day that is declared free into the calendar, in the transaction that declares it."""
        now, entry = self.clock.now(), await self.store.get_or_none(id, tx)
        if entry is None:
            await self.add(tx, Entry(id=id, plan=plan, free_day=True, changed_at=now))
        else:
            # It had been taken back before.
            await self.save(tx, entry, entry.again(plan, now))

    async def hide_free_day(self, tx: Transaction, id: str, reason: str) -> None:
        """Call the entry of a free day off, in the transaction that takes the day back."""
        await self.cancel(tx, id, reason, None)

    async def require_free(self, tx: Transaction, id: str, plan: Plan) -> None:
        """Make sure that nobody is elsewhere then. Raises `PersonElsewhere`, `UnknownPerson`."""
        self.officials.known(plan.people)
        for person, other in (await self.elsewhere(tx, id, plan)).items():
            raise PersonElsewhere(person, other.id)

    async def add(self, tx: Transaction, entry: Entry) -> Entry:
        """Write a new entry and tell of it, in a transaction that is open."""
        await self.store.add(tx, entry)
        await self._tell(tx, None, entry)
        return entry

    async def save(self, tx: Transaction, before: Entry, after: Entry) -> Entry:
        """Write the next version of an entry and tell of it, in a transaction that is open. Raises `Stale`."""
        await self.store.save(tx, after)
        await self._tell(tx, before, after)
        return after

    async def _own(self, tx: Transaction, id: str, version: int) -> Entry:
        entry = await self.store.get(id, tx)
        entry.require_by_hand()
        if entry.version != version:
            raise Stale("entry", id)
        return entry

    async def _tell(self, tx: Transaction, before: Entry | None, after: Entry) -> None:
        told = after.told_after(before)
        if told is not None:
            tx.publish(told)
        had = await self.store.work(after.id, tx)
        has = settled(tx, had, wanted(after), self.clock.now())
        if has != had:
            await self.store.put_work(tx, has)
        for follower in self._followers:
            await follower(tx, before, after)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), WARSAW)


def _name(by: Person | None) -> str:
    return by.name if by else ""
