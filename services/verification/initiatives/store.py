"""MongoDB documents of initiatives' cases and of the rules by which they are taken in."""

from typing import Any

from services.verification.cases.service import PlaceInList
from services.verification.initiatives.domain import InitiativeCase, InitiativeStage, Rules
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_WAITING = [stage.value for stage in InitiativeStage if not stage.over]
_OPEN = {"stage": {"$in": _WAITING}}
_INDEXES = [
    OpenDeadlines.index(_OPEN),
    IndexModel([("stage", ASCENDING), ("task.due_at", ASCENDING), ("_id", ASCENDING)], name="waiting"),
    IndexModel([("stage", ASCENDING), ("changed_at", DESCENDING), ("_id", DESCENDING)], name="ended"),
    IndexModel(
        [("application.year", ASCENDING), ("application.number", ASCENDING)],
        unique=True,
        partialFilterExpression={"application.number": {"$gt": 0}},
        name="register",
    ),
]


class MongoInitiativeStore:
    """Keeps the cases of initiatives, apart from those of proposals: no list or count of one shows the other."""

    def __init__(self, database: Database) -> None:
        self._cases = Collection(database, "initiative_cases", InitiativeCase, key="id", indexes=_INDEXES)
        self._rules = Collection(database, "initiative_rules", Rules, key="id")
        self.deadlines = OpenDeadlines(self._cases, _OPEN)

    async def case(self, id: str, tx: Transaction | None = None) -> InitiativeCase:
        """Give a case. Raises `NotFound`."""
        return await self._cases.get(id, tx)

    async def case_or_none(self, id: str, tx: Transaction) -> InitiativeCase | None:
        """Give a case, None where nothing of it has come yet."""
        return await self._cases.find_one({"_id": id}, tx)

    async def add(self, tx: Transaction, case: InitiativeCase) -> None:
        """Add a case. Raises `Duplicate`."""
        await self._cases.insert(tx, case)

    async def save(self, tx: Transaction, case: InitiativeCase) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._cases.replace(tx, case)

    async def rules(self, id: str, tx: Transaction | None = None) -> Rules | None:
        """Give rules, None where they have not come yet."""
        return await self._rules.find_one({"_id": id}, tx)

    async def put_rules(self, tx: Transaction, rules: Rules) -> None:
        """Write the copy of rules."""
        await self._rules.put(tx, rules)

    async def page(
        self, stages: tuple[InitiativeStage, ...], after: PlaceInList | None, limit: int
    ) -> list[InitiativeCase]:
        """Give at most `limit` cases at `stages`: open ones by their date, ended ones the newest first."""
        over = all(stage.over for stage in stages)
        field, direction, beyond = ("changed_at", DESCENDING, "$lt") if over else ("task.due_at", ASCENDING, "$gt")
        query = _at(stages)
        if after is not None:
            query["$or"] = [{field: {beyond: after.moment}}, {field: after.moment, "_id": {beyond: after.id}}]
        return await self._cases.find(query, sort=[(field, direction), ("_id", direction)], limit=limit)

    async def count(self, stages: tuple[InitiativeStage, ...]) -> int:
        """Count the cases at `stages`."""
        return await self._cases.count(_at(stages))


def _at(stages: tuple[InitiativeStage, ...]) -> dict[str, Any]:
    return {"stage": {"$in": [stage.value for stage in stages]}, "application": {"$ne": None}}
