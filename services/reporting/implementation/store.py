"""MongoDB documents of the building."""

from datetime import date, datetime
from typing import Any

from services.reporting.implementation.domain import Implementation, UpdateState
from services.reporting.implementation.service import Wanted
from services.reporting.implementation.service.units import AskedEdition, AskedUnit
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_MOST_OF_UNIT = 2_000
_OPEN = {"over": False, "started_at": {"$ne": None}}
_INDEXES = [
    OpenDeadlines.index(_OPEN, "over"),
    # What is due first comes first, what is over last: a null sorts before a date, so `over` leads.
    IndexModel([("over", ASCENDING), ("due_on", ASCENDING), ("_id", ASCENDING)], name="by_day"),
    IndexModel([("unit", ASCENDING), ("over", ASCENDING), ("due_on", ASCENDING)], name="by_unit"),
    IndexModel([("edition_id", ASCENDING), ("_id", ASCENDING)], name="by_edition"),
    IndexModel(
        [("next_call_on", ASCENDING)], partialFilterExpression={"next_call_on": {"$type": "string"}}, name="to_call"
    ),
    IndexModel(
        [("call.step_at", ASCENDING)], partialFilterExpression={"call.step_at": {"$type": "date"}}, name="to_step"
    ),
]


class MongoImplementationStore:
    """Keeps one document for every proposal of which something has come; the started ones are work."""

    def __init__(self, database: Database) -> None:
        self._works = Collection(database, "implementations", Implementation, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._works, _OPEN)

    async def get(self, id: str, tx: Transaction | None = None) -> Implementation:
        """Give a work. Raises `NotFound`."""
        return await self._works.get(id, tx)

    async def get_or_none(self, id: str) -> Implementation | None:
        """Give what is known of a project's work, None where nothing has come."""
        return await self._works.find_one({"_id": id})

    async def known(self, ids: list[str], tx: Transaction) -> dict[str, Implementation]:
        """Give those of which something has come."""
        found = await self._works.find({"_id": {"$in": ids}}, limit=len(ids) or 1, tx=tx)
        return {work.id: work for work in found}

    async def add(self, tx: Transaction, work: Implementation) -> None:
        """Add the first that is known."""
        await self._works.insert(tx, work)

    async def save(self, tx: Transaction, work: Implementation) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._works.replace(tx, work)

    async def after(self, wanted: Wanted, after: str, limit: int) -> list[Implementation]:
        """Give at most `limit` works in the order of their ids, from the one after `after`."""
        query = {**_query(wanted), "_id": {"$gt": after}}
        return await self._works.find(query, sort=[("_id", ASCENDING)], limit=limit)

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Implementation]:
        """Give at most `limit` works: what is due first comes first, what is over comes last."""
        order = [("over", ASCENDING), ("due_on", ASCENDING), ("_id", ASCENDING)]
        return await self._works.find(_query(wanted), sort=order, skip=skip, limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count the works that are wanted."""
        return await self._works.count(_query(wanted))

    async def to_call(self, today: date, limit: int) -> list[str]:
        """Give works whose day of asking has come."""
        return await self._ids({"next_call_on": {"$type": "string", "$lte": today.isoformat()}}, "next_call_on", limit)

    async def to_step(self, now: datetime, limit: int) -> list[str]:
        """Give works whose call needs its next step."""
        return await self._ids({"call.step_at": {"$type": "date", "$lte": now}}, "call.step_at", limit)

    async def _ids(self, wanted: dict[str, Any], sort: str, limit: int) -> list[str]:
        rows = self._works.raw.find(wanted, {"_id": 1}).sort(sort, ASCENDING).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def running(self, unit: str, tx: Transaction) -> list[Implementation]:
        """Give the works of a unit that are under way."""
        return await self._works.find({"unit": unit, "over": False}, limit=_MOST_OF_UNIT, tx=tx)

    async def running_in(self, edition_id: str, tx: Transaction) -> list[Implementation]:
        """Give the works of an edition that are under way."""
        return await self._works.find({"edition_id": edition_id, "over": False}, limit=_MOST_OF_UNIT, tx=tx)

    async def count_without_unit(self) -> int:
        """Count the selected projects that no unit has yet."""
        return await self._works.count({"selected": True, "started_at": None})

    async def units(self) -> dict[str, str]:
        """Give the names of all units that have work, by their symbols."""
        stages: list[dict[str, Any]] = [
            {"$match": {"started_at": {"$ne": None}}},
            {"$group": {"_id": "$unit", "name": {"$first": "$unit_name"}}},
            {"$sort": {"name": 1}},
        ]
        return {row["_id"]: row["name"] async for row in self._works.raw.aggregate(stages)}


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {"started_at": {"$ne": None}}
    if wanted.edition_id:
        query["edition_id"] = wanted.edition_id
    if wanted.unit:
        query["unit"] = wanted.unit
    if wanted.stage:
        query["stage"] = wanted.stage.value
    if wanted.late_on:
        query["due_on"] = {"$ne": None, "$lt": wanted.late_on.isoformat()}
    if wanted.waiting:
        query["updates"] = {"$elemMatch": {"state": UpdateState.WAITING.value}}
    return query


class MongoUnitStore:
    """Keeps how each unit is asked, and for each edition."""

    def __init__(self, database: Database) -> None:
        self._units = Collection(database, "asked_units", AskedUnit, key="id")
        self._editions = Collection(database, "asked_editions", AskedEdition, key="id")

    async def unit_or_none(self, id: str, tx: Transaction | None = None) -> AskedUnit | None:
        """Give what was said of a unit, None where nothing was."""
        return await self._units.find_one({"_id": id}, tx)

    async def units(self) -> list[AskedUnit]:
        """Give what was said of all units."""
        return await self._units.find({})

    async def put(self, tx: Transaction, unit: AskedUnit) -> None:
        """Write what is said of a unit: of two at once the store lets one through and the other look again."""
        await self._units.put(tx, unit)

    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> AskedEdition | None:
        """Give what was said of an edition, None where nothing was."""
        return await self._editions.find_one({"_id": id}, tx)

    async def editions(self) -> list[AskedEdition]:
        """Give what was said of all editions: one a year."""
        return await self._editions.find({}, limit=200)

    async def put_edition(self, tx: Transaction, edition: AskedEdition) -> None:
        """Write what is said of an edition, as `put` does."""
        await self._editions.put(tx, edition)
