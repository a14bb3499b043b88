"""MongoDB documents of contracts."""

from datetime import datetime

from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.states import ContractState
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, Transaction

_SHOWN = {"opened_at": {"$type": "date"}}
_INDEXES = [
    IndexModel([("opened_at", DESCENDING), ("_id", DESCENDING)], partialFilterExpression=_SHOWN, name="list"),
    IndexModel([("state", DESCENDING), ("opened_at", DESCENDING)], partialFilterExpression=_SHOWN, name="of_state"),
    IndexModel(
        [("decision.unit", DESCENDING), ("opened_at", DESCENDING)], partialFilterExpression=_SHOWN, name="of_unit"
    ),
    IndexModel([("remind_at", ASCENDING)], partialFilterExpression={"remind_at": {"$type": "date"}}, name="remind"),
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

    async def to_remind(self, now: datetime, limit: int) -> list[str]:
        """Give ids of contracts whose applicants are to be reminded of the text, the longest waiting first."""
        wanted = {"remind_at": {"$type": "date", "$lte": now}}
        return [one.id for one in await self._contracts.find(wanted, sort=[("remind_at", ASCENDING)], limit=limit)]

    async def reminded(self, tx: Transaction, id: str, now: datetime, task_id: str) -> bool:
        """Note that applicants are reminded now; False where that is not due, because of an answer or of a replica.

        The version stays: they answer the text that they have before them. `task_id`: what now waits on a desk.
        """
        wanted = {"_id": id, "remind_at": {"$type": "date", "$lte": now}}
        noted = {"$set": {"remind_at": None, "reminded_at": now, "task_id": task_id}}
        changed = await self._contracts.raw.update_one(wanted, noted, session=tx.session)
        return bool(changed.modified_count)

    async def listed(
        self, state: ContractState | None, skip: int, limit: int, unit: str | None = None
    ) -> list[Contract]:
        """Give contracts of a state and of the unit that carries them out, or of all, the newest first."""
        wanted = {**_SHOWN, **({"state": state.value} if state else {}), **({"decision.unit": unit} if unit else {})}
        sort = [("opened_at", DESCENDING), ("_id", DESCENDING)]
        return await self._contracts.find(wanted, sort=sort, skip=skip, limit=limit)
