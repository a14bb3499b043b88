"""MongoDB documents of units' opinions about initiatives."""

from services.verification.statements.domain.asked import WAITING, StatementState
from services.verification.unit_opinions.domain import MOST_OF_INITIATIVE, UnitOpinion
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"state": StatementState.OPEN.value}
_WAITING = {"state": {"$in": [state.value for state in WAITING]}}
_INDEXES = [
    OpenDeadlines.index(_WAITING),
    IndexModel(
        [("initiative_id", ASCENDING), ("unit.symbol", ASCENDING)],
        unique=True,
        partialFilterExpression=_OPEN,
        name="one_open",
    ),
    IndexModel([("initiative_id", ASCENDING), ("ordinal", ASCENDING)], unique=True, name="of_initiative"),
    IndexModel(
        [("state", ASCENDING), ("unit.symbol", ASCENDING), ("due_at", ASCENDING), ("_id", ASCENDING)],
        name="waiting_for_unit",
    ),
]
_MOST = 200


class MongoUnitOpinionStore:
    """Keeps opinions; a unit has at most one open opinion about an initiative."""

    def __init__(self, database: Database) -> None:
        self._opinions = Collection(database, "unit_opinions", UnitOpinion, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._opinions, _WAITING)

    async def get(self, id: str, tx: Transaction | None = None) -> UnitOpinion:
        """Give an opinion. Raises `NotFound`."""
        return await self._opinions.get(id, tx)

    async def add(self, tx: Transaction, opinion: UnitOpinion) -> None:
        """Add an opinion. Raises `Duplicate` where its unit has an open one about the initiative."""
        await self._opinions.insert(tx, opinion)

    async def save(self, tx: Transaction, opinion: UnitOpinion) -> None:
        """Write the next version. Raises `Stale`, `NotFound`, and `Duplicate` as above where it is handed over."""
        await self._opinions.replace(tx, opinion)

    async def of_initiative(self, initiative_id: str, tx: Transaction | None = None) -> list[UnitOpinion]:
        """Give all opinions about an initiative, the oldest first."""
        order, query = [("ordinal", ASCENDING)], {"initiative_id": initiative_id}
        return await self._opinions.find(query, sort=order, limit=MOST_OF_INITIATIVE, tx=tx)

    async def waiting(self, unit: str) -> list[UnitOpinion]:
        """Give what waits for a unit, the first due first."""
        query = {**_OPEN, "unit.symbol": unit}
        return await self._opinions.find(query, sort=[("due_at", ASCENDING), ("_id", ASCENDING)], limit=_MOST)
