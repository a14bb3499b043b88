"""MongoDB documents of the mayor's admissions."""

from typing import Any

from services.verification.admission.domain import Admission, AdmissionState
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"state": AdmissionState.OPEN.value}
_INDEXES = [
    OpenDeadlines.index(_OPEN),
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="register"),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("number", ASCENDING)], name="by_state"),
]


class MongoAdmissionStore:
    """Keeps admissions."""

    def __init__(self, database: Database) -> None:
        self._admissions = Collection(database, "admissions", Admission, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._admissions, _OPEN)

    async def get(self, id: str, tx: Transaction | None = None) -> Admission:
        """Give an admission. Raises `NotFound`."""
        return await self._admissions.get(id, tx)

    async def get_or_none(self, id: str, tx: Transaction) -> Admission | None:
        """Give an admission, None where the proposal has never come before the mayor."""
        return await self._admissions.find_one({"_id": id}, tx)

    async def add(self, tx: Transaction, admission: Admission) -> None:
        """Add an admission. Raises `Duplicate`."""
        await self._admissions.insert(tx, admission)

    async def save(self, tx: Transaction, admission: Admission) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._admissions.replace(tx, admission)

    async def page(self, edition_id: str, state: AdmissionState | None, after: int, limit: int) -> list[Admission]:
        """Give at most `limit` admissions of an edition in the order of the register, from the one after `after`."""
        query: dict[str, Any] = {"edition_id": edition_id, "number": {"$gt": after}}
        if state is not None:
            query["state"] = state.value
        return await self._admissions.find(query, sort=[("number", ASCENDING)], limit=limit)

    async def count(self, edition_id: str, state: AdmissionState) -> int:
        """Count the admissions of an edition in a state."""
        return await self._admissions.count({"edition_id": edition_id, "state": state.value})
