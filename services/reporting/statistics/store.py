"""MongoDB documents of the statistics. Figures are added up by an index, never kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.reporting.statistics.domain.figures import Money, Sum
from services.reporting.statistics.domain.following import Edition, Project
from shared.contracts.voting import Outcome
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_INDEXES = [IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], name="register")]
_MOST = 5_000
"""More than an edition of the largest Polish city has projects."""
_WON = {"$eq": ["$result.outcome", Outcome.SELECTED.value]}


class MongoStatisticsStore:
    """Keeps copies of editions and of projects, as far as figures need them."""

    def __init__(self, database: Database) -> None:
        self._editions = Collection(database, "statistics_editions", Edition, key="id")
        self._projects = Collection(database, "statistics_projects", Project, key="id", indexes=_INDEXES)

    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> Edition | None:
        """Give an edition, None where nothing has come of it."""
        return await self._editions.find_one({"_id": id}, tx)

    async def editions(self) -> list[Edition]:
        """Give all announced editions, the newest first. One a year: they need no index."""
        order = [("rules.year", DESCENDING), ("rules.number", DESCENDING)]
        return await self._editions.find({"rules": {"$ne": None}}, sort=order, limit=200)

    async def put_edition(self, tx: Transaction, edition: Edition) -> None:
        """Write an edition."""
        await self._editions.put(tx, edition)

    async def projects(self, ids: Sequence[str], tx: Transaction) -> list[Project]:
        """Give those of the projects of which something has come."""
        return await self._projects.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1, tx=tx)

    async def put_projects(self, tx: Transaction, projects: Sequence[Project]) -> None:
        """Write projects, at least one."""
        await self._projects.put_many(tx, projects)

    async def counted(self, edition_id: str) -> list[Project]:
        """Give the projects of an edition that have a result, by pool, area and place."""
        found = await self._projects.find(
            {"edition_id": edition_id, "result": {"$ne": None}}, sort=[("number", ASCENDING)], limit=_MOST
        )
        return sorted(found, key=lambda one: (one.pool_id, one.area_id or "", one.result.place if one.result else 0))

    async def sums(self, edition_id: str | None = None) -> list[Sum]:
        """Add up the filed projects of one edition or of all, by area and category."""
        stages: list[dict[str, Any]] = [
            {"$match": {**_of(edition_id), "number": {"$gte": 1}, "merged": False}},
            {
                "$group": {
                    "_id": {"edition_id": "$edition_id", "area_id": "$area_id", "category": "$category"},
                    "filed": {"$sum": 1},
                    "asked": {"$sum": "$asked"},
                    "selected": {"$sum": {"$cond": [_WON, 1, 0]}},
                    "won": {"$sum": {"$cond": [_WON, "$result.cost", 0]}},
                    "planned": {"$sum": "$planned"},
                    "spent": {"$sum": "$spent"},
                }
            },
            {"$sort": {"_id": 1}},
        ]
        return [
            Sum(**row["_id"], money=Money(**{name: int(row[name]) for name in Money.model_fields}))
            async for row in self._projects.raw.aggregate(stages)
        ]

    async def modified(self, edition_id: str | None = None) -> dict[str, datetime]:
        """Give by edition when its projects have changed last (UTC)."""
        stages: list[dict[str, Any]] = [
            {"$match": _of(edition_id)},
            {"$group": {"_id": "$edition_id", "at": {"$max": "$modified"}}},
        ]
        return {row["_id"]: row["at"] async for row in self._projects.raw.aggregate(stages)}


def _of(edition_id: str | None) -> dict[str, Any]:
    return {"edition_id": edition_id} if edition_id else {}
