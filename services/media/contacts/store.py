"""MongoDB documents of contacts."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.media.contacts.domain import Accreditation, Journalist, Outlet
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_BY_NAME = [("name", ASCENDING), ("_id", ASCENDING)]
_MOST_OUTLETS = 500
_MOST_ACCREDITATIONS = 200
_MOST_WRITTEN_TO = 1000


class MongoContactStore:
    """Keeps titles, journalists and accreditations."""

    def __init__(self, database: Database) -> None:
        self._outlets = Collection(
            database,
            "outlets",
            Outlet,
            key="id",
            indexes=[IndexModel(_BY_NAME, name="by_name"), IndexModel([("words", ASCENDING)], name="words")],
        )
        self._journalists = Collection(
            database,
            "journalists",
            Journalist,
            key="id",
            indexes=[
                IndexModel([("digests", ASCENDING)], name="names"),
                IndexModel([("outlets", ASCENDING)], name="of_outlet"),
                IndexModel([("active", DESCENDING), ("_id", ASCENDING)], name="active"),
                IndexModel(
                    [("erase_at", ASCENDING)], partialFilterExpression={"erase_at": {"$type": "date"}}, name="to_erase"
                ),
            ],
        )
        self._accreditations = Collection(
            database,
            "accreditations",
            Accreditation,
            key="id",
            indexes=[
                IndexModel([("year", ASCENDING), ("number", ASCENDING)], unique=True, name="numbered"),
                IndexModel([("journalist_id", ASCENDING), ("last", DESCENDING)], name="of_journalist"),
                IndexModel([("last", DESCENDING), ("_id", ASCENDING)], name="newest"),
            ],
        )

    # -- titles ------------------------------------------------------------------------------------------------------

    async def outlet(self, id: str, tx: Transaction | None = None) -> Outlet:
        """Give a title. Raises `NotFound`."""
        return await self._outlets.get(id, tx)

    async def add_outlet(self, tx: Transaction, outlet: Outlet) -> None:
        """Add a title."""
        await self._outlets.insert(tx, outlet)

    async def save_outlet(self, tx: Transaction, outlet: Outlet) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._outlets.replace(tx, outlet)

    async def outlets(self, words: list[str]) -> list[Outlet]:
        """Give the titles by their names, those whose words begin with `words`."""
        every = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words]
        wanted: dict[str, Any] = {"$and": every} if every else {}
        return await self._outlets.find(wanted, sort=_BY_NAME, limit=_MOST_OUTLETS)

    # -- journalists -------------------------------------------------------------------------------------------------

    async def journalist(self, id: str, tx: Transaction | None = None) -> Journalist:
        """Give a journalist. Raises `NotFound`."""
        return await self._journalists.get(id, tx)

    async def add_journalist(self, tx: Transaction, journalist: Journalist) -> None:
        """Add a journalist."""
        await self._journalists.insert(tx, journalist)

    async def save_journalist(self, tx: Transaction, journalist: Journalist) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._journalists.replace(tx, journalist)

    async def journalists(self, names: tuple[str, ...], outlet: str | None, skip: int, limit: int) -> list[Journalist]:
        """Give journalists, the active first; those with all these words in their names, those of a title."""
        wanted: dict[str, Any] = {}
        if names:
            wanted["digests"] = {"$all": list(names)}
        if outlet is not None:
            wanted["outlets"] = outlet
        order = [("active", DESCENDING), ("_id", ASCENDING)]
        return await self._journalists.find(wanted, sort=order, skip=skip, limit=limit)

    async def writable(
        self, outlets: Sequence[str] | None, ids: Sequence[str] | None, tx: Transaction
    ) -> list[Journalist]:
        """Give journalists who let us write to them: of these titles, or with these ids."""
        wanted: dict[str, Any] = {"active": True, "consent.withdrawn_at": None}
        if outlets is not None:
            wanted["outlets"] = {"$in": list(outlets)}
        if ids is not None:
            wanted["_id"] = {"$in": list(ids)}
        return await self._journalists.find(wanted, limit=_MOST_WRITTEN_TO, tx=tx)

    async def to_erase(self, now: datetime, limit: int) -> list[str]:
        """Give the ids of at most `limit` journalists whose time to be erased has come."""
        wanted = {"erase_at": {"$type": "date", "$lte": now}}
        rows = self._journalists.raw.find(wanted, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def erase(self, tx: Transaction, id: str, now: datetime) -> None:
        """Delete a journalist whose time has come; done twice, it is done once."""
        wanted = {"_id": id, "erase_at": {"$type": "date", "$lte": now}}
        await self._journalists.raw.delete_one(wanted, session=tx.session)

    # -- accreditations ----------------------------------------------------------------------------------------------

    async def accreditation(self, id: str, tx: Transaction | None = None) -> Accreditation:
        """Give an accreditation. Raises `NotFound`."""
        return await self._accreditations.get(id, tx)

    async def add_accreditation(self, tx: Transaction, one: Accreditation) -> None:
        """Add an accreditation."""
        await self._accreditations.insert(tx, one)

    async def save_accreditation(self, tx: Transaction, one: Accreditation) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._accreditations.replace(tx, one)

    async def accreditations(self, journalist_id: str) -> list[Accreditation]:
        """Give those of a journalist, the one that ends last first."""
        wanted = {"journalist_id": journalist_id}
        return await self._accreditations.find(wanted, sort=[("last", DESCENDING)], limit=_MOST_ACCREDITATIONS)

    async def accredited(self, journalist_ids: Sequence[str], day: date) -> dict[str, Accreditation]:
        """Give of each of these journalists an accreditation that holds on a day, where there is one."""
        on = day.isoformat()
        wanted = {"journalist_id": {"$in": list(journalist_ids)}, "ended_at": None}
        found = await self._accreditations.find({**wanted, "first": {"$lte": on}, "last": {"$gte": on}}, limit=5000)
        return {one.journalist_id: one for one in found}

    async def that_hold(self, day: date) -> list[Accreditation]:
        """Give those that hold on a day or later, the one that ends last first."""
        wanted = {"last": {"$gte": day.isoformat()}, "ended_at": None}
        order = [("last", DESCENDING), ("_id", ASCENDING)]
        return await self._accreditations.find(wanted, sort=order, limit=_MOST_ACCREDITATIONS)
