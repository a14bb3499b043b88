"""MongoDB documents of interpellations, indexed in the order in which people see them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.reporting.interpellations.domain import Interpellation
from services.reporting.interpellations.service import Wanted
from shared.contracts.reporting import InterpellationKind
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_NEWEST = [("received_on", DESCENDING), ("number", DESCENDING), ("_id", ASCENDING)]
_OLDEST = [("received_on", ASCENDING), ("number", ASCENDING)]
_WAITS = {"waits": True}
_INDEXES = [
    IndexModel([("kind", ASCENDING), ("year", ASCENDING), ("number", ASCENDING)], unique=True, name="numbered"),
    IndexModel(_NEWEST, name="newest"),
    IndexModel([("waits", ASCENDING), *_NEWEST], name="by_state"),
    IndexModel([("remind_at", ASCENDING)], partialFilterExpression=_WAITS, name="to_remind"),
    OpenDeadlines.index(_WAITS),
]
_MOST = 5_000
"""More than a council asks in a term."""


class MongoInterpellationStore:
    """Keeps interpellations and questions."""

    def __init__(self, database: Database) -> None:
        self._kept = Collection(database, "interpellations", Interpellation, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._kept, _WAITS)

    async def get(self, id: str, tx: Transaction | None = None) -> Interpellation:
        """Give one. Raises `NotFound`."""
        return await self._kept.get(id, tx)

    async def add(self, tx: Transaction, one: Interpellation) -> None:
        """Add one. Raises `Duplicate` where its number is taken."""
        await self._kept.insert(tx, one)

    async def save(self, tx: Transaction, one: Interpellation) -> None:
        """Write the next version. Raises `Stale`, `NotFound`, and `Duplicate` as above."""
        await self._kept.replace(tx, one)

    async def newest_number(self, kind: InterpellationKind, year: int) -> int:
        """Give the highest number of a kind and year, 0 where there is none."""
        found = await self._kept.find({"kind": kind.value, "year": year}, sort=[("number", DESCENDING)], limit=1)
        return found[0].number if found else 0

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Interpellation]:
        """Give at most `limit` of them, the newest first."""
        return await self._kept.find(_query(wanted), sort=_NEWEST, skip=skip, limit=limit)

    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Interpellation]:
        """Give at most `limit` of them in the order of their ids, from the one after `id`."""
        return await self._kept.find({**_query(wanted), "_id": {"$gt": id}}, limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count those that are wanted."""
        return await self._kept.count(_query(wanted))

    async def to_remind(self, now: datetime, limit: int) -> list[str]:
        """Give the ids of at most `limit` of which an officer is to be reminded."""
        wanted = {**_WAITS, "remind_at": {"$ne": None, "$lte": now}}
        rows = self._kept.raw.find(wanted, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def of_period(self, first: date, last: date, tx: Transaction | None = None) -> list[Interpellation]:
        """Give what came in from one day to another, by its days."""
        wanted = {"received_on": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        return await self._kept.find(wanted, sort=_OLDEST, limit=_MOST, tx=tx)

    async def to_report(
        self, first: date, last: date, since: date | None, known: Sequence[str], tx: Transaction | None = None
    ) -> list[Interpellation]:
        """Give what a report on these days speaks of: what came in, what was answered, what still waits.

        Of what came in before, also what the report before told as waiting (`known`: ids), and all from its first day
        (`since`; None: there was none): that may have come in only when it was made.
        """
        from_day = {"$gte": first.isoformat()}
        each: list[dict[str, Any]] = [{"answer.on": from_day}, _WAITS, {"_id": {"$in": list(known)}}]
        each.append({"received_on": {"$gte": since.isoformat()} if since else from_day})
        wanted = {"received_on": {"$lte": last.isoformat()}, "$or": each}
        return await self._kept.find(wanted, sort=_OLDEST, limit=_MOST, tx=tx)


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {}
    if wanted.waiting is not None:
        query["waits"] = wanted.waiting
    if wanted.late_at is not None:
        query |= {**_WAITS, "due_at": {"$lt": wanted.late_at}}
    if wanted.year is not None:
        query["year"] = wanted.year
    return query
