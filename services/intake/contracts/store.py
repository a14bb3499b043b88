"""MongoDB documents of contracts."""

from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.states import ContractState
from shared.store import DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_SHOWN = {"opened_at": {"$type": "date"}}
_INDEXES = [
    IndexModel([("opened_at", DESCENDING), ("_id", DESCENDING)], partialFilterExpression=_SHOWN, name="list"),
    IndexModel([("state", DESCENDING), ("opened_at", DESCENDING)], partialFilterExpression=_SHOWN, name="of_state"),
    IndexModel(
        [("decision.unit", DESCENDING), ("opened_at", DESCENDING)], partialFilterExpression=_SHOWN, name="of_unit"
    ),
]


class MongoContractStore:
    """Keeps contracts, one for each initiative."""

    def __init__(self, database: Database) -> None:
        self._contracts = Collection(database, "contracts", Contract, key="id", indexes=_INDEXES)

    async def add(self, tx: Transaction, contract: Contract) -> None:
        """Add what was not there. Raises `Duplicate`."""
        await self._contracts.insert(tx, contract)

    async def find(self, id: str, tx: Transaction | None = None) -> Contract | None:
        """Give what is known of a contract, None where nothing is."""
        return await self._contracts.find_one({"_id": id}, tx)

    async def get(self, id: str, tx: Transaction | None = None) -> Contract:
        """Give a contract that somebody works on, or has. Raises `NotFound` where there is none yet."""
        contract = await self.find(id, tx)
        if contract is None or contract.opened_at is None:
            raise NotFound("contract", id)
        return contract

    async def save(self, tx: Transaction, contract: Contract) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._contracts.replace(tx, contract)

    async def listed(
        self, state: ContractState | None, skip: int, limit: int, unit: str | None = None
    ) -> list[Contract]:
        """Give contracts of a state and of the unit that carries them out, or of all, the newest first."""
        wanted = {**_SHOWN, **({"state": state.value} if state else {}), **({"decision.unit": unit} if unit else {})}
        sort = [("opened_at", DESCENDING), ("_id", DESCENDING)]
        return await self._contracts.find(wanted, sort=sort, skip=skip, limit=limit)
