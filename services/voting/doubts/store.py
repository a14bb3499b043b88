"""MongoDB documents of doubts."""

from services.voting.doubts.domain import Doubt, DoubtState
from shared.store import ASCENDING, Collection, Database, IndexModel, NotFound, Transaction

_INDEXES = [
    IndexModel([("edition_id", ASCENDING), ("code", ASCENDING)], unique=True, name="by_code"),
    IndexModel(
        [("edition_id", ASCENDING), ("roll_id", ASCENDING)],
        unique=True,
        partialFilterExpression={"roll_id": {"$type": "string"}},
        name="one_voter_one_person",
    ),
    IndexModel(
        [("edition_id", ASCENDING), ("like", ASCENDING), ("place", ASCENDING)],
        unique=True,
        partialFilterExpression={"state": DoubtState.WAITING.value},
        name="few_of_one_name",
    ),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("asked_at", ASCENDING)], name="by_state"),
]


class MongoDoubtStore:
    """Keeps who waits for a decision."""

    def __init__(self, database: Database) -> None:
        self._doubts = Collection(database, "doubts", Doubt, key="id", indexes=_INDEXES)

    async def doubt(self, edition_id: str, id: str, tx: Transaction | None = None) -> Doubt:
        """Give a doubt. Raises `NotFound`."""
        found = await self._doubts.find_one({"_id": id, "edition_id": edition_id}, tx)
        if found is None:
            raise NotFound("doubt", id)
        return found

    async def by_code(self, edition_id: str, code: str, tx: Transaction | None = None) -> Doubt | None:
        """Give the doubt with this tag of a code."""
        return await self._doubts.find_one({"edition_id": edition_id, "code": code}, tx)

    async def waiting_like(self, tx: Transaction, edition_id: str, like: str) -> list[Doubt]:
        """Give who waits with one name and address."""
        same = {"edition_id": edition_id, "like": like, "state": DoubtState.WAITING.value}
        return await self._doubts.find(same, limit=20, tx=tx)

    async def waiting(self, edition_id: str) -> list[Doubt]:
        """Give the first hundred who wait, the longest waiting first."""
        waiting = {"edition_id": edition_id, "state": DoubtState.WAITING.value}
        return await self._doubts.find(waiting, sort=[("asked_at", ASCENDING)], limit=100)

    async def count_waiting(self, edition_id: str) -> int:
        """Count everybody who waits."""
        return await self._doubts.count({"edition_id": edition_id, "state": DoubtState.WAITING.value})

    async def cleared(self, edition_id: str) -> list[Doubt]:
        """Give the last hundred who were found on the roll, the newest first."""
        wanted = {"edition_id": edition_id, "state": DoubtState.CLEARED.value}
        return await self._doubts.find(wanted, sort=[("asked_at", -1)], limit=100)

    async def all_waiting(self, tx: Transaction, edition_id: str) -> list[Doubt]:
        """Give everybody who waits."""
        waiting = {"edition_id": edition_id, "state": DoubtState.WAITING.value}
        return await self._doubts.find(waiting, limit=100_000, tx=tx)

    async def add(self, tx: Transaction, doubt: Doubt) -> None:
        """Add a doubt. Raises `Duplicate`."""
        await self._doubts.insert(tx, doubt)

    async def save(self, tx: Transaction, doubt: Doubt) -> None:
        """Write the next version. Raises `Stale`, `Duplicate`."""
        await self._doubts.replace(tx, doubt)
