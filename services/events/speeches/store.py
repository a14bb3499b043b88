"""MongoDB documents of speeches, and of the archive of what was said, indexed by words and by passages."""

import re
from collections.abc import Sequence
from typing import Any

from services.events.letters.domain.words import fold, forms, terms_of
from services.events.speeches.domain import WRITTEN, Said, Speech, State
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_SOONEST = [("order.held_on", ASCENDING), ("_id", ASCENDING)]
_NEWEST = [("order.held_on", DESCENDING), ("_id", ASCENDING)]
_LAST_SAID = [("delivered_on", DESCENDING), ("_id", ASCENDING)]
_OPEN = {"state": {"$in": [state.value for state in sorted(WRITTEN)]}}
_MOST_WORDS = 6
_MOST_SHINGLES = 4_000
_ALL_FORMS = 2
"""The index of words that what was said has: 1 held the first sixty words, 2 holds all of them and their stems."""
_PART = 20
"""Speeches that are indexed anew at a time."""


class MongoSpeechStore:
    """Keeps speeches."""

    def __init__(self, database: Database) -> None:
        own = [
            IndexModel([("state", ASCENDING), *_SOONEST], name="by_state"),
            IndexModel(_NEWEST, name="newest"),
            OpenDeadlines.index(_OPEN),
            IndexModel([("words", ASCENDING)], name="words"),
            IndexModel(
                [("order.event_id", ASCENDING)],
                partialFilterExpression={"order.event_id": {"$type": "string"}},
                name="of_event",
            ),
        ]
        self._speeches = Collection(database, "speeches", Speech, key="id", indexes=own)
        self.deadlines = OpenDeadlines(self._speeches, _OPEN)
        kept = [
            IndexModel([("shingles", ASCENDING)], name="shingles"),
            IndexModel([("public", ASCENDING), *_LAST_SAID], name="public"),
            IndexModel([("public", ASCENDING), ("words", ASCENDING)], name="words"),
            IndexModel([("schema_version", ASCENDING)], name="forms"),
        ]
        self._said = _archive(database, kept)

    async def get(self, id: str, tx: Transaction | None = None) -> Speech:
        """Give a speech. Raises `NotFound`."""
        return await self._speeches.get(id, tx)

    async def add(self, tx: Transaction, speech: Speech) -> None:
        """Add a speech."""
        await self._speeches.insert(tx, speech)

    async def save(self, tx: Transaction, speech: Speech) -> None:
        """Write the next version. Raises `Stale`."""
        await self._speeches.replace(tx, speech)

    async def of_event(self, event_id: str, tx: Transaction | None = None) -> list[Speech]:
        """Give the speeches of an event."""
        return await self._speeches.find({"order.event_id": event_id}, tx=tx)

    async def page(self, states: Sequence[State], text: str, skip: int, limit: int) -> list[Speech]:
        """Give at most `limit`: of those in some states the next one first, of all the last one."""
        wanted = _words(text)
        if states:
            wanted["state"] = {"$in": [state.value for state in states]}
        return await self._speeches.find(wanted, sort=_SOONEST if states else _NEWEST, skip=skip, limit=limit)

    async def said(self, id: str, tx: Transaction | None = None) -> Said:
        """Give what was said. Raises `NotFound`."""
        return await self._said.get(id, tx)

    async def put_said(self, tx: Transaction, said: Said) -> None:
        """Write what was said."""
        await self._said.put(tx, said)

    async def sharing(self, shingles: Sequence[str], but: str, limit: int) -> list[Said]:
        """Give at most `limit` of what was said with any of these shingles, the last first, without one of them."""
        wanted = {"shingles": {"$in": list(shingles[:_MOST_SHINGLES])}, "_id": {"$ne": but}}
        return await self._said.find(wanted, sort=_LAST_SAID, limit=limit)

    async def public(self, text: str, skip: int, limit: int) -> list[Said]:
        """Give at most `limit` of the public archive with these words, the last first."""
        return await self._said.find({"public": True, **_said(text)}, sort=_LAST_SAID, skip=skip, limit=limit)

    async def count_public(self, text: str) -> int:
        """Count them."""
        return await self._said.count({"public": True, **_said(text)})


class SaidFoundAnew:
    """What was said before the archive knew all words and their stems is found by them too."""

    name = "speeches found by all their words"

    async def __call__(self, database: Database) -> None:
        """Index anew what has the older index, a part at a time; what was said never changes."""
        archive = _archive(database)
        while rows := await archive.raw.find({"schema_version": {"$lt": _ALL_FORMS}}).limit(_PART).to_list(_PART):
            for one in map(archive.item, rows):
                words = terms_of(one.title, one.occasion, one.place, one.text)
                anew = {"words": words, "schema_version": _ALL_FORMS}
                await archive.raw.update_one({"_id": one.id}, {"$set": anew})


def _archive(database: Database, indexes: Sequence[IndexModel] = ()) -> Collection[Said]:
    return Collection(database, "speeches_said", Said, key="id", indexes=indexes, schema_version=_ALL_FORMS)


def _words(text: str) -> dict[str, Any]:
    # Each word may be the beginning of a longer one; anchored, so that the index serves.
    every = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in fold(text)[:_MOST_WORDS]]
    return {"$and": every} if every else {}


def _said(text: str) -> dict[str, Any]:
    # Each word in any of its forms, or as the beginning of a longer one. ASCII: no flag keeps it off the index.
    every = [
        {"words": {"$in": [re.compile(f"^{word[0]}", re.ASCII), *word]}} for word in forms(text)[:_MOST_WORDS] if word
    ]
    return {"$and": every} if every else {}
