"""MongoDB documents of cases and of the copies of editions."""

from collections.abc import Sequence
from typing import Any

from services.verification.cases.domain import TAKEN_BACK, Case, Edition
from services.verification.cases.service import PlaceInList, Wanted
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_INDEXES = [
    IndexModel([("stage", ASCENDING), ("task.due_at", ASCENDING), ("_id", ASCENDING)], name="waiting"),
    IndexModel(
        [("stage", ASCENDING), ("task.unit", ASCENDING), ("task.due_at", ASCENDING), ("_id", ASCENDING)],
        name="waiting_for_unit",
    ),
    IndexModel([("stage", ASCENDING), ("changed_at", DESCENDING), ("_id", DESCENDING)], name="ended"),
    IndexModel([("proposal.number", ASCENDING)], name="number"),
    IndexModel([("edition_id", ASCENDING), ("proposal.number", ASCENDING)], name="register"),
]
_MOST = 1_000
"""Proposals of an edition that pass the formal check."""


class MongoCaseStore:
    """Keeps cases and editions."""

    def __init__(self, database: Database) -> None:
        self._cases = Collection(database, "cases", Case, key="id", indexes=_INDEXES)
        self._editions = Collection(database, "editions", Edition, key="id")

    async def case(self, id: str, tx: Transaction | None = None) -> Case:
        """Give a case. Raises `NotFound`."""
        return await self._cases.get(id, tx)

    async def case_or_none(self, id: str, tx: Transaction) -> Case | None:
        """Give a case, None where nothing of it has come yet."""
        return await self._cases.find_one({"_id": id}, tx)

    async def some(self, ids: Sequence[str]) -> list[Case]:
        """Give the cases with these ids, in no order."""
        return await self._cases.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1)

    async def passed(self, edition_id: str, pools: Sequence[str]) -> list[Case]:
        """Give the cases of an edition's pools that are `passed`, in the order of the register."""
        query = {
            "edition_id": edition_id,
            "proposal.pool_id": {"$in": list(pools)},
            "unit": {"$ne": None},
            "stage": {"$nin": [stage.value for stage in TAKEN_BACK]},
        }
        return await self._cases.find(query, sort=[("proposal.number", ASCENDING)], limit=_MOST)

    async def add(self, tx: Transaction, case: Case) -> None:
        """Add a case. Raises `Duplicate`."""
        await self._cases.insert(tx, case)

    async def save(self, tx: Transaction, case: Case) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._cases.replace(tx, case)

    async def edition(self, id: str, tx: Transaction | None = None) -> Edition | None:
        """Give an edition, None where its rules have not come yet."""
        return await self._editions.find_one({"_id": id}, tx)

    async def put_edition(self, tx: Transaction, edition: Edition) -> None:
        """Write the rules of an edition."""
        await self._editions.put(tx, edition)

    async def editions(self) -> list[Edition]:
        """Give all editions, the newest first."""
        return await self._editions.find({}, sort=[("rules.number", DESCENDING)], limit=100)

    async def page(self, wanted: Wanted, after: PlaceInList | None, limit: int) -> list[Case]:
        """Give at most `limit` cases: open ones by their date, ended ones the newest first, from the one after."""
        field, direction, beyond = (
            ("changed_at", DESCENDING, "$lt") if wanted.over else ("task.due_at", ASCENDING, "$gt")
        )
        query = _query(wanted)
        if after is not None:
            query["$or"] = [{field: {beyond: after.moment}}, {field: after.moment, "_id": {beyond: after.id}}]
        return await self._cases.find(query, sort=[(field, direction), ("_id", direction)], limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count the cases that are wanted."""
        return await self._cases.count(_query(wanted))


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {"stage": {"$in": [stage.value for stage in wanted.stages]}, "proposal": {"$ne": None}}
    if wanted.unit is not None:
        query["unit.symbol" if wanted.over else "task.unit"] = wanted.unit
    if wanted.number is not None:
        query["proposal.number"] = wanted.number
    due = {"$gte": wanted.due_from, "$lt": wanted.due_to}
    bounds = {operator: moment for operator, moment in due.items() if moment is not None}
    if bounds:
        query["task.due_at"] = bounds
    return query
