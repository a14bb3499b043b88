"""The MongoDB store of one service: state, inbox and outbox in one transaction. The only file that imports the driver.

It knows no document of any service; a move to another driver stays in here (docs/decisions/motor.md).
"""

import asyncio
import copy
import hashlib
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from random import uniform
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeAlias, TypeVar, cast

import bson
from bson.codec_options import CodecOptions, TypeRegistry
from bson.raw_bson import RawBSONDocument
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
    AsyncIOMotorGridFSBucket,
)
from opentelemetry import propagate
from pydantic import BaseModel
from pymongo import ASCENDING, DESCENDING, IndexModel, ReadPreference, ReplaceOne, ReturnDocument, UpdateOne
from pymongo.errors import BulkWriteError, ConnectionFailure, DuplicateKeyError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.causes import Cause, SecondTransaction, current_cause
from shared.contracts import Event
from shared.privacy import Cipher, keyed_digest

__all__ = [
    "ASCENDING",
    "DESCENDING",
    "Collection",
    "Database",
    "Duplicate",
    "IndexModel",
    "KeyReused",
    "Migration",
    "NotFound",
    "ReturnDocument",
    "Stale",
    "StoreError",
    "StoreUnavailable",
    "Transaction",
    "UpdateOne",
    "digest",
    "new_id",
    "transactional",
    "try_again",
]

Document: TypeAlias = dict[str, Any]
Duplicate = DuplicateKeyError
StoreUnavailable = ConnectionFailure
StoreError = PyMongoError

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

_TAKEN = 11000
"""MongoDB's code for a unique index that has the key already."""

_PATIENCE, _PAUSE = 120.0, 0.1
"""Seconds for which a transaction is tried again, and between two tries to commit it."""

_OUTBOX = "outbox"
_INBOX = "inbox"
_LEASES = "leases"
_COUNTERS = "counters"
_MIGRATIONS = "migrations"
_EMBEDDED = "pending_events"
_OURS = {"_id", "schema_version", _EMBEDDED}
"""Fields that the store adds to a model's own."""

_OWN_INDEXES = {
    _OUTBOX: [
        IndexModel([("at", ASCENDING)], partialFilterExpression={"pending": True}, name="waiting"),
        IndexModel([("at", ASCENDING), ("_id", ASCENDING)], name="log"),
    ],
    _INBOX: [IndexModel([("expires_at", ASCENDING)], expireAfterSeconds=0, name="expires")],
}

_EVENT_KEYS_KEPT = timedelta(days=400)
_REQUEST_KEYS_KEPT = timedelta(days=2)


def _plain(value: object) -> object:
    """Encode what BSON does not know: a calendar date becomes its ISO text (it has no time zone to lose)."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"cannot store {type(value).__name__}")


_CODEC: CodecOptions[Document] = CodecOptions(
    tz_aware=True, tzinfo=UTC, type_registry=TypeRegistry(fallback_encoder=_plain)
)
_RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)


def new_id() -> str:
    """Make an opaque random id. Random on purpose: ids that grow with time tell who came after whom."""
    return uuid.uuid4().hex


def try_again() -> StoreError:
    """Make the error by which a transaction says that it must be undone and tried again a little later."""
    return StoreError("not now", error_labels=["TransientTransactionError"])


class NotFound(LookupError):
    """There is no `kind` with this id."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"no {kind} {id}")
        self.kind, self.id = kind, id


class Stale(Exception):
    """Somebody has changed the document since it was read."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"{kind} {id} has changed meanwhile")
        self.kind, self.id = kind, id


class KeyReused(Exception):
    """The same idempotency key came with another body."""


class _AlreadyDone(Exception):
    """The inbox has this cause: its effect stands."""


def _fingerprint(cause: Cause) -> str | None:
    """Give what a request is known by when it comes again. Nobody who only has it can try bodies until one fits."""
    return cause.fingerprint and keyed_digest(cause.secret, "inbox|fingerprint")


def _sealing(cause: Cause) -> Cipher:
    """Give the cipher of a request's answer: it can hold a secret link, and only who asked is to read it again."""
    return Cipher({"request": bytes.fromhex(keyed_digest(cause.secret, "inbox|answer"))}, "request")


def _sealed(answer: object, cause: Cause) -> bytes:
    return _sealing(cause).seal_bytes(bson.encode({"": answer}, codec_options=_CODEC), cause.key)


def _opened(sealed: bytes, cause: Cause) -> Any:
    return bson.decode(_sealing(cause).open_bytes(sealed, cause.key), codec_options=_CODEC)[""]


class Outgoing(Protocol):
    """A message other than an event that leaves with the transaction: a mail."""

    def row(self, now: datetime) -> tuple[str, Document]:
        """Name the collection it waits in and give the document."""
        ...


class Transaction:
    """State, inbox key and outgoing messages that come to be together or not at all."""

    def __init__(self, session: AsyncIOMotorClientSession, locks: "Locks") -> None:
        self.session = session
        self.locks = locks
        self.events: list[Event] = []
        self.messages: list[Outgoing] = []

    def publish(self, event: Event) -> None:
        """Send `event` to the bus once this transaction has committed."""
        self.events.append(event)

    def send(self, message: Outgoing) -> None:
        """Send `message` (a mail) once this transaction has committed."""
        self.messages.append(message)


class _NotOurTurn(Exception):
    """Somebody else in this process holds a counter."""

    def __init__(self, counter: str) -> None:
        super().__init__(counter)
        self.counter = counter


@dataclass
class _Turn:
    """The queue of a counter; `wanted` counts who holds it and who waits."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: int = 0


class Locks:
    """The counters that a use case has taken in this process, kept while its transaction is tried again.

    MongoDB aborts all but one of the transactions that count up at once, and they would all try again at once. In
    one process they queue here instead; between replicas the database decides. Nobody queues with a transaction open:
    what it has written (its inbox key, say) could be what the one whose turn it is waits for.
    """

    def __init__(self, turns: dict[str, _Turn]) -> None:
        self._turns = turns
        self._held: list[str] = []

    async def take(self, counter: str) -> None:
        """Take the turn, unless it is ours already. Raises `_NotOurTurn` where one has to wait."""
        if counter not in self._held:
            if (turn := self._turns.get(counter)) and turn.wanted:
                raise _NotOurTurn(counter)
            await self._acquire(counter)

    async def wait(self, counter: str) -> None:
        """Wait for the turn, with no transaction open. Several counters are taken in one order by everybody."""
        wanted = sorted({*self._held, counter})
        self.release()
        for name in wanted:
            await self._acquire(name)

    async def _acquire(self, counter: str) -> None:
        turn = self._turns.setdefault(counter, _Turn())
        turn.wanted += 1
        try:
            await turn.lock.acquire()
        except asyncio.CancelledError:
            turn.wanted -= 1
            raise
        self._held.append(counter)

    def release(self) -> None:
        """Let the next ones go."""
        for counter in self._held:
            turn = self._turns[counter]
            turn.wanted -= 1
            turn.lock.release()
        self._held.clear()


class HasDatabase(Protocol):
    """A use-case class that owns its transactions."""

    @property
    def database(self) -> "Database":
        """The store of the service."""
        ...


S = TypeVar("S", bound=HasDatabase)


def transactional(
    method: Callable[Concatenate[S, Transaction, P], Awaitable[T]],
) -> Callable[Concatenate[S, P], Coroutine[Any, Any, T]]:
    """Make a use case one transaction: its first argument is the open `Transaction`, which callers do not see.

    The body may run more than once (MongoDB aborts one of two transactions that touch the same document), so it
    must do nothing but read and write through the transaction. What it returns is kept with the inbox key, sealed: the
    same request sent again gets the same answer.
    """

    @wraps(method)
    async def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.database.transaction(lambda tx: method(self, tx, *args, **kwargs))

    return run


async def _until_committed(
    session: AsyncIOMotorClientSession, body: Callable[[AsyncIOMotorClientSession], Awaitable[T]]
) -> T:
    """Run `body` in a transaction until it is committed, anew where the store has undone it; gives up after 2 minutes.

    Not the driver's `with_transaction`: Motor's commits outside of what it tries again, so that a commit whose answer
    was lost, or that the store had forgotten, was an error to whoever asked.
    """
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + _PATIENCE, 0.001
    while True:
        session.start_transaction(ReadConcern("snapshot"), WriteConcern(w="majority", j=True), ReadPreference.PRIMARY)
        try:
            result = await body(session)
            await _commit(session, end)
            return result
        except BaseException as error:
            if session.in_transaction:  # type: ignore[truthy-function]  # a property that its stub calls a method
                await session.abort_transaction()
            undone = isinstance(error, PyMongoError) and error.has_error_label("TransientTransactionError")
            if not undone or loop.time() > end:
                raise
        # Those that have undone each other come back at different moments.
        pause = min(2 * pause, _PAUSE)
        await asyncio.sleep(uniform(0, pause))  # noqa: S311  # a pause, no secret


async def _commit(session: AsyncIOMotorClientSession, end: float) -> None:
    """Commit, asking again where the answer is lost: a commit that was done is not done twice."""
    while True:
        try:
            await session.commit_transaction()
            return
        except PyMongoError as error:
            unknown = error.has_error_label("UnknownTransactionCommitResult")
            if not unknown or asyncio.get_running_loop().time() > end:
                raise
            await asyncio.sleep(_PAUSE)


def outbox_row(event: Event, now: datetime) -> Document:
    """Give the row in which an event waits for the relay, with the trace it belongs to."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return {
        "_id": new_id(),
        "name": event.name,
        "subject": event.aggregate_id,
        "at": now,
        "traceparent": carrier.get("traceparent"),
        "body": event.model_dump_json().encode(),
        "pending": True,
    }


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
            codec_options=_CODEC,
            write_concern=WriteConcern(w="majority", j=True),
            read_concern=ReadConcern("majority"),
        )
        self._indexes: dict[str, list[IndexModel]] = {}
        self._embedding: set[str] = set()
        self.name = name
        self._wakers: list[asyncio.Event] = []
        self._turns: dict[str, _Turn] = {}
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

        async def body(session: AsyncIOMotorClientSession) -> T:
            nonlocal leaving
            tx = Transaction(session, locks)
            if cause is not None:
                await self._receive(tx, cause)
            result = await work(tx)
            await self._leave(tx)
            if cause is not None and cause.fingerprint and result is not None:
                await self._database[_INBOX].update_one(
                    {"_id": cause.key}, {"$set": {"answer": _sealed(result, cause)}}, session=session
                )
            leaving = bool(tx.events or tx.messages)
            return result

        async def in_turn() -> T:
            while True:
                try:
                    async with await self._client.start_session() as session:
                        return await _until_committed(session, body)
                except _NotOurTurn as wait:
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

    async def _receive(self, tx: Transaction, cause: Cause) -> None:
        kept = _REQUEST_KEYS_KEPT if cause.fingerprint else _EVENT_KEYS_KEPT
        row = {"_id": cause.key, "fingerprint": _fingerprint(cause), "expires_at": datetime.now(UTC) + kept}
        try:
            await self._database[_INBOX].insert_one(row, session=tx.session)
        except DuplicateKeyError:
            raise _AlreadyDone from None

    async def _answer_again(self, cause: Cause) -> Any:
        row = await self._database[_INBOX].find_one({"_id": cause.key})
        if row is None:
            raise NotFound("inbox row", cause.key)
        if row.get("fingerprint") != _fingerprint(cause):
            raise KeyReused
        return _opened(row["answer"], cause) if "answer" in row else None

    async def _leave(self, tx: Transaction) -> None:
        now = datetime.now(UTC)
        if tx.events:
            await self._database[_OUTBOX].insert_many([outbox_row(e, now) for e in tx.events], session=tx.session)
        for message in tx.messages:
            collection, row = message.row(now)
            await self._database[collection].insert_one(row, session=tx.session)

    async def insert_with_event(self, collection: str, document: Document, event: Event) -> None:
        """Insert one document with its event embedded: the same promise as a transaction, for one write.

        The relay takes the event out of the document. Raises `Duplicate` where the id or a unique index is taken.
        """
        row = outbox_row(event, datetime.now(UTC))
        await self._database[collection].insert_one({**document, _EMBEDDED: [row]})
        self._wake()

    def embeds_events(self, collection: str) -> None:
        """Tell the relay to look for embedded events in `collection` too."""
        self._embedding.add(collection)
        index = IndexModel([(_EMBEDDED + "._id", ASCENDING)], sparse=True, name="pending_events")
        self._indexes.setdefault(collection, []).append(index)

    async def gather_embedded(self, limit: int) -> None:
        """Move embedded events into the outbox, where the relay finds them. Safe to repeat after a crash."""
        for name in self._embedding:
            rows = self._database[name].find({_EMBEDDED + "._id": {"$exists": True}}, {_EMBEDDED: 1}).limit(limit)
            async for document in rows:
                for row in document[_EMBEDDED]:
                    await self._database[_OUTBOX].replace_one({"_id": row["_id"]}, row, upsert=True)
                await self._database[name].update_one({"_id": document["_id"]}, {"$unset": {_EMBEDDED: 1}})

    # -- the relay's side of the outbox ------------------------------------------------------------------------

    async def waiting_events(self, limit: int) -> list[Document]:
        """Give at most `limit` outbox rows that have not been published, the oldest first."""
        rows = self._database[_OUTBOX].find({"pending": True}).sort([("at", ASCENDING)]).limit(limit)
        return await rows.to_list(limit)

    async def mark_published(self, ids: Sequence[str], lease: "Lease") -> bool:
        """Mark rows as published; False, and nothing marked, where `lease` was lost meanwhile."""
        async with await self._client.start_session() as session, session.start_transaction():
            held = await self._database[_LEASES].update_one(
                {"_id": lease.name, "owner": lease.owner}, {"$inc": {"used": 1}}, session=session
            )
            if held.matched_count == 0:
                await session.abort_transaction()
                return False
            await self._database[_OUTBOX].update_many(
                {"_id": {"$in": list(ids)}}, {"$unset": {"pending": 1}}, session=session
            )
            return True

    async def oldest_waiting(self) -> datetime | None:
        """Tell since when the oldest unpublished event waits; None where none does."""
        row = await self._database[_OUTBOX].find_one({"pending": True}, sort=[("at", ASCENDING)])
        return row["at"] if row else None

    async def published_events(self, names: Sequence[str] | None = None) -> AsyncIterator[Document]:
        """Walk the log of all published events from the first."""
        wanted: Document = {"name": {"$in": list(names)}} if names else {}
        async for row in self._database[_OUTBOX].find(wanted).sort([("at", ASCENDING), ("_id", ASCENDING)]):
            yield row

    async def events_by_subject(self, names: Sequence[str]) -> AsyncIterator[Document]:
        """Walk the log of these events, all of one aggregate together: for a reader whose order does not matter."""
        order = [("subject", ASCENDING), ("at", ASCENDING)]
        async for row in self._database[_OUTBOX].find({"name": {"$in": list(names)}}, allow_disk_use=True).sort(order):
            yield row

    # -- leases, counters, start-up ----------------------------------------------------------------------------

    def lease(self, name: str, seconds: float) -> "Lease":
        """Give a handle on the lease `name`; it is not held before `take()`."""
        return Lease(self._database[_LEASES], name, seconds)

    async def next_number(self, tx: Transaction, counter: str) -> int:
        """Count one up, from 1, without gaps: the number is given back when the transaction fails."""
        await tx.locks.take(counter)
        row: Any = await self._database[_COUNTERS].find_one_and_update(
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
            done = {row["_id"] async for row in self._database[_MIGRATIONS].find()}
            for migration in migrations:
                if migration.name not in done:
                    await migration(self)
                    await self._database[_MIGRATIONS].insert_one({"_id": migration.name, "at": datetime.now(UTC)})
            await self.make_collections()
            await self.make_indexes()
        finally:
            await lease.give_back()

    async def make_collections(self) -> None:
        """Make all collections, without their indexes."""
        for name in (_COUNTERS, _LEASES, _MIGRATIONS, *self._indexes, *_OWN_INDEXES):
            await self._create(name)

    async def make_indexes(self) -> None:
        """Make all indexes: for many documents at once this is quicker than to keep them while these come in."""
        for name, indexes in (*self._indexes.items(), *_OWN_INDEXES.items()):
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

        async def read(session: AsyncIOMotorClientSession) -> list[str]:
            found = []
            for group in groups:
                sums = hashlib.sha256()
                for name, wanted in group:
                    raw = self._database.get_collection(name).with_options(codec_options=_RAW)
                    async for row in raw.find(dict(wanted), session=session).sort([("_id", ASCENDING)]):
                        sums.update(row.raw)
                    sums.update(b"\0")
                found.append(sums.hexdigest())
            return found

        async with await self._client.start_session() as session:
            return await _until_committed(session, read)

    async def drop(self) -> None:
        """Delete the whole database. For tests and demonstrations."""
        await self._client.drop_database(self._database)

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


class Lease:
    """The right to do a job that only one replica at a time may do. Times are the database server's."""

    def __init__(self, leases: "AsyncIOMotorCollection[Document]", name: str, seconds: float) -> None:
        self._leases, self.name, self._milliseconds = leases, name, int(seconds * 1000)
        self.owner = new_id()

    async def take(self) -> bool:
        """Take the lease, or make it longer; False where another replica holds it."""
        free = {"$or": [{"$eq": ["$owner", self.owner]}, {"$lt": [{"$ifNull": ["$until", 0]}, "$$NOW"]}]}
        held_until = {"$add": ["$$NOW", self._milliseconds]}
        change = {"owner": {"$cond": [free, self.owner, "$owner"]}, "until": {"$cond": [free, held_until, "$until"]}}
        try:
            row: Any = await self._leases.find_one_and_update(
                {"_id": self.name}, [{"$set": change}], upsert=True, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return False
        return bool(row["owner"] == self.owner)

    async def give_back(self) -> None:
        """Let the next replica have it at once."""
        await self._leases.delete_one({"_id": self.name, "owner": self.owner})


class Collection(Generic[M]):
    """The documents of one kind: frozen pydantic models with an id and, where people share them, a version.

    The model's field `key` is stored as `_id`. Where the model has a `version`, `replace` takes only the next one:
    who read an older state gets `Stale`, never the last word.
    """

    def __init__(
        self,
        database: Database,
        name: str,
        model: type[M],
        *,
        key: str,
        indexes: Sequence[IndexModel] = (),
        schema_version: int = 1,
    ) -> None:
        self.raw = database.collection(name, indexes)
        """The driver's collection, for queries that this class does not cover."""
        self._name, self._model, self._key, self._schema_version = name, model, key, schema_version
        self._versioned = "version" in model.model_fields

    def document(self, item: M) -> Document:
        """Give the document in which `item` is stored."""
        document = item.model_dump()
        return {"_id": document.pop(self._key), **document, "schema_version": self._schema_version}

    def item(self, document: Mapping[str, Any]) -> M:
        """Read a document back."""
        fields = {name: value for name, value in document.items() if name not in _OURS}
        return self._model.model_validate({**fields, self._key: document["_id"]})

    async def insert(self, tx: Transaction, item: M) -> None:
        """Add a new document. Raises `Duplicate` where the id or a unique index is taken."""
        await self.raw.insert_one(self.document(item), session=tx.session)

    async def insert_many(self, tx: Transaction, items: Sequence[M]) -> None:
        """Add new documents, at least one, all or none. Raises `Duplicate` as `insert` does."""
        try:
            await self.raw.insert_many([self.document(item) for item in items], session=tx.session)
        except BulkWriteError as error:
            if any(fault["code"] == _TAKEN for fault in error.details["writeErrors"]):
                raise Duplicate(str(_TAKEN)) from None
            raise

    async def replace(self, tx: Transaction, item: M) -> None:
        """Write the next version of a document. Raises `Stale` or `NotFound`."""
        document = self.document(item)
        wanted: Document = {"_id": document["_id"]}
        if self._versioned:
            wanted["version"] = document["version"] - 1
        result = await self.raw.replace_one(wanted, document, session=tx.session)
        if result.matched_count == 0:
            if await self.find_one({"_id": document["_id"]}, tx) is None:
                raise NotFound(self._name, document["_id"])
            raise Stale(self._name, document["_id"])

    async def put(self, tx: Transaction, item: M) -> None:
        """Write a document whether it is there or not: for copies of what other services own."""
        document = self.document(item)
        await self.raw.replace_one({"_id": document["_id"]}, document, upsert=True, session=tx.session)

    async def put_many(self, tx: Transaction, items: Sequence[M]) -> None:
        """Write documents, at least one, as `put` writes one."""
        rows = [self.document(item) for item in items]
        writes = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
        await self.raw.bulk_write(writes, ordered=False, session=tx.session)

    async def get(self, id: str, tx: Transaction | None = None) -> M:
        """Give the document with this id. Raises `NotFound`."""
        item = await self.find_one({"_id": id}, tx)
        if item is None:
            raise NotFound(self._name, id)
        return item

    async def find_one(self, wanted: Mapping[str, Any], tx: Transaction | None = None) -> M | None:
        """Give the document that fits, or None."""
        document = await self.raw.find_one(dict(wanted), session=tx.session if tx else None)
        return self.item(document) if document else None

    async def find(
        self,
        wanted: Mapping[str, Any],
        *,
        sort: Sequence[tuple[str, int]] = (("_id", ASCENDING),),
        limit: int = 1000,
        skip: int = 0,
        tx: Transaction | None = None,
    ) -> list[M]:
        """Give at most `limit` documents that fit, in order."""
        rows = self.raw.find(dict(wanted), session=tx.session if tx else None)
        rows = rows.sort(list(sort)).skip(skip).limit(limit)
        return [self.item(row) for row in await rows.to_list(limit)]

    async def count(self, wanted: Mapping[str, Any], tx: Transaction | None = None) -> int:
        """Count the documents that fit."""
        return int(await self.raw.count_documents(dict(wanted), session=tx.session if tx else None))


def digest(body: bytes) -> str:
    """Give the fingerprint of a request's body."""
    return hashlib.sha256(body).hexdigest()
