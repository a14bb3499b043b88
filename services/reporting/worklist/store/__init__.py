"""MongoDB documents of tasks. The open ones are indexed in the order in which people see them."""

import asyncio
import re
from collections.abc import Collection as Group
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.reporting.worklist.domain import Days, Task
from services.reporting.worklist.domain.load import Key, Month, Standing, What
from services.reporting.worklist.service import Counts, UnitCount, Wanted, When
from shared.access import Role
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction, UpdateOne

_INDEXES = [
    # All that a list asks for, in the order in which people see it: what is counted needs no document.
    IndexModel(
        [(name, ASCENDING) for name in ("open", "role", "unit", "holder", "sorts_at", "_id")],
        name="of_unit",
    ),
    IndexModel(
        [(name, ASCENDING) for name in ("open", "role", "sorts_at", "_id", "unit", "escalated_at")],
        name="of_units",
    ),
    IndexModel(
        [("role", ASCENDING), ("escalated_at", ASCENDING), ("sorts_at", ASCENDING)],
        partialFilterExpression={"open": True},
        name="to_escalate",
    ),
    IndexModel(
        [("role", ASCENDING), ("unit", ASCENDING), ("opened_at", ASCENDING)],
        partialFilterExpression={"open": True},
        name="oldest",
    ),
]
_LOAD_INDEXES = [IndexModel([("month", ASCENDING), ("group", ASCENDING)], name="by_month")]
_IN_ORDER = [("sorts_at", ASCENDING), ("_id", ASCENDING)]


class MongoTaskStore:
    """Keeps tasks and their counts by unit and month."""

    def __init__(self, database: Database) -> None:
        self._tasks = Collection(database, "tasks", Task, key="id", indexes=_INDEXES)
        self._load = database.collection("task_load", _LOAD_INDEXES)

    async def task_or_none(self, id: str, tx: Transaction | None = None) -> Task | None:
        """Give a task, None where nothing has come of it."""
        return await self._tasks.find_one({"_id": id}, tx)

    async def tasks(self, ids: Group[str], tx: Transaction) -> list[Task]:
        """Give those of the tasks of which something has come."""
        return await self._tasks.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1, tx=tx)

    async def put(self, tx: Transaction, tasks: Sequence[Task]) -> None:
        """Write tasks, at least one."""
        await self._tasks.put_many(tx, tasks)

    async def count_up(self, tx: Transaction, changes: Mapping[Key, int]) -> None:
        """Change the counts, at least one."""
        sums: dict[tuple[str, str, int], dict[str, int]] = {}
        for key, amount in changes.items():
            place = sums.setdefault((key.month, key.group, key.lane), dict.fromkeys(What, 0))
            place[key.what] += amount
        writes = [
            UpdateOne(
                {"_id": f"{month}|{group}|{lane}"},
                {"$inc": amounts, "$setOnInsert": {"month": month, "group": group}},
                upsert=True,
            )
            for (month, group, lane), amounts in sums.items()
        ]
        await self._load.bulk_write(writes, ordered=False, session=tx.session)

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
        """Count what a person sees by its deadlines, whichever are wanted."""
        days, everything = wanted.days, _of_people(wanted)
        stages: list[dict[str, Any]] = [
            {"$match": {**everything, "sorts_at": {"$lt": days.week_ends}}},
            {
                "$group": {
                    "_id": None,
                    "late": _where({"$lt": ["$sorts_at", days.now]}),
                    "today": _where({"$and": [_from(days), {"$lt": ["$sorts_at", days.today_ends]}]}),
                    "week": _where(_from(days)),
                }
            },
        ]
        (every, with_others), rows = await asyncio.gather(
            self._in_hands(wanted), self._tasks.raw.aggregate(stages).to_list(None)
        )
        by_days = rows[0] if rows else dict.fromkeys(("late", "today", "week"), 0)
        return Counts(every, by_days["late"], by_days["today"], by_days["week"], with_others)

    async def _in_hands(self, wanted: Wanted) -> tuple[int, int]:
        """Count what a person sees, and what others have in hand of what could be theirs."""
        whoever = _of_people(replace(wanted, people=None))
        if wanted.people is None:
            return await self._tasks.count(whoever), 0
        # Whole stretches of an index are counted in less than half of the time that choosing among its keys takes.
        stretches = [whoever] if wanted.unit is None else [whoever | {"unit": unit} for unit in (None, wanted.unit)]
        of_others = _of_people(replace(wanted, others=True))
        with_others, *many = await asyncio.gather(*(self._tasks.count(query) for query in (of_others, *stretches)))
        return with_others if wanted.others else sum(many) - with_others, with_others

    async def units(self, days: Days) -> list[UnitCount]:
        """Count the open tasks of each unit, the one with most that is late first."""
        # Of no unit are few: to leave them out here would have the index searched in thousands of places.
        stages: list[dict[str, Any]] = [
            {"$match": {"open": True, "role": Role.UNIT_REVIEWER.value, "sorts_at": {"$lt": days.now}}},
            {"$group": {"_id": "$unit", "late": {"$sum": 1}, "escalated": _where({"$gt": ["$escalated_at", None]})}},
        ]
        late = {row["_id"]: row async for row in self._tasks.raw.aggregate(stages)}
        nothing: dict[str, int] = {"late": 0, "escalated": 0}
        counts = [
            UnitCount(group, open, late.get(group, nothing)["late"], late.get(group, nothing)["escalated"])
            for group, open in (await self.open_now()).items()
            if group not in set(Role)
        ]
        return sorted(counts, key=lambda one: (-one.late, -one.open, one.unit))

    async def open_now(self) -> dict[str, int]:
        """Count what is open, by unit or role."""
        return {one.group: one.open for one in await self.months([""])}

    async def months(self, months: Sequence[str]) -> list[Month]:
        """Give the counts of months ("2026-04"; "" for what is open now), by unit or role."""
        sums = {what.value: {"$sum": f"${what.value}"} for what in What}
        stages: list[dict[str, Any]] = [
            {"$match": {"month": {"$in": list(months)}}},
            {"$group": {"_id": {"month": "$month", "group": "$group"}, **sums}},
            {"$sort": {"_id.group": 1, "_id.month": 1}},
        ]
        rows = [row async for row in self._load.aggregate(stages)]
        kept = [row for row in rows if any(row[what.value] for what in What)]
        return [Month(**row.pop("_id"), **row) for row in kept]

    async def standing(self, groups: Group[str], now: datetime) -> dict[str, Standing]:
        """Tell of units or roles how much is late and since when the oldest task waits."""
        return {group: await self._of_group(group, now) for group in groups}

    async def _of_group(self, group: str, now: datetime) -> Standing:
        query: dict[str, Any] = {"open": True}
        query |= {"role": group} if group in set(Role) else {"role": Role.UNIT_REVIEWER.value, "unit": group}
        found = await self._tasks.find(query, sort=[("opened_at", ASCENDING)], limit=1)
        late = await self._tasks.count({**query, "sorts_at": {"$lt": now}})
        return Standing(late, found[0].opened_at if found else None)

    async def to_escalate(self, before: datetime, limit: int) -> list[Task]:
        """Give at most `limit` open tasks of units that were due before `before` (UTC) and are not escalated."""
        wanted = {"open": True, "role": Role.UNIT_REVIEWER.value, "escalated_at": None, "sorts_at": {"$lt": before}}
        return await self._tasks.find(wanted, sort=_IN_ORDER, limit=limit)


def _of_people(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {"open": True, "role": str(wanted.role)}
    if wanted.unit is not None:
        query["unit"] = {"$in": [None, wanted.unit]}
    if wanted.people is not None:
        query["holder"] = {"$nin" if wanted.others else "$in": [None, *wanted.people]}
    return query


def _query(wanted: Wanted) -> dict[str, Any]:
    query, days = _of_people(wanted), wanted.days
    if wanted.when is When.LATE:
        query["sorts_at"] = {"$lt": days.now}
    elif wanted.when is When.TODAY:
        query["sorts_at"] = {"$gte": days.now, "$lt": days.today_ends}
    elif wanted.when is When.WEEK:
        query["sorts_at"] = {"$gte": days.now, "$lt": days.week_ends}
    elif wanted.when is When.LATER:
        query["sorts_at"] = {"$gte": days.today_ends, "$lt": days.week_ends}
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
