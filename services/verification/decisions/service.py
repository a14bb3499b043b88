"""Use cases of decisions: the mayor approves an initiative or rejects it; what is approved goes to the treasurer."""

from typing import Any, Protocol

from services.verification.cases.domain import By, Step, StepKind, Task, Unit
from services.verification.decisions.domain import Decision, Ruling, decided
from services.verification.initiatives.domain import InitiativeStage
from services.verification.initiatives.service import PLACE, Initiatives
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts.initiatives.verification import InitiativeDecidedV1, InitiativeOutcome
from shared.deadlines import Term
from shared.store import Database, NotFound, Stale, Transaction, transactional


class DecisionStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, decision: Decision) -> None: ...  # noqa: D102
    async def get_or_none(self, id: str) -> Decision | None: ...  # noqa: D102


class Decisions:
    """What the mayor decides about all initiatives."""

    def __init__(
        self, database: Database, store: DecisionStore, initiatives: Initiatives, term: Term, clock: Clock
    ) -> None:
        """Take `term`: how long the treasurer has for what was approved."""
        self.database, self.store, self.clock = database, store, clock
        self._initiatives, self._term = initiatives, term

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that can carry an initiative out with the residents."""
        return self._initiatives.units

    @transactional
    async def decide(
        self,
        tx: Transaction,
        initiative_id: str,
        version: int,
        *,
        approved: bool,
        reason: str,
        city: int | None,
        unit: str | None,
        by: Person,
    ) -> dict[str, Any]:
        """Decide about what the Team has scored. `version` is the case's; `city` in grosze, `unit` a symbol.

        Raises `NotFound`, `NotAtThisStage`, `UnitUnknown`, `Stale` and what `decided` raises.
        """
        case = await self._initiatives.case(initiative_id, tx)
        application = case.application
        if application is None:
            raise NotFound("initiatives", initiative_id)
        case.require(InitiativeStage.DECISION)
        chosen = self._initiatives.unit(unit) if unit else None
        ruling = Ruling(approved=approved, reason=reason, city=city, unit=chosen)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        decision = decided(initiative_id, application, ruling, by=author, at=now)
        if version != case.version:
            raise Stale("initiatives", initiative_id)
        await self.store.add(tx, decision)
        if approved:
            task = Task.until(
                await self._initiatives.deadline(tx, self._term, now),
                id=f"initiative-funds-{case.id}",
                kind="initiative_funds",
                action="Zabezpiecz środki na inicjatywę lokalną",
                link=f"{PLACE}/srodki/sprawy/{case.id}",
                role=Role.TREASURER,
                at=now,
            )
            step = Step(kind=StepKind.APPROVED, at=now, by=author, unit=decision.unit, why=reason)
            after = case.went(step, InitiativeStage.FUNDS, task=task, unit=decision.unit, city=decision.city)
        else:
            step = Step(kind=StepKind.REJECTED, at=now, by=author, why=reason)
            after = case.went(step, InitiativeStage.REJECTED)
        await self._initiatives.move(tx, case, after)
        tx.publish(
            InitiativeDecidedV1(
                version=after.version,
                initiative_id=initiative_id,
                outcome=InitiativeOutcome.APPROVED if approved else InitiativeOutcome.REJECTED,
                reason=reason,
                city=decision.city,
                unit=decision.unit.symbol if decision.unit else None,
                unit_name=decision.unit.name if decision.unit else None,
                decided_at=now,
            )
        )
        return {"initiative_id": initiative_id, "stage": after.stage.value, "version": after.version}

    async def of_initiative(self, initiative_id: str) -> Decision | None:
        """Give the decision about an initiative, None where there is none."""
        return await self.store.get_or_none(initiative_id)
