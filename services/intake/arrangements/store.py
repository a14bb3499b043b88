"""MongoDB documents of arrangements."""

from datetime import datetime

from services.intake.arrangements.domain import Arrangement, ArrangementState
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_MOST_OF_PROPOSAL = 100
_PENDING = {"state": ArrangementState.PENDING.value}
_INDEXES = [
    OpenDeadlines.index(_PENDING),
    IndexModel([("proposal_id", ASCENDING)], unique=True, partialFilterExpression=_PENDING, name="one_pending"),
    IndexModel([("due_at", ASCENDING)], partialFilterExpression=_PENDING, name="due"),
    IndexModel([("remind_at", ASCENDING)], partialFilterExpression=_PENDING, name="remind"),
    IndexModel([("proposal_id", ASCENDING), ("number", ASCENDING)], name="of_proposal"),
]


class MongoArrangementStore:
    """Keeps arrangements; of one proposal at most one is pending."""

    def __init__(self, database: Database) -> None:
        self._arrangements = Collection(database, "arrangements", Arrangement, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._arrangements, _PENDING)

    async def add(self, tx: Transaction, arrangement: Arrangement) -> None:
        """Add an arrangement. Raises `Duplicate` where one is pending."""
        await self._arrangements.insert(tx, arrangement)

    async def get(self, id: str, tx: Transaction | None = None) -> Arrangement:
        """Give an arrangement. Raises `NotFound`."""
        return await self._arrangements.get(id, tx)

    async def save(self, tx: Transaction, arrangement: Arrangement) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._arrangements.replace(tx, arrangement)

    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> list[Arrangement]:
        """Give the arrangements about a proposal, the oldest first."""
        sort = [("number", ASCENDING)]
        return await self._arrangements.find({"proposal_id": proposal_id}, sort=sort, limit=_MOST_OF_PROPOSAL, tx=tx)

    async def to_remind(self, now: datetime, limit: int) -> list[str]:
        """Give ids of pending arrangements whose applicants are to be reminded."""
        wanted = {**_PENDING, "remind_at": {"$lte": now}}
        return [one.id for one in await self._arrangements.find(wanted, sort=[("remind_at", ASCENDING)], limit=limit)]

    async def to_expire(self, now: datetime, limit: int) -> list[str]:
        """Give ids of pending arrangements whose time is over."""
        wanted = {**_PENDING, "due_at": {"$lt": now}}
        return [one.id for one in await self._arrangements.find(wanted, sort=[("due_at", ASCENDING)], limit=limit)]
