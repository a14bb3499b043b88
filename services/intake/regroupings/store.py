"""MongoDB documents of plans to merge and split proposals."""

from datetime import datetime

from services.intake.regroupings.domain import Regrouping, RegroupingState
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_MOST_OF_PROPOSAL = 100
_PENDING = {"state": RegroupingState.PENDING.value}
_INDEXES = [
    OpenDeadlines.index(_PENDING),
    IndexModel([("proposals", ASCENDING)], unique=True, partialFilterExpression=_PENDING, name="one_pending"),
    IndexModel([("due_at", ASCENDING)], partialFilterExpression=_PENDING, name="due"),
    IndexModel([("remind_at", ASCENDING)], partialFilterExpression=_PENDING, name="remind"),
    IndexModel([("proposals", ASCENDING), ("number", ASCENDING)], name="of_proposal"),
    IndexModel([("edition_id", ASCENDING), ("number", DESCENDING)], unique=True, name="of_edition"),
]


class MongoRegroupingStore:
    """Keeps plans; a proposal is in one pending plan at most."""

    def __init__(self, database: Database) -> None:
        self._regroupings = Collection(database, "regroupings", Regrouping, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._regroupings, _PENDING)

    async def add(self, tx: Transaction, plan: Regrouping) -> None:
        """Add a plan. Raises `Duplicate` where one of its proposals is in another one that is pending."""
        await self._regroupings.insert(tx, plan)

    async def get(self, id: str, tx: Transaction | None = None) -> Regrouping:
        """Give a plan. Raises `NotFound`."""
        return await self._regroupings.get(id, tx)

    async def save(self, tx: Transaction, plan: Regrouping) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._regroupings.replace(tx, plan)

    async def of_proposal(self, proposal_id: str) -> list[Regrouping]:
        """Give the plans about a proposal, the oldest first."""
        sort = [("number", ASCENDING)]
        return await self._regroupings.find({"proposals": proposal_id}, sort=sort, limit=_MOST_OF_PROPOSAL)

    async def pending(self, proposal_id: str, tx: Transaction | None = None) -> Regrouping | None:
        """Give the plan that a proposal is in, None where it is in none."""
        return await self._regroupings.find_one({**_PENDING, "proposals": proposal_id}, tx)

    async def page(self, edition_id: str, before: int | None, limit: int) -> list[Regrouping]:
        """Give at most `limit` plans of an edition, the newest first; `before`: only those with a lower number."""
        wanted = {"edition_id": edition_id, **({"number": {"$lt": before}} if before is not None else {})}
        return await self._regroupings.find(wanted, sort=[("number", DESCENDING)], limit=limit)

    async def to_remind(self, now: datetime, limit: int) -> list[str]:
        """Give ids of pending plans whose silent authors are to be reminded."""
        wanted = {**_PENDING, "remind_at": {"$lte": now}}
        return [one.id for one in await self._regroupings.find(wanted, sort=[("remind_at", ASCENDING)], limit=limit)]

    async def to_expire(self, now: datetime, limit: int) -> list[str]:
        """Give ids of pending plans whose time is over."""
        wanted = {**_PENDING, "due_at": {"$lt": now}}
        return [one.id for one in await self._regroupings.find(wanted, sort=[("due_at", ASCENDING)], limit=limit)]
