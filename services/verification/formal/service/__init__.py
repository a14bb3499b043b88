"""Use cases of the formal check: open a card, finish it and hand the proposal over, close it on withdrawal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from services.verification.appeals.domain import Appeal
from services.verification.cases.domain import By, Case, Stage, Step, StepKind, Unit
from services.verification.cases.domain.checks import Finding, Given
from services.verification.cases.service import Cases
from services.verification.formal.domain import Card, CardState, Verdict, findings
from services.verification.formal.service.desk import FormalDesk, KeepsCards, Terms, told
from services.verification.merit.service import MeritReviews
from shared.access import Person
from shared.clock import Clock
from shared.contracts.intake import (
    CallDeliveryNotedV1,
    ProposalContent,
    ProposalCorrectedV1,
    ProposalMergedV1,
    ProposalRegroupedV1,
    ProposalRevisedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
    SupportCountedV1,
)
from shared.contracts.verification import CorrectionCalledV1, CorrectionPostponedV1, FormalCheckFinishedV1
from shared.store import Database, NotFound, Stale, Transaction, transactional

__all__ = ["FormalChecks", "Terms"]


class CardStore(KeepsCards[Card], Protocol):
    """What the use cases need to keep."""

    async def page(self, edition_id: str, state: CardState | None, after: int, limit: int) -> list[Card]: ...


class OpenAppeals(Protocol):
    """What the use cases need to know of appeals: the one that a withdrawal ends."""

    async def open(self, proposal_id: str, tx: Transaction) -> Appeal | None: ...
    async def save(self, tx: Transaction, appeal: Appeal) -> None: ...


class FormalChecks(FormalDesk[Card, Case]):
    """The formal cards of all proposals."""

    kind, prefix, place = "formal_check", "formal", "/panel/weryfikacja/karty"

    def __init__(
        self,
        database: Database,
        store: CardStore,
        cases: Cases,
        merit: MeritReviews,
        appeals: OpenAppeals,
        terms: Terms,
        clock: Clock,
    ) -> None:
        super().__init__(database, store, cases, terms, clock)
        self.store, self._cases, self._merit, self._appeals = store, cases, merit, appeals

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that a proposal can be handed to."""
        return self._cases.units

    @transactional
    async def open_card(self, tx: Transaction, event: ProposalSubmittedV1) -> None:
        """Open a card for a proposal that has come in and was not withdrawn."""
        await self._open(tx, event)

    async def _open(self, tx: Transaction, event: ProposalContent) -> None:
        action = "Sprawdź wniosek i wypełnij kartę formalną"
        # What was split off has an older date of receipt than it has existed.
        since = event.split_from.at if event.split_from is not None else event.submitted_at
        task = await self.task(tx, event.proposal_id, "", action, since)
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
            reckoning=task.reckoning,
        )
        await self.store.add(tx, card)

    @transactional
    async def follow_correction(self, tx: Transaction, event: ProposalCorrectedV1) -> None:
        """Go on with a proposal that its applicant has completed."""
        case = await self._cases.known(event.proposal_id, tx)
        if case is None:
            # The word of its filing is still on the way: this one says the same, and more.
            await self._open(tx, event)
            return
        # A newer word may have brought the text already: the answer to the call is told here alone.
        newer = event.version > case.content_version
        card = await self.store.get(case.id, tx) if case.stage is Stage.FORMAL else None
        if not newer and (card is None or not card.awaits(event.call)):
            return
        action = "Sprawdź uzupełniony wniosek i dokończ kartę"
        task = await self.task(tx, case.id, f"-corrected-{event.call}", action, event.corrected_at)
        await self._cases.correct(tx, case, event, task)
        if card is not None:
            title = case.proposal.title if case.proposal and not newer else event.title
            await self.answer(tx, case.id, event.call, title, event.corrected_at)

    @transactional
    async def follow_delivery(self, tx: Transaction, event: CallDeliveryNotedV1) -> None:
        """Count the term of a call that goes by post from its delivery, and wait for as long. Raises `NotFound`."""
        await self.deliver(tx, event.proposal_id, event)

    @transactional
    async def follow_revision(self, tx: Transaction, event: ProposalRevisedV1) -> None:
        """Go on, at any stage, with a proposal that its applicant has changed as it was arranged.

        Whoever has its page open is told: what they decide by is not what they see.
        """
        case = await self._cases.known(event.proposal_id, tx)
        if case is None:
            # The word of its filing is still on the way: this one says the same, and more.
            await self._open(tx, event)
            return
        if event.version <= case.content_version:
            return
        await self._cases.revise(tx, case, event)
        await self._show(tx, case, event)

    @transactional
    async def follow_regrouping(self, tx: Transaction, event: ProposalRegroupedV1) -> None:
        """Go on, at any stage, with a proposal that says something else since a merger or a split.

        A later merger, of which it is a part itself, may have come first: what it said until then is taken over still.
        """
        case = await self._cases.known(event.proposal_id, tx)
        if case is None:
            # The word of its filing is still on the way: this one says the same, and more.
            await self._open(tx, event)
            case = await self._cases.case(event.proposal_id, tx)
        elif event.regrouping <= case.plan_ended and event.version <= case.content_version:
            return
        await self._cases.regroup(tx, case, event)
        if event.version > case.content_version:
            await self._show(tx, case, event)

    async def _show(self, tx: Transaction, case: Case, event: ProposalContent) -> None:
        """Call a proposal by its new title, and know its new cost, wherever somebody works on it."""
        if case.stage is Stage.FORMAL:
            await self.store.save(tx, (await self.store.get(case.id, tx)).revised(event.title))
        else:
            await self._merit.follow_revision(tx, case, event.title, event.cost)

    @transactional
    async def follow_count(self, tx: Transaction, event: SupportCountedV1) -> None:
        """Know how many signatures count."""
        case = await self._cases.known(event.proposal_id, tx)
        if case is None:
            # The word of its filing is still on the way: this one says the same, and more.
            await self._open(tx, event)
        elif event.version > case.content_version:
            await self._cases.recount(tx, case, event)

    def done(self, card: Card) -> dict[str, Any]:
        """Give what a step on a card answers."""
        return {"proposal_id": card.id, "state": card.state.value, "version": card.version}

    def require_decidable(self, case: Case) -> None:
        """Decide nothing while authors are waited for. Raises `ApplicantAsked`."""
        case.require_answered()

    def tell_call(self, tx: Transaction, card: Card, case: Case) -> None:
        """Tell the others of the newest call."""
        tx.publish(CorrectionCalledV1(version=case.version, **_told(card)))

    def tell_postponed(self, tx: Transaction, card: Card, case: Case, at: datetime) -> None:
        """Tell the others that the newest call may be answered longer."""
        delivered_on = card.calls[-1].delivered_on
        tx.publish(
            CorrectionPostponedV1(version=case.version, **_told(card), delivered_on=delivered_on, postponed_at=at)
        )

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
        cooperating: tuple[str, ...] = (),
        question: str = "",
    ) -> dict[str, Any]:
        """Finish a card: a passed proposal goes to the unit with the symbol `unit`, a failed one ends here.

        The units `cooperating` are asked `question` at once. Raises `NotFound`, `Stale`, `ApplicantAsked`,
        `UnitUnknown`, `UnitLeads`, `EditionUnknown` and what `Card.finished` raises.
        """
        card, case = await self.decidable(tx, proposal_id)
        units = (self._cases.unit(unit),) if passed and unit is not None else ()
        verdict = Verdict(passed=passed, units=units, reasons=reasons, given=given)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        finished = card.finished(verdict, await self.findings(case, tx), by=author, at=now)
        if version != card.version:
            raise Stale("cards", proposal_id)
        await self.store.save(tx, finished)
        if finished.unit is not None:
            step = Step(kind=StepKind.CARD_PASSED, at=now, by=author, unit=finished.unit)
            after = await self._merit.open_review(tx, case, step, finished.unit)
            if cooperating:
                await self._merit.ask_units(tx, after, finished.unit, cooperating, question, by=by)
        else:
            step = Step(kind=StepKind.CARD_FAILED, at=now, by=author, why="\n".join(finished.reasons))
            after = case.went(step, Stage.FAILED)
            await self._cases.move(tx, case, after)
        self._tell(tx, finished, after, now)
        return self.done(finished)

    async def pass_after_appeal(self, tx: Transaction, case: Case, step: Step, unit: Unit) -> Case:
        """Overturn a failed card, in the transaction that upholds the appeal; give the case at its new stage."""
        card = (await self.store.get(case.id, tx)).overturned(unit)
        await self.store.save(tx, card)
        after = await self._merit.open_review(tx, case, step, unit)
        self._tell(tx, card, after, step.at)
        return after

    def _tell(self, tx: Transaction, card: Card, case: Case, at: datetime) -> None:
        tx.publish(
            FormalCheckFinishedV1(
                version=case.version,
                proposal_id=card.id,
                edition_id=card.edition_id,
                passed=card.state is CardState.PASSED,
                reasons=card.reasons,
                unit=card.unit.symbol if card.unit else None,
                unit_name=card.unit.name if card.unit else None,
                finished_at=at,
            )
        )

    @transactional
    async def withdraw(self, tx: Transaction, event: ProposalWithdrawnV1) -> None:
        """Close whatever is open for a withdrawn proposal, at any stage, also before the proposal itself has come."""
        case = await self._cases.withdraw(tx, event)
        if case is not None:
            await self._close(tx, case, event.withdrawn_at)

    @transactional
    async def merge(self, tx: Transaction, event: ProposalMergedV1) -> None:
        """Close whatever is open for a proposal that is a part of another one, as `withdraw` does."""
        case = await self._cases.merge(tx, event)
        if case is not None:
            await self._close(tx, case, event.merged_at)

    async def _close(self, tx: Transaction, case: Case, at: datetime) -> None:
        """Close the card, the appeal or what comes after the card; `case` is as it was before."""
        if case.stage is Stage.FORMAL:
            card = await self.store.get(case.id, tx)
            await self.store.save(tx, card.closed(at))
        elif case.stage is Stage.APPEAL:
            appeal = await self._appeals.open(case.id, tx)
            if appeal is not None:
                await self._appeals.save(tx, appeal.closed(at))
        else:
            await self._merit.withdraw(tx, case, at)


def _told(card: Card) -> dict[str, Any]:
    return {"proposal_id": card.id, "edition_id": card.edition_id, **told(card)}
