"""MongoDB documents of the search: one for each thing on the site, found by its terms."""

from typing import Any

from services.media.search.domain import Found, Kind
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction


class MongoSearchStore:
    """Keeps what can be found."""

    def __init__(self, database: Database) -> None:
        self._found = Collection(
            database,
            "findable",
            Found,
            key="id",
            indexes=[IndexModel([("terms", ASCENDING), ("published_at", DESCENDING)])],
        )

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
        """Write the terms of each anew."""
        findable = Collection(database, "findable", Found, key="id")
        async for row in findable.raw.find():
            one = findable.item(row)
            await findable.raw.replace_one({"_id": one.id}, findable.document(one.indexed()))


def _fits(wanted: tuple[frozenset[str], ...]) -> dict[str, Any]:
    return {"$and": [{"terms": {"$in": sorted(terms)}} for terms in wanted]}
