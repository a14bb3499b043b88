"""Use cases of the work list: gather the tasks of all services, show each person theirs. It closes no task itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from services.reporting.worklist.domain import Days, Task, TaskEvent, apply, task_id
from shared.access import Person, Role
from shared.clock import Clock
from shared.store import Database, Transaction, transactional


class When(StrEnum):
    """Which part of a list is wanted, by its deadlines."""

    ALL = "wszystkie"
    LATE = "po-terminie"
    TODAY = "dzis"
    WEEK = "tydzien"


@dataclass(frozen=True)
class Wanted:
    """Whose open tasks, and which of them: of `unit` and of no unit; with `unit` None, of every unit."""

    role: str
    unit: str | None
    days: Days
    when: When = When.ALL
    text: str = ""


@dataclass(frozen=True)
class Counts:
    """How much waits."""

    all: int
    late: int
    today: int
    week: int


@dataclass(frozen=True)
class UnitCount:
    """How much waits in one unit."""

    unit: str
    open: int
    late: int


class TaskStore(Protocol):
    """What the use cases need to keep."""

    async def task_or_none(self, id: str, tx: Transaction) -> Task | None: ...  # noqa: D102
    async def put(self, tx: Transaction, task: Task) -> None: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Task]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str | None, limit: int) -> list[Task]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def counts(self, wanted: Wanted) -> Counts: ...  # noqa: D102
    async def units(self, days: Days) -> list[UnitCount]: ...  # noqa: D102


class Worklist:
    """The open tasks of the whole house."""

    def __init__(self, database: Database, store: TaskStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    @transactional
    async def follow(self, tx: Transaction, event: TaskEvent) -> None:
        """Take in that a task was opened, is due at another time, or was closed, whichever comes first."""
        before = await self.store.task_or_none(task_id(event), tx)
        after = apply(before, event)
        if after != before:
            await self.store.put(tx, after)

    def wanted(self, person: Person, when: When, text: str, of_units: bool = False, unit: str | None = None) -> Wanted:
        """Say which tasks a person sees: those of their role and unit or, for an officer who asks, those of units."""
        days = Days.of(self.clock.now())
        if of_units and person.role is Role.OFFICER:
            return Wanted(Role.UNIT_REVIEWER, unit, days, when, text)
        return Wanted(person.role, person.unit, days, when, text)
