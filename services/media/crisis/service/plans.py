"""Use cases of plans: read, rewrite, approve. What nobody has touched is the text that comes with the program."""

from typing import Protocol

from services.media.crisis.domain.hazards import HAZARDS
from services.media.crisis.domain.message import CrisisSigned
from services.media.crisis.domain.plan import Plan, PlanContent
from services.media.crisis.wording import shipped
from shared.access import Person
from shared.clock import Clock
from shared.store import Database, Duplicate, Stale, Transaction, transactional


class PlanStore(Protocol):
    """What the use cases need to keep."""

    async def plan(self, hazard: str, tx: Transaction | None = None) -> Plan | None: ...  # noqa: D102
    async def plans(self) -> list[Plan]: ...  # noqa: D102
    async def save_plan(self, tx: Transaction, plan: Plan) -> None: ...  # noqa: D102


class Plans:
    """The plans of the city."""

    def __init__(self, database: Database, store: PlanStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    async def plan(self, hazard: str, tx: Transaction | None = None) -> Plan:
        """Give the plan for a hazard. Raises `UnknownHazard`."""
        fresh = shipped(hazard)
        return await self.store.plan(hazard, tx) or fresh

    async def every(self) -> list[Plan]:
        """Give the plan of every hazard, in the order of the hazards."""
        known = {plan.hazard: plan for plan in await self.store.plans()}
        return [known.get(one.code) or shipped(one.code) for one in HAZARDS]

    @transactional
    async def rewrite(self, tx: Transaction, hazard: str, version: int, content: PlanContent, by: Person) -> None:
        """Change a plan that the caller read in `version`. Raises `Stale`, `UnknownHazard`."""
        plan = await self._read(tx, hazard, version)
        await self._save(tx, plan.rewritten(content, self._signed(by)))

    @transactional
    async def approve(self, tx: Transaction, hazard: str, version: int, by: Person) -> None:
        """Approve the texts of a plan. Raises `Stale`, `UnknownHazard`, `PlanApproved`, `SamePerson`."""
        plan = await self._read(tx, hazard, version)
        await self._save(tx, plan.approve(self._signed(by)))

    def _signed(self, by: Person) -> CrisisSigned:
        return CrisisSigned(person_id=by.id, person_name=by.name, role=by.role, at=self.clock.now())

    async def _read(self, tx: Transaction, hazard: str, version: int) -> Plan:
        plan = await self.plan(hazard, tx)
        if plan.version != version:
            raise Stale("plan", hazard)
        return plan

    async def _save(self, tx: Transaction, plan: Plan) -> None:
        try:
            await self.store.save_plan(tx, plan)
        except Duplicate:
            raise Stale("plan", plan.hazard) from None
