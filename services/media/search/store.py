"""MongoDB documents of the search: one for each thing on the site, found by its terms."""

from collections.abc import Sequence
from typing import Any

from services.media.search.domain import Found, Kind
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_TERMS = 2
"""The stemmer whose terms a document has: 1 cut endings alone, 2 knows the roots of nouns too."""
_INDEXES = [
    IndexModel([("terms", ASCENDING), ("published_at", DESCENDING)]),
    IndexModel([("schema_version", ASCENDING)], name="stemmer"),
]
_PART = 100
"""Documents that are written anew at a time."""


class MongoSearchStore:
    """Keeps what can be found."""

    def __init__(self, database: Database) -> None:
        self._found = _findable(database, _INDEXES)

    async def put(self, tx: Transaction, found: Found) -> None:
        """Write what can be found."""
        await self._found.put(tx, found)

    async def drop(self, tx: Transaction, id: str) -> None:
        """Forget it."""
        await self._found.raw.delete_one({"_id": id}, session=tx.session)

    async def counts(self, wanted: tuple[frozenset[str], ...]) -> dict[Kind, int]:
        """Count what fits, by kind."""
        steps = [{"$match": _fits(wanted)}, {"$group": {"_id": "$kind", "count": {"$sum": 1}}}]
        rows: list[dict[str, Any]] = await self._found.raw.aggregate(steps).to_list(len(Kind))
        return {Kind(row["_id"]): int(row["count"]) for row in rows}

    async def find(self, wanted: tuple[frozenset[str], ...], kind: Kind | None, limit: int, skip: int) -> list[Found]:
        """Give what fits, those with more of the words in their titles first, then the newest."""
        every = sorted(frozenset().union(*wanted))
        steps: list[dict[str, Any]] = [
            {"$match": {**_fits(wanted), **({"kind": kind.value} if kind else {})}},
            {"$addFields": {"rank": {"$size": {"$setIntersection": ["$title_terms", every]}}}},
            {"$sort": {"rank": -1, "published_at": -1, "_id": 1}},
            {"$skip": skip},
            {"$limit": limit},
            {"$project": {"rank": 0, "terms": 0, "title_terms": 0}},
        ]
        rows: list[dict[str, Any]] = await self._found.raw.aggregate(steps).to_list(limit)
        return [self._found.item(row) for row in rows]


class FoundAnew:
    """What can be found has the terms of the present stemmer."""

    name = "found by roots"

    async def __call__(self, database: Database) -> None:
        """Write the terms anew of what has those of an older stemmer, a part at a time."""
        findable = _findable(database)
        while rows := await findable.raw.find({"schema_version": {"$lt": _TERMS}}).limit(_PART).to_list(_PART):
            for row in rows:
                told = findable.document(findable.item(row).indexed())
                # What somebody has put on the site meanwhile is newer than what was read here: it waits for its turn.
                wanted = {"_id": row["_id"], "title": row["title"], "text": row["text"]}
                anew = {name: told[name] for name in ("title_terms", "terms", "schema_version")}
                await findable.raw.update_one(wanted, {"$set": anew})


def _findable(database: Database, indexes: Sequence[IndexModel] = ()) -> Collection[Found]:
    return Collection(database, "findable", Found, key="id", indexes=indexes, schema_version=_TERMS)


def _fits(wanted: tuple[frozenset[str], ...]) -> dict[str, Any]:
    return {"$and": [{"terms": {"$in": sorted(terms)}} for terms in wanted]}
