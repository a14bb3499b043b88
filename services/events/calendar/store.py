"""MongoDB documents of the calendar, indexed by when an entry ends and begins, and of the declared free days."""

from datetime import datetime

from services.events.calendar.domain import Entry
from services.events.calendar.domain.free_days import DeclaredFreeDays
from services.events.calendar.domain.people import FeedLink
from services.events.calendar.domain.windows import Followed
from services.events.calendar.service import Sought
from services.events.work import Work
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_BY_TIME = [("plan.starts", ASCENDING), ("_id", ASCENDING)]
_WAITS = {"postponed_at": {"$type": "date"}, "cancelled_at": None}
"""Put off without a date."""

_ALL = Sought()


def _wanted(sought: Sought) -> dict[str, object]:
    """Give the query; entries that were put in before there were kinds are public and of no kind."""
    wanted: dict[str, object] = {}
    if sought.public:
        wanted["plan.public"] = {"$ne": False}
    if sought.kind is not None:
        wanted["plan.kind"] = sought.kind.value
    if sought.person is not None:
        wanted["plan.people"] = sought.person
    return wanted


class MongoEntryStore:
    """Keeps entries."""

    def __init__(self, database: Database) -> None:
        indexes = [
            IndexModel(_BY_TIME),
            IndexModel([("plan.ends", ASCENDING), ("_id", ASCENDING)]),
            IndexModel([("plan.people", ASCENDING), *_BY_TIME], name="who_is_where"),
            IndexModel(
                [("series_id", ASCENDING), ("plan.starts", ASCENDING)],
                partialFilterExpression={"series_id": {"$type": "string"}},
                name="series",
            ),
            IndexModel(
                [("postponed_at", ASCENDING)],
                partialFilterExpression={"postponed_at": {"$type": "date"}},
                name="put_off",
            ),
        ]
        self._entries = Collection(database, "entries", Entry, key="id", indexes=indexes)
        self._followed = Collection(database, "editions", Followed, key="id")
        self._work = Collection(database, "calendar_work", Work, key="id")

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

    async def between(self, starts: datetime, ends: datetime, limit: int, sought: Sought = _ALL) -> list[Entry]:
        """Give the entries that touch the time from `starts` up to, without, `ends`, in order of their beginnings."""
        wanted = {**_wanted(sought), "plan.starts": {"$lt": ends}, "plan.ends": {"$gt": starts}}
        return await self._entries.find(wanted, sort=_BY_TIME, limit=limit)

    async def from_now(self, now: datetime, skip: int, limit: int, sought: Sought = _ALL) -> list[Entry]:
        """Give the entries that are not over, the next one first; what waits for a new date is among them."""
        wanted = {**_wanted(sought), "$or": [{"plan.ends": {"$gt": now}}, _WAITS]}
        return await self._entries.find(wanted, sort=_BY_TIME, skip=skip, limit=limit)

    async def before(self, now: datetime, skip: int, limit: int, sought: Sought = _ALL) -> list[Entry]:
        """Give the entries that are over, the last one first."""
        newest = [("plan.ends", DESCENDING), ("_id", DESCENDING)]
        wanted = {**_wanted(sought), "plan.ends": {"$lte": now}, "$nor": [_WAITS]}
        return await self._entries.find(wanted, sort=newest, skip=skip, limit=limit)

    async def elsewhere(self, tx: Transaction, person: str, starts: datetime, ends: datetime, but: str) -> Entry | None:
        """Give an entry other than `but` that takes place then and needs the person; None where there is none."""
        wanted = {
            "_id": {"$ne": but},
            "plan.people": person,
            "plan.starts": {"$lt": ends},
            "plan.ends": {"$gt": starts},
            "cancelled_at": None,
            "postponed_at": None,
        }
        return await self._entries.find_one(wanted, tx)

    async def of_series(self, tx: Transaction, series_id: str, since: datetime) -> list[Entry]:
        """Give the entries of a series that were not called off, from this moment on."""
        wanted = {"series_id": series_id, "plan.starts": {"$gte": since}, "cancelled_at": None}
        return await self._entries.find(wanted, sort=_BY_TIME, tx=tx)

    async def followed(self, edition_id: str, tx: Transaction) -> Followed | None:
        """Give up to which version an edition is followed, None where it is not yet."""
        return await self._followed.find_one({"_id": edition_id}, tx)

    async def put_followed(self, tx: Transaction, followed: Followed) -> None:
        """Write up to which version an edition is followed."""
        await self._followed.put(tx, followed)

    async def work(self, id: str, tx: Transaction) -> Work:
        """Give what of an entry stands on the work list."""
        return await self._work.find_one({"_id": id}, tx) or Work(id=id)

    async def put_work(self, tx: Transaction, work: Work) -> None:
        """Write what of an entry stands on the work list."""
        await self._work.put(tx, work)


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


class MongoFeedLinkStore:
    """Keeps which link to somebody's calendar holds."""

    def __init__(self, database: Database) -> None:
        self._links = Collection(database, "feed_links", FeedLink, key="id")

    async def link(self, person: str, tx: Transaction | None = None) -> FeedLink | None:
        """Give the link of an official; None where the first one, number 1, holds."""
        return await self._links.find_one({"_id": person}, tx)

    async def save(self, tx: Transaction, link: FeedLink) -> None:
        """Write which one holds. Raises `Stale`, `Duplicate` where somebody else gave one out at the same time."""
        if link.version == 2:
            await self._links.insert(tx, link)
        else:
            await self._links.replace(tx, link)
