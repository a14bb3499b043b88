"""Use cases of declared free days: declare one, take one back. What is due on them, each service moves itself."""

from datetime import date
from typing import Protocol

from services.events.calendar.domain.free_days import DeclaredFreeDays, free_day_entry_id
from services.events.calendar.service import Calendar
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.deadlines import FreeDay
from shared.deadlines import FreeDays as DeadlineFreeDays
from shared.store import Database, Duplicate, Stale, Transaction, transactional


class FreeDayStore(Protocol):
    """What the use cases need to keep."""

    async def declared(self, tx: Transaction | None = None) -> DeclaredFreeDays: ...  # noqa: D102
    async def save(self, tx: Transaction, declared: DeclaredFreeDays) -> None: ...  # noqa: D102


class FreeDays:
    """The days that the city has declared free beside those of the statute."""

    def __init__(self, database: Database, store: FreeDayStore, calendar: Calendar, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._calendar = calendar

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    async def known(self, tx: Transaction | None = None) -> DeadlineFreeDays:
        """Give the set as deadlines are computed with it."""
        declared = await self.store.declared(tx)
        days = tuple(FreeDay(day=one.day, basis=one.basis) for one in declared.standing)
        return DeadlineFreeDays(version=declared.version, days=days)

    @transactional
    async def declare(self, tx: Transaction, day: date, basis: str, by: Person) -> int:
        """Declare a day free by an act; give the version of the set. Raises `DayTooFar`, `FreeAnyway`."""
        before = await self.store.declared(tx)
        after = before.with_day(day, basis, by=by.name, at=self.clock.now(), today=self.today)
        await self._save(tx, after)
        await self._calendar.show_free_day(tx, free_day_entry_id(day), after.declarations[-1].plan())
        return after.version

    @transactional
    async def take_back(self, tx: Transaction, day: date, version: int, reason: str, by: Person) -> int:
        """Take back a day that was declared by mistake; dates that were told because of it stand.

        Gives the version of the set. Raises `NotDeclared`, `Stale`.
        """
        before = await self.store.declared(tx)
        after = before.without_day(day, reason, by=by.name, at=self.clock.now())
        if before.version != version:
            raise Stale("free_days", before.id)
        await self._save(tx, after)
        await self._calendar.hide_free_day(tx, free_day_entry_id(day), reason)
        return after.version

    async def _save(self, tx: Transaction, after: DeclaredFreeDays) -> None:
        try:
            await self.store.save(tx, after)
        except Duplicate:
            raise Stale("free_days", after.id) from None
        tx.publish(after.changed(self.clock.now()))
