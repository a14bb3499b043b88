"""MongoDB documents of press releases, and of who was written to about them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.media.contacts.domain.words import fold
from services.media.releases.domain.release import Delivered, Release
from services.media.releases.domain.steps import State
from services.media.search.domain import Found
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_WAS_OUT = {"state": {"$in": [State.PUBLISHED.value, State.WITHDRAWN.value]}}
_NEWEST = [("published_at", DESCENDING), ("_id", DESCENDING)]
_MOST_WORDS = 6


class MongoReleaseStore:
    """Keeps releases. What everybody may read is asked for by its state, here and nowhere else."""

    def __init__(self, database: Database) -> None:
        self._releases = Collection(
            database,
            "press_releases",
            Release,
            key="id",
            indexes=[
                IndexModel(
                    [("slug", ASCENDING)],
                    unique=True,
                    partialFilterExpression={"slug": {"$type": "string"}},
                    name="slug",
                ),
                IndexModel(
                    [("number", ASCENDING)],
                    unique=True,
                    partialFilterExpression={"number": {"$type": "string"}},
                    name="number",
                ),
                IndexModel([("state", ASCENDING), ("published_at", DESCENDING), ("_id", DESCENDING)], name="on_site"),
                IndexModel([("state", ASCENDING), ("words", ASCENDING)], name="words"),
                IndexModel([("state", ASCENDING), ("embargo", ASCENDING)], name="due"),
                IndexModel([("state", ASCENDING), ("changed_at", DESCENDING)], name="desk"),
            ],
        )
        of_release = IndexModel([("release_id", ASCENDING), ("what", ASCENDING)], name="release")
        self._delivered = Collection(database, "press_release_mails", Delivered, key="id", indexes=[of_release])

    async def get(self, id: str, tx: Transaction | None = None) -> Release:
        """Give a release. Raises `NotFound`."""
        return await self._releases.get(id, tx)

    async def add(self, tx: Transaction, release: Release) -> None:
        """Add a draft."""
        await self._releases.insert(tx, release)

    async def save(self, tx: Transaction, release: Release) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._releases.replace(tx, release)

    async def desk(self, states: Sequence[State], skip: int, limit: int) -> list[Release]:
        """Give releases in these states, the one changed last first."""
        wanted = {"state": {"$in": [state.value for state in states]}}
        return await self._releases.find(wanted, sort=[("changed_at", DESCENDING)], skip=skip, limit=limit)

    async def count(self, states: Sequence[State]) -> int:
        """Count releases in these states."""
        return await self._releases.count({"state": {"$in": [state.value for state in states]}})

    async def due(self, now: datetime, limit: int) -> list[str]:
        """Give the ids of what is approved and whose embargo has ended."""
        wanted = {"state": State.APPROVED.value, "embargo": {"$lte": now}}
        return [one.id for one in await self._releases.find(wanted, sort=[("embargo", ASCENDING)], limit=limit)]

    async def by_slug(self, slug: str) -> Release:
        """Give what is, or was, out at an address. Raises `NotFound`."""
        found = await self._releases.find_one({**_WAS_OUT, "slug": slug})
        if found is None:
            raise NotFound("press release", slug)
        return found

    async def taken(self, slug: str, tx: Transaction) -> bool:
        """Tell whether an address is taken."""
        return await self._releases.count({"slug": slug}, tx) > 0

    async def on_site(self, text: str, skip: int, limit: int) -> list[Release]:
        """Give what is out, the newest first; with all words of `text`, where there are any."""
        wanted: dict[str, Any] = {"state": State.PUBLISHED.value}
        if words := fold(text)[:_MOST_WORDS]:
            wanted["$and"] = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words]
        return await self._releases.find(wanted, sort=_NEWEST, skip=skip, limit=limit)

    async def delivered(self, ids: Sequence[str], tx: Transaction) -> set[str]:
        """Give those of `ids` that were written already."""
        rows = self._delivered.raw.find({"_id": {"$in": list(ids)}}, {"_id": 1}, session=tx.session)
        return {row["_id"] for row in await rows.to_list(None)}

    async def note(self, tx: Transaction, delivered: Sequence[Delivered]) -> None:
        """Note that mails were written, at least one. Raises `Duplicate` where one was written already."""
        await self._delivered.insert_many(tx, delivered)

    async def receivers(self, release_id: str, what: str, tx: Transaction) -> list[str]:
        """Give the journalists who were written to."""
        wanted = {"release_id": release_id, "what": what}
        return [one.journalist_id for one in await self._delivered.find(wanted, limit=5000, tx=tx)]


class ReleasesFound:
    """Press releases that were out before the search of the site knew any can be found."""

    name = "press releases found"

    async def __call__(self, database: Database) -> None:
        """Write what each is found by."""
        releases = Collection(database, "press_releases", Release, key="id")
        findable = Collection(database, "findable", Found, key="id")
        async for row in releases.raw.find({"state": State.PUBLISHED.value}):
            one = releases.item(row).found
            await findable.raw.replace_one({"_id": one.id}, findable.document(one.indexed()), upsert=True)
