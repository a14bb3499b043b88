"""A copy that follows from events alone, and how it is built anew beside the old one while the service runs.

It knows no document and no event of any service: a capability says what its copy is made of and how it takes events in.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from shared.contracts import Event
from shared.store import Database, ReturnDocument, Transaction

_FLAGS = "projections"
_AT_ONCE = 500
"""Events that are taken in by one transaction."""
_LEASE_SECONDS = 60.0

S = TypeVar("S")


class BeingBuilt(Exception):
    """Somebody else is building this projection anew."""

    def __init__(self, projection: str) -> None:
        super().__init__(f"{projection} is being built by another process")
        self.projection = projection


@dataclass(frozen=True)
class Rebuilt:
    """What came of it: how many events there were, and the digests of the old and the new one at the same moment."""

    events: int
    old: str
    new: str


@dataclass(frozen=True)
class Projection(Generic[S]):
    """The collections of a copy, and where what happens now has to be written.

    `collections`: their names, with the query of the documents that count in the digest. `reads`: names of the events
    it follows from. `make` gives its store on a database; `take_in` writes events into such a store, in any order and
    repeated as they like. `written(tx)` gives the stores to write to: the one that people read and, while it is built
    anew, the one beside it, too.

    Nothing is lost between the two: whoever began before the flag was raised handles an event that its publisher's log
    had by then, and the log is read later; whoever begins after it writes to both.
    """

    database: Database
    name: str
    collections: Mapping[str, Mapping[str, Any]]
    reads: Sequence[str]
    make: Callable[[Database], S]
    take_in: Callable[[Transaction, S, Sequence[Event]], Awaitable[None]]
    store: S = field(init=False)
    _beside: S = field(init=False)
    _aside: Database = field(init=False)

    def __post_init__(self) -> None:
        set_once = object.__setattr__
        set_once(self, "_aside", self.database.aside(self._prefix))
        set_once(self, "store", self.make(self.database))
        set_once(self, "_beside", self.make(self._aside))
        self.database.collection(_FLAGS)

    @property
    def _prefix(self) -> str:
        return f"new_{self.name}."

    async def written(self, tx: Transaction, *, logged: bool) -> tuple[S, ...]:
        """Give the stores that a change in this transaction has to be written to.

        What no log tells (`logged` is False) must not begin before the flag is raised and end after it: it writes to
        the flag, so that the one waits for the other.
        """
        flags = self.database.collection(_FLAGS)
        if logged:
            flag = await flags.find_one({"_id": self.name}, session=tx.session)
        else:
            touched = {"$inc": {"unlogged": 1}, "$setOnInsert": {"building": False}}
            flag = await flags.find_one_and_update(
                {"_id": self.name}, touched, upsert=True, return_document=ReturnDocument.AFTER, session=tx.session
            )
        return (self.store, self._beside) if flag and flag["building"] else (self.store,)

    async def follow(self, tx: Transaction, event: Event) -> None:
        """Take in one event, where people read and, while it is built anew, beside it."""
        for store in await self.written(tx, logged=True):
            await self.take_in(tx, store, [event])

    async def rebuild(self, log: AsyncIterator[Event]) -> Rebuilt:
        """Build a new one from `log`, all events that it follows from, and put it in the place of the old one.

        Readers have the old one until the new one is whole. What is broken off in the middle changes nothing for them,
        and is begun anew by the next call. Raises `BeingBuilt`.
        """
        lease = self.database.lease(f"replay {self.name}", _LEASE_SECONDS)
        if not await lease.take():
            raise BeingBuilt(self.name)
        keeping = asyncio.create_task(_keep(lease.take))
        try:
            await self.database.clear(self._prefix)
            await self._aside.make_collections()
            await self._flag(building=True)
            count = await self._read(log)
            await self._aside.make_indexes()
            both = [*self.collections.items(), *((self._prefix + n, q) for n, q in self.collections.items())]
            digests = await self.database.digests([both[: len(self.collections)], both[len(self.collections) :]])
            await self.database.replace_collections({self._prefix + name: name for name in self.collections})
            await self._flag(building=False)
            await self.database.clear(self._prefix)
            return Rebuilt(count, *digests)
        finally:
            keeping.cancel()
            await lease.give_back()

    async def digest(self) -> str:
        """Give the digest of what people read now."""
        return (await self.database.digests([list(self.collections.items())]))[0]

    async def _flag(self, *, building: bool) -> None:
        change = {"$set": {"building": building}}
        await self.database.collection(_FLAGS).update_one({"_id": self.name}, change, upsert=True)

    async def _read(self, log: AsyncIterator[Event]) -> int:
        count, batch = 0, list[Event]()
        async for event in log:
            batch.append(event)
            if len(batch) == _AT_ONCE:
                count += await self._take(batch)
                batch = []
        return count + (await self._take(batch) if batch else 0)

    async def _take(self, batch: Sequence[Event]) -> int:
        await self.database.transaction(lambda tx: self.take_in(tx, self._beside, batch))
        return len(batch)


async def _keep(take: Callable[[], Awaitable[bool]]) -> None:
    while True:
        await asyncio.sleep(_LEASE_SECONDS / 3)
        await take()
