"""MongoDB documents of what people here did: who has a task in hand, whose head was told, who is away, who is who."""

from collections.abc import Collection as Group
from collections.abc import Iterable
from datetime import date

from services.reporting.worklist.domain.absence import Absences
from services.reporting.worklist.domain.escalation import Escalated
from services.reporting.worklist.domain.holding import Holding
from services.reporting.worklist.service.colleagues import Colleague
from services.reporting.worklist.service.morning import Morning
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_MOST = 2_000
"""More than one unit has people."""


class MongoCareStore:
    """Keeps in whose hands tasks are, and of which a head was told."""

    def __init__(self, database: Database) -> None:
        self._holdings = Collection(database, "holdings", Holding, key="id")
        self._escalated = Collection(database, "escalated_tasks", Escalated, key="id")

    async def holdings(self, ids: Group[str], tx: Transaction | None = None) -> dict[str, Holding]:
        """Give in whose hands tasks are, of which anybody has done anything."""
        found = await self._holdings.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1, tx=tx)
        return {one.id: one for one in found}

    async def add_holding(self, tx: Transaction, holding: Holding) -> None:
        """Keep the first. Raises `Duplicate` where there is one."""
        await self._holdings.insert(tx, holding)

    async def save_holding(self, tx: Transaction, holding: Holding) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._holdings.replace(tx, holding)

    async def escalated(self, ids: Group[str], tx: Transaction) -> dict[str, Escalated]:
        """Give of which of the tasks a head was told."""
        found = await self._escalated.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1, tx=tx)
        return {one.id: one for one in found}

    async def put_escalated(self, tx: Transaction, escalated: Escalated) -> None:
        """Keep that a head was told."""
        await self._escalated.put(tx, escalated)


class MongoMorningStore:
    """Keeps who has had the letter of a morning: its id is the day and the recipient, so nobody has it twice."""

    def __init__(self, database: Database) -> None:
        self._mornings = Collection(database, "mornings", Morning, key="id")

    async def had(self, ids: Group[str]) -> set[str]:
        """Give those that there are."""
        return {one.id for one in await self._mornings.find({"_id": {"$in": list(ids)}}, limit=_MOST)}

    async def add_morning(self, tx: Transaction, morning: Morning) -> None:
        """Keep that a letter was written, or need not be. Raises `Duplicate`."""
        await self._mornings.insert(tx, morning)


class MongoPeopleStore:
    """Keeps who is who, and who is away."""

    def __init__(self, database: Database) -> None:
        by_unit = IndexModel([("role", ASCENDING), ("unit", ASCENDING)], name="by_unit")
        by_last = IndexModel([("absences.last", ASCENDING)], name="by_last")
        self._colleagues = Collection(database, "colleagues", Colleague, key="id", indexes=[by_unit])
        self._absences = Collection(database, "absences", Absences, key="id", indexes=[by_last])

    async def put_colleague(self, tx: Transaction, colleague: Colleague) -> None:
        """Write who somebody is now."""
        await self._colleagues.put(tx, colleague)

    async def of_unit(self, role: str, unit: str | None) -> list[Colleague]:
        """Give everybody of a role and unit."""
        return await self._colleagues.find({"role": role, "unit": unit}, limit=_MOST)

    async def colleagues(self, ids: Iterable[str]) -> list[Colleague]:
        """Give who these are, as far as it is known."""
        return await self._colleagues.find({"_id": {"$in": sorted(ids)}}, limit=_MOST)

    async def absences_or_none(self, person: str, tx: Transaction | None = None) -> Absences | None:
        """Give what a person has declared; None where nothing."""
        return await self._absences.find_one({"_id": person}, tx)

    async def add_absences(self, tx: Transaction, absences: Absences) -> None:
        """Keep the first of a person. Raises `Duplicate` where there is one."""
        await self._absences.insert(tx, absences)

    async def save_absences(self, tx: Transaction, absences: Absences) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._absences.replace(tx, absences)

    async def away(self, day: date) -> list[Absences]:
        """Give those of whom an absence is not over on a day."""
        return await self._absences.find({"absences.last": {"$gte": day.isoformat()}}, limit=_MOST)
