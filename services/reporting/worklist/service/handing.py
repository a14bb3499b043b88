"""Use cases of handing over: a task goes to a colleague with a note, and comes back. It never leaves its unit."""

from dataclasses import dataclass
from datetime import datetime

from services.reporting.worklist.domain import Task
from services.reporting.worklist.domain.holding import Holding, NotAColleague, NotTheirs, StepKind, TaskDone
from services.reporting.worklist.service import Worklist
from services.reporting.worklist.service.colleagues import Colleagues
from shared.access import Person
from shared.privacy import Cipher
from shared.store import Duplicate, NotFound, Stale, Transaction, transactional


@dataclass(frozen=True)
class StepShown:
    """One entry of a task's history, with names; `to` None: the whole unit."""

    kind: StepKind
    at: datetime
    by: str
    to: str | None
    note: str


@dataclass(frozen=True)
class InHands:
    """A task, in whose hands it is, and how it came there."""

    task: Task
    version: int
    holder: str | None
    giver: str | None
    history: tuple[StepShown, ...]


class Handing:
    """Who has a task in hand."""

    def __init__(self, worklist: Worklist, colleagues: Colleagues, cipher: Cipher) -> None:
        self.database, self.worklist, self.colleagues, self._cipher = worklist.database, worklist, colleagues, cipher

    async def hand_over(self, id: str, version: int, to: str, note: str, by: Person) -> int:
        """Give a task of one's unit to a colleague, or take it in hand oneself. Gives the next version.

        Raises `NotFound`, `NotTheirs`, `NotAColleague`, `TaskDone` or `Stale`.
        """
        if to not in {by.id, *(one.id for one in await self.colleagues.beside(by))}:
            raise NotAColleague(to)
        return await self._hand_over(id, version, to, note, by)

    @transactional
    async def _hand_over(self, tx: Transaction, id: str, version: int, to: str, note: str, by: Person) -> int:
        holding = await self._open(tx, id, version, by)
        if holding.holder == to:
            raise NotAColleague(to)
        return await self._keep(tx, holding.handed(by.id, to, self.worklist.clock.now(), self._sealed(note, id)))

    async def take_back(self, id: str, version: int, note: str, by: Person) -> int:
        """Take back what one has given. Raises as `hand_over` does."""
        return await self._back(id, version, StepKind.TAKEN_BACK, note, by, await self._speaks_for(by))

    async def give_back(self, id: str, version: int, note: str, by: Person) -> int:
        """Return what one was given. Raises as `hand_over` does."""
        return await self._back(id, version, StepKind.RETURNED, note, by, await self._speaks_for(by))

    @transactional
    async def _back(
        self, tx: Transaction, id: str, version: int, kind: StepKind, note: str, by: Person, people: frozenset[str]
    ) -> int:
        holding = await self._open(tx, id, version, by)
        if (holding.giver if kind is StepKind.TAKEN_BACK else holding.holder) not in people:
            raise NotTheirs(id)
        return await self._keep(tx, holding.back(kind, by.id, self.worklist.clock.now(), self._sealed(note, id)))

    async def shown(self, id: str, person: Person) -> InHands:
        """Give a task with its history. Raises `NotFound`, or `NotTheirs` for who is not of its role and unit."""
        task = await self.worklist.store.task_or_none(id)
        if task is None or not task.opened_version:
            raise NotFound("task", id)
        _refuse(task, person)
        holding = (await self.worklist.care.holdings([id])).get(id) or Holding(id=id)
        names = await self.colleagues.names(
            {one.by for one in holding.history} | {one.to for one in holding.history if one.to}
        )
        history = tuple(
            StepShown(
                one.kind,
                one.at,
                names.get(one.by, one.by),
                None if one.to is None else names.get(one.to, one.to),
                "" if one.note is None else self._cipher.open(one.note, _place(id)),
            )
            for one in holding.history
        )
        present = holding.of(task)
        return InHands(task, holding.version, present.holder, present.giver, history)

    async def _speaks_for(self, person: Person) -> frozenset[str]:
        return frozenset({person.id, *await self.worklist.covers.stood_in_for(person.id)})

    async def _open(self, tx: Transaction, id: str, version: int, by: Person) -> Holding:
        task = await self.worklist.store.task_or_none(id, tx)
        if task is None or not task.opened_version:
            raise NotFound("task", id)
        _refuse(task, by)
        if not task.open:
            raise TaskDone(id)
        holding = (await self.worklist.care.holdings([id], tx)).get(id) or Holding(id=id)
        if holding.version != version:
            raise Stale("task", id)
        return holding.of(task)

    async def _keep(self, tx: Transaction, holding: Holding) -> int:
        if holding.version > 1:
            await self.worklist.care.save_holding(tx, holding)
        else:
            try:
                await self.worklist.care.add_holding(tx, holding)
            except Duplicate:
                raise Stale("task", holding.id) from None
        await self.worklist.put_in_hands(tx, holding)
        return holding.version

    def _sealed(self, note: str, id: str) -> bytes | None:
        return self._cipher.seal(note, _place(id)) if note else None


def _refuse(task: Task, person: Person) -> None:
    if task.role != person.role or task.unit not in (None, person.unit):
        raise NotTheirs(task.id)


def _place(id: str) -> str:
    return f"holdings/{id}"
