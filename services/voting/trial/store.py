"""MongoDB documents of test votes."""

from services.voting.ballots.service import KeyUsedInTrial, TrialNeeded
from services.voting.trial.service import Trial
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_MOST = 100


class MongoTrialStore:
    """Keeps what came of test votes; of their ballots only what the commission wrote down."""

    def __init__(self, database: Database) -> None:
        by_number = IndexModel([("edition_id", ASCENDING), ("number", DESCENDING)], unique=True, name="by_number")
        by_key = IndexModel([("edition_id", ASCENDING), ("public_key", ASCENDING)], name="by_key")
        self._trials = Collection(database, "trials", Trial, key="id", indexes=[by_number, by_key])

    async def add(self, tx: Transaction, trial: Trial) -> None:
        """Add a test vote. Raises `Duplicate` where the number is taken."""
        await self._trials.insert(tx, trial)

    async def get(self, id: str) -> Trial:
        """Give a test vote. Raises `NotFound`."""
        return await self._trials.get(id)

    async def of_edition(self, edition_id: str, tx: Transaction | None = None) -> list[Trial]:
        """Give the test votes of an edition, the newest first."""
        return await self._trials.find({"edition_id": edition_id}, sort=[("number", DESCENDING)], limit=_MOST, tx=tx)

    async def require(self, tx: Transaction, edition_id: str, rules_hash: str, public_key: str) -> None:
        """Let an opening pass. Raises `TrialNeeded`, `KeyUsedInTrial`."""
        found = await self.of_edition(edition_id, tx)
        newest = next((trial for trial in found if trial.rules_hash == rules_hash), None)
        if newest is None or not newest.summary.agrees:
            raise TrialNeeded
        if await self._trials.count({"edition_id": edition_id, "public_key": public_key}, tx):
            raise KeyUsedInTrial
