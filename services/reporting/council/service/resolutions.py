"""Use cases of the register: enter and change a resolution, import many, write down how far the units are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Protocol

from services.reporting.council.domain.numbers import ResolutionNumber
from services.reporting.council.domain.reading import Reading, ReadLine, read_resolutions
from services.reporting.council.domain.resolutions import (
    Change,
    Entry,
    ExecutionStatus,
    Executor,
    LegalForce,
    PartialReport,
    Resolution,
    ResolutionKnown,
    distinct,
)
from services.reporting.council.domain.sessions import term_on
from services.reporting.council.domain.units import CityUnit, unit_of
from services.reporting.council.service.sessions import Sessions
from services.reporting.council.service.tasks import tell_changes
from services.reporting.tracker.domain.searching import words_of
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.store import Database, Duplicate, Stale, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class LinesUnreadable(Exception):
    """Some lines of a file cannot be read: nothing of it is taken in. `lines`: their places."""

    def __init__(self, lines: Sequence[int]) -> None:
        super().__init__(f"{len(lines)} lines")
        self.lines = list(lines)


@dataclass(frozen=True)
class Wanted:
    """Which resolutions a list shows; empty means all."""

    text: str = ""
    term_id: str | None = None
    status: ExecutionStatus | None = None
    unit: str | None = None
    late_on: date | None = None
    """Only what is open and was due before this day."""


class ResolutionStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Resolution: ...  # noqa: D102
    async def add(self, tx: Transaction, resolution: Resolution) -> None: ...  # noqa: D102
    async def add_many(self, tx: Transaction, resolutions: Sequence[Resolution]) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, resolution: Resolution) -> None: ...  # noqa: D102
    async def ids(self, tx: Transaction | None = None) -> set[str]: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Resolution]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Resolution]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def statuses(self, wanted: Wanted) -> dict[ExecutionStatus, int]: ...  # noqa: D102
    async def of_session(self, term_id: str, session: int) -> list[Resolution]: ...  # noqa: D102
    async def to_report(  # noqa: D102
        self, term_id: str, until: date, since: date | None, known: Sequence[str], tx: Transaction | None = None
    ) -> list[Resolution]: ...
    async def passed_between(self, first: date, last: date, tx: Transaction | None = None) -> list[Resolution]: ...  # noqa: D102
    async def open_of(self, unit: str) -> list[Resolution]: ...  # noqa: D102
    async def to_ask(self, due_until: date, limit: int) -> list[str]: ...  # noqa: D102


class Resolutions:
    """The register of the council's resolutions with their execution."""

    def __init__(
        self,
        database: Database,
        store: ResolutionStore,
        sessions: Sessions,
        units: Sequence[CityUnit],
        clock: Clock,
        ahead: timedelta,
    ) -> None:
        """`ahead`: how long before the last day of a resolution its units are asked how far they are."""
        self.database, self.store, self.sessions, self.units, self.clock = database, store, sessions, units, clock
        self._ahead = ahead

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- the register ------------------------------------------------------------------------------------------------

    @transactional
    async def enter(
        self, tx: Transaction, number: ResolutionNumber, passed_on: date, entry: Entry, units: Sequence[str]
    ) -> str:
        """Enter a resolution that `units` carry out; give its id.

        Raises `TermUnknown`, `UnitUnknown`, `ExecutorMissing`, `ResolutionKnown`.
        """
        term = term_on(passed_on, await self.sessions.store.terms(tx))
        resolution = _entered(number, passed_on, term.id, entry, distinct(self._executors(units)))
        try:
            await self.store.add(tx, resolution)
        except Duplicate:
            raise ResolutionKnown(str(number)) from None
        return resolution.id

    @transactional
    async def change(
        self, tx: Transaction, id: str, version: int, entry: Entry, units: Sequence[str], *, reason: str, by: Person
    ) -> int:
        """Change the entry of a resolution; give its version. Units that stay keep how far they are.

        Raises `NotFound`, `Stale`, `UnitUnknown`, `ExecutorMissing`.
        """
        before = await self.store.get(id, tx)
        if before.version != version:
            raise Stale("resolutions", id)
        change = Change(at=self.clock.now(), by_name=by.name, reason=reason)
        kept = {one.unit: one for one in before.executors}
        # A unit that the city has no longer may stay where it was entered.
        executors = [kept[unit] if unit in kept else self._executors([unit])[0] for unit in units]
        after = before.changed(entry, executors, change, _words(before.number, entry.title))
        return await self._save(tx, before, after)

    async def dry_run(self, data: bytes) -> Reading:
        """Say what a file holds, and write nothing. Raises `NotReadable`, `ColumnsMissing`."""
        return read_resolutions(data, await self.sessions.store.terms(), self.units, await self.store.ids())

    @transactional
    async def take_in(self, tx: Transaction, data: bytes) -> int:
        """Enter all new resolutions of a file, all or none; give how many.

        Raises `NotReadable`, `ColumnsMissing`, `LinesUnreadable`, and `ResolutionKnown` where one came in meanwhile.
        """
        terms = await self.sessions.store.terms(tx)
        reading = read_resolutions(data, terms, self.units, await self.store.ids(tx))
        if reading.unreadable:
            raise LinesUnreadable([one.line for one in reading.unreadable])
        if reading.new:
            try:
                await self.store.add_many(tx, [_of_line(line) for line in reading.new])
            except Duplicate:
                raise ResolutionKnown("") from None
        return len(reading.new)

    # -- the execution -----------------------------------------------------------------------------------------------

    @transactional
    async def report(
        self,
        tx: Transaction,
        id: str,
        version: int,
        *,
        unit: str,
        status: ExecutionStatus,
        text: str,
        on: date,
        by: Person,
    ) -> int:
        """Write down what a unit says of its part, by itself or by an officer; give the version.

        Raises `NotAllowed` for another unit's part, `NotFound`, `Stale`, `ResolutionEnded`, `NotExecutor`,
        `ReportedAhead`.
        """
        if by.role is not Role.OFFICER and by.unit != unit:
            raise NotAllowed(by.role)
        before = await self.store.get(id, tx)
        if before.version != version:
            raise Stale("resolutions", id)
        return await self._report(tx, before, unit, status, text, on, by.name)

    async def report_within(
        self, tx: Transaction, id: str, *, unit: str, status: ExecutionStatus, text: str, on: date, by_name: str
    ) -> None:
        """Write down, in the transaction of a report to the council, what a unit says; nothing of what has ended."""
        before = await self.store.get(id, tx)
        if not before.ended:
            await self._report(tx, before, unit, status, text, on, by_name)

    async def _report(
        self, tx: Transaction, before: Resolution, unit: str, status: ExecutionStatus, text: str, on: date, by: str
    ) -> int:
        part = before.executor(unit)
        told = PartialReport(
            unit=unit, unit_name=part.name, status=status, text=text, on=on, at=self.clock.now(), by_name=by
        )
        return await self._save(tx, before, before.reported(told, self.today))

    @transactional
    async def end(
        self, tx: Transaction, id: str, version: int, *, status: ExecutionStatus, text: str, on: date, by: Person
    ) -> int:
        """Note that a resolution lapsed or was annulled; give the version.

        Raises `NotFound`, `Stale`, `ResolutionEnded`, `ReportedAhead`.
        """
        before = await self.store.get(id, tx)
        if before.version != version:
            raise Stale("resolutions", id)
        told = PartialReport(
            unit=None, unit_name=None, status=status, text=text, on=on, at=self.clock.now(), by_name=by.name
        )
        return await self._save(tx, before, before.ended_as(told, self.today))

    async def _save(self, tx: Transaction, before: Resolution, after: Resolution) -> int:
        """Write the next version; units that have nothing to do any more are asked nothing. Give the version."""
        after = after.minded(self.today, self._ahead)
        await self.store.save(tx, after)
        tell_changes(tx, before, after, self.clock.now())
        return after.version

    # -- by itself ---------------------------------------------------------------------------------------------------

    async def look_after(self) -> None:
        """Ask the units of resolutions whose last day is near, or over, how far they are; once each."""
        await in_turn([partial(self._ask, id) for id in await self.store.to_ask(self.today + self._ahead, _AT_ONCE)])

    @transactional
    async def _ask(self, tx: Transaction, id: str) -> None:
        before = await self.store.get(id, tx)
        after = before.asked().minded(self.today, self._ahead)
        # Read again inside the transaction: another replica may have asked, or the last day may have moved away.
        if after.executors != before.executors:
            await self.store.save(tx, after)
            tell_changes(tx, before, after, self.clock.now())

    def _executors(self, units: Sequence[str]) -> list[Executor]:
        found = [unit_of(symbol, self.units) for symbol in units]
        return [Executor(unit=unit.symbol, name=unit.name) for unit in found]

    # -- what people read --------------------------------------------------------------------------------------------

    def unit_names(self) -> Mapping[str, str]:
        """Give the names of the city's units by their symbols."""
        return {unit.symbol: unit.name for unit in self.units}


def _of_line(line: ReadLine) -> Resolution:
    executors = tuple(Executor(unit=unit.symbol, name=unit.name) for unit in line.units)
    entry = Entry(title=line.title, due_on=line.due_on, legal=LegalForce())
    return _entered(line.number, line.passed_on, line.term.id, entry, executors)


def _entered(
    number: ResolutionNumber, passed_on: date, term_id: str, entry: Entry, executors: tuple[Executor, ...]
) -> Resolution:
    told = {name: getattr(entry, name) for name in Entry.model_fields}
    return Resolution(
        **told,
        id=number.id,
        term_id=term_id,
        number=number,
        passed_on=passed_on,
        executors=executors,
        status_since=passed_on,
        words=_words(number, entry.title),
    )


def _words(number: ResolutionNumber, title: str) -> tuple[str, ...]:
    return words_of(str(number), title)
