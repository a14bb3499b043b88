"""Use cases of the work list: gather the tasks of all services, show each person theirs. It closes no task itself."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol

from services.reporting.worklist.domain import Days, Task, TaskEvent, apply, task_id
from services.reporting.worklist.domain.escalation import SUBJECT, Escalated, letter
from services.reporting.worklist.domain.holding import Holding
from services.reporting.worklist.domain.load import Key, changes
from services.reporting.worklist.service.absences import Covers
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts import Event, contracts
from shared.deadlines import Term
from shared.free_days import CityFreeDays
from shared.projection import Projection
from shared.store import Database, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class When(StrEnum):
    """Which part of a list is wanted, by its deadlines."""

    ALL = "wszystkie"
    LATE = "po-terminie"
    TODAY = "dzis"
    WEEK = "tydzien"
    LATER = "pozniej-w-tygodniu"
    """This week, but not today."""
    ESCALATED = "u-przelozonych"


@dataclass(frozen=True)
class Wanted:
    """Whose open tasks, and which of them: of `unit` and of no unit; with `unit` None, of every unit.

    `people`: of those tasks that somebody has in hand only theirs, or, with `others`, only those of anybody else.
    None: whoever has them in hand.
    """

    role: str
    unit: str | None
    days: Days
    when: When = When.ALL
    text: str = ""
    people: tuple[str, ...] | None = None
    others: bool = False


@dataclass(frozen=True)
class Counts:
    """How much waits."""

    all: int
    late: int
    today: int
    week: int
    with_others: int
    """Of what could be theirs, what colleagues have in hand."""

    def of(self, when: When) -> int | None:
        """Give how much waits of a part; None where it is not counted."""
        return {When.ALL: self.all, When.LATE: self.late, When.TODAY: self.today, When.WEEK: self.week}.get(when)


@dataclass(frozen=True)
class UnitCount:
    """How much waits in one unit."""

    unit: str
    open: int
    late: int
    escalated: int
    """Of which its head has been told."""


class Heads(Protocol):
    """Who writes to the heads of units, as far as the city has told where they read mail."""

    @property
    def origin(self) -> str: ...  # noqa: D102
    async def tell_head(self, tx: Transaction, unit: str, subject: str, text: str) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Escalation:
    """How late a unit's task may be before its head hears of it, and who writes to heads."""

    term: Term
    heads: Heads


class TaskStore(Protocol):
    """The tasks and their counts, as they follow from events."""

    async def task_or_none(self, id: str, tx: Transaction | None = None) -> Task | None: ...  # noqa: D102
    async def tasks(self, ids: Collection[str], tx: Transaction) -> list[Task]: ...  # noqa: D102
    async def put(self, tx: Transaction, tasks: Sequence[Task]) -> None: ...  # noqa: D102
    async def count_up(self, tx: Transaction, changes: Mapping[Key, int]) -> None: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Task]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str | None, limit: int) -> list[Task]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def counts(self, wanted: Wanted) -> Counts: ...  # noqa: D102
    async def units(self, days: Days) -> list[UnitCount]: ...  # noqa: D102
    async def to_escalate(self, before: datetime, limit: int) -> list[Task]: ...  # noqa: D102


class CareStore(Protocol):
    """What people here did about tasks: it follows from no event, and stays where the tasks are built anew."""

    async def holdings(self, ids: Collection[str], tx: Transaction | None = None) -> dict[str, Holding]: ...  # noqa: D102
    async def add_holding(self, tx: Transaction, holding: Holding) -> None: ...  # noqa: D102
    async def save_holding(self, tx: Transaction, holding: Holding) -> None: ...  # noqa: D102
    async def escalated(self, ids: Collection[str], tx: Transaction) -> dict[str, Escalated]: ...  # noqa: D102
    async def put_escalated(self, tx: Transaction, escalated: Escalated) -> None: ...  # noqa: D102


_COLLECTIONS: Mapping[str, Mapping[str, object]] = {
    "tasks": {},
    # A sum that has gone back to nothing is as good as none.
    "task_load": {"$or": [{name: {"$ne": 0}} for name in ("open", "opened", "in_time", "late")]},
}


def projection(database: Database, make: Callable[[Database], TaskStore], care: CareStore) -> Projection[TaskStore]:
    """Give the tasks and their counts as a copy that can be built anew; `care` stays as it is."""
    names = [name for name, event in contracts().items() if issubclass(event, TaskEvent)]

    async def take_in(tx: Transaction, store: TaskStore, events: Sequence[Event]) -> None:
        told = [event for event in events if isinstance(event, TaskEvent)]
        ids = sorted({task_id(event) for event in told})
        before = {task.id: task for task in await store.tasks(ids, tx)}
        after: dict[str, Task] = dict(before)
        for event in told:
            after[task_id(event)] = apply(after.get(task_id(event)), event)
        holdings, escalated = await care.holdings(ids, tx), await care.escalated(ids, tx)
        for id, task in after.items():
            after[id] = _cared_for(task, holdings.get(id), escalated.get(id))
        if changed := [task for id, task in after.items() if task != before.get(id)]:
            await store.put(tx, changed)
        if counts := changes((before.get(task.id), task) for task in changed):
            await store.count_up(tx, counts)

    return Projection(database, "worklist", _COLLECTIONS, names, make, take_in)


class Worklist:
    """The open tasks of the whole house."""

    def __init__(
        self,
        database: Database,
        make: Callable[[Database], TaskStore],
        care: CareStore,
        covers: Covers,
        free_days: CityFreeDays,
        clock: Clock,
        escalation: Escalation,
    ) -> None:
        self.database, self.care, self.covers, self.clock = database, care, covers, clock
        self._free_days, self._escalation = free_days, escalation
        self.projection = projection(database, make, care)
        self.store = self.projection.store

    @transactional
    async def follow(self, tx: Transaction, event: TaskEvent) -> None:
        """Take in that a task was opened, is due at another time, or was closed, whichever comes first."""
        await self.projection.follow(tx, event)

    async def put_in_hands(self, tx: Transaction, holding: Holding) -> None:
        """Show the task with whom it is now. Part of a transaction that keeps the holding."""
        for store in await self.projection.written(tx, logged=False):
            await self._care_anew(tx, store, holding.id, holding)

    async def escalate(self) -> None:
        """Tell the heads of units what has been late there for too long; of each task once."""
        term, now = self._escalation.term, self.clock.now()
        # Working days are at least as long as days: what is found too early waits for a later tick.
        late = []
        for task in await self.store.to_escalate(now - timedelta(days=term.amount), _AT_ONCE):
            assert task.due_at is not None
            if (await self._free_days.compute(term, task.due_at)).due_at < now:
                late.append(task.id)
        await in_turn([partial(self._escalate, id) for id in late])

    @transactional
    async def _escalate(self, tx: Transaction, id: str) -> None:
        task, now = await self.store.task_or_none(id, tx), self.clock.now()
        # Read again inside the transaction: it may just have been done, or told by another replica.
        if task is None or not task.open or task.escalated_at is not None or task.sorts_at > now:
            return
        await self.care.put_escalated(tx, Escalated.of(task, now))
        holding = (await self.care.holdings([id], tx)).get(id)
        for store in await self.projection.written(tx, logged=False):
            await self._care_anew(tx, store, id, holding)
        if task.unit is not None:
            heads = self._escalation.heads
            await heads.tell_head(tx, task.unit, SUBJECT, letter(task, heads.origin))

    async def _care_anew(self, tx: Transaction, store: TaskStore, id: str, holding: Holding | None) -> None:
        # Written even where nothing of it has come to this store yet: who brings it in must meet with this change.
        task = await store.task_or_none(id, tx) or Task(id=id, service=id.partition("|")[0])
        escalated = (await self.care.escalated([id], tx)).get(id)
        await store.put(tx, [_cared_for(task, holding, escalated)])

    async def wanted(
        self,
        person: Person,
        when: When = When.ALL,
        text: str = "",
        *,
        of_units: bool = False,
        unit: str | None = None,
        others: bool = False,
    ) -> Wanted:
        """Say which tasks a person sees: those of their role and unit that nobody else has in hand.

        With `others`, those that colleagues have in hand; an officer who asks `of_units` sees those of units.
        """
        days = Days.of(self.clock.now())
        if of_units and person.role is Role.OFFICER:
            return Wanted(Role.UNIT_REVIEWER, unit, days, when, text)
        people = (person.id, *await self.covers.stood_in_for(person.id))
        return Wanted(person.role, person.unit, days, when, text, people, others)


def _cared_for(task: Task, holding: Holding | None, escalated: Escalated | None) -> Task:
    holder = holding.of(task).holder if holding else None
    return task.cared_for(holder, escalated.at if escalated and escalated.about(task) else None)
