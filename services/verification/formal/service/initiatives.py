"""Use cases of the formal check of initiatives: the same card, passed to units or left without consideration."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from services.verification.cases.domain import By, Step, StepKind, Unit
from services.verification.cases.domain.checks import Finding, Given
from services.verification.formal.domain.card import CardState, Verdict
from services.verification.formal.domain.initiatives import InitiativeCard, initiative_findings
from services.verification.formal.service.desk import FormalDesk, KeepsCards, Terms, told
from services.verification.initiatives.domain import InitiativeCase, InitiativeStage
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.unit_opinions.service import UnitOpinions
from shared.access import Person
from shared.clock import Clock
from shared.contracts.initiatives.intake import (
    InitiativeCallDeliveryNotedV1,
    InitiativeContent,
    InitiativeCorrectedV1,
    InitiativeSubmittedV1,
)
from shared.contracts.initiatives.verification import (
    InitiativeCalledV1,
    InitiativeCallPostponedV1,
    InitiativeCheckFinishedV1,
    InitiativeDecidedV1,
    InitiativeOutcome,
)
from shared.deadlines import Term
from shared.store import Database, NotFound, Stale, Transaction, transactional


class InitiativeCardStore(KeepsCards[InitiativeCard], Protocol):
    """What the use cases need to keep."""


class InitiativeChecks(FormalDesk[InitiativeCard, InitiativeCase]):
    """The formal cards of all initiatives."""

    kind, prefix, place = "initiative_check", "initiative-check", f"{PLACE}/karty"

    def __init__(
        self,
        database: Database,
        store: InitiativeCardStore,
        initiatives: Initiatives,
        opinions: UnitOpinions,
        terms: Terms,
        clock: Clock,
    ) -> None:
        super().__init__(database, store, initiatives, terms, clock)
        self.store, self._initiatives, self._opinions = store, initiatives, opinions
        initiatives.ends(self._close)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that can be asked for an opinion."""
        return self._initiatives.units

    async def findings(self, case: InitiativeCase, tx: Transaction | None = None) -> dict[str, Finding]:
        """Give what the machine finds about an application now."""
        if case.application is None:
            raise NotFound("initiatives", case.id)
        return initiative_findings(case.application, await self._initiatives.rules(case, tx))

    async def time_to_answer(self, tx: Transaction, case: InitiativeCase) -> Term:
        """Give what the council's rules lay down, where the house does not give more."""
        rules, ours = await self._initiatives.rules(case, tx), self._terms.correction
        return ours.model_copy(update={"amount": max(ours.amount, rules.correction_days if rules else 0)})

    def done(self, card: InitiativeCard) -> dict[str, Any]:
        """Give what a step on a card answers."""
        return {"initiative_id": card.id, "state": card.state.value, "version": card.version}

    def tell_call(self, tx: Transaction, card: InitiativeCard, case: InitiativeCase) -> None:
        """Tell the others of the newest call."""
        tx.publish(InitiativeCalledV1(version=case.version, initiative_id=card.id, **told(card)))

    def tell_postponed(self, tx: Transaction, card: InitiativeCard, case: InitiativeCase, at: datetime) -> None:
        """Tell the others that the newest call may be answered longer."""
        event = InitiativeCallPostponedV1(version=case.version, initiative_id=card.id, **told(card), postponed_at=at)
        tx.publish(event)

    @transactional
    async def open_card(self, tx: Transaction, event: InitiativeSubmittedV1) -> None:
        """Open a card for an initiative that has come in and was not withdrawn."""
        await self._open(tx, event)

    async def _open(self, tx: Transaction, event: InitiativeContent) -> None:
        action = "Sprawdź wniosek o inicjatywę lokalną i wypełnij kartę"
        task = await self.task(tx, event.initiative_id, "", action, event.submitted_at)
        if await self._initiatives.enter(tx, event, task) is None:
            return
        card = InitiativeCard(
            id=event.initiative_id,
            year=event.year,
            number=event.number,
            case=event.case,
            title=event.title,
            opened_at=task.opened_at,
            due_at=task.due_at,
            reckoning=task.reckoning,
        )
        await self.store.add(tx, card)

    @transactional
    async def follow_correction(self, tx: Transaction, event: InitiativeCorrectedV1) -> None:
        """Go on with an initiative that its applicants have completed."""
        case = await self._initiatives.known(event.initiative_id, tx)
        if case is None or case.application is None:
            # The word of its filing is still on the way: this one says the same, and more.
            await self._open(tx, event)
            return
        if event.version <= case.content_version:
            return
        action = "Sprawdź uzupełniony wniosek i dokończ kartę"
        task = await self.task(tx, case.id, f"-corrected-{event.call}", action, event.corrected_at)
        await self._initiatives.correct(tx, case, event, task)
        if case.stage is InitiativeStage.FORMAL:
            await self.answer(tx, case.id, event.call, event.title, event.corrected_at)

    @transactional
    async def follow_delivery(self, tx: Transaction, event: InitiativeCallDeliveryNotedV1) -> None:
        """Count the term of a call that goes by post from its delivery, and wait for as long. Raises `NotFound`."""
        await self.deliver(tx, event.initiative_id, event)

    @transactional
    async def finish(
        self,
        tx: Transaction,
        initiative_id: str,
        version: int,
        *,
        passed: bool,
        units: tuple[str, ...],
        question: str,
        reasons: tuple[str, ...],
        given: Mapping[str, Given],
        by: Person,
    ) -> dict[str, Any]:
        """Finish a card: what passes goes to the units with the symbols `units`, which are asked `question`.

        What does not is left without consideration: its applicants were called, and it is still not complete.
        Raises `NotFound`, `Stale`, `UnitUnknown` and what `InitiativeCard.finished` raises.
        """
        card, case = await self.decidable(tx, initiative_id)
        chosen = tuple(self._initiatives.unit(symbol) for symbol in dict.fromkeys(units)) if passed else ()
        verdict = Verdict(passed=passed, units=chosen, reasons=reasons, given=given)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        finished = card.finished(verdict, await self.findings(case, tx), by=author, at=now)
        if version != card.version:
            raise Stale("initiative_cards", initiative_id)
        await self.store.save(tx, finished)
        if passed:
            step = Step(kind=StepKind.CARD_PASSED, at=now, by=author)
            asked = await self._opinions.open(tx, case, step, chosen, question, by=author)
            self._tell(tx, finished, asked, now)
            return self.done(finished)
        why = "\n".join(finished.reasons)
        checked = await self._initiatives.note(tx, case, Step(kind=StepKind.CARD_FAILED, at=now, by=author, why=why))
        self._tell(tx, finished, checked, now)
        step = Step(kind=StepKind.LEFT_UNCONSIDERED, at=now, by=author)
        left = checked.went(step, InitiativeStage.LEFT_UNCONSIDERED)
        await self._initiatives.move(tx, checked, left)
        tx.publish(
            InitiativeDecidedV1(
                version=left.version,
                initiative_id=card.id,
                outcome=InitiativeOutcome.LEFT_UNCONSIDERED,
                reason=why,
                city=0,
                decided_at=now,
            )
        )
        return self.done(finished)

    def _tell(self, tx: Transaction, card: InitiativeCard, case: InitiativeCase, at: datetime) -> None:
        tx.publish(
            InitiativeCheckFinishedV1(
                version=case.version,
                initiative_id=card.id,
                passed=card.state is CardState.PASSED,
                reasons=card.reasons,
                units=tuple(unit.name for unit in card.units),
                finished_at=at,
            )
        )

    async def _close(self, tx: Transaction, case: InitiativeCase, at: datetime) -> None:
        """Close the card of an initiative that was taken back at the formal check."""
        if case.stage is InitiativeStage.FORMAL:
            await self.store.save(tx, (await self.store.get(case.id, tx)).closed(at))
