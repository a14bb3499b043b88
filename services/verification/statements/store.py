"""MongoDB documents of statements."""

from datetime import datetime
from typing import Any

from services.verification.cases.service import PlaceInList
from services.verification.statements.domain import (
    MOST_OF_PROPOSAL,
    WAITING,
    Statement,
    StatementState,
    Waiting,
)
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"state": StatementState.OPEN.value}
_WAITING = {"$in": [state.value for state in WAITING]}
_INDEXES = [
    OpenDeadlines.index({"state": _WAITING}),
    IndexModel(
        [("proposal_id", ASCENDING), ("unit.symbol", ASCENDING)],
        unique=True,
        partialFilterExpression=_OPEN,
        name="one_open",
    ),
    IndexModel([("proposal_id", ASCENDING), ("ordinal", ASCENDING)], unique=True, name="of_proposal"),
    IndexModel([("edition_id", ASCENDING), ("_id", ASCENDING)], name="of_edition"),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("_id", ASCENDING)], name="by_state"),
    IndexModel([("edition_id", ASCENDING), ("unit.symbol", ASCENDING), ("_id", ASCENDING)], name="by_unit"),
    IndexModel([("state", ASCENDING), ("task.due_at", ASCENDING), ("_id", ASCENDING)], name="waiting"),
    IndexModel(
        [("state", ASCENDING), ("task.unit", ASCENDING), ("task.due_at", ASCENDING), ("_id", ASCENDING)],
        name="waiting_for_unit",
    ),
]


class MongoStatementStore:
    """Keeps statements; a unit has at most one open statement about a proposal."""

    def __init__(self, database: Database) -> None:
        self._statements = Collection(database, "statements", Statement, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._statements, {"state": _WAITING})

    async def get(self, id: str, tx: Transaction | None = None) -> Statement:
        """Give a statement. Raises `NotFound`."""
        return await self._statements.get(id, tx)

    async def add(self, tx: Transaction, statement: Statement) -> None:
        """Add a statement. Raises `Duplicate` where its unit has an open one about the proposal."""
        await self._statements.insert(tx, statement)

    async def save(self, tx: Transaction, statement: Statement) -> None:
        """Write the next version. Raises `Stale`, `NotFound`, and `Duplicate` as above where it is handed over."""
        await self._statements.replace(tx, statement)

    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> list[Statement]:
        """Give all statements about a proposal, the oldest first."""
        order = [("ordinal", ASCENDING)]
        return await self._statements.find({"proposal_id": proposal_id}, sort=order, limit=MOST_OF_PROPOSAL, tx=tx)

    async def page(
        self, edition_id: str, state: StatementState | None, unit: str | None, after: str, limit: int
    ) -> list[Statement]:
        """Give at most `limit` statements of an edition in the order of their ids, from the one after `after`."""
        query: dict[str, Any] = {"edition_id": edition_id, "_id": {"$gt": after}}
        if state is not None:
            query["state"] = state.value
        if unit is not None:
            query["unit.symbol"] = unit
        return await self._statements.find(query, sort=[("_id", ASCENDING)], limit=limit)

    async def waiting(
        self, unit: str | None, due: tuple[datetime | None, datetime | None], after: PlaceInList | None, limit: int
    ) -> list[Statement]:
        """Give at most `limit` statements that wait for a unit (None: anybody), by their date, within `due`."""
        query: dict[str, Any] = {"state": _WAITING}
        if unit is not None:
            query["task.unit"] = unit
        bounds = {name: moment for name, moment in zip(("$gte", "$lt"), due, strict=True) if moment is not None}
        if bounds:
            query["task.due_at"] = bounds
        if after is not None:
            field = "task.due_at"
            query["$or"] = [{field: {"$gt": after.moment}}, {field: after.moment, "_id": {"$gt": after.id}}]
        return await self._statements.find(query, sort=[("task.due_at", ASCENDING), ("_id", ASCENDING)], limit=limit)

    async def work(self, now: datetime) -> dict[str, Waiting]:
        """Count what waits for each unit, by its symbol; late is what was due before `now` (UTC)."""
        stages: list[dict[str, Any]] = [
            {"$match": {"state": _WAITING, "task.unit": {"$ne": None}}},
            {
                "$group": {
                    "_id": "$task.unit",
                    "statements": {"$sum": 1},
                    "statements_late": {"$sum": {"$cond": [{"$lt": ["$task.due_at", now]}, 1, 0]}},
                }
            },
        ]
        return {row.pop("_id"): Waiting.model_validate(row) async for row in self._statements.raw.aggregate(stages)}
