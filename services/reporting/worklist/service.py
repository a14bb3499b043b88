"""Use cases of the work list: gather the tasks of all services, show each person theirs. It closes no task itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from services.reporting.worklist.domain import Days, Task, TaskEvent, apply, task_id
from services.reporting.worklist.domain.escalation import SUBJECT, Head, letter
from shared.access import Person, Role
from shared.clock import Clock
from shared.deadlines import Term
from shared.free_days import CityFreeDays
from shared.mail import Mail
from shared.privacy import Cipher
from shared.store import Database, Transaction, transactional

_AT_ONCE = 100


class When(StrEnum):
    """Which part of a list is wanted, by its deadlines."""

    ALL = "wszystkie"
    LATE = "po-terminie"
    TODAY = "dzis"
    WEEK = "tydzien"
    ESCALATED = "u-przelozonych"


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
    escalated: int
    """Of which its head has been told."""


@dataclass(frozen=True)
class Escalation:
    """How late a unit's task may be before its head hears of it, who the heads are, and what a mail needs."""

    term: Term
    heads: Sequence[Head]
    cipher: Cipher
    origin: str


class TaskStore(Protocol):
    """What the use cases need to keep."""

    async def task_or_none(self, id: str, tx: Transaction) -> Task | None: ...  # noqa: D102
    async def put(self, tx: Transaction, task: Task) -> None: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Task]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str | None, limit: int) -> list[Task]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def counts(self, wanted: Wanted) -> Counts: ...  # noqa: D102
    async def units(self, days: Days) -> list[UnitCount]: ...  # noqa: D102
    async def to_escalate(self, before: datetime, limit: int) -> list[Task]: ...  # noqa: D102


class Worklist:
    """The open tasks of the whole house."""

    def __init__(
        self, database: Database, store: TaskStore, free_days: CityFreeDays, clock: Clock, escalation: Escalation
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._free_days, self._escalation = free_days, escalation

    @transactional
    async def follow(self, tx: Transaction, event: TaskEvent) -> None:
        """Take in that a task was opened, is due at another time, or was closed, whichever comes first."""
        before = await self.store.task_or_none(task_id(event), tx)
        after = apply(before, event)
        if after != before:
            await self.store.put(tx, after)

    async def escalate(self) -> None:
        """Tell the heads of units what has been late there for too long; of each task once."""
        term, now = self._escalation.term, self.clock.now()
        # Working days are at least as long as days: what is found too early waits for a later tick.
        for task in await self.store.to_escalate(now - timedelta(days=term.amount), _AT_ONCE):
            assert task.due_at is not None
            if (await self._free_days.compute(term, task.due_at)).due_at < now:
                await self._escalate(task.id)

    @transactional
    async def _escalate(self, tx: Transaction, id: str) -> None:
        task, now = await self.store.task_or_none(id, tx), self.clock.now()
        # Read again inside the transaction: it may just have been done, or told by another replica.
        if task is None or not task.open or task.escalated_at is not None or task.sorts_at > now:
            return
        await self.store.put(tx, task.escalated(now))
        for head in self._escalation.heads:
            if head.unit == task.unit:
                tx.send(Mail(self._escalation.cipher, head.email, SUBJECT, letter(task, self._escalation.origin)))

    def wanted(self, person: Person, when: When, text: str, of_units: bool = False, unit: str | None = None) -> Wanted:
        """Say which tasks a person sees: those of their role and unit or, for an officer who asks, those of units."""
        days = Days.of(self.clock.now())
        if of_units and person.role is Role.OFFICER:
            return Wanted(Role.UNIT_REVIEWER, unit, days, when, text)
        return Wanted(person.role, person.unit, days, when, text)
