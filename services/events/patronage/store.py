"""MongoDB documents of applications for patronage."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from services.events.letters.domain.words import fold
from services.events.patronage.domain import WAITING, Application, State
from services.events.patronage.service import organisation_digest, organiser
from shared.free_days import OpenDeadlines
from shared.privacy import Cipher
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_NEWEST = [("received_at", DESCENDING), ("_id", ASCENDING)]
_SOONEST = [("due_at", ASCENDING), ("_id", ASCENDING)]
_TAKEN = {"place": {"$type": "int"}}
_WAITING = {"state": {"$in": [state.value for state in sorted(WAITING)]}}
_INDEXES = [
    IndexModel([("sign", ASCENDING)], unique=True, name="sign"),
    IndexModel(_NEWEST, name="newest"),
    IndexModel([("state", ASCENDING), *_SOONEST], name="by_state"),
    IndexModel([("words", ASCENDING)], name="words"),
    IndexModel([("remind_on", ASCENDING)], name="to_remind"),
    IndexModel([("organisation", ASCENDING)], name="of_organisation"),
    IndexModel([("materials", ASCENDING)], name="materials"),
    OpenDeadlines.index(_WAITING),
    IndexModel(
        [("asker", ASCENDING), ("place", ASCENDING)], unique=True, partialFilterExpression=_TAKEN, name="places"
    ),
]


class MongoPatronageStore:
    """Keeps applications."""

    def __init__(self, database: Database) -> None:
        self._kept = Collection(database, "patronages", Application, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._kept, _WAITING)

    async def get(self, id: str, tx: Transaction | None = None) -> Application:
        """Give an application. Raises `NotFound`."""
        return await self._kept.get(id, tx)

    async def add(self, tx: Transaction, one: Application) -> None:
        """Add one. Raises `Duplicate` where the place of its sender is taken meanwhile."""
        await self._kept.insert(tx, one)

    async def save(self, tx: Transaction, one: Application) -> None:
        """Write the next version. Raises `Stale`."""
        await self._kept.replace(tx, one)

    async def places(self, asker: str, tx: Transaction) -> set[int]:
        """Give the places that the open applications of a sender take."""
        found = await self._kept.find({"asker": asker, **_TAKEN}, tx=tx)
        return {one.place for one in found if one.place is not None}

    async def of_organisations(self, digests: Sequence[str]) -> list[Application]:
        """Give the newest of an organiser, by the digests of the names it has had."""
        return await self._kept.find({"organisation": {"$in": list(digests)}}, sort=_NEWEST, limit=200)

    async def page(self, states: Sequence[State], text: str, skip: int, limit: int) -> list[Application]:
        """Give at most `limit`: of those in some states those due first, of all the newest."""
        wanted = _query(states, text)
        return await self._kept.find(wanted, sort=_SOONEST if states else _NEWEST, skip=skip, limit=limit)

    async def count(self, states: Sequence[State]) -> int:
        """Count those in some states."""
        return await self._kept.count(_query(states, ""))

    async def with_materials(self, ids: Sequence[str]) -> set[str]:
        """Give those of these files that are an application's materials."""
        rows = self._kept.raw.find({"materials": {"$in": list(ids)}}, {"materials": 1})
        return {row["materials"] for row in await rows.to_list(len(ids) or 1)}

    async def to_remind(self, today: date, limit: int) -> list[str]:
        """Give the ids of at most `limit` whose organiser is to be reminded of the report."""
        wanted = {"remind_on": {"$ne": None, "$lte": today.isoformat()}}
        rows = self._kept.raw.find(wanted, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]


class OrganisersKnown:
    """Gives applications that are older than the digest of their organiser's name that digest: partners find them."""

    name = "patronage organisers known"

    def __init__(self, cipher: Cipher, key: str) -> None:
        """`key`: the house's secret, for digests."""
        self._cipher, self._key = cipher, key

    async def __call__(self, database: Database) -> None:
        """Give it to each that has none; one that has it is not found again."""
        kept = MongoPatronageStore(database)._kept
        async for row in kept.raw.find({"organisation": {"$in": [None, ""]}}):
            digest = organisation_digest(self._key, organiser(self._cipher, kept.item(row)).organisation)
            await kept.raw.update_one({"_id": row["_id"]}, {"$set": {"organisation": digest}})


def _query(states: Sequence[State], text: str) -> dict[str, Any]:
    wanted: dict[str, Any] = {"state": {"$in": [state.value for state in states]}} if states else {}
    every = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in fold(text)[:6]]
    return {**wanted, "$and": every} if every else wanted
