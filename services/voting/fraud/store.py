"""MongoDB documents of fraud: sightings, flags, and which envelope stands under which flag."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.voting.fraud.domain.flags import Fate, Figures, Flag, Suspect
from services.voting.fraud.domain.sightings import Fresh, Seen, Sighting, sighting_of
from services.voting.fraud.domain.signals import FlagKind, Limits
from services.voting.fraud.service.needs import MOST_FRESH
from shared.store import ASCENDING, Collection, Database, IndexModel, NotFound, Transaction, new_id

_MOST_IN_GROUPS = 500_000
_MOST_FLAGS = 5_000
_SIGHTING_INDEXES = [
    IndexModel([("edition_id", ASCENDING)], partialFilterExpression={"examined": False}, name="fresh"),
    *(
        IndexModel(
            [("edition_id", ASCENDING), *((field, ASCENDING) for field in fields)],
            partialFilterExpression={fields[0]: {"$type": kind}},
            name=f"known_{fields[0]}",
        )
        # What nobody knows of a ballot costs nothing: most have one or two of these. A question names the type too.
        for fields, kind in (
            (("network",), "string"),
            (("phone",), "string"),
            (("home",), "string"),
            (("age",), "number"),
            (("clerk", "bucket"), "string"),
        )
    ),
]
_FLAG_INDEXES = [
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="one_number_one_flag"),
    IndexModel([("edition_id", ASCENDING), ("group", ASCENDING)], unique=True, name="one_group_one_flag"),
]
_SUSPECT_INDEXES = [
    IndexModel([("flag_id", ASCENDING), ("fate", ASCENDING)], name="of_flag"),
    IndexModel([("edition_id", ASCENDING), ("fate", ASCENDING)], name="of_edition"),
]


class MongoFraudStore:
    """Keeps sightings, flags and suspects."""

    def __init__(self, database: Database) -> None:
        of_edition = IndexModel([("edition_id", ASCENDING)], name="of_edition")
        self._heaps = database.collection("sighting_heaps", [of_edition])
        self._sightings = Collection(database, "sightings", Sighting, key="id", indexes=_SIGHTING_INDEXES)
        self._flags = Collection(database, "flags", Flag, key="id", indexes=_FLAG_INDEXES)
        self._suspects = Collection(database, "suspects", Suspect, key="id", indexes=_SUSPECT_INDEXES)

    async def forget(self, edition_id: str) -> None:
        """Delete all sightings of an edition."""
        # Heaps first: one that is just being spread is then among what is deleted next, or was not spread.
        await self._heaps.delete_many({"edition_id": edition_id})
        await self._sightings.raw.delete_many({"edition_id": edition_id})

    def add_heap(self, tx: Transaction, edition_id: str, bucket: datetime, seen: Mapping[str, Seen]) -> None:
        """Add what was seen of envelopes that go in together in these five minutes: one document, with the commit."""
        rows = [(id, *one) for id, one in seen.items()]
        row = {"_id": new_id(), "edition_id": edition_id, "bucket": bucket, "seen": rows}
        tx.add_last(self._heaps, [row])

    async def fresh(self, edition_id: str, tx: Transaction | None = None) -> Fresh:
        """Give sightings that nobody has examined: whole heaps, until they are `MOST_FRESH` or more."""
        again = await self._sightings.find({"edition_id": edition_id, "examined": False}, limit=MOST_FRESH, tx=tx)
        heaps: dict[str, Sequence[Sighting]] = {}
        many = len(again)
        async for id, heap in self._heaped(edition_id, tx):
            if many >= MOST_FRESH:
                break
            heaps[id] = heap
            many += len(heap)
        return Fresh(heaps, again)

    async def spread(self, tx: Transaction, heaps: Mapping[str, Sequence[Sighting]]) -> None:
        """Let the sightings of these heaps lie one by one, examined and in their indexes.

        What another replica has spread, or what is forgotten, stays as it is.
        """
        wanted = {"_id": {"$in": list(heaps)}}
        there = [row["_id"] async for row in self._heaps.find(wanted, {"_id": 1}, session=tx.session)]
        if there:
            await self._sightings.insert_many(tx, [one for id in there for one in heaps[id]])
            await self._heaps.delete_many({"_id": {"$in": there}}, session=tx.session)

    async def _heaped(
        self, edition_id: str, tx: Transaction | None = None
    ) -> AsyncIterator[tuple[str, list[Sighting]]]:
        rows = self._heaps.find({"edition_id": edition_id}, session=tx.session if tx else None)
        async for row in rows:
            yield row["_id"], [sighting_of(edition_id, id, Seen(*one), row["bucket"]) for id, *one in row["seen"]]

    async def mark_examined(self, ids: Sequence[str]) -> None:
        """Remember that these were looked at."""
        if ids:
            await self._sightings.raw.update_many({"_id": {"$in": list(ids)}}, {"$set": {"examined": True}})

    async def look_again(self, tx: Transaction, ids: Sequence[str]) -> None:
        """Let the sightings of these envelopes be looked at once more."""
        again = {"$set": {"examined": False}}
        await self._sightings.raw.update_many({"_id": {"$in": list(ids)}}, again, session=tx.session)

    async def ages(self, edition_id: str, tx: Transaction | None = None) -> dict[int, int]:
        """Count people by their age, where it is known and nobody has to look in a heap."""
        steps = [{"$match": {"edition_id": edition_id, "age": {"$type": "number"}}}]
        rows = self._sightings.raw.aggregate(
            [*steps, {"$group": {"_id": "$age", "count": {"$sum": 1}}}], session=tx.session if tx else None
        )
        return {row["_id"]: row["count"] async for row in rows}

    async def years(self, edition_id: str) -> dict[str, int]:
        """Give the ages of those who have voted, where they are known, by the ids of their envelopes."""
        # Heaps first: what is spread meanwhile is seen twice, and not missed.
        known = {one.id: one.age async for _, heap in self._heaped(edition_id) for one in heap if one.age is not None}
        rows = self._sightings.raw.find({"edition_id": edition_id, "age": {"$type": "number"}}, {"age": 1})
        return known | {row["_id"]: row["age"] async for row in rows}

    async def groups(
        self,
        edition_id: str,
        fresh: Sequence[Sighting],
        ages: Sequence[int],
        limits: Limits,
        tx: Transaction | None = None,
    ) -> list[Sighting]:
        """Give all sightings of the groups that these are in, and of these ages, each by its index."""
        return await self._sightings.find(in_groups(edition_id, fresh, ages, limits), limit=_MOST_IN_GROUPS, tx=tx)

    async def sightings(self, ids: Sequence[str]) -> list[Sighting]:
        """Give the sightings of these envelopes."""
        return await self._sightings.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1)

    async def flag_of(self, edition_id: str, group: str, tx: Transaction) -> Flag | None:
        """Give the flag of a group, None where there is none."""
        return await self._flags.find_one({"edition_id": edition_id, "group": group}, tx)

    async def flag(self, edition_id: str, id: str, tx: Transaction | None = None) -> Flag:
        """Give a flag of an edition. Raises `NotFound`."""
        flag = await self._flags.get(id, tx)
        if flag.edition_id != edition_id:
            raise NotFound("flags", id)
        return flag

    async def flags(self, edition_id: str) -> list[Flag]:
        """Give the flags of an edition, the newest first."""
        return await self._flags.find({"edition_id": edition_id}, sort=[("number", -1)], limit=_MOST_FLAGS)

    async def add_flag(self, tx: Transaction, flag: Flag) -> None:
        """Add a flag."""
        await self._flags.insert(tx, flag)

    async def save_flag(self, tx: Transaction, flag: Flag) -> None:
        """Write the next version. Raises `Stale`."""
        await self._flags.replace(tx, flag)

    async def add_suspects(self, tx: Transaction, suspects: Sequence[Suspect]) -> None:
        """Add envelopes under a flag. Raises `Duplicate` where one stands under another."""
        await self._suspects.insert_many(tx, suspects)

    async def known_among(self, ids: Sequence[str], tx: Transaction | None = None) -> set[str]:
        """Give those of these envelopes that stand or stood under a flag."""
        wanted = {"_id": {"$in": list(ids)}}
        return {suspect.id for suspect in await self._suspects.find(wanted, limit=len(ids) or 1, tx=tx)}

    async def suspects(self, flag_id: str, fate: Fate | None = None, tx: Transaction | None = None) -> list[Suspect]:
        """Give the envelopes of a flag, in the order of their random ids."""
        wanted = {"flag_id": flag_id} | ({} if fate is None else {"fate": fate.value})
        return await self._suspects.find(wanted, limit=MOST_FRESH, tx=tx)

    async def settle(self, tx: Transaction, ids: Sequence[str], fate: Fate) -> None:
        """Write what became of envelopes that were set aside. Raises `NotFound` where one was not."""
        wanted = {"_id": {"$in": list(ids)}, "fate": Fate.ASIDE.value}
        done = await self._suspects.raw.update_many(wanted, {"$set": {"fate": fate.value}}, session=tx.session)
        if done.modified_count != len(ids):
            raise NotFound("suspects", fate)

    async def waiting(self, edition_id: str, tx: Transaction | None = None) -> int:
        """Count the envelopes that are set aside."""
        return await self._suspects.count({"edition_id": edition_id, "fate": Fate.ASIDE.value}, tx)

    async def figures(self, edition_id: str) -> list[Figures]:
        """Count by kind of flag, in the order of the kinds."""
        sums: Mapping[str, Any] = {name: {"$sum": f"${name}"} for name in ("aside", "released", "voided")}
        rows = self._flags.raw.aggregate([{"$match": {"edition_id": edition_id}}, {"$group": {"_id": "$kind", **sums}}])
        found = {row.pop("_id"): row async for row in rows}
        return [
            Figures(kind=kind, flagged=sum(found[kind].values()), **found[kind]) for kind in FlagKind if kind in found
        ]


def in_groups(edition_id: str, fresh: Sequence[Sighting], ages: Sequence[int], limits: Limits) -> dict[str, Any]:
    """Ask for the groups that these sightings are in: each by its partial index, whose type the question must name."""
    asked: list[dict[str, Any]] = [
        {field: {"$in": values, "$type": "string"}}
        for field in ("network", "phone", "home")
        if (values := sorted({value for one in fresh if (value := getattr(one, field))}))
    ]
    asked += [
        {"clerk": {"$eq": clerk, "$type": "string"}, "bucket": bucket}
        for clerk, bucket in sorted({(one.clerk, one.bucket) for one in fresh if one.clerk})
    ]
    strange: list[dict[str, Any]] = [{"$lt": 0}, {"$gt": limits.oldest}, *([{"$in": list(ages)}] if ages else [])]
    asked += [{"age": {**one, "$type": "number"}} for one in strange]
    return {"$or": [{"edition_id": edition_id, **one} for one in asked]}
