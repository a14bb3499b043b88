"""A service's own copy of the days that the city has declared free, and the postponing of what is due on them.

It knows no deadline of any service: each says which of its documents are open and how one of them is postponed.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from shared.bus import Bus
from shared.contracts.events import FreeDaysChangedV1
from shared.contracts.tasks import TaskChanged
from shared.deadlines import Deadline, FreeDay, FreeDays, Term, compute
from shared.store import Collection, Database, IndexModel, Transaction, transactional
from shared.ticks import in_turn

TICK_SECONDS = 20
"""How often what is open is held against the set."""
_AT_ONCE = 200
"""Documents of one kind that are held against a new set in one tick."""
_CITY = "city"
HELD = "free_days"
"""The field of a document in which the version of the set stands that its dates were last held against."""


class _Copy(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str = _CITY
    version: int
    days: tuple[FreeDay, ...]


class OpenDeadlines:
    """The documents of one collection whose deadlines are open, by the version that they were last held against.

    `open` is the query of an open one. Put `index()` among the collection's indexes.
    """

    def __init__(self, collection: Collection[Any], open: Mapping[str, Any]) -> None:
        self._collection, self._open = collection, dict(open)

    @staticmethod
    def index(open: Mapping[str, Any], *fields: str) -> IndexModel:
        """Give the index that finds them; `fields` are those that `open` asks for."""
        return IndexModel([(field, 1) for field in (*(fields or open), HELD)], name="held_against")

    async def behind(self, version: int, limit: int) -> list[str]:
        """Give ids of at most `limit` open ones that have not been held against `version`: old documents, too."""
        rows = self._collection.raw.find({**self._open, HELD: {"$not": {"$gte": version}}}, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def held(self, tx: Transaction, id: str, version: int, **later: Any) -> None:
        """Note that a document was held against `version`, with the fields (by their paths) that are `later` by it.

        Its own version stays: whoever works on it does so on what they have seen.
        """
        await self._collection.raw.update_one({"_id": id}, {"$set": {HELD: version, **later}}, session=tx.session)


class _Later(Protocol):
    """When a task is due by the days that are free, and how that was found."""

    @property
    def due_at(self) -> datetime: ...
    @property
    def explanation(self) -> tuple[str, ...]: ...


C = TypeVar("C", bound=TaskChanged)


def task_moved(kind: type[C], task_id: str, later: _Later, free: FreeDays, at: datetime, opened: int = 1) -> C:
    """Give what tells, at `at` (UTC), that free days have moved a task. `kind`: the service's own event of it.

    `opened`: a version that is not below the one the task was opened as, and never falls; so the newest set holds.
    """
    due_at, explanation, version = later.due_at, later.explanation, free.version + opened
    return kind(version=version, task_id=task_id, due_at=due_at, explanation=explanation, changed_at=at)


class CityFreeDays:
    """The days that the city has declared free, as this service knows them.

    Every use case reads them in its own transaction: all replicas see what the store holds, and nothing else. Who
    read the former set while a new one came in writes its version down, so that the next tick finds the document.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._copies = Collection(database, "declared_free_days", _Copy, key="id")
        self._postponing: list[tuple[OpenDeadlines, Callable[[str], Awaitable[object]]]] = []

    async def known(self, tx: Transaction | None = None) -> FreeDays:
        """Give the set; the statute alone where the city has declared nothing yet."""
        copy = await self._copies.find_one({"_id": _CITY}, tx)
        return FreeDays(version=copy.version, days=copy.days) if copy else FreeDays()

    async def compute(self, term: Term, start: datetime, tx: Transaction | None = None) -> Deadline:
        """Find when `term` ends, by the days that are known to be free. Raises as `shared.deadlines.compute` does."""
        return compute(term, start, await self.known(tx))

    @transactional
    async def follow(self, tx: Transaction, event: FreeDaysChangedV1) -> None:
        """Keep the newest set, in whichever order they come."""
        if event.version > (await self.known(tx)).version:
            days = tuple(FreeDay(day=one.day, basis=one.basis) for one in event.days)
            await self._copies.put(tx, _Copy(version=event.version, days=days))

    def postpones(self, deadlines: OpenDeadlines, postpone: Callable[[str], Awaitable[object]]) -> None:
        """Hold `deadlines` against each new set: `postpone` takes the id of one, in a transaction of its own."""
        self._postponing.append((deadlines, postpone))

    async def look_after(self) -> None:
        """Hold what is open against the set, a bounded number of each kind; the next tick goes on."""
        version = (await self.known()).version
        if version == 0:
            return
        behind = [(postpone, await deadlines.behind(version, _AT_ONCE)) for deadlines, postpone in self._postponing]
        await in_turn([partial(postpone, id) for postpone, ids in behind for id in ids])


def subscribe(bus: Bus, free_days: CityFreeDays) -> None:
    """Attach the copy to `bus`."""

    @bus.reads(FreeDaysChangedV1, by="free_days")
    async def on_free_days_changed(event: FreeDaysChangedV1) -> None:
        """Know which days the city has declared free."""
        await free_days.follow(event)
