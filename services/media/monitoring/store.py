"""MongoDB documents of monitoring: sources and how their watching stands, topics, mentions, jumps, digests."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.media.monitoring.domain.digest import Digest
from services.media.monitoring.domain.mention import Mention
from services.media.monitoring.domain.source import Source, Watch
from services.media.monitoring.domain.topic import Jump, Topic
from services.media.monitoring.service import MOST_SOURCES, MOST_TOPICS, Wanted
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, ReturnDocument, Transaction

_BY_NAME = [("name", ASCENDING), ("_id", ASCENDING)]
_NEWEST = [("at", DESCENDING), ("_id", ASCENDING)]
_OPEN = {"open": True}
_ALIKE_MOST = 50
"""Mentions that one is compared with, those that share the most first."""
_COPIES_MOST = 200


class MongoMonitoringStore:
    """Keeps what is watched and what was found."""

    def __init__(self, database: Database) -> None:
        by_name = IndexModel(_BY_NAME, name="by_name")
        address = IndexModel([("url", ASCENDING)], unique=True, name="address")
        self._sources = Collection(database, "monitoring_sources", Source, key="id", indexes=[address, by_name])
        due = IndexModel([("due_at", ASCENDING)], name="due")
        self._watches = Collection(database, "monitoring_watches", Watch, key="id", indexes=[due])
        self._topics = Collection(database, "monitoring_topics", Topic, key="id", indexes=[by_name])
        self._mentions = Collection(
            database,
            "mentions",
            Mention,
            key="id",
            indexes=[
                IndexModel([("key", ASCENDING)], unique=True, name="address"),
                IndexModel([("first", ASCENDING), *_NEWEST], name="newest"),
                IndexModel([("first", ASCENDING), ("seen_at", ASCENDING)], name="seen"),
                IndexModel([("terms", ASCENDING), ("day", ASCENDING)], name="terms"),
                IndexModel([("runs", ASCENDING), ("at", ASCENDING)], name="runs"),
                IndexModel([("story", ASCENDING), ("at", ASCENDING)], name="of_story"),
                IndexModel([("at", ASCENDING)], name="old"),
                IndexModel([("seen_at", ASCENDING)], name="began"),
            ],
        )
        self._jumps = Collection(
            database,
            "topic_jumps",
            Jump,
            key="id",
            indexes=[
                IndexModel([("topic_id", ASCENDING)], unique=True, partialFilterExpression=_OPEN, name="open"),
                IndexModel([("topic_id", ASCENDING), ("day", DESCENDING)], name="of_topic"),
            ],
        )
        self._digests = Collection(database, "monitoring_digests", Digest, key="id")

    # -- sources -----------------------------------------------------------------------------------------------------

    async def source(self, id: str, tx: Transaction | None = None) -> Source:
        """Give a source. Raises `NotFound`."""
        return await self._sources.get(id, tx)

    async def sources(self, tx: Transaction | None = None) -> list[Source]:
        """Give all by their names."""
        return await self._sources.find({}, sort=_BY_NAME, limit=MOST_SOURCES, tx=tx)

    async def add_source(self, tx: Transaction, source: Source) -> None:
        """Add a source. Raises `Duplicate` where its address is watched."""
        await self._sources.insert(tx, source)

    async def save_source(self, tx: Transaction, source: Source) -> None:
        """Write the next version. Raises `Stale`, `NotFound`, `Duplicate`."""
        await self._sources.replace(tx, source)

    async def watches(self) -> dict[str, Watch]:
        """Give how the watching of every source stands, by its id."""
        return {watch.id: watch for watch in await self._watches.find({}, limit=MOST_SOURCES)}

    async def watch(self, id: str, tx: Transaction | None = None) -> Watch:
        """Give how the watching of a source stands. Raises `NotFound`."""
        return await self._watches.get(id, tx)

    async def put_watch(self, tx: Transaction, watch: Watch) -> None:
        """Write how the watching of a source stands."""
        await self._watches.put(tx, watch)

    async def claim(self, now: datetime, until: datetime) -> Watch | None:
        """Give the one whose look is due the longest and is nobody else's until then; None where none is due."""
        row: Any = await self._watches.raw.find_one_and_update(
            {"due_at": {"$ne": None, "$lte": now}},
            {"$set": {"due_at": until}},
            sort=[("due_at", ASCENDING)],
            return_document=ReturnDocument.AFTER,
        )
        return self._watches.item(row) if row else None

    # -- topics ------------------------------------------------------------------------------------------------------

    async def topic(self, id: str, tx: Transaction | None = None) -> Topic:
        """Give a topic. Raises `NotFound`."""
        return await self._topics.get(id, tx)

    async def topics(self, tx: Transaction | None = None) -> list[Topic]:
        """Give all by their names."""
        return await self._topics.find({}, sort=_BY_NAME, limit=MOST_TOPICS, tx=tx)

    async def add_topic(self, tx: Transaction, topic: Topic) -> None:
        """Add a topic."""
        await self._topics.insert(tx, topic)

    async def save_topic(self, tx: Transaction, topic: Topic) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._topics.replace(tx, topic)

    # -- mentions ----------------------------------------------------------------------------------------------------

    async def mention(self, id: str, tx: Transaction | None = None) -> Mention:
        """Give a mention. Raises `NotFound`."""
        return await self._mentions.get(id, tx)

    async def add_mentions(self, tx: Transaction, mentions: Sequence[Mention]) -> None:
        """Add mentions, at least one. Raises `Duplicate` where one of them is there."""
        await self._mentions.insert_many(tx, mentions)

    async def save_mention(self, tx: Transaction, mention: Mention) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._mentions.replace(tx, mention)

    async def known(self, keys: Sequence[str], tx: Transaction) -> set[str]:
        """Give which of these addresses' keys are there."""
        rows = self._mentions.raw.find({"key": {"$in": list(keys)}}, {"key": 1}, session=tx.session)
        return {row["key"] for row in await rows.to_list(len(keys) or 1)}

    async def like(self, runs: Sequence[int], since: datetime, tx: Transaction) -> list[Mention]:
        """Give the mentions since then that share the most of these runs of words."""
        wanted = {"runs": {"$in": list(runs)}, "at": {"$gte": since}}
        shared = {"$size": {"$setIntersection": ["$runs", list(runs)]}}
        stages: list[dict[str, Any]] = [
            {"$match": wanted},
            {"$addFields": {"_shared": shared}},
            {"$sort": {"_shared": DESCENDING, "_id": ASCENDING}},
            {"$limit": _ALIKE_MOST},
            {"$unset": "_shared"},
        ]
        rows = self._mentions.raw.aggregate(stages, session=tx.session)
        return [self._mentions.item(row) for row in await rows.to_list(_ALIKE_MOST)]

    async def count_copy(self, tx: Transaction, story: str) -> None:
        """Count one more copy of a story."""
        await self._mentions.raw.update_one({"_id": story}, {"$inc": {"copies": 1}}, session=tx.session)

    async def of_story(self, story: str) -> list[Mention]:
        """Give the mentions of a story, the first first."""
        return await self._mentions.find({"story": story}, sort=[("at", ASCENDING)], limit=_COPIES_MOST)

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Mention]:
        """Give at most `limit`, the newest first."""
        return await self._mentions.find(_query(wanted), sort=_NEWEST, skip=skip, limit=limit)

    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Mention]:
        """Give at most `limit` in the order of their ids, from the one after `id`."""
        return await self._mentions.find({"$and": [_query(wanted), {"_id": {"$gt": id}}]}, limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count those that are wanted."""
        return await self._mentions.count(_query(wanted))

    async def by_day(self, wanted: Wanted) -> dict[date, tuple[int, int]]:
        """Count the stories, and the mentions with all copies, of each day that has some."""
        stages: list[dict[str, Any]] = [
            {"$match": _query(wanted)},
            {"$group": {"_id": "$day", "stories": {"$sum": 1}, "copies": {"$sum": "$copies"}}},
        ]
        rows = await self._mentions.raw.aggregate(stages).to_list(None)
        return {date.fromisoformat(row["_id"]): (row["stories"], row["stories"] + row["copies"]) for row in rows}

    async def began(self) -> datetime | None:
        """Give when the oldest mention that is kept was seen."""
        found = await self._mentions.find({}, sort=[("seen_at", ASCENDING)], limit=1)
        return found[0].seen_at if found else None

    async def forget(self, before: datetime) -> None:
        """Delete the mentions from before."""
        await self._mentions.raw.delete_many({"at": {"$lt": before}})

    # -- jumps and digests -------------------------------------------------------------------------------------------

    async def add_jump(self, tx: Transaction, jump: Jump) -> None:
        """Add a jump. Raises `Duplicate` where its topic has one of this day, or one that is open."""
        await self._jumps.insert(tx, jump)

    async def open_jumps(self) -> list[Jump]:
        """Give those that nobody has looked at."""
        return await self._jumps.find(_OPEN, limit=MOST_TOPICS)

    async def jumps_of(self, topic_id: str, limit: int) -> list[Jump]:
        """Give those of a topic, the newest first."""
        return await self._jumps.find({"topic_id": topic_id}, sort=[("day", DESCENDING)], limit=limit)

    async def jump(self, id: str, tx: Transaction) -> Jump:
        """Give a jump. Raises `NotFound`."""
        return await self._jumps.get(id, tx)

    async def save_jump(self, tx: Transaction, jump: Jump) -> None:
        """Write a jump."""
        await self._jumps.put(tx, jump)

    async def add_digest(self, tx: Transaction, digest: Digest) -> None:
        """Add a digest. Raises `Duplicate` where its day has one."""
        await self._digests.insert(tx, digest)

    async def digest(self, day: date) -> Digest:
        """Give the digest of a day. Raises `NotFound`."""
        return await self._digests.get(day.isoformat())

    async def digests(self, limit: int) -> list[Digest]:
        """Give the newest ones."""
        return await self._digests.find({}, sort=[("_id", DESCENDING)], limit=limit)


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {} if wanted.copies else {"first": True}
    days = {"$gte": wanted.first, "$lte": wanted.last}
    seen = {"$gte": wanted.since, "$lt": wanted.until}
    for name, bounds in (("day", {sign: day.isoformat() for sign, day in days.items() if day}), ("seen_at", seen)):
        known = {sign: bound for sign, bound in bounds.items() if bound is not None}
        if known:
            query[name] = known
    if wanted.source_id is not None:
        query["source_id"] = wanted.source_id
    if wanted.tone is not None:
        query["tone"] = wanted.tone.value
    every: list[dict[str, Any]] = [_word(word) for word in wanted.words]
    if wanted.topic is not None:
        every.append({"$or": [{"$and": [_word(word) for word in phrase]} for phrase in wanted.topic] or [_NOTHING]})
    if every:
        query["$and"] = every
    return query


_NOTHING: dict[str, Any] = {"_id": {"$in": []}}


def _word(terms: frozenset[str]) -> dict[str, Any]:
    return {"terms": {"$in": sorted(terms)}}
