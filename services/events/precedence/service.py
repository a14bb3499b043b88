"""Use cases of the order of precedence: read it, move a rank with a reason, add, rename, end, undo."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from services.events.precedence.domain import Change, ChangeKind, NothingToUndo, Office, Order, Rank, RankUsed
from services.events.precedence.domain.shipped import Shipped
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional

PLACE = "/panel/precedencja"
KEEPERS = (Role.PROTOCOL_OFFICER, Role.OFFICER)
READERS = (*KEEPERS, Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
_TURN = "precedence"
"""Who gives somebody a rank and who takes it out of the order take turns."""

Uses = Callable[[Transaction, str], Awaitable[bool]]
"""Says whether anybody has a rank."""


class PrecedenceStore(Protocol):
    """What the use cases need to keep: versions, only ever added."""

    async def newest(self, tx: Transaction | None = None) -> Order | None: ...  # noqa: D102
    async def get(self, version: int, tx: Transaction | None = None) -> Order: ...  # noqa: D102
    async def add(self, tx: Transaction, order: Order) -> None: ...  # noqa: D102
    async def versions(self, skip: int, limit: int) -> list[Order]: ...  # noqa: D102


class Precedence:
    """The order of precedence. Changes raise `NotAllowed`, `Stale`, `RankUnknown`."""

    def __init__(self, database: Database, store: PrecedenceStore, clock: Clock, shipped: Shipped) -> None:
        """`shipped`: the first version."""
        self.database, self.store, self.clock, self.source = database, store, clock, shipped.source
        self._first, self._uses = shipped.order, list[Uses]()

    def asks(self, uses: Uses) -> None:
        """Ask `uses` from now on before a rank is taken out."""
        self._uses.append(uses)

    # -- reading -----------------------------------------------------------------------------------------------------

    async def ranks(self) -> tuple[Rank, ...]:
        """Give the ranks in force, the first first."""
        return (await self.order()).ranks

    async def named(self) -> dict[str, str]:
        """Give the names of all ranks by id, of ended ones too: somebody may have had them before."""
        order = await self.order()
        return {one.id: one.name for one in (*order.ended, *order.offices)}

    async def order(self, tx: Transaction | None = None) -> Order:
        """Give the order in force."""
        return await self.store.newest(tx) or self._first

    async def version(self, version: int, tx: Transaction | None = None) -> Order:
        """Give one version. Raises `NotFound`."""
        return self._first if version == 1 else await self.store.get(version, tx)

    async def versions(self, skip: int, limit: int) -> list[Order]:
        """Give at most `limit` versions, the newest first."""
        found = await self.store.versions(skip, limit)
        # The first one stands in a file; it comes after all that are kept.
        last = (await self.order()).version - 1
        return [*found, self._first] if skip <= last < skip + limit else found

    # -- for the transactions of neighbours --------------------------------------------------------------------------

    async def give(self, tx: Transaction, rank_id: str) -> Rank:
        """Give a rank that somebody is about to have, in a transaction that is open. Raises `RankUnknown`.

        From here to its end nobody takes the rank out.
        """
        await self.database.next_number(tx, _TURN)
        order = await self.order(tx)
        return order.ranks[order.place(rank_id) - 1]

    # -- keeping -----------------------------------------------------------------------------------------------------

    @transactional
    async def move(
        self, tx: Transaction, rank_id: str, version: int, before: str | None, reason: str, by: Person
    ) -> int:
        """Move a rank before another, or to the end; give the new version. Raises `NothingMoved`."""
        order = await self._read(tx, version, by)
        return await self._keep(tx, order.moved(rank_id, before, self._change(ChangeKind.MOVED, by, reason)))

    @transactional
    async def add(self, tx: Transaction, version: int, name: str, before: str | None, reason: str, by: Person) -> str:
        """Add a rank; give its id. Raises `RankNamed`, `TooManyRanks`."""
        order, id = await self._read(tx, version, by), new_id()
        change = self._change(ChangeKind.ADDED, by, reason)
        await self._keep(tx, order.added(Office(id=id, name=name), before, change))
        return id

    @transactional
    async def rename(self, tx: Transaction, rank_id: str, version: int, name: str, reason: str, by: Person) -> int:
        """Give a rank another name; give the new version. Raises `RankNamed`."""
        order = await self._read(tx, version, by)
        return await self._keep(tx, order.renamed(rank_id, name, self._change(ChangeKind.RENAMED, by, reason)))

    @transactional
    async def end(self, tx: Transaction, rank_id: str, version: int, reason: str, by: Person) -> int:
        """End a rank: who has it keeps its name, nobody gets it any more. Give the new version."""
        order = await self._read(tx, version, by)
        return await self._keep(tx, order.without(rank_id, self._change(ChangeKind.ENDED, by, reason), end=True))

    @transactional
    async def take_out(self, tx: Transaction, rank_id: str, version: int, reason: str, by: Person) -> int:
        """Take out a rank that nobody has; give the new version. Raises `RankUsed`."""
        order = await self._read(tx, version, by)
        after = order.without(rank_id, self._change(ChangeKind.TAKEN_OUT, by, reason), end=False)
        await self._require_unused(tx, rank_id)
        return await self._keep(tx, after)

    @transactional
    async def undo(self, tx: Transaction, version: int, by: Person) -> int:
        """Take back the newest change; give the new version. Raises `NothingToUndo`, `RankUsed`."""
        order = await self._read(tx, version, by)
        if not order.undoable:
            raise NothingToUndo
        after = order.undone(await self.version(order.version - 1, tx), self._change(ChangeKind.UNDONE, by, ""))
        there = {one.id for one in (*after.offices, *after.ended)}
        for one in order.offices:
            if one.id not in there:
                await self._require_unused(tx, one.id)
        return await self._keep(tx, after)

    # ----------------------------------------------------------------------------------------------------------------

    async def _require_unused(self, tx: Transaction, rank_id: str) -> None:
        for uses in self._uses:
            if await uses(tx, rank_id):
                raise RankUsed(rank_id)

    async def _read(self, tx: Transaction, version: int, by: Person) -> Order:
        if by.role not in KEEPERS:
            raise NotAllowed(by.role)
        await self.database.next_number(tx, _TURN)
        order = await self.order(tx)
        if order.version != version:
            raise Stale("precedence", str(version))
        return order

    async def _keep(self, tx: Transaction, after: Order) -> int:
        try:
            await self.store.add(tx, after)
        except Duplicate:
            raise Stale("precedence", str(after.version - 1)) from None
        return after.version

    def _change(self, kind: ChangeKind, by: Person, reason: str) -> Change:
        return Change(kind=kind, at=self.clock.now(), by_id=by.id, by_name=by.name, reason=reason)
