"""MongoDB documents of test votes."""

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.service import KeyUsedInTrial, TrialNeeded
from services.voting.trial.service import Trial
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_MOST = 100


class GivenAway(BaseModel):
    """A public key whose private half was on the server: no ballot may be sealed to it."""

    model_config = ConfigDict(frozen=True)

    id: str


def _key_id(edition_id: str, public_key: str) -> str:
    return f"{edition_id}|{public_key}"


class MongoTrialStore:
    """Keeps what came of test votes; of their ballots only what the commission wrote down."""

    def __init__(self, database: Database) -> None:
        by_number = IndexModel([("edition_id", ASCENDING), ("number", DESCENDING)], unique=True, name="by_number")
        self._trials = Collection(database, "trials", Trial, key="id", indexes=[by_number])
        self._given_away = Collection(database, "keys_given_away", GivenAway, key="id")

    async def add(self, tx: Transaction, trial: Trial) -> None:
        """Add a test vote. Raises `Duplicate` where the number is taken."""
        await self._trials.insert(tx, trial)

    async def give_away(self, tx: Transaction, edition_id: str, public_key: str) -> None:
        """Remember that the private half of a key was on the server."""
        await self._given_away.put(tx, GivenAway(id=_key_id(edition_id, public_key)))

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
        if await self._given_away.find_one({"_id": _key_id(edition_id, public_key)}, tx):
            raise KeyUsedInTrial
