"""MongoDB documents of partners, found by folded words."""

import re
from typing import Any

from services.events.letters.domain.words import fold
from services.events.partners.domain import Kind, Partner, Search
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_BY_NAME = [("sorted_by", ASCENDING)]
_INDEXES = [
    IndexModel(_BY_NAME, unique=True, name="one_of_a_name"),
    IndexModel([("active", ASCENDING), ("card.kind", ASCENDING), *_BY_NAME], name="by_kind"),
    IndexModel([("words", ASCENDING)], name="words"),
    IndexModel(
        [("card.kind", ASCENDING)],
        unique=True,
        partialFilterExpression={"card.competent": True},
        name="one_competent",
    ),
]


class MongoPartnerStore:
    """Keeps them."""

    def __init__(self, database: Database) -> None:
        self._partners = Collection(database, "partners", Partner, key="id", indexes=_INDEXES)

    async def get(self, id: str, tx: Transaction | None = None) -> Partner:
        """Give a partner. Raises `NotFound`."""
        return await self._partners.get(id, tx)

    async def add(self, tx: Transaction, one: Partner) -> None:
        """Add a partner. Raises `Duplicate` where there is one of its name."""
        await self._partners.insert(tx, one)

    async def save(self, tx: Transaction, one: Partner) -> None:
        """Write the next version. Raises `Stale`, `Duplicate` where there is one of its name."""
        await self._partners.replace(tx, one)

    async def competent(self, kind: Kind, tx: Transaction | None = None) -> Partner | None:
        """Give the one of a kind that is competent for the city, None where none is."""
        return await self._partners.find_one({"card.kind": kind.value, "card.competent": True}, tx)

    async def find(self, search: Search, skip: int, limit: int) -> list[Partner]:
        """Give at most `limit` of those looked for, by name."""
        return await self._partners.find(_wanted(search), sort=_BY_NAME, skip=skip, limit=limit)

    async def count(self, search: Search) -> int:
        """Count them."""
        return await self._partners.count(_wanted(search))


def _wanted(search: Search) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if search.active is not None:
        wanted["active"] = search.active
    if search.kind is not None:
        wanted["card.kind"] = search.kind.value
    if search.standard:
        wanted["card.standard"] = True
    # Each word may be the beginning of a longer one; anchored, so that the index serves.
    every = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in fold(search.text)[:6]]
    return {**wanted, "$and": every} if every else wanted
