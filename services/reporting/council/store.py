"""MongoDB documents of the council: terms, sessions and resolutions, indexed in the order in which people see them."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from services.reporting.council.domain.resolutions import OPEN, ExecutionStatus, Resolution
from services.reporting.council.domain.sessions import Moment, Session, Term
from services.reporting.council.service.resolutions import Wanted
from services.reporting.tracker.domain.searching import beginnings
from shared.contracts.reporting import SessionKind, SessionState
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_TERMS = [IndexModel([("number", ASCENDING)], unique=True, name="number")]
_SESSIONS = [
    IndexModel(
        [("term_id", ASCENDING), ("number", ASCENDING)],
        unique=True,
        partialFilterExpression={"counts": True},
        name="numbered",
    ),
    IndexModel([("on", ASCENDING), ("_id", ASCENDING)], name="by_day"),
    IndexModel([("state", ASCENDING), ("on", ASCENDING)], name="by_state"),
]
_NEWEST = [("passed_on", DESCENDING), ("number.number", DESCENDING), ("_id", ASCENDING)]
_RESOLUTIONS = [
    IndexModel(_NEWEST, name="newest"),
    IndexModel([("term_id", ASCENDING), ("number.number", ASCENDING)], unique=True, name="numbered"),
    IndexModel([("term_id", ASCENDING), ("number.session", ASCENDING)], name="of_session"),
    IndexModel([("status", ASCENDING), *_NEWEST], name="by_status"),
    IndexModel([("executors.unit", ASCENDING), ("status", ASCENDING)], name="by_unit"),
    IndexModel([("status", ASCENDING), ("due_on", ASCENDING)], name="by_due"),
    IndexModel([("words", ASCENDING)], name="by_words"),
]
_IS_OPEN = {"$in": [status.value for status in OPEN]}
_MOST = 5_000
"""More than a council passes in two terms."""


class MongoSessionStore:
    """Keeps terms and sessions."""

    def __init__(self, database: Database) -> None:
        self._terms = Collection(database, "council_terms", Term, key="id", indexes=_TERMS)
        self._sessions = Collection(database, "council_sessions", Session, key="id", indexes=_SESSIONS)

    async def terms(self, tx: Transaction | None = None) -> list[Term]:
        """Give all terms, the newest first. One in five years."""
        return await self._terms.find({}, sort=[("number", DESCENDING)], limit=100, tx=tx)

    async def add_term(self, tx: Transaction, term: Term) -> None:
        """Add a term. Raises `Duplicate` where its number is taken."""
        await self._terms.insert(tx, term)

    async def session(self, id: str, tx: Transaction | None = None) -> Session:
        """Give a session. Raises `NotFound`."""
        return await self._sessions.get(id, tx)

    async def add_session(self, tx: Transaction, session: Session) -> None:
        """Add a session. Raises `Duplicate` where its number is taken in its term."""
        await self._sessions.insert(tx, session)

    async def save_session(self, tx: Transaction, session: Session) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._sessions.replace(tx, session)

    async def newest_number(self, term_id: str) -> int:
        """Give the highest number of a term's sessions, 0 where it has none."""
        found = await self._sessions.find({"term_id": term_id, "counts": True}, sort=[("number", DESCENDING)], limit=1)
        return found[0].number if found else 0

    async def numbered(self, term_id: str, number: int) -> Session | None:
        """Give the session of a term with a number; None where nobody has entered it."""
        return await self._sessions.find_one({"term_id": term_id, "number": number, "counts": True})

    async def planned(self, kind: SessionKind | None = None) -> list[Session]:
        """Give the planned sessions, the next one first."""
        wanted: dict[str, Any] = {"state": SessionState.PLANNED.value}
        if kind is not None:
            wanted["kind"] = kind.value
        return await self._sessions.find(wanted, sort=[("on", ASCENDING)], limit=200)

    async def page(self, today: date, moment: Moment, skip: int, limit: int) -> list[Session]:
        """Give at most `limit` sessions: those from today on by their days, or the past ones, the newest first."""
        ahead = moment is Moment.AHEAD
        wanted = {"on": {"$gte" if ahead else "$lt": today.isoformat()}}
        order = ASCENDING if ahead else DESCENDING
        return await self._sessions.find(wanted, sort=[("on", order), ("_id", order)], skip=skip, limit=limit)

    async def after(self, term_id: str | None, id: str, limit: int) -> list[Session]:
        """Give at most `limit` sessions in the order of their ids, from the one after `id`."""
        wanted: dict[str, Any] = {"_id": {"$gt": id}, **({"term_id": term_id} if term_id else {})}
        return await self._sessions.find(wanted, limit=limit)


class MongoResolutionStore:
    """Keeps resolutions."""

    def __init__(self, database: Database) -> None:
        self._resolutions = Collection(database, "resolutions", Resolution, key="id", indexes=_RESOLUTIONS)

    async def get(self, id: str, tx: Transaction | None = None) -> Resolution:
        """Give a resolution. Raises `NotFound`."""
        return await self._resolutions.get(id, tx)

    async def add(self, tx: Transaction, resolution: Resolution) -> None:
        """Add a resolution. Raises `Duplicate` where its number is taken."""
        await self._resolutions.insert(tx, resolution)

    async def add_many(self, tx: Transaction, resolutions: Sequence[Resolution]) -> None:
        """Add resolutions, all or none. Raises `Duplicate`."""
        await self._resolutions.insert_many(tx, resolutions)

    async def save(self, tx: Transaction, resolution: Resolution) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._resolutions.replace(tx, resolution)

    async def ids(self, tx: Transaction | None = None) -> set[str]:
        """Give the ids of all resolutions."""
        rows = self._resolutions.raw.find({}, {"_id": 1}, session=tx.session if tx else None)
        return {row["_id"] async for row in rows}

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Resolution]:
        """Give at most `limit` resolutions, the newest first."""
        return await self._resolutions.find(_query(wanted), sort=_NEWEST, skip=skip, limit=limit)

    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Resolution]:
        """Give at most `limit` resolutions in the order of their ids, from the one after `id`."""
        return await self._resolutions.find({**_query(wanted), "_id": {"$gt": id}}, limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count the resolutions that are wanted."""
        return await self._resolutions.count(_query(wanted))

    async def statuses(self, wanted: Wanted) -> dict[ExecutionStatus, int]:
        """Count the resolutions in each status, whichever status is wanted, in the order of the statuses."""
        query = _query(Wanted(wanted.text, wanted.term_id, None, wanted.unit, wanted.late_on))
        stages: list[dict[str, Any]] = [{"$match": query}, {"$group": {"_id": "$status", "count": {"$sum": 1}}}]
        found = {row["_id"]: int(row["count"]) async for row in self._resolutions.raw.aggregate(stages)}
        return {status: found[status.value] for status in ExecutionStatus if status.value in found}

    async def of_session(self, term_id: str, session: int) -> list[Resolution]:
        """Give the resolutions that a session passed, by their numbers."""
        wanted = {"term_id": term_id, "number.session": session}
        return await self._resolutions.find(wanted, sort=[("number.number", ASCENDING)], limit=_MOST)

    async def to_report(
        self, term_id: str, until: date, since: date | None, known: Sequence[str], tx: Transaction | None = None
    ) -> list[Resolution]:
        """Give what a report up to a day speaks of: all of its term and, of former terms, what no report has closed.

        That is what is still open, what was open in the report before (`known`: ids) and what was passed after the last
        day of that report (`since`; None: there was none).
        """
        each: list[dict[str, Any]] = [{"term_id": term_id}, {"status": _IS_OPEN}, {"_id": {"$in": list(known)}}]
        if since is not None:
            each.append({"passed_on": {"$gt": since.isoformat()}})
        wanted = {"passed_on": {"$lte": until.isoformat()}, "$or": each}
        order = [("passed_on", ASCENDING), ("number.number", ASCENDING)]
        return await self._resolutions.find(wanted, sort=order, limit=_MOST, tx=tx)

    async def passed_between(self, first: date, last: date, tx: Transaction | None = None) -> list[Resolution]:
        """Give what the council passed from one day to another, by its days."""
        wanted = {"passed_on": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        order = [("passed_on", ASCENDING), ("number.number", ASCENDING)]
        return await self._resolutions.find(wanted, sort=order, limit=_MOST, tx=tx)

    async def to_ask(self, due_until: date, limit: int) -> list[str]:
        """Give resolutions due up to a day of which a unit that has something to do is asked nothing yet."""
        part = {"$elemMatch": {"status": _IS_OPEN, "task": None}}
        wanted = {"status": _IS_OPEN, "due_on": {"$ne": None, "$lte": due_until.isoformat()}, "executors": part}
        rows = self._resolutions.raw.find(wanted, {"_id": 1}).sort("due_on", ASCENDING).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def open_of(self, unit: str) -> list[Resolution]:
        """Give what a unit still has to do, the oldest first."""
        part = {"$elemMatch": {"unit": unit, "status": _IS_OPEN}}
        wanted = {"executors": part, "status": {"$nin": ["lapsed", "annulled"]}}
        return await self._resolutions.find(wanted, sort=[("passed_on", ASCENDING), ("_id", ASCENDING)], limit=_MOST)


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {}
    if wanted.term_id:
        query["term_id"] = wanted.term_id
    if wanted.status:
        query["status"] = wanted.status.value
    if wanted.unit:
        query["executors.unit"] = wanted.unit
    if wanted.late_on:
        late = {"status": _IS_OPEN, "due_on": {"$ne": None, "$lt": wanted.late_on.isoformat()}}
        query["$and"] = [late]
    # Anchored, so that the index of words serves.
    for start in beginnings(wanted.text):
        query.setdefault("$and", []).append({"words": {"$regex": f"^{re.escape(start)}"}})
    return query
