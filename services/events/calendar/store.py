"""MongoDB documents of the calendar, indexed by when an entry ends and begins, and of the declared free days."""

from datetime import datetime

from services.events.calendar.domain import Entry, Followed
from services.events.calendar.domain.free_days import DeclaredFreeDays
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_BY_TIME = [("plan.starts", ASCENDING), ("_id", ASCENDING)]


class MongoEntryStore:
    """Keeps entries."""

    def __init__(self, database: Database) -> None:
        indexes = [IndexModel(_BY_TIME), IndexModel([("plan.ends", ASCENDING), ("_id", ASCENDING)])]
        self._entries = Collection(database, "entries", Entry, key="id", indexes=indexes)
        self._followed = Collection(database, "editions", Followed, key="id")

    async def get(self, id: str, tx: Transaction | None = None) -> Entry:
        """Give an entry. Raises `NotFound`."""
        return await self._entries.get(id, tx)

    async def get_or_none(self, id: str, tx: Transaction) -> Entry | None:
        """Give an entry, None where there is none."""
        return await self._entries.find_one({"_id": id}, tx)

    async def add(self, tx: Transaction, entry: Entry) -> None:
        """Add an entry."""
        await self._entries.insert(tx, entry)

    async def save(self, tx: Transaction, entry: Entry) -> None:
        """Write the next version. Raises `Stale`."""
        await self._entries.replace(tx, entry)

    async def between(self, starts: datetime, ends: datetime, limit: int) -> list[Entry]:
        """Give the entries that touch the time from `starts` up to, without, `ends`, in order of their beginnings."""
        wanted = {"plan.starts": {"$lt": ends}, "plan.ends": {"$gt": starts}}
        return await self._entries.find(wanted, sort=_BY_TIME, limit=limit)

    async def from_now(self, now: datetime, skip: int, limit: int) -> list[Entry]:
        """Give the entries that are not over, the next one first."""
        return await self._entries.find({"plan.ends": {"$gt": now}}, sort=_BY_TIME, skip=skip, limit=limit)

    async def before(self, now: datetime, skip: int, limit: int) -> list[Entry]:
        """Give the entries that are over, the last one first."""
        newest = [("plan.ends", DESCENDING), ("_id", DESCENDING)]
        return await self._entries.find({"plan.ends": {"$lte": now}}, sort=newest, skip=skip, limit=limit)

    async def followed(self, edition_id: str, tx: Transaction) -> Followed | None:
        """Give up to which version an edition is followed, None where it is not yet."""
        return await self._followed.find_one({"_id": edition_id}, tx)

    async def put_followed(self, tx: Transaction, followed: Followed) -> None:
        """Write up to which version an edition is followed."""
        await self._followed.put(tx, followed)


class MongoFreeDayStore:
    """Keeps the declared free days, in one document."""

    def __init__(self, database: Database) -> None:
        self._declared = Collection(database, "free_days", DeclaredFreeDays, key="id")

    async def declared(self, tx: Transaction | None = None) -> DeclaredFreeDays:
        """Give them; an empty set where nothing was ever declared."""
        return await self._declared.find_one({}, tx) or DeclaredFreeDays()

    async def save(self, tx: Transaction, declared: DeclaredFreeDays) -> None:
        """Write the next version. Raises `Stale`, `Duplicate` where somebody else wrote the first one."""
        if declared.version == 1:
            await self._declared.insert(tx, declared)
        else:
            await self._declared.replace(tx, declared)
