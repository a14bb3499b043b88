"""Use cases of the declaration: ask for its yearly review, record one."""

from typing import Protocol

from services.media.accessibility.domain import Review, Statement, last_moment
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from shared.deadlines import Term
from shared.store import Database, Stale, Transaction, transactional

DESK = "/panel/artykuly/deklaracja"


class StatementStore(Protocol):
    """What the use cases need to keep."""

    async def current(self, tx: Transaction | None = None) -> Statement: ...  # noqa: D102
    async def put(self, tx: Transaction, statement: Statement) -> None: ...  # noqa: D102
    async def keep(self, tx: Transaction, statement: Statement, by: str) -> None: ...  # noqa: D102
    async def reviews(self) -> list[tuple[Review, str]]: ...  # noqa: D102


class Accessibility:
    """The accessibility declaration. `notice`: so long before 31 March its review is put on the work list."""

    def __init__(self, database: Database, store: StatementStore, clock: Clock, notice: Term) -> None:
        self.database, self.store, self.clock, self._notice = database, store, clock, notice

    async def look_after(self) -> None:
        """Put the year's review on the work list once its time has come; for a tick."""
        if (await self.store.current()).due(self.clock.now(), self._notice) is not None:
            await self._ask()

    @transactional
    async def review(self, tx: Transaction, version: int, review: Review, by: Person) -> int:
        """Record a review, every earlier one kept, and give the version it made. Raises `Stale` and `ReviewUnfit`."""
        before = await self.store.current(tx)
        if before.version != version:
            raise Stale("statement", before.id)
        after = before.reviewed(review, warsaw(self.clock.now()).date())
        await self.store.put(tx, after)
        await self.store.keep(tx, after, by.name)
        if before.asked is not None and after.asked is None:
            tx.publish(TaskClosedV1(version=2, task_id=_task(before.asked), closed_at=self.clock.now()))
        return after.version

    @transactional
    async def _ask(self, tx: Transaction) -> None:
        statement, now = await self.store.current(tx), self.clock.now()
        year = statement.due(now, self._notice)
        if year is None:
            return
        await self.store.put(tx, statement.waiting(year))
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=_task(year),
                kind="accessibility_review",
                case=f"Przegląd {year}",
                title="Deklaracja dostępności",
                action="Przejrzyj deklarację dostępności i zapisz wynik",
                link=DESK,
                role=Role.PRESS_OFFICER,
                opened_at=now,
                due_at=last_moment(year),
                explanation=("Ustawa o dostępności cyfrowej, art. 11: przegląd każdego roku do 31 marca.",),
            )
        )


def _task(year: int) -> str:
    return f"accessibility-review-{year}"
