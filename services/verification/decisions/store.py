"""MongoDB documents of the mayor's decisions about initiatives."""

from services.verification.decisions.domain import Decision
from shared.store import Collection, Database, Transaction


class MongoDecisionStore:
    """Keeps decisions."""

    def __init__(self, database: Database) -> None:
        self._decisions = Collection(database, "initiative_decisions", Decision, key="id")

    async def add(self, tx: Transaction, decision: Decision) -> None:
        """Add a decision. Raises `Duplicate`."""
        await self._decisions.insert(tx, decision)

    async def get_or_none(self, id: str) -> Decision | None:
        """Give the decision about an initiative, None where there is none."""
        return await self._decisions.find_one({"_id": id})
