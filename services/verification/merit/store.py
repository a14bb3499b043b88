"""MongoDB documents of reviews on the merits."""

from datetime import datetime
from typing import Any

from services.verification.merit.domain import Review, ReviewState
from services.verification.merit.domain.work import Work
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_FINISHED = [ReviewState.POSITIVE.value, ReviewState.NEGATIVE.value]
_DAY_MS = 24 * 60 * 60 * 1000

_OPEN = {"state": ReviewState.OPEN.value}
_INDEXES = [
    OpenDeadlines.index(_OPEN),
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="register"),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("number", ASCENDING)], name="by_state"),
    IndexModel([("edition_id", ASCENDING), ("unit.symbol", ASCENDING), ("number", ASCENDING)], name="by_unit"),
    IndexModel(
        [(field, ASCENDING) for field in ("state", "unit.symbol", "due_at", "opened_at", "finished_at")], name="work"
    ),
    IndexModel(
        [("unit.symbol", ASCENDING), ("state", ASCENDING), ("finished_at", DESCENDING), ("_id", DESCENDING)],
        name="finished_by_unit",
    ),
]


class MongoReviewStore:
    """Keeps reviews."""

    def __init__(self, database: Database) -> None:
        self._reviews = Collection(database, "reviews", Review, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._reviews, _OPEN)

    async def get(self, id: str, tx: Transaction | None = None) -> Review:
        """Give a review. Raises `NotFound`."""
        return await self._reviews.get(id, tx)

    async def add(self, tx: Transaction, review: Review) -> None:
        """Add a review. Raises `Duplicate`."""
        await self._reviews.insert(tx, review)

    async def save(self, tx: Transaction, review: Review) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._reviews.replace(tx, review)

    async def page(
        self, edition_id: str, state: ReviewState | None, unit: str | None, after: int, limit: int
    ) -> list[Review]:
        """Give at most `limit` reviews of an edition in the order of the register, from the one after `after`."""
        query: dict[str, Any] = {"edition_id": edition_id, "number": {"$gt": after}}
        if state is not None:
            query["state"] = state.value
        if unit is not None:
            query["unit.symbol"] = unit
        return await self._reviews.find(query, sort=[("number", ASCENDING)], limit=limit)

    async def finished(self, unit: str, after: tuple[datetime, str] | None, limit: int) -> list[Review]:
        """Give at most `limit` finished reviews of a unit, the newest first, from the one after (moment, id)."""
        query: dict[str, Any] = {"unit.symbol": unit, "state": {"$in": _FINISHED}}
        if after is not None:
            moment, id = after
            query["$or"] = [{"finished_at": {"$lt": moment}}, {"finished_at": moment, "_id": {"$lt": id}}]
        return await self._reviews.find(query, sort=[("finished_at", DESCENDING), ("_id", DESCENDING)], limit=limit)

    async def work(self, now: datetime, until: datetime) -> dict[str, Work]:
        """Count the reviews of each unit, by its symbol; `late` before `now`, `week` from then until `until`, UTC."""
        late, soon = {"$lt": ["$due_at", now]}, {"$and": [{"$gte": ["$due_at", now]}, {"$lt": ["$due_at", until]}]}
        open_stages: list[dict[str, Any]] = [
            {"$match": {"state": ReviewState.OPEN.value}},
            {
                "$group": {
                    "_id": "$unit.symbol",
                    "open": {"$sum": 1},
                    "late": {"$sum": {"$cond": [late, 1, 0]}},
                    "week": {"$sum": {"$cond": [soon, 1, 0]}},
                }
            },
        ]
        # $median came with MongoDB 7: the middle of the sorted times is found by hand.
        half = {"$floor": {"$divide": [{"$subtract": ["$finished", 1]}, 2]}}
        other = {"$floor": {"$divide": ["$finished", 2]}}
        done_stages: list[dict[str, Any]] = [
            {"$match": {"state": {"$in": _FINISHED}}},
            {"$project": {"_id": 0, "unit": "$unit.symbol", "took": {"$subtract": ["$finished_at", "$opened_at"]}}},
            {"$sort": {"took": 1}},
            {"$group": {"_id": "$unit", "finished": {"$sum": 1}, "took": {"$push": "$took"}}},
            {
                "$project": {
                    "finished": 1,
                    "middle": {
                        "$avg": [{"$arrayElemAt": ["$took", half]}, {"$arrayElemAt": ["$took", other]}],
                    },
                }
            },
        ]
        found: dict[str, dict[str, Any]] = {}
        async for row in self._reviews.raw.aggregate(open_stages):
            found[row["_id"]] = {name: row[name] for name in ("open", "late", "week")}
        async for row in self._reviews.raw.aggregate(done_stages):
            days = row["middle"] / _DAY_MS
            found.setdefault(row["_id"], {}).update(finished=row["finished"], median_days=days)
        return {symbol: Work(**counts) for symbol, counts in found.items()}
