"""MongoDB documents of initiatives: ledgers, and the life lines that follow from events alone."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.reporting.initiatives.domain import OPEN, Ledger
from services.reporting.initiatives.domain.figures import YearOfInitiatives
from services.reporting.initiatives.domain.story import State, Story
from services.reporting.initiatives.service import Wanted
from services.reporting.initiatives.service.needs import Sought
from services.reporting.tracker.domain.searching import beginnings
from shared.contracts.initiatives.reporting import SettlementOutcome
from shared.contracts.initiatives.verification import InitiativeOutcome
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"stage": {"$in": [stage.value for stage in OPEN]}}
_SIGNED = {"contract": {"$ne": None}}
_INDEXES = [
    OpenDeadlines.index(_OPEN),
    IndexModel([("remind_at", ASCENDING)], partialFilterExpression={"remind_at": {"$type": "date"}}, name="to_remind"),
    IndexModel([("due_at", ASCENDING), ("_id", ASCENDING)], name="by_day"),
    IndexModel([("unit", ASCENDING), ("due_at", ASCENDING)], name="by_unit"),
    IndexModel([("stage", ASCENDING), ("due_at", ASCENDING)], name="by_stage"),
]
_STORY_INDEXES = [
    IndexModel([("case", ASCENDING)], name="by_case"),
    IndexModel([("content.year", DESCENDING), ("content.number", DESCENDING)], name="register"),
    IndexModel([("state", ASCENDING), ("content.year", DESCENDING), ("content.number", DESCENDING)], name="by_state"),
    IndexModel([("words", ASCENDING)], name="by_words"),
]


class MongoLedgerStore:
    """Keeps one ledger for every initiative of which a decision or a contract has come."""

    def __init__(self, database: Database) -> None:
        self._ledgers = Collection(database, "initiative_ledgers", Ledger, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._ledgers, _OPEN)

    async def get(self, id: str, tx: Transaction | None = None) -> Ledger:
        """Give a ledger. Raises `NotFound`."""
        return await self._ledgers.get(id, tx)

    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Ledger | None:
        """Give a ledger, None where nothing has come of it."""
        return await self._ledgers.find_one({"_id": id}, tx)

    async def add(self, tx: Transaction, ledger: Ledger) -> None:
        """Add the first that is known."""
        await self._ledgers.insert(tx, ledger)

    async def save(self, tx: Transaction, ledger: Ledger) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._ledgers.replace(tx, ledger)

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Ledger]:
        """Give at most `limit` ledgers with a contract: what is due first comes first, what waits for nothing last."""
        dated = {"$and": [_query(wanted), {"due_at": {"$type": "date"}}]}
        order = [("due_at", ASCENDING), ("_id", ASCENDING)]
        found = await self._ledgers.find(dated, sort=order, skip=skip, limit=limit)
        if len(found) < limit:
            undated = {"$and": [_query(wanted), {"due_at": None}]}
            before = max(0, skip - await self._ledgers.count(dated))
            rest = await self._ledgers.find(undated, sort=order, skip=before, limit=limit - len(found))
            found = [*found, *rest]
        return found

    async def after(self, wanted: Wanted, after: str, limit: int) -> list[Ledger]:
        """Give at most `limit` ledgers in the order of their ids, from the one after `after`."""
        query = {**_query(wanted), "_id": {"$gt": after}}
        return await self._ledgers.find(query, sort=[("_id", ASCENDING)], limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count the ledgers that are wanted."""
        return await self._ledgers.count(_query(wanted))

    async def to_remind(self, now: datetime, limit: int) -> list[str]:
        """Give ledgers whose residents are to be reminded or chased."""
        due = {"remind_at": {"$type": "date", "$lte": now}}
        rows = self._ledgers.raw.find(due, {"_id": 1}).sort("remind_at", ASCENDING).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def held(self, tx: Transaction, id: str, free_days: int) -> None:
        """Note that a ledger was held against a set of free days that moves nothing."""
        await self.deadlines.held(tx, id, free_days)


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = dict(_SIGNED)
    if wanted.unit:
        query["unit"] = wanted.unit
    if wanted.stage:
        query["stage"] = wanted.stage.value
    if wanted.late_at:
        query = {**query, **({} if wanted.stage else _OPEN), "due_at": {"$type": "date", "$lt": wanted.late_at}}
    return query


class MongoStoryStore:
    """Keeps the life lines of initiatives."""

    def __init__(self, database: Database) -> None:
        self._stories = Collection(database, "initiative_stories", Story, key="id", indexes=_STORY_INDEXES)

    async def story_or_none(self, id: str) -> Story | None:
        """Give a life line, None where nothing has come of it."""
        return await self._stories.find_one({"_id": id})

    async def story_of_case(self, case: str) -> Story | None:
        """Give a life line by its case, None where there is none."""
        return await self._stories.find_one({"case": case})

    async def stories(self, ids: Sequence[str], tx: Transaction) -> list[Story]:
        """Give those of which something has come."""
        return await self._stories.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1, tx=tx)

    async def put_stories(self, tx: Transaction, stories: Sequence[Story]) -> None:
        """Write life lines, at least one."""
        await self._stories.put_many(tx, stories)

    async def page(self, sought: Sought, skip: int, limit: int) -> list[Story]:
        """Give at most `limit` initiatives that were filed, the newest case first."""
        order = [("content.year", DESCENDING), ("content.number", DESCENDING)]
        return await self._stories.find(_filed(sought), sort=order, skip=skip, limit=limit)

    async def count(self, sought: Sought) -> int:
        """Count the initiatives that are sought."""
        return await self._stories.count(_filed(sought))

    async def states(self, text: str) -> dict[State, int]:
        """Count the initiatives with this text in each state."""
        stages: list[dict[str, Any]] = [
            {"$match": _filed(Sought(text))},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        found = {State(row["_id"]): int(row["count"]) async for row in self._stories.raw.aggregate(stages)}
        return {state: found[state] for state in State if state in found}

    async def years(self) -> list[YearOfInitiatives]:
        """Add up the filed initiatives by year, the newest first."""
        signed = {"$gte": [{"$arrayElemAt": ["$contract_key", 0]}, 0]}
        settled = {"$ne": ["$settlement", None]}
        ended = {"$in": ["$settlement", [SettlementOutcome.SETTLED, SettlementOutcome.SETTLED_WITH_CORRECTION]]}
        approved = {"$eq": ["$outcome", InitiativeOutcome.APPROVED.value]}
        stages: list[dict[str, Any]] = [
            {"$match": _filed(Sought())},
            {
                "$group": {
                    "_id": "$content.year",
                    "filed": {"$sum": 1},
                    "approved": {"$sum": {"$cond": [approved, 1, 0]}},
                    "contracted": {"$sum": {"$cond": [signed, 1, 0]}},
                    "settled": {"$sum": {"$cond": [ended, 1, 0]}},
                    "own": {"$sum": {"$cond": [signed, "$own", 0]}},
                    "city": {"$sum": {"$cond": [signed, "$city", 0]}},
                    "own_delivered": {"$sum": {"$cond": [settled, "$own_delivered", 0]}},
                    "city_spent": {"$sum": {"$cond": [settled, "$city_spent", 0]}},
                }
            },
            {"$sort": {"_id": -1}},
        ]
        names = [name for name in YearOfInitiatives.model_fields if name != "year"]
        return [
            YearOfInitiatives(year=int(row["_id"]), **{name: int(row[name]) for name in names})
            async for row in self._stories.raw.aggregate(stages)
        ]


def _filed(sought: Sought) -> dict[str, Any]:
    query: dict[str, Any] = {"content.year": {"$gte": 0}}
    if sought.state:
        query["state"] = sought.state.value
    # Anchored, so that the index of words serves.
    starts = [{"words": {"$regex": f"^{re.escape(start)}"}} for start in beginnings(sought.text)]
    return {**query, "$and": starts} if starts else query
