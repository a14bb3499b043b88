"""What the closing of the box does with voters who wait: the vote is over for them, and what they typed is erased."""

from typing import Protocol

from services.voting.doubts.domain import Doubt
from shared.clock import Clock
from shared.contracts.voting import TaskClosedV1
from shared.store import Database, Transaction


class WaitingStore(Protocol):
    """What the closing needs to find and to write."""

    async def all_waiting(self, tx: Transaction, edition_id: str) -> list[Doubt]: ...  # noqa: D102
    async def save(self, tx: Transaction, doubt: Doubt) -> None: ...  # noqa: D102


class WaitingDoubts:
    """Part of the closing's own transaction."""

    def __init__(self, database: Database, store: WaitingStore, clock: Clock) -> None:
        self._database, self._store, self._clock = database, store, clock

    async def finish(self, tx: Transaction, edition_id: str) -> None:
        """Refuse whoever waits: the vote is over. Erases what they typed and takes the tasks off the work list."""
        await self._database.next_number(tx, turn(edition_id))
        for doubt in await self._store.all_waiting(tx, edition_id):
            await self._store.save(tx, doubt.over())
            tx.publish(TaskClosedV1(version=2, task_id=task_id(doubt.id), closed_at=self._clock.now()))


def turn(edition_id: str) -> str:
    """Name the counter that a new doubt and the closing both write: of the two at once, one sees the other."""
    return f"doubts|{edition_id}"


def task_id(doubt_id: str) -> str:
    """Give the id of a doubt's task on the work list."""
    return f"{doubt_id}-doubt"
