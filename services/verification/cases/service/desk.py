"""What every kind of case is moved with: its task opens, moves and closes on the worklist; dates follow free days."""

from datetime import datetime
from typing import Generic, Protocol, TypeVar

from services.verification.cases.domain import Filed, Step, Task, Unit, UnitUnknown, Way
from shared.clock import Clock
from shared.contracts.verification import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.deadlines import Deadline, FreeDays, Term
from shared.free_days import CityFreeDays, task_moved
from shared.store import Database, Transaction

W = TypeVar("W", bound=Way)
Kept = TypeVar("Kept", bound=Way, contravariant=True)


class KeepsCases(Protocol[Kept]):
    """What moving a case needs to keep."""

    async def save(self, tx: Transaction, case: Kept) -> None: ...  # noqa: D102


class Desk(Generic[W]):
    """The cases of one kind, with their tasks."""

    def __init__(
        self,
        database: Database,
        store: KeepsCases[W],
        units: tuple[Unit, ...],
        free_days: CityFreeDays,
        clock: Clock,
    ) -> None:
        self.database, self.units, self.clock = database, units, clock
        self.free_days, self._keeps = free_days, store

    async def case(self, id: str, tx: Transaction | None = None) -> W:
        """Give a case of which it is known what it is about. Raises `NotFound`."""
        raise NotImplementedError

    async def deadline(self, tx: Transaction, term: Term, start: datetime) -> Deadline:
        """Find when `term` ends, by the days that the city has declared free."""
        return await self.free_days.compute(term, start, tx)

    def unit(self, symbol: str) -> Unit:
        """Give the unit with this symbol. Raises `UnitUnknown`."""
        for unit in self.units:
            if unit.symbol == symbol:
                return unit
        raise UnitUnknown(symbol)

    async def move(self, tx: Transaction, before: W, after: W) -> None:
        """Write the next state of a case: its old task is done, its new one waits. Raises `Stale`."""
        await self._keeps.save(tx, after)
        if before.task is not None:
            self.close_task(tx, before.task)
        if after.task is not None and after.about is not None:
            self.open_task(tx, after.about, after.task)

    async def note(self, tx: Transaction, case: W, step: Step) -> W:
        """Write a step that leaves a case where it is, and give the case. Raises `Stale`.

        Whatever is done about a case at one moment writes its case: of two such acts one comes first, always.
        """
        after = case.noted(step)
        await self._keeps.save(tx, after)
        return after

    async def postpone_task(self, tx: Transaction, case: W, free: FreeDays, task: Task | None = None) -> W:
        """Hold the task of a case against declared free days, in the transaction that does so with what it is about.

        `task`: it, where it runs from another moment than before. Gives the case, changed where the date has moved.
        """
        held = task or case.task
        later = held.held_against(free) if held is not None else None
        if later is None or case.task is None or later == case.task:
            return case
        now = self.clock.now()
        if later.due_at <= case.task.due_at:
            # It runs from a later moment, and ends on the same day.
            same = case.model_copy(update={"task": later, "version": case.version + 1})
            await self._keeps.save(tx, same)
            return same
        after = case.postponed(later, now)
        await self._keeps.save(tx, after)
        self.change_task(tx, later, free)
        return after

    def change_task(self, tx: Transaction, later: Task, free: FreeDays) -> None:
        """Tell that a task is due later, because of the days that are `free`."""
        tx.publish(task_moved(TaskChangedV1, later.id, later, free, self.clock.now()))

    def close_task(self, tx: Transaction, task: Task) -> None:
        """Tell that a task is done, or needs no more doing."""
        tx.publish(TaskClosedV1(version=2, task_id=task.id, closed_at=self.clock.now()))

    def open_task(self, tx: Transaction, about: Filed, task: Task) -> None:
        """Tell that a task waits for somebody."""
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task.id,
                kind=task.kind,
                case=about.case,
                title=about.title,
                action=task.action,
                link=task.link,
                role=task.role,
                unit=task.unit,
                opened_at=task.opened_at,
                due_at=task.due_at,
                explanation=task.explanation,
            )
        )
