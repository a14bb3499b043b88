"""A transaction as a use case sees it, and how one is tried until it is committed."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial, wraps
from random import uniform
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from motor.motor_asyncio import AsyncIOMotorClientSession, AsyncIOMotorCollection
from pymongo import ReadPreference
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from shared.contracts import Event
from shared.store.coding import Document
from shared.store.errors import refused
from shared.store.turns import Locks

P = ParamSpec("P")
T = TypeVar("T")

_PATIENCE, _PAUSE = 120.0, 0.1
"""Seconds for which a transaction is tried again, and between two tries to commit it."""
_THREADS = ThreadPoolExecutor(16, "commit")
"""Of the store alone: a commit must not wait behind reports that are being printed."""


class Outgoing(Protocol):
    """A message other than an event that leaves with the transaction: a mail."""

    def row(self, now: datetime) -> tuple[str, Document]:
        """Name the collection it waits in and give the document."""
        ...


class Addition(NamedTuple):
    """New documents of one collection."""

    collection: "AsyncIOMotorCollection[Document]"
    documents: Sequence[Document]


class Transaction:
    """State, inbox key and outgoing messages that come to be together or not at all."""

    def __init__(self, session: AsyncIOMotorClientSession, locks: Locks) -> None:
        self.session = session
        self.locks = locks
        self.events: list[Event] = []
        self.messages: list[Outgoing] = []
        self.last: list[Addition] = []

    def add_last(self, collection: "AsyncIOMotorCollection[Document]", documents: Sequence[Document]) -> None:
        """Add new documents just before the commit, in one turn with it: for what this transaction does not read again.

        The turns of a busy loop are what others wait for who queue for the same counter. It is the transaction that
        raises `Duplicate` then, where a unique index has one of them already.
        """
        self.last.append(Addition(collection, documents))

    def publish(self, event: Event) -> None:
        """Send `event` to the bus once this transaction has committed."""
        self.events.append(event)

    def send(self, message: Outgoing) -> None:
        """Send `message` (a mail) once this transaction has committed."""
        self.messages.append(message)


class Transacts(Protocol):
    """A store that runs what it is given in one transaction."""

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Give what `work` gives, once it is committed."""
        ...


class HasDatabase(Protocol):
    """A use-case class that owns its transactions."""

    @property
    def database(self) -> Transacts:
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


async def until_committed(
    session: AsyncIOMotorClientSession,
    body: Callable[[AsyncIOMotorClientSession], Awaitable[tuple[T, Sequence[Addition]]]],
) -> T:
    """Run `body` in a transaction until it is committed, anew where the store has undone it; gives up after 2 minutes.

    `body` gives its result and what is added last. Raises `Duplicate` for that, and whatever `body` raises.

    Not the driver's `with_transaction`: Motor's commits outside of what it tries again, so that a commit whose answer
    was lost, or that the store had forgotten, was an error to whoever asked.
    """
    loop = asyncio.get_running_loop()
    end, pause = loop.time() + _PATIENCE, 0.001
    while True:
        session.start_transaction(ReadConcern("snapshot"), WriteConcern(w="majority", j=True), ReadPreference.PRIMARY)
        try:
            result, last = await body(session)
            await _commit(session, last, end)
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


async def _commit(session: AsyncIOMotorClientSession, last: Sequence[Addition], end: float) -> None:
    """Add what comes last and commit, asking again where the answer is lost: what was done is not done twice."""
    while True:
        try:
            await _in_a_thread(partial(_add_and_commit, session.delegate, last))
            return
        except PyMongoError as error:
            unknown = error.has_error_label("UnknownTransactionCommitResult")
            if not unknown or asyncio.get_running_loop().time() > end:
                raise
            last = ()  # It is there, or the commit would not have been asked for.
            await asyncio.sleep(_PAUSE)


async def _in_a_thread(work: Callable[[], None]) -> None:
    """Wait for a thread; broken off, wait for its end all the same: nobody may close the session under its hands."""
    working = asyncio.get_running_loop().run_in_executor(_THREADS, work)
    try:
        await asyncio.shield(working)
    except asyncio.CancelledError:
        await asyncio.wait([working])
        raise


def _add_and_commit(session: ClientSession, last: Sequence[Addition]) -> None:
    for collection, documents in last:
        try:
            if len(documents) == 1:  # For one, the driver's way of writing many costs twice as much.
                collection.delegate.insert_one(documents[0], session=session)
            else:
                collection.delegate.insert_many(documents, session=session)
        except BulkWriteError as error:
            raise refused(error) from None
    session.commit_transaction()
