"""Use cases of the formal check: open a card, finish it and hand the proposal over, close it on withdrawal."""

from collections.abc import Mapping
from typing import Any, Protocol

from services.verification.cases.domain import By, Case, Stage, Step, StepKind, Task, Unit, UnitUnknown
from services.verification.cases.domain.checks import Finding, Given
from services.verification.cases.service import Cases
from services.verification.formal.domain import Card, CardState, Verdict, findings
from services.verification.merit.service import MeritReviews
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts.intake import ProposalSubmittedV1, ProposalWithdrawnV1
from shared.contracts.verification import FormalCheckFinishedV1
from shared.deadlines import Term, compute
from shared.store import Database, NotFound, Stale, Transaction, transactional


class CardStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Card: ...  # noqa: D102
    async def add(self, tx: Transaction, card: Card) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, card: Card) -> None: ...  # noqa: D102
    async def page(self, edition_id: str, state: CardState | None, after: int, limit: int) -> list[Card]: ...  # noqa: D102


class FormalChecks:
    """The formal cards of all proposals."""

    def __init__(
        self, database: Database, store: CardStore, cases: Cases, merit: MeritReviews, term: Term, clock: Clock
    ) -> None:
        """Take `term`: how long an officer has for a card, from the day of receipt."""
        self.database, self.store, self.clock = database, store, clock
        self._cases, self._merit, self._term = cases, merit, term

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that a proposal can be handed to."""
        return self._cases.units

    @transactional
    async def open_card(self, tx: Transaction, event: ProposalSubmittedV1) -> None:
        """Open a card for a proposal that has come in and was not withdrawn."""
        deadline = compute(self._term, event.submitted_at)
        task = Task(
            id=f"formal-{event.proposal_id}",
            kind="formal_check",
            action="Sprawdź wniosek i wypełnij kartę formalną",
            link=f"/panel/weryfikacja/karty/{event.proposal_id}",
            role=Role.OFFICER,
            opened_at=self.clock.now(),
            due_at=deadline.due_at,
            explanation=tuple(deadline.explained()),
        )
        if await self._cases.enter(tx, event, task) is None:
            return
        card = Card(
            id=event.proposal_id,
            edition_id=event.edition_id,
            number=event.number,
            case=event.case,
            title=event.title,
            opened_at=task.opened_at,
            due_at=task.due_at,
        )
        await self.store.add(tx, card)

    async def card(self, proposal_id: str) -> Card:
        """Give the card of a proposal. Raises `NotFound`."""
        return await self.store.get(proposal_id)

    async def findings(self, case: Case, tx: Transaction | None = None) -> dict[str, Finding]:
        """Give what the machine finds about a proposal now. Raises `EditionUnknown`."""
        if case.proposal is None:
            raise NotFound("cases", case.id)
        return findings(case.proposal, await self._cases.edition(case.edition_id, tx))

    @transactional
    async def finish(
        self,
        tx: Transaction,
        proposal_id: str,
        version: int,
        *,
        passed: bool,
        unit: str | None,
        reasons: tuple[str, ...],
        given: Mapping[str, Given],
        by: Person,
    ) -> dict[str, Any]:
        """Finish a card: a passed proposal goes to the unit with the symbol `unit`, a failed one ends here.

        Raises `NotFound`, `Stale`, `UnitUnknown`, `EditionUnknown` and everything that `Card.finished` raises.
        """
        card = await self.store.get(proposal_id, tx)
        case = await self._cases.case(proposal_id, tx)
        chosen = self._unit(unit) if passed and unit is not None else None
        verdict = Verdict(passed=passed, unit=chosen, reasons=reasons, given=given)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        finished = card.finished(verdict, await self.findings(case, tx), by=author, at=now)
        if version != card.version:
            raise Stale("cards", proposal_id)
        await self.store.save(tx, finished)
        if finished.unit is not None:
            step = Step(kind=StepKind.CARD_PASSED, at=now, by=author, unit=finished.unit)
            after = await self._merit.open_review(tx, case, step, finished.unit)
        else:
            step = Step(kind=StepKind.CARD_FAILED, at=now, by=author, why="\n".join(finished.reasons))
            after = case.went(step, Stage.FAILED)
            await self._cases.move(tx, case, after)
        tx.publish(
            FormalCheckFinishedV1(
                version=after.version,
                proposal_id=card.id,
                edition_id=card.edition_id,
                passed=passed,
                reasons=finished.reasons,
                unit=finished.unit.symbol if finished.unit else None,
                unit_name=finished.unit.name if finished.unit else None,
                finished_at=now,
            )
        )
        return {"proposal_id": card.id, "state": finished.state.value, "version": finished.version}

    @transactional
    async def withdraw(self, tx: Transaction, event: ProposalWithdrawnV1) -> None:
        """Close whatever is open for a withdrawn proposal, at any stage, also before the proposal itself has come."""
        case = await self._cases.withdraw(tx, event)
        if case is None:
            return
        if case.stage is Stage.FORMAL:
            card = await self.store.get(case.id, tx)
            await self.store.save(tx, card.closed(event.withdrawn_at))
        else:
            await self._merit.withdraw(tx, case, event.withdrawn_at)

    def _unit(self, symbol: str) -> Unit:
        for unit in self._cases.units:
            if unit.symbol == symbol:
                return unit
        raise UnitUnknown(symbol)
