"""Use cases of the public log: entries go in with the envelopes, heads are signed, anybody gets proofs.

It never learns whose envelope an entry is about. Nothing is shown before a head covers it: whoever stands beside a
voter could else read off the log which entry has just come.
"""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from services.voting.board.domain.log import Entry, Head, Sum, hash_of, hashes_of, public_half, signed_head, sums_of
from services.voting.board.domain.tree import TILE, Tree, root_of
from shared.clock import Clock
from shared.contracts.voting import LogHeadSignedV1
from shared.store import Database, NotFound, Transaction, transactional

MOST_AT_ONCE = 512
"""Entries that may be added at once, at most."""
_NEW_ENTRIES, _LONGEST = 100, timedelta(minutes=5)
"""A head is signed after so many new entries, or where there is a new one after so long."""
_SIGNED_AT_ONCE = 50_000
_HEADS_AT_ONCE = 1_000
_READ_AT_ONCE = 4 * TILE
_PAUSE = 0.002
"""Seconds between two tiles: thousands of entries hashed in one go would keep the processor from those who vote."""


class LogClosed(Exception):
    """Nothing is added any more."""


class LogBroken(Exception):
    """The log does not prove an entry that it holds: somebody has changed it."""

    def __init__(self, edition_id: str, seq: int) -> None:
        super().__init__(f"{edition_id} {seq}")
        self.edition_id, self.seq = edition_id, seq


class Log(BaseModel):
    """The log of an edition: how many entries it has, and whether more may come."""

    model_config = ConfigDict(frozen=True)

    id: str
    size: int = 0
    closed: bool = False


class BoardStore(Protocol):
    """What the use cases need to keep."""

    async def add_log(self, tx: Transaction, log: Log) -> None: ...  # noqa: D102
    async def log(self, edition_id: str, tx: Transaction | None = None) -> Log: ...  # noqa: D102
    async def open_logs(self) -> list[Log]: ...  # noqa: D102
    async def grow(self, tx: Transaction, edition_id: str, by: int) -> int | None: ...  # noqa: D102
    async def close(self, tx: Transaction, edition_id: str) -> None: ...  # noqa: D102
    def add_page(  # noqa: D102
        self, tx: Transaction, edition_id: str, first: int, entries: Sequence[Entry], sums: Sequence[Sum]
    ) -> None: ...
    async def entries(  # noqa: D102
        self, edition_id: str, start: int, end: int, tx: Transaction | None = None
    ) -> list[Entry]: ...
    async def sums(self, edition_id: str, start: int, end: int, pages: int) -> list[Sum]: ...  # noqa: D102
    async def tiles(self, edition_id: str, count: int, tx: Transaction | None = None) -> list[bytes]: ...  # noqa: D102
    async def add_tiles(self, tx: Transaction, edition_id: str, first: int, roots: Sequence[bytes]) -> None: ...  # noqa: D102
    async def add_head(self, tx: Transaction, edition_id: str, head: Head) -> None: ...  # noqa: D102
    async def newest_head(self, edition_id: str, tx: Transaction | None = None) -> Head | None: ...  # noqa: D102
    async def head(self, edition_id: str, number: int) -> Head: ...  # noqa: D102
    async def heads(self, edition_id: str, after: int, limit: int) -> list[Head]: ...  # noqa: D102


@dataclass(frozen=True)
class Inclusion:
    """The proof that an entry is in the log: it leads from the entry's leaf hash to the root of `signed`."""

    seq: int
    entry: Entry
    leaf: bytes
    proof: list[bytes]
    signed: Head


@dataclass(frozen=True)
class Consistency:
    """The proof that the log under `earlier` is a beginning of the one under `signed`."""

    earlier: Head
    signed: Head
    proof: list[bytes]


class Pages:
    """The public logs of all editions from the box's side, inside its transactions: nothing here needs a secret."""

    def __init__(self, store: BoardStore) -> None:
        self.store = store

    async def append(self, tx: Transaction, edition_id: str, entries: Sequence[Entry], channels: Sequence[str]) -> int:
        """Add entries, at most `MOST_AT_ONCE`, and give the place of the first. Raises `LogClosed`.

        `channels`: in which way the ballot of each came.
        """
        size = await self.store.grow(tx, edition_id, len(entries))
        if size is None:
            raise LogClosed
        self.store.add_page(tx, edition_id, size - len(entries), entries, sums_of(entries, channels))
        return size - len(entries)


class Board(Pages):
    """The public logs of all editions."""

    def __init__(self, database: Database, store: BoardStore, clock: Clock, secret: bytes) -> None:
        """`secret`: 32 bytes or more, from a file; each edition's signing key follows from it."""
        super().__init__(store)
        self.database, self.clock, self._secret = database, clock, secret

    def public_key(self, edition_id: str) -> str:
        """Give the public half of the key that signs an edition's heads: Ed25519, 64 hex digits."""
        return public_half(self._key(edition_id))

    # -- the beginning and the end ---------------------------------------------------------------------------------

    async def begin(self, tx: Transaction, edition_id: str) -> None:
        """Begin an edition's log and sign that it is empty."""
        await self.store.add_log(tx, Log(id=edition_id))
        await self._sign(tx, edition_id, None, 0)

    async def finish(self, tx: Transaction, edition_id: str) -> Head:
        """Close the log and sign all of it; nothing that is on its way gets in behind this. Raises `NotFound`."""
        await self.store.close(tx, edition_id)
        log, newest = await self.store.log(edition_id, tx), await self.store.newest_head(edition_id, tx)
        return await self._sign(tx, edition_id, newest, log.size)

    # -- signing -----------------------------------------------------------------------------------------------------

    async def sign_due(self) -> None:
        """Sign what is new in the open logs, where it is time."""
        for log in await self.store.open_logs():
            newest = await self.store.newest_head(log.id)
            if newest is None:
                continue
            new, waited = log.size - newest.size, self.clock.now() - newest.signed_at
            if new >= _NEW_ENTRIES or (new and waited >= _LONGEST):
                await self.catch_up(log.id)

    async def catch_up(self, edition_id: str) -> None:
        """Sign all that there is now. Raises `NotFound`."""
        while await self._sign_next(edition_id):
            pass

    @transactional
    async def _sign_next(self, tx: Transaction, edition_id: str) -> bool:
        """Sign the next part, as long as one transaction may take; tell whether there is more."""
        log, newest = await self.store.log(edition_id, tx), await self.store.newest_head(edition_id, tx)
        signed = newest.size if newest else 0
        if log.size == signed:
            return False
        size = min(log.size, signed + _SIGNED_AT_ONCE)
        await self._sign(tx, edition_id, newest, size)
        return size < log.size

    async def _sign(self, tx: Transaction, edition_id: str, newest: Head | None, size: int) -> Head:
        """Sign the first `size` entries; `newest` is the head before, None at the beginning."""
        done = (newest.size if newest else 0) // TILE
        roots, full, rest = await self.store.tiles(edition_id, done, tx), list[bytes](), list[bytes]()
        async for hashes in self._hashed(tx, edition_id, done * TILE, size):
            if len(hashes) == TILE:
                full.append(root_of(hashes))
            else:
                rest = hashes
        if full:
            await self.store.add_tiles(tx, edition_id, done, full)
        tree = Tree(size, [*roots, *full], {size // TILE: rest})
        number = newest.number + 1 if newest else 1
        head = signed_head(self._key(edition_id), edition_id, number, size, tree.root(), self.clock.now())
        await self.store.add_head(tx, edition_id, head)
        tx.publish(
            LogHeadSignedV1(
                version=number,
                edition_id=edition_id,
                public_key=self.public_key(edition_id),
                **head.model_dump(exclude={"number"}),
            )
        )
        return head

    async def _hashed(self, tx: Transaction, edition_id: str, start: int, end: int) -> AsyncIterator[list[bytes]]:
        """Give the leaf hashes from the place `start`, where a tile begins, up to, without, `end`: tile by tile."""
        for part in range(start, end, _READ_AT_ONCE):
            entries = await self.store.entries(edition_id, part, min(part + _READ_AT_ONCE, end), tx)
            for at in range(0, len(entries), TILE):
                yield hashes_of(edition_id, part + at, entries[at : at + TILE])
                await asyncio.sleep(_PAUSE)

    # -- everybody's side --------------------------------------------------------------------------------------------

    async def signed(self, edition_id: str) -> Head:
        """Give the newest head. Raises `NotFound` where the edition has no log yet."""
        newest = await self.store.newest_head(edition_id)
        if newest is None:
            raise NotFound("log", edition_id)
        return newest

    async def entries(self, edition_id: str, start: int, limit: int) -> list[Entry]:
        """Give at most `limit` entries from the place `start`, as far as they are signed. Raises `NotFound`."""
        size = (await self.signed(edition_id)).size
        return await self.store.entries(edition_id, start, min(start + limit, size))

    async def sums(self, edition_id: str, start: int, pages: int) -> list[Sum]:
        """Count the entries from the place `start`, where a page begins, by kind and channel: of at most so many pages.

        Only of pages that are signed as a whole. Raises `NotFound` where the edition has no log yet, `LogBroken` where
        a page is missing.
        """
        return await self.store.sums(edition_id, start, (await self.signed(edition_id)).size, pages)

    async def whole(self, edition_id: str, size: int) -> AsyncIterator[Entry]:
        """Walk the first `size` entries."""
        for start in range(0, size, TILE * 16):
            for entry in await self.store.entries(edition_id, start, min(start + TILE * 16, size)):
                yield entry

    async def all_heads(self, edition_id: str) -> list[Head]:
        """Give all heads in their order."""
        found: list[Head] = []
        while some := await self.store.heads(edition_id, len(found), _HEADS_AT_ONCE):
            found += some
        return found

    async def inclusion(self, edition_id: str, seq: int) -> Inclusion:
        """Prove that the entry at the place `seq` is in the signed log. Raises `NotFound`, also where it is not yet."""
        signed = await self.signed(edition_id)
        if not 0 <= seq < signed.size:
            raise NotFound("log entry", str(seq))
        tree = await self._tree(edition_id, signed.size, seq // TILE)
        [entry] = await self.store.entries(edition_id, seq, seq + 1)
        return Inclusion(seq, entry, hash_of(edition_id, seq, entry), tree.inclusion(seq), signed)

    async def consistency(self, edition_id: str, earlier: int) -> Consistency:
        """Prove that the log under head number `earlier` is a beginning of the newest one. Raises `NotFound`."""
        before, signed = await self.store.head(edition_id, earlier), await self.signed(edition_id)
        if before.size == 0:
            return Consistency(before, signed, [])
        tree = await self._tree(edition_id, signed.size, (before.size - 1) // TILE)
        return Consistency(before, signed, tree.consistency(before.size))

    async def _tree(self, edition_id: str, size: int, tile: int) -> Tree:
        """Give the tree of `size` leaves for proofs that pass through one tile."""
        leaves = {}
        for number in {tile, size // TILE}:
            start, end = number * TILE, min((number + 1) * TILE, size)
            leaves[number] = hashes_of(edition_id, start, await self.store.entries(edition_id, start, end))
        return Tree(size, await self.store.tiles(edition_id, size // TILE), leaves)

    def _key(self, edition_id: str) -> bytes:
        return hmac.digest(self._secret, f"log|{edition_id}".encode(), hashlib.sha256)
