"""MongoDB documents of the life lines. Lists read only the glance of a project and its point, by indexes."""

import re
from collections.abc import Sequence
from typing import Any

from services.reporting.tracker.domain import Edition, Glance, Milestone, Project, State
from services.reporting.tracker.domain.searching import beginnings
from services.reporting.tracker.service import Line, Sum, Wanted
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_MOST = 5_000
"""More than an edition of the largest Polish city has projects."""


def _by(field: str) -> IndexModel:
    keys = ("edition_id", f"glance.{field}", "glance.number")
    return IndexModel([(key, ASCENDING) for key in keys], name=f"by_{field}")


_INDEXES = [
    IndexModel([("edition_id", ASCENDING), ("glance.number", ASCENDING)], name="register"),
    _by("pool_id"),
    _by("area_id"),
    _by("state"),
    IndexModel([("edition_id", ASCENDING), ("glance.words", ASCENDING)], name="by_words"),
    # Of each project the newest entry counts: a descending sort goes by the largest of a list.
    IndexModel([("entries.at", DESCENDING)], name="newest"),
]
_IN_ORDER = [("edition_id", ASCENDING), ("glance.number", ASCENDING)]
_LEAN = {"edition_id": 1, "glance": 1, "content.latitude": 1, "content.longitude": 1}


class MongoTrackerStore:
    """Keeps projects and copies of editions."""

    def __init__(self, database: Database) -> None:
        self._projects = Collection(database, "projects", Project, key="id", indexes=_INDEXES)
        self._editions = Collection(database, "editions", Edition, key="id")

    async def project_or_none(self, id: str, tx: Transaction | None = None) -> Project | None:
        """Give a project, None where nothing has come of it."""
        return await self._projects.find_one({"_id": id}, tx)

    async def projects(self, ids: Sequence[str], tx: Transaction) -> list[Project]:
        """Give those of the projects of which something has come."""
        return await self._projects.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1, tx=tx)

    async def put_projects(self, tx: Transaction, projects: Sequence[Project]) -> None:
        """Write projects, at least one."""
        await self._projects.put_many(tx, projects)

    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> Edition | None:
        """Give the copy of an edition, None where nothing has come of it."""
        return await self._editions.find_one({"_id": id}, tx)

    async def editions(self) -> list[Edition]:
        """Give all announced editions, the newest first. One a year: they need no index."""
        order = [("rules.year", DESCENDING), ("rules.number", DESCENDING)]
        return await self._editions.find({"rules": {"$ne": None}}, sort=order, limit=200)

    async def changed_last(self, limit: int) -> list[Project]:
        """Give at most `limit` filed projects, what has happened last first."""
        return await self._projects.find({_NUMBER: {"$gte": 1}}, sort=[("entries.at", DESCENDING)], limit=limit)

    async def put_edition(self, tx: Transaction, edition: Edition) -> None:
        """Write the copy of an edition."""
        await self._editions.put(tx, edition)

    async def page(self, wanted: Wanted, areas: Sequence[Sequence[str]], skip: int, limit: int) -> list[Line]:
        """Give at most `limit` projects in the order of their numbers. `areas`: of which each word is the name."""
        rows = self._projects.raw.find(_query(wanted, areas), _LEAN).sort(_IN_ORDER).skip(skip).limit(limit)
        return [_line(row) for row in await rows.to_list(limit)]

    async def after(
        self, wanted: Wanted, areas: Sequence[Sequence[str]], edition_id: str, number: int, limit: int
    ) -> list[Line]:
        """Give at most `limit` projects that come after number `number` of an edition."""
        later = {"$or": [{"edition_id": {"$gt": edition_id}}, {"edition_id": edition_id, _NUMBER: {"$gt": number}}]}
        query = {"$and": [_query(wanted, areas), later]}
        rows = self._projects.raw.find(query, _LEAN).sort(_IN_ORDER).limit(limit)
        return [_line(row) for row in await rows.to_list(limit)]

    async def states(self, wanted: Wanted, areas: Sequence[Sequence[str]]) -> dict[State, int]:
        """Count the projects in each state, whichever state is wanted."""
        query = _query(Wanted(wanted.edition_id, wanted.text, wanted.pool_id, wanted.area_id), areas)
        stages: list[dict[str, Any]] = [{"$match": query}, {"$group": {"_id": "$glance.state", "count": {"$sum": 1}}}]
        found = {State(row["_id"]): int(row["count"]) async for row in self._projects.raw.aggregate(stages)}
        return {state: found[state] for state in State if state in found}

    async def sums(self, edition_id: str) -> list[Sum]:
        """Add up the projects of an edition by pool and category."""

        def where(milestone: Milestone, amount: Any) -> dict[str, Any]:
            return {"$sum": {"$cond": [{"$in": [milestone.value, "$glance.milestones"]}, amount, 0]}}

        group: dict[str, Any] = {
            "_id": {"pool": "$glance.pool_id", "category": "$glance.category"},
            "asked": {"$sum": "$content.cost"},
            "won": where(Milestone.SELECTED, "$glance.cost"),
            "spent": {"$sum": {"$ifNull": ["$glance.spent", 0]}},
            **{milestone.value: where(milestone, 1) for milestone in Milestone},
        }
        stages: list[dict[str, Any]] = [
            {"$match": _query(Wanted(edition_id=edition_id), ())},
            {"$group": group},
            {"$sort": {"_id.pool": 1, "_id.category": 1}},
        ]
        return [_sum(row) async for row in self._projects.raw.aggregate(stages)]


_NUMBER = "glance.number"


def _query(wanted: Wanted, areas: Sequence[Sequence[str]]) -> dict[str, Any]:
    query: dict[str, Any] = {_NUMBER: {"$gte": 1}}
    if wanted.edition_id:
        query["edition_id"] = wanted.edition_id
    for field in ("pool_id", "area_id", "state"):
        value = getattr(wanted, field)
        if value:
            query[f"glance.{field}"] = str(value)
    # Anchored, so that the index of words serves.
    starts = beginnings(wanted.text)
    if starts:
        query["$and"] = [_word(start, areas[place] if place < len(areas) else ()) for place, start in enumerate(starts)]
    return query


def _word(start: str, named: Sequence[str]) -> dict[str, Any]:
    """Ask for a word that begins so, or for the areas that are named so."""
    in_text = {"glance.words": {"$regex": f"^{re.escape(start)}"}}
    return {"$or": [in_text, {"glance.area_id": {"$in": list(named)}}]} if named else in_text


def _line(row: dict[str, Any]) -> Line:
    latitude, longitude = row["content"]["latitude"], row["content"]["longitude"]
    point = None if latitude is None or longitude is None else (latitude, longitude)
    return Line(row["_id"], row["edition_id"], Glance.model_validate(row["glance"]), point)


def _sum(row: dict[str, Any]) -> Sum:
    reached = {milestone: int(row[milestone.value]) for milestone in Milestone}
    key = row["_id"]
    return Sum(key["pool"], key["category"], reached, int(row["asked"]), int(row["won"]), int(row["spent"]))
