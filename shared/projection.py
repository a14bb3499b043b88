"""A copy that follows from events alone, and how it is built anew beside the old one while the service runs.

It knows no document and no event of any service: a capability says what its copy is made of and how it takes events in.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from shared.background import side_by_side
from shared.contracts import Event
from shared.store import Database, ReturnDocument, Transaction, new_id, try_again

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


class Projection(Generic[S]):
    """The collections of a copy, and where what happens now has to be written.

    Nothing is lost while a new one is built: whoever began before the flag was raised handles an event that its
    publisher's log had by then, and the log is read later; whoever begins after it writes to both. While the new one is
    put in the place of the old one, a few milliseconds, who writes waits.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        collections: Mapping[str, Mapping[str, Any]],
        reads: Sequence[str],
        make: Callable[[Database], S],
        take_in: Callable[[Transaction, S, Sequence[Event]], Awaitable[None]],
    ) -> None:
        """`collections`: their names, with the query of the documents that count in the digest.

        `reads`: names of the events that it follows from. `make` gives its store on a database, and `take_in` writes
        events into such a store, in any order and repeated as they like.
        """
        self.database, self.name, self.reads, self.take_in = database, name, reads, take_in
        self._collections = collections
        self.store, self._make = make(database), make
        self._flags = database.collection("projections")
        self._rubbish = f"new_{name}."
        """What the names of all collections of all new ones begin with; each has its own beginning."""

    async def written(self, tx: Transaction, *, logged: bool) -> tuple[S, ...]:
        """Give the stores that a change in this transaction has to be written to.

        What no log tells (`logged` is False) must not begin before the flag is raised and end after it: it writes to
        the flag, so that the one waits for the other.
        """
        if logged:
            flag = await self._flags.find_one({"_id": self.name}, session=tx.session)
        else:
            touched = {"$inc": {"unlogged": 1}, "$setOnInsert": {"building": None}}
            flag = await self._flags.find_one_and_update(
                {"_id": self.name}, touched, upsert=True, return_document=ReturnDocument.AFTER, session=tx.session
            )
        if flag is None or flag["building"] is None:
            return (self.store,)
        if flag["placing"]:
            raise try_again()
        return (self.store, self._make(self.database.aside(flag["building"])))

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
            await self.database.clear(self._rubbish)
            prefix = f"{self._rubbish}{new_id()[:8]}."
            aside = self.database.aside(prefix)
            beside = self._make(aside)
            await aside.make_collections()
            await self._flag(building=prefix, placing=False)
            count = await self._read(log, beside)
            await aside.make_indexes()
            old, new = await self.database.digests([self._parts(""), self._parts(prefix)])
            await self._flag(building=prefix, placing=True)
            await self.database.replace_collections({prefix + name: name for name in self._collections})
            await self._flag(building=None, placing=False)
            await self.database.clear(self._rubbish)
            return Rebuilt(count, old, new)
        finally:
            keeping.cancel()
            await lease.give_back()

    async def digest(self) -> str:
        """Give the digest of what people read now."""
        return (await self.database.digests([self._parts("")]))[0]

    def _parts(self, prefix: str) -> list[tuple[str, Mapping[str, Any]]]:
        return [(prefix + name, wanted) for name, wanted in self._collections.items()]

    async def _flag(self, *, building: str | None, placing: bool) -> None:
        change = {"$set": {"building": building, "placing": placing}}
        await self._flags.update_one({"_id": self.name}, change, upsert=True)

    async def _read(self, log: AsyncIterator[Event], beside: S) -> int:
        """Take in the log by two hands: one reads and computes while the store writes for the other."""
        turn, counts = asyncio.Lock(), list[int]()

        async def by_hand() -> None:
            while True:
                async with turn:
                    batch = await _next_batch(log)
                if not batch:
                    return
                await self._take(batch, beside)
                counts.append(len(batch))

        await side_by_side(by_hand(), by_hand())
        return sum(counts)

    async def _take(self, batch: Sequence[Event], beside: S) -> None:
        await self.database.transaction(lambda tx: self.take_in(tx, beside, batch))


async def _next_batch(log: AsyncIterator[Event]) -> list[Event]:
    batch = list[Event]()
    async for event in log:
        batch.append(event)
        if len(batch) == _AT_ONCE:
            break
    return batch


async def _keep(take: Callable[[], Awaitable[bool]]) -> None:
    while True:
        await asyncio.sleep(_LEASE_SECONDS / 3)
        await take()
