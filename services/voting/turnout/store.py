"""MongoDB documents of the turnout: one for each edition."""

from services.voting.turnout.domain import Turnout
from shared.store import Collection, Database, Transaction


class MongoTurnoutStore:
    """Keeps how far the logs are counted, and what has been told."""

    def __init__(self, database: Database) -> None:
        self._turnouts = Collection(database, "turnouts", Turnout, key="id")

    async def turnout_or_none(self, edition_id: str, tx: Transaction | None = None) -> Turnout | None:
        """Give the turnout of an edition, None before its first entry is counted."""
        return await self._turnouts.find_one({"_id": edition_id}, tx)

    async def add(self, tx: Transaction, turnout: Turnout) -> None:
        """Add the first. Raises `Duplicate`."""
        await self._turnouts.insert(tx, turnout)

    async def save(self, tx: Transaction, turnout: Turnout) -> None:
        """Write the next version. Raises `Stale`."""
        await self._turnouts.replace(tx, turnout)
