"""The database of one service: its transactions with inbox and outbox, its indexes, counters and copies."""

import asyncio
import copy
import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar, cast

from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
    AsyncIOMotorGridFSBucket,
)
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.causes import Cause, SecondTransaction, current_cause
from shared.contracts import Event
from shared.store.answers import fingerprint, opened_answer, sealed_answer
from shared.store.coding import CODEC, RAW, Document
from shared.store.errors import KeyReused, NotFound
from shared.store.leases import Lease
from shared.store.own import (
    COUNTERS,
    EVENT_KEYS_KEPT,
    INBOX,
    LEASES,
    MIGRATIONS,
    OUTBOX,
    OWN_INDEXES,
    REQUEST_KEYS_KEPT,
    outbox_row,
)
from shared.store.transactions import Addition, Transaction, until_committed
from shared.store.turns import Locks, NotOurTurn, Turn

T = TypeVar("T")

EMBEDDED = "pending_events"
"""The field of a document in which its event waits that was written with it."""


class _AlreadyDone(Exception):
    """The inbox has this cause: its effect stands."""


class Migration(Protocol):
    """One ordered step from an older shape of the documents to a newer one."""

    name: str

    async def __call__(self, database: "Database") -> None:
        """Change the documents; must be safe to run again after a crash half-way."""
        ...


class Database:
    """The store of one service."""

    def __init__(self, url: str, name: str) -> None:
        """Connect lazily to `url`; `name` is the service's own database."""
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
            url, serverSelectionTimeoutMS=5_000, appname=f"ratusz-{name}", uuidRepresentation="standard"
        )
        self._database: AsyncIOMotorDatabase[Document] = self._client.get_database(
            name,
            codec_options=CODEC,
            write_concern=WriteConcern(w="majority", j=True),
            read_concern=ReadConcern("majority"),
        )
        self._indexes: dict[str, list[IndexModel]] = {}
        self._embedding: set[str] = set()
        self.name = name
        self._wakers: list[asyncio.Event] = []
        self._turns: dict[str, Turn] = {}
        self._under_way = set[asyncio.Task[Any]]()

    def waker(self) -> asyncio.Event:
        """Give an event that is set whenever a commit left a message to carry; the caller clears it."""
        waker = asyncio.Event()
        self._wakers.append(waker)
        return waker

    def _wake(self) -> None:
        for waker in self._wakers:
            waker.set()

    def collection(self, name: str, indexes: Sequence[IndexModel] = ()) -> "AsyncIOMotorCollection[Document]":
        """Give the collection `name`; `indexes` are made when the service starts."""
        known = self._indexes.setdefault(name, [])
        # Two stores of one collection declare the same; the server would refuse to build an index twice.
        known.extend(index for index in indexes if all(index.document != one.document for one in known))
        return self._database.get_collection(name)

    def bucket(self, name: str) -> AsyncIOMotorGridFSBucket:
        """Give the file bucket `name` (GridFS). Call it while serving: the driver binds it to the running loop."""
        return AsyncIOMotorGridFSBucket(self._database, bucket_name=name)

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` in one transaction, together with its inbox key and its outgoing messages.

        Where an event or a keyed request started it, the inbox key goes in first: the second delivery finds it
        and `work` does not run. A request then gets what the first one got, an event None. Raises `KeyReused` where a
        request key came again with another body, and whatever `work` raises, with nothing written.
        """
        # In a task of its own: who hangs up in the middle must not break off a commit that is under way, nor leave a
        # session to two at once. It is done or undone as a whole, and the caller is gone all the same.
        task = asyncio.create_task(self._transact(work))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # Told to the caller; where there is none any more, nobody is missing it.

    async def _transact(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        cause = current_cause()
        if cause is not None and cause.spent:
            raise SecondTransaction(cause)
        leaving = False
        locks = Locks(self._turns)

        async def body(session: AsyncIOMotorClientSession) -> tuple[T, Sequence[Addition]]:
            nonlocal leaving
            tx = Transaction(session, locks)
            if cause is not None:
                await self._receive(tx, cause)
            result = await work(tx)
            await self._leave(tx)
            if cause is not None and cause.fingerprint and result is not None:
                await self._database[INBOX].update_one(
                    {"_id": cause.key}, {"$set": {"answer": sealed_answer(result, cause)}}, session=session
                )
            leaving = bool(tx.events or tx.messages)
            return result, tx.last

        async def in_turn() -> T:
            # One session for all turns: whoever waited for one begins at once when it comes.
            with self._session() as session:
                while True:
                    try:
                        return await until_committed(session, body)
                    except NotOurTurn as wait:
                        await locks.wait(wait.counter)

        try:
            result = await in_turn()
        except _AlreadyDone:
            assert cause is not None
            result = await self._answer_again(cause)
        finally:
            locks.release()
        if cause is not None:
            cause.spent = True
        if leaving:
            self._wake()
        return result

    @contextmanager
    def _session(self) -> Iterator[AsyncIOMotorClientSession]:
        """Open a session of the driver's. Not by Motor, which goes to a thread to open one and to another to close it.

        Neither asks the store for anything, unless a transaction was left open in it.
        """
        with self._client.delegate.start_session() as session:
            yield AsyncIOMotorClientSession(session, self._client)

    async def _receive(self, tx: Transaction, cause: Cause) -> None:
        kept = REQUEST_KEYS_KEPT if cause.fingerprint else EVENT_KEYS_KEPT
        row = {"_id": cause.key, "fingerprint": fingerprint(cause), "expires_at": datetime.now(UTC) + kept}
        try:
            await self._database[INBOX].insert_one(row, session=tx.session)
        except DuplicateKeyError:
            raise _AlreadyDone from None

    async def _answer_again(self, cause: Cause) -> Any:
        row = await self._database[INBOX].find_one({"_id": cause.key})
        if row is None:
            raise NotFound("inbox row", cause.key)
        if row.get("fingerprint") != fingerprint(cause):
            raise KeyReused
        return opened_answer(row["answer"], cause) if "answer" in row else None

    async def _leave(self, tx: Transaction) -> None:
        now = datetime.now(UTC)
        if tx.events:
            await self._database[OUTBOX].insert_many([outbox_row(e, now) for e in tx.events], session=tx.session)
        for message in tx.messages:
            collection, row = message.row(now)
            await self._database[collection].insert_one(row, session=tx.session)

    async def insert_with_event(self, collection: str, document: Document, event: Event) -> None:
        """Insert one document with its event embedded: the same promise as a transaction, for one write.

        The relay takes the event out of the document. Raises `Duplicate` where the id or a unique index is taken.
        """
        row = outbox_row(event, datetime.now(UTC))
        await self._database[collection].insert_one({**document, EMBEDDED: [row]})
        self._wake()

    def embeds_events(self, collection: str) -> None:
        """Tell the relay to look for embedded events in `collection` too."""
        self._embedding.add(collection)
        index = IndexModel([(EMBEDDED + "._id", ASCENDING)], sparse=True, name="pending_events")
        self._indexes.setdefault(collection, []).append(index)

    async def gather_embedded(self, limit: int) -> None:
        """Move embedded events into the outbox, where the relay finds them. Safe to repeat after a crash."""
        for name in self._embedding:
            rows = self._database[name].find({EMBEDDED + "._id": {"$exists": True}}, {EMBEDDED: 1}).limit(limit)
            async for document in rows:
                for row in document[EMBEDDED]:
                    await self._database[OUTBOX].replace_one({"_id": row["_id"]}, row, upsert=True)
                await self._database[name].update_one({"_id": document["_id"]}, {"$unset": {EMBEDDED: 1}})

    # -- the relay's side of the outbox ------------------------------------------------------------------------

    async def waiting_events(self, limit: int) -> list[Document]:
        """Give at most `limit` outbox rows that have not been published, the oldest first."""
        rows = self._database[OUTBOX].find({"pending": True}).sort([("at", ASCENDING)]).limit(limit)
        return await rows.to_list(limit)

    async def mark_published(self, ids: Sequence[str], lease: Lease) -> bool:
        """Mark rows as published; False, and nothing marked, where `lease` was lost meanwhile."""
        with self._session() as session:
            async with session.start_transaction():
                held = await self._database[LEASES].update_one(
                    {"_id": lease.name, "owner": lease.owner}, {"$inc": {"used": 1}}, session=session
                )
                if held.matched_count == 0:
                    await session.abort_transaction()
                    return False
                await self._database[OUTBOX].update_many(
                    {"_id": {"$in": list(ids)}}, {"$unset": {"pending": 1}}, session=session
                )
                return True

    async def oldest_waiting(self) -> datetime | None:
        """Tell since when the oldest unpublished event waits; None where none does."""
        row = await self._database[OUTBOX].find_one({"pending": True}, sort=[("at", ASCENDING)])
        return row["at"] if row else None

    async def published_events(self, names: Sequence[str] | None = None) -> AsyncIterator[Document]:
        """Walk the log of all published events from the first."""
        wanted: Document = {"name": {"$in": list(names)}} if names else {}
        async for row in self._database[OUTBOX].find(wanted).sort([("at", ASCENDING), ("_id", ASCENDING)]):
            yield row

    async def events_by_subject(self, names: Sequence[str]) -> AsyncIterator[Document]:
        """Walk the log of these events, all of one aggregate together: for a reader whose order does not matter."""
        order = [("subject", ASCENDING), ("at", ASCENDING)]
        async for row in self._database[OUTBOX].find({"name": {"$in": list(names)}}, allow_disk_use=True).sort(order):
            yield row

    # -- leases, counters, start-up ----------------------------------------------------------------------------

    def lease(self, name: str, seconds: float) -> Lease:
        """Give a handle on the lease `name`; it is not held before `take()`."""
        return Lease(self._database[LEASES], name, seconds)

    async def next_number(self, tx: Transaction, counter: str) -> int:
        """Count one up, from 1, without gaps: the number is given back when the transaction fails."""
        await tx.locks.take(counter)
        row: Any = await self._database[COUNTERS].find_one_and_update(
            {"_id": counter},
            {"$inc": {"value": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=tx.session,
        )
        return int(row["value"])

    async def prepare(self, migrations: Sequence[Migration] = ()) -> None:
        """Make the indexes and run new migrations, one replica at a time. Raises `StoreUnavailable`."""
        lease = self.lease("prepare", seconds=60)
        while not await lease.take():  # noqa: ASYNC110  # the holder is another process
            await asyncio.sleep(0.2)
        try:
            done = {row["_id"] async for row in self._database[MIGRATIONS].find()}
            for migration in migrations:
                if migration.name not in done:
                    await migration(self)
                    await self._database[MIGRATIONS].insert_one({"_id": migration.name, "at": datetime.now(UTC)})
            await self.make_collections()
            await self.make_indexes()
        finally:
            await lease.give_back()

    async def make_collections(self) -> None:
        """Make all collections, without their indexes."""
        for name in (COUNTERS, LEASES, MIGRATIONS, *self._indexes, *OWN_INDEXES):
            await self._create(name)

    async def make_indexes(self) -> None:
        """Make all indexes: for many documents at once this is quicker than to keep them while these come in."""
        for name, indexes in (*self._indexes.items(), *OWN_INDEXES.items()):
            if indexes:
                await self._database[name].create_indexes(indexes)

    async def _create(self, name: str) -> None:
        # A transaction may create a collection, but two at once then conflict: make them beforehand.
        try:
            await self._database.create_collection(name)
        except PyMongoError as error:
            if getattr(error, "code", None) != 48 and "already exists" not in str(error):
                raise

    async def ready(self) -> bool:
        """Tell whether there is a primary that takes writes."""
        hello = await self._database.command("hello")
        return bool(hello.get("isWritablePrimary"))

    def aside(self, prefix: str) -> "Database":
        """Give a store beside this one: in the same database, all of whose collections begin with `prefix`.

        Nothing of it leaves: its outbox has no relay. It must be prepared before use, and is taken away by `clear`.
        """
        other = copy.copy(self)
        other._database = cast("AsyncIOMotorDatabase[Document]", _Beside(self._database, prefix))
        other._indexes, other._embedding, other._wakers, other._turns = {}, set(), [], {}
        return other

    async def clear(self, prefix: str) -> None:
        """Delete the collections whose names begin with `prefix`."""
        for name in await self.names(prefix):
            await self._database.drop_collection(name)

    async def names(self, prefix: str) -> list[str]:
        """Give the names of the collections that begin with `prefix`."""
        wanted = {"name": {"$regex": f"^{re.escape(prefix)}"}}
        return sorted(await self._database.list_collection_names(filter=wanted))

    async def replace_collections(self, places: Mapping[str, str]) -> None:
        """Put each collection in the place of another, which is gone then. Whoever reads sees the one or the other."""
        for name, place in places.items():
            await self._database[name].rename(place, dropTarget=True)

    async def digests(self, groups: Sequence[Sequence[tuple[str, Mapping[str, Any]]]]) -> list[str]:
        """Give a digest (SHA-256) of each group of collections, all at one moment; a query says which documents count.

        It is of the documents as they are stored, in the order of their ids: nothing is decoded, so that even a large
        copy is read within the ten seconds that a transaction may live.
        """

        async def read(session: AsyncIOMotorClientSession) -> tuple[list[str], Sequence[Addition]]:
            found = []
            for group in groups:
                sums = hashlib.sha256()
                for name, wanted in group:
                    raw = self._database.get_collection(name).with_options(codec_options=RAW)
                    async for row in raw.find(dict(wanted), session=session).sort([("_id", ASCENDING)]):
                        sums.update(row.raw)
                    sums.update(b"\0")
                found.append(sums.hexdigest())
            return found, ()

        with self._session() as session:
            return await until_committed(session, read)

    async def drop(self) -> None:
        """Delete the whole database. For tests and demonstrations."""
        await self._client.drop_database(self._database)

    async def settled(self) -> None:
        """Wait for the transactions that are under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def close(self) -> None:
        """Let go of all connections."""
        self._client.close()


class _Beside:
    """A database seen through a prefix of its collections' names: as much of it as `Database` uses."""

    def __init__(self, database: "AsyncIOMotorDatabase[Document]", prefix: str) -> None:
        self._database, self._prefix = database, prefix

    def __getitem__(self, name: str) -> "AsyncIOMotorCollection[Document]":
        return self._database[self._prefix + name]

    def get_collection(self, name: str) -> "AsyncIOMotorCollection[Document]":
        return self._database.get_collection(self._prefix + name)

    async def create_collection(self, name: str) -> None:
        await self._database.create_collection(self._prefix + name)
