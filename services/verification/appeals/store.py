"""MongoDB documents of appeals."""

from typing import Any

from services.verification.appeals.domain import Appeal, AppealState
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"state": {"$in": [AppealState.REVIEW.value, AppealState.DECISION.value]}}
_INDEXES = [
    OpenDeadlines.index(_OPEN),
    IndexModel([("proposal_id", ASCENDING), ("appeal", DESCENDING)], unique=True, name="of_proposal"),
    IndexModel([("edition_id", ASCENDING), ("_id", ASCENDING)], name="of_edition"),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("_id", ASCENDING)], name="by_state"),
]


class MongoAppealStore:
    """Keeps appeals."""

    def __init__(self, database: Database) -> None:
        self._appeals = Collection(database, "appeals", Appeal, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._appeals, _OPEN)

    async def get(self, id: str, tx: Transaction | None = None) -> Appeal:
        """Give an appeal. Raises `NotFound`."""
        return await self._appeals.get(id, tx)

    async def of_proposal(self, proposal_id: str) -> list[Appeal]:
        """Give the appeals of a proposal, the newest first."""
        return await self._appeals.find({"proposal_id": proposal_id}, sort=[("appeal", DESCENDING)], limit=20)

    async def open(self, proposal_id: str, tx: Transaction) -> Appeal | None:
        """Give the appeal of a proposal that is not decided, None where there is none."""
        waiting = {"$in": [AppealState.REVIEW.value, AppealState.DECISION.value]}
        return await self._appeals.find_one({"proposal_id": proposal_id, "state": waiting}, tx)

    async def add(self, tx: Transaction, appeal: Appeal) -> None:
        """Add an appeal. Raises `Duplicate`."""
        await self._appeals.insert(tx, appeal)

    async def save(self, tx: Transaction, appeal: Appeal) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._appeals.replace(tx, appeal)

    async def page(self, edition_id: str, state: AppealState | None, after: str, limit: int) -> list[Appeal]:
        """Give at most `limit` appeals of an edition in the order of their ids, from the one after `after`."""
        query: dict[str, Any] = {"edition_id": edition_id, "_id": {"$gt": after}}
        if state is not None:
            query["state"] = state.value
        return await self._appeals.find(query, sort=[("_id", ASCENDING)], limit=limit)
