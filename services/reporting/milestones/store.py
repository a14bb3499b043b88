"""MongoDB documents of milestones: one schedule for each project."""

from datetime import date
from typing import Any

from services.reporting.milestones.domain import Schedule
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_DAY = "milestones.planned"
_INDEXES = [
    IndexModel([(_DAY, ASCENDING)], name="by_day"),
    IndexModel([("edition_id", ASCENDING), (_DAY, ASCENDING)], name="of_edition"),
]


class MongoScheduleStore:
    """Keeps the planned days of every project whose unit has planned some."""

    def __init__(self, database: Database) -> None:
        self._schedules = Collection(database, "schedules", Schedule, key="id", indexes=_INDEXES)

    async def schedule_or_none(self, id: str, tx: Transaction | None = None) -> Schedule | None:
        """Give what is planned for a project, None where nothing was ever."""
        return await self._schedules.find_one({"_id": id}, tx)

    async def put(self, tx: Transaction, schedule: Schedule) -> None:
        """Write a schedule."""
        await self._schedules.put(tx, schedule)

    async def between(self, first: date, last: date, edition_id: str | None, limit: int) -> list[Schedule]:
        """Give at most `limit` schedules with a day in this stretch."""
        return await self._schedules.find(_query(first, last, edition_id), limit=limit)

    async def of_edition(self, edition_id: str, limit: int) -> list[Schedule]:
        """Give at most `limit` schedules of an edition."""
        return await self._schedules.find({"edition_id": edition_id}, limit=limit)

    async def next_day(self, first: date, last: date, edition_id: str | None) -> date | None:
        """Give the first planned day of a stretch, None where there is none."""
        query = _query(first, last, edition_id)
        stages: list[dict[str, Any]] = [
            {"$match": query},
            {"$unwind": "$milestones"},
            {"$match": {_DAY: {"$gte": first.isoformat()}}},
            {"$group": {"_id": None, "day": {"$min": f"${_DAY}"}}},
        ]
        async for row in self._schedules.raw.aggregate(stages):
            return date.fromisoformat(row["day"])
        return None


def _query(first: date, last: date, edition_id: str | None) -> dict[str, Any]:
    days = {"milestones": {"$elemMatch": {"planned": {"$gte": first.isoformat(), "$lte": last.isoformat()}}}}
    return {**days, **({"edition_id": edition_id} if edition_id else {})}
