"""Use cases of interpellations: write one down, assign it, draft and sign the answer, remind. The store keeps texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from services.reporting.council.domain.units import CityUnit, unit_of
from services.reporting.interpellations.domain import (
    Answer,
    Draft,
    Interpellation,
    InterpellationKnown,
    Letter,
    Remark,
    Signatory,
    called,
    counted,
    require_received,
)
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.reporting import (
    InterpellationAnsweredV1,
    InterpellationKind,
    InterpellationReceivedV1,
    TaskChangedV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.deadlines import Deadline, FreeDays, Term, before, compute
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

READERS = (Role.OFFICER, Role.MAYOR, Role.AUDITOR)
"""Who reads every draft; a unit reads its own, and nobody else does."""
_AT_ONCE = 100


@dataclass(frozen=True)
class Terms:
    """`answer`: the act's own. `draft`, `reminder`: how long ahead of it a draft is wanted, and an officer reminded."""

    answer: Term
    draft: Term
    reminder: Term


@dataclass(frozen=True)
class Wanted:
    """Which ones a list shows; empty means all. `waiting` False: those that are answered; `late_at`: late then."""

    waiting: bool | None = None
    late_at: datetime | None = None
    year: int | None = None


class InterpellationStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Interpellation: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Interpellation) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Interpellation) -> None: ...  # noqa: D102
    async def newest_number(self, kind: InterpellationKind, year: int) -> int: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Interpellation]: ...  # noqa: D102
    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Interpellation]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def to_remind(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def of_period(  # noqa: D102
        self, first: date, last: date, tx: Transaction | None = None
    ) -> list[Interpellation]: ...


class Interpellations:
    """What councillors ask the mayor."""

    def __init__(
        self,
        database: Database,
        store: InterpellationStore,
        units: Sequence[CityUnit],
        free_days: CityFreeDays,
        clock: Clock,
        terms: Terms,
    ) -> None:
        self.database, self.store, self.units, self.clock = database, store, units, clock
        self._free_days, self._terms = free_days, terms

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- receipt -----------------------------------------------------------------------------------------------------

    @transactional
    async def receive(self, tx: Transaction, letter: Letter) -> str:
        """Write one down, for everybody to read; give its id. Raises `ReceivedAhead`, `InterpellationKnown`."""
        require_received(letter, self.today)
        free = await self._free_days.known(tx)
        due = compute(self._terms.answer, letter.received_on, free)
        one = Interpellation(
            **letter.model_dump(),
            id=new_id(),
            year=letter.received_on.year,
            **counted(due),
            remind_at=self._ahead(self._terms.reminder, due, free),
            free_days=free.version,
        )
        one = self._next_task(tx, one, "assign", "Przydziel jednostce przygotowanie odpowiedzi", Role.OFFICER)
        try:
            await self.store.add(tx, one)
        except Duplicate:
            raise InterpellationKnown(letter.number) from None
        self._tell_received(tx, one)
        return one.id

    @transactional
    async def change(self, tx: Transaction, id: str, version: int, letter: Letter, *, reason: str, by: Person) -> int:
        """Put right what was written down wrongly, its term with it; give the version.

        Raises `NotFound`, `Stale`, `ReceivedAhead`, `InterpellationNotThere`, `InterpellationKnown`.
        """
        require_received(letter, self.today)
        now, free = self.clock.now(), await self._free_days.known(tx)
        earlier = await self._read(tx, id, version)
        due = compute(self._terms.answer, letter.received_on, free)
        remark = Remark(at=now, by_name=by.name, reason=reason)
        after = earlier.changed(letter, due, self._ahead(self._terms.reminder, due, free), remark)
        if after.due_at != earlier.due_at:
            self._move(tx, after)
        try:
            await self.store.save(tx, after)
        except Duplicate:
            raise InterpellationKnown(letter.number) from None
        self._tell_received(tx, after)
        return after.version

    # -- the way to the answer ---------------------------------------------------------------------------------------

    @transactional
    async def assign(self, tx: Transaction, id: str, version: int, unit: str) -> int:
        """Ask a unit for a draft; give the version.

        Raises `NotFound`, `Stale`, `UnitUnknown`, `InterpellationNotThere`.
        """
        found, one = unit_of(unit, self.units), await self._read(tx, id, version)
        after = one.assigned(found.symbol, found.name, await self._unit_due_at(tx, one))
        after = self._next_task(tx, after, "draft", "Przygotuj projekt odpowiedzi", Role.UNIT_REVIEWER)
        await self.store.save(tx, after)
        return after.version

    @transactional
    async def draft(self, tx: Transaction, id: str, version: int, text: str, by: Person) -> int:
        """Give a unit's draft to the mayor; give the version.

        Raises `NotFound`, `NotAllowed` for another unit, `Stale`, `InterpellationNotThere`.
        """
        one = await self._read(tx, id, version)
        if by.unit != one.unit:
            raise NotAllowed(by.role)
        after = one.drafted(Draft(text=text, by_name=by.name, at=self.clock.now()))
        after = self._next_task(tx, after, "sign", "Podpisz odpowiedź albo zwróć projekt jednostce", Role.MAYOR)
        await self.store.save(tx, after)
        return after.version

    @transactional
    async def send_back(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Ask the unit for another draft; give the version. Raises `NotFound`, `Stale`, `InterpellationNotThere`."""
        why = Remark(at=self.clock.now(), by_name=by.name, reason=reason)
        one = await self._read(tx, id, version)
        after = one.returned(why, await self._unit_due_at(tx, one))
        after = self._next_task(tx, after, "mend", "Popraw projekt odpowiedzi", Role.UNIT_REVIEWER)
        await self.store.save(tx, after)
        return after.version

    @transactional
    async def answer(
        self, tx: Transaction, id: str, version: int, *, text: str, on: date, signatory: Signatory, name: str
    ) -> int:
        """Answer: from now on everybody reads it; give the version.

        Raises `NotFound`, `Stale`, `InterpellationNotThere`, `AnsweredOutOfTime`.
        """
        now = self.clock.now()
        told = Answer(text=text, on=on, signatory=signatory, name=name, at=now)
        after = (await self._read(tx, id, version)).answered(told, self.today)
        for task in filter(None, (after.task, after.reminder)):
            tx.publish(TaskClosedV1(version=2, task_id=task, closed_at=now))
        after = after.model_copy(update={"task": None, "reminder": None})
        await self.store.save(tx, after)
        tx.publish(
            InterpellationAnsweredV1(
                **_told(after), version=after.version, answered_on=on, late=after.late_days > 0, answered_at=now
            )
        )
        return after.version

    # -- time --------------------------------------------------------------------------------------------------------

    async def remind_due(self) -> None:
        """Remind an officer of each answer whose term is near; once for each."""
        await in_turn([partial(self._remind, id) for id in await self.store.to_remind(self.clock.now(), _AT_ONCE)])

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        one = await self.store.get(id, tx)
        if one.remind_at is None or one.remind_at > self.clock.now():
            return
        task = f"{one.id}-remind-{one.version}"
        self._open(tx, one, task, "Dopilnuj odpowiedzi: jej termin jest blisko", Role.OFFICER, one.due_at)
        await self.store.save(tx, one.reminded(task))

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the term against the days that the city has declared free."""
        free, one = await self._free_days.known(tx), await self.store.get(id, tx)
        if one.free_days >= free.version:
            return
        moved = one.held_against(free) if one.waits else None
        if moved is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        after, _ = moved
        await self.store.save(tx, after)
        self._move(tx, after)

    async def _unit_due_at(self, tx: Transaction, one: Interpellation) -> datetime:
        """Give until when a unit's draft is wanted; asked late, the unit has as long as the act leaves."""
        ahead = before(self._terms.draft, one.due_on, await self._free_days.known(tx)).due_at
        return ahead if ahead > self.clock.now() else one.due_at

    def _ahead(self, term: Term, due: Deadline, free: FreeDays) -> datetime:
        return before(term, due.day, free).due_at

    # -- tasks and events --------------------------------------------------------------------------------------------

    async def _read(self, tx: Transaction, id: str, version: int) -> Interpellation:
        one = await self.store.get(id, tx)
        if one.version != version:
            raise Stale("interpellations", id)
        return one

    def _tell_received(self, tx: Transaction, one: Interpellation) -> None:
        tx.publish(
            InterpellationReceivedV1(
                **_told(one),
                version=one.version,
                due_at=one.due_at,
                explanation=one.explanation,
                received_at=self.clock.now(),
            )
        )

    def _next_task(self, tx: Transaction, one: Interpellation, name: str, action: str, role: Role) -> Interpellation:
        if one.task is not None:
            tx.publish(TaskClosedV1(version=2, task_id=one.task, closed_at=self.clock.now()))
        task = f"{one.id}-{name}-{one.version}"
        self._open(tx, one, task, action, role, one.task_due_at)
        return one.with_task(task)

    def _open(self, tx: Transaction, one: Interpellation, task: str, action: str, role: Role, due_at: datetime) -> None:
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task,
                kind="interpellation",
                case=called(one),
                title=one.topic,
                action=action,
                link=f"/panel/rada/interpelacje/{one.id}",
                role=role,
                unit=one.unit if role is Role.UNIT_REVIEWER else None,
                opened_at=self.clock.now(),
                due_at=due_at,
                explanation=one.explanation,
            )
        )

    def _move(self, tx: Transaction, one: Interpellation) -> None:
        for task, due_at in ((one.task, one.task_due_at), (one.reminder, one.due_at)):
            if task is not None:
                tx.publish(
                    TaskChangedV1(
                        version=one.version,
                        task_id=task,
                        due_at=due_at,
                        explanation=one.explanation,
                        changed_at=self.clock.now(),
                    )
                )


def may_read_draft(one: Interpellation, person: Person) -> bool:
    """Tell whether a person may read what a unit proposes to answer: councillors and other units may not."""
    return person.role in READERS or (person.role is Role.UNIT_REVIEWER and person.unit == one.unit)


def _told(one: Interpellation) -> dict[str, Any]:
    told = one.model_dump(include={"kind", "number", "year", "topic", "received_on"})
    return {**told, "interpellation_id": one.id, "link": f"/interpelacje/{one.id}"}
