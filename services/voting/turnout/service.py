"""Use cases of the turnout: count what the public log has got, tell it when it may be told. It opens no envelope."""

from typing import Protocol

from services.voting.board.service import Board
from services.voting.rolls.service import Rolls
from services.voting.turnout.domain import Turnout
from shared.clock import Clock
from shared.store import Database, Transaction, transactional

_AT_ONCE = 1_000
"""Pages of the log that one transaction counts."""


class TurnoutStore(Protocol):
    """What the use cases need to keep."""

    async def turnout_or_none(self, edition_id: str, tx: Transaction | None = None) -> Turnout | None: ...  # noqa: D102
    async def add(self, tx: Transaction, turnout: Turnout) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, turnout: Turnout) -> None: ...  # noqa: D102


class Counting:
    """How many have voted, in every edition whose box is open."""

    def __init__(self, database: Database, store: TurnoutStore, board: Board, rolls: Rolls, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._board, self._rolls = board, rolls

    async def tell_due(self) -> None:
        """Count what is new in the open logs, and tell what may be told. Each page is read once, and no envelope."""
        for log in await self._board.store.open_logs():
            while await self._count_next(log.id):
                pass
            await self._tell(log.id, await self._rolls.count(log.id))

    async def turnout(self, edition_id: str) -> Turnout:
        """Give the turnout of an edition: nothing told where nobody has voted."""
        return await self.store.turnout_or_none(edition_id) or Turnout(id=edition_id)

    @transactional
    async def _count_next(self, tx: Transaction, edition_id: str) -> bool:
        """Count the next signed pages, as many as one transaction may; tell whether there may be more."""
        before = await self.store.turnout_or_none(edition_id, tx)
        turnout = before or Turnout(id=edition_id)
        # Only what a signed head covers: who stands beside a voter must not see here what the log does not show yet.
        sums = await self._board.sums(edition_id, turnout.entries, _AT_ONCE)
        if sums:
            await self._keep(tx, before, turnout.counted(sums))
        return bool(sums)

    @transactional
    async def _tell(self, tx: Transaction, edition_id: str, entitled: int) -> None:
        before = await self.store.turnout_or_none(edition_id, tx)
        turnout = before.telling(self.clock.now(), entitled) if before else None
        if turnout is not None:
            await self._keep(tx, before, turnout)
            tx.publish(turnout.event())

    async def _keep(self, tx: Transaction, before: Turnout | None, turnout: Turnout) -> None:
        if before is None:
            await self.store.add(tx, turnout)
        else:
            await self.store.save(tx, turnout.model_copy(update={"version": before.version + 1}))
