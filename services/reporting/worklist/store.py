"""MongoDB documents of tasks. The open ones are indexed in the order in which people see them."""

import re
from datetime import datetime
from typing import Any

from services.reporting.worklist.domain import Days, Task
from services.reporting.worklist.service import Counts, UnitCount, Wanted, When
from shared.access import Role
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_INDEXES = [
    IndexModel(
        [("role", ASCENDING), ("sorts_at", ASCENDING), ("_id", ASCENDING)],
        partialFilterExpression={"open": True},
        name="open",
    ),
    IndexModel(
        [("role", ASCENDING), ("escalated_at", ASCENDING), ("sorts_at", ASCENDING)],
        partialFilterExpression={"open": True},
        name="to_escalate",
    ),
]
_IN_ORDER = [("sorts_at", ASCENDING), ("_id", ASCENDING)]


class MongoTaskStore:
    """Keeps tasks."""

    def __init__(self, database: Database) -> None:
        self._tasks = Collection(database, "tasks", Task, key="id", indexes=_INDEXES)

    async def task_or_none(self, id: str, tx: Transaction) -> Task | None:
        """Give a task, None where nothing has come of it."""
        return await self._tasks.find_one({"_id": id}, tx)

    async def put(self, tx: Transaction, task: Task) -> None:
        """Write a task."""
        await self._tasks.put(tx, task)

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Task]:
        """Give at most `limit` open tasks, the most urgent first."""
        return await self._tasks.find(_query(wanted), sort=_IN_ORDER, skip=skip, limit=limit)

    async def after(self, wanted: Wanted, id: str | None, limit: int) -> list[Task]:
        """Give at most `limit` open tasks that come after the task `id`, the most urgent first. Raises `NotFound`."""
        query = _query(wanted)
        if id is not None:
            # The one before may be closed by now: its place in the order stays.
            last = await self._tasks.get(id)
            further = {"$or": [{"sorts_at": {"$gt": last.sorts_at}}, {"sorts_at": last.sorts_at, "_id": {"$gt": id}}]}
            query = {"$and": [query, further]}
        return await self._tasks.find(query, sort=_IN_ORDER, limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count the open tasks that are wanted."""
        return await self._tasks.count(_query(wanted))

    async def counts(self, wanted: Wanted) -> Counts:
        """Count the open tasks of a role by their deadlines, whichever are wanted."""
        days = wanted.days
        stages: list[dict[str, Any]] = [
            {"$match": _of_role(wanted)},
            {
                "$group": {
                    "_id": None,
                    "all": {"$sum": 1},
                    "late": _where({"$lt": ["$sorts_at", days.now]}),
                    "today": _where({"$and": [_from(days), {"$lt": ["$sorts_at", days.today_ends]}]}),
                    "week": _where({"$and": [_from(days), {"$lt": ["$sorts_at", days.week_ends]}]}),
                }
            },
        ]
        async for row in self._tasks.raw.aggregate(stages):
            return Counts(row["all"], row["late"], row["today"], row["week"])
        return Counts(0, 0, 0, 0)

    async def units(self, days: Days) -> list[UnitCount]:
        """Count the open tasks of each unit, the one with most that is late first."""
        stages: list[dict[str, Any]] = [
            {"$match": {"open": True, "role": Role.UNIT_REVIEWER.value, "unit": {"$ne": None}}},
            {
                "$group": {
                    "_id": "$unit",
                    "open": {"$sum": 1},
                    "late": _where({"$lt": ["$sorts_at", days.now]}),
                    "escalated": _where({"$gt": ["$escalated_at", None]}),
                }
            },
            {"$sort": {"late": -1, "open": -1, "_id": 1}},
        ]
        return [
            UnitCount(row["_id"], row["open"], row["late"], row["escalated"])
            async for row in self._tasks.raw.aggregate(stages)
        ]

    async def to_escalate(self, before: datetime, limit: int) -> list[Task]:
        """Give at most `limit` open tasks of units that were due before `before` (UTC) and are not escalated."""
        wanted = {"open": True, "role": Role.UNIT_REVIEWER.value, "escalated_at": None, "sorts_at": {"$lt": before}}
        return await self._tasks.find(wanted, sort=_IN_ORDER, limit=limit)


def _of_role(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {"open": True, "role": str(wanted.role)}
    if wanted.unit is not None:
        query["unit"] = {"$in": [None, wanted.unit]}
    return query


def _query(wanted: Wanted) -> dict[str, Any]:
    query, days = _of_role(wanted), wanted.days
    if wanted.when is When.LATE:
        query["sorts_at"] = {"$lt": days.now}
    elif wanted.when is When.TODAY:
        query["sorts_at"] = {"$gte": days.now, "$lt": days.today_ends}
    elif wanted.when is When.WEEK:
        query["sorts_at"] = {"$gte": days.now, "$lt": days.week_ends}
    elif wanted.when is When.ESCALATED:
        query["escalated_at"] = {"$ne": None}
    if wanted.text:
        # Among the open tasks of one role there are few: no index needed.
        sought = {"$regex": re.escape(wanted.text), "$options": "i"}
        query["$or"] = [{"case": sought}, {"title": sought}, {"action": sought}]
    return query


def _from(days: Days) -> dict[str, Any]:
    return {"$gte": ["$sorts_at", days.now]}


def _where(condition: dict[str, Any]) -> dict[str, Any]:
    return {"$sum": {"$cond": [condition, 1, 0]}}
