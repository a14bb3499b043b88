"""Use cases of appeals: open a second review, hand it over, finish it, decide, and put the decision into effect."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.verification.admission.service import Admissions
from services.verification.appeals.domain import Against, Appeal, AppealState, SecondReview
from services.verification.cases.domain import By, Case, Stage, Step, StepKind, Task, Unit
from services.verification.cases.service import Cases
from services.verification.formal.service import FormalChecks
from services.verification.merit.service import MeritReviews
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.intake import AppealFiledV1, WindowKind
from shared.contracts.verification import AppealDecidedV1
from shared.deadlines import Reckoning, Term
from shared.free_days import OpenDeadlines
from shared.store import Database, NotFound, Stale, Transaction, transactional


class AppealStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Appeal: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str) -> list[Appeal]: ...  # noqa: D102
    async def add(self, tx: Transaction, appeal: Appeal) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, appeal: Appeal) -> None: ...  # noqa: D102
    async def page(  # noqa: D102
        self, edition_id: str, state: AppealState | None, after: str, limit: int
    ) -> list[Appeal]: ...


@dataclass(frozen=True)
class AppealTerms:
    """How long the second review takes, and the mayor where the edition has no window of final lists."""

    review: Term
    decision: Term


class Appeals:
    """What applicants appeal against, and what comes of it."""

    def __init__(
        self,
        database: Database,
        store: AppealStore,
        cases: Cases,
        formal: FormalChecks,
        merit: MeritReviews,
        admissions: Admissions,
        terms: AppealTerms,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._cases, self._formal, self._merit, self._admissions = cases, formal, merit, admissions
        self._terms = terms

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that can review."""
        return self._cases.units

    async def of_proposal(self, proposal_id: str) -> list[Appeal]:
        """Give the appeals of a proposal, the newest first. Raises `NotFound` where there is none."""
        found = await self.store.of_proposal(proposal_id)
        if not found:
            raise NotFound("appeals", proposal_id)
        return found

    @transactional
    async def follow_appeal(self, tx: Transaction, event: AppealFiledV1) -> None:
        """Open the second review; what was withdrawn meanwhile, or is no longer refused, needs none."""
        case = await self._cases.case(event.proposal_id, tx)
        if case.proposal is None or case.stage not in (Stage.FAILED, Stage.REFUSED):
            return
        refused_by = await self._first(tx, case)
        deadline = await self._cases.deadline(tx, self._terms.review, event.filed_at)
        unit = case.unit if case.stage is Stage.REFUSED else None
        appeal = Appeal(
            id=f"{case.id}-{event.appeal}",
            proposal_id=case.id,
            edition_id=case.edition_id,
            number=case.proposal.number,
            case=case.proposal.case,
            title=case.proposal.title,
            appeal=event.appeal,
            against=Against.ADMISSION if case.stage is Stage.REFUSED else Against.FORMAL,
            refusal=next(step.why for step in reversed(case.steps) if step.kind in _REFUSALS),
            text=event.text,
            on_paper=event.on_paper,
            filed_at=event.filed_at,
            first_by=refused_by,
            unit=unit,
            cost=case.proposal.cost if case.cost is None else case.cost,
            due_at=deadline.due_at,
            reckoning=deadline.reckoning,
        )
        await self.store.add(tx, appeal)
        task = self._review_task(appeal, tuple(deadline.explained()))
        step = Step(kind=StepKind.APPEALED, at=event.filed_at, why=event.text)
        await self._cases.move(tx, case, case.went(step, Stage.APPEAL, task=task))

    async def _first(self, tx: Transaction, case: Case) -> By:
        """Tell who did the first check or review."""
        if case.stage is Stage.FAILED:
            done = (await self._formal.store.get(case.id, tx)).finished_by
        else:
            done = (await self._merit.store.get(case.id, tx)).finished_by
        if done is None:
            raise NotFound("reviews", case.id)
        return done

    def _review_task(self, appeal: Appeal, explanation: tuple[str, ...]) -> Task:
        return Task(
            id=f"appeal-{appeal.id}-review-{appeal.version}",
            kind="appeal_review",
            action="Oceń jeszcze raz po odwołaniu",
            link=f"/panel/weryfikacja/odwolania/{appeal.proposal_id}",
            role=Role.UNIT_REVIEWER if appeal.unit else Role.OFFICER,
            unit=appeal.unit.symbol if appeal.unit else None,
            opened_at=self.clock.now(),
            due_at=appeal.due_at,
            explanation=explanation,
            reckoning=appeal.reckoning,
        )

    @transactional
    async def hand_over(
        self, tx: Transaction, appeal_id: str, version: int, *, unit: str, by: Person
    ) -> dict[str, Any]:
        """Give the second review to another unit. Raises `NotFound`, `UnitUnknown`, `NotAtThisStep`, `Stale`."""
        appeal, case = await self._open(tx, appeal_id)
        handed = appeal.handed_over(self._cases.unit(unit))
        self._require(appeal, version)
        await self.store.save(tx, handed)
        explanation = case.task.explanation if case.task else ()
        step = Step(
            kind=StepKind.APPEAL_HANDED_OVER, at=self.clock.now(), by=By(id=by.id, name=by.name), unit=handed.unit
        )
        await self._cases.move(tx, case, case.went(step, Stage.APPEAL, task=self._review_task(handed, explanation)))
        return _done(handed)

    @transactional
    async def review(
        self,
        tx: Transaction,
        appeal_id: str,
        version: int,
        *,
        positive: bool,
        opinion: str,
        cost: int | None,
        next_unit: str | None,
        by: Person,
    ) -> dict[str, Any]:
        """Finish the second review and put the appeal before the mayor. `cost` in grosze; None: as it was.

        Raises `NotFound`, `NotAllowed` (another unit's appeal), `UnitUnknown`, `EditionUnknown`, `Stale` and
        everything that `Appeal.reviewed` raises.
        """
        appeal, case = await self._open(tx, appeal_id)
        if appeal.unit is not None and by.unit != appeal.unit.symbol:
            raise NotAllowed(by.role)
        if appeal.unit is None and by.role is not Role.OFFICER:
            raise NotAllowed(by.role)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        due_at, explanation, reckoning = await self._decision_due(tx, case, now)
        said = SecondReview(
            positive=positive,
            opinion=opinion,
            cost=appeal.cost if cost is None else cost,
            next_unit=self._cases.unit(next_unit) if next_unit else None,
            at=now,
            by=author,
        )
        reviewed = appeal.reviewed(said, due_at, reckoning)
        self._require(appeal, version)
        await self.store.save(tx, reviewed)
        task = Task(
            id=f"appeal-{appeal.id}",
            kind="appeal",
            action="Rozpatrz odwołanie",
            link=f"/panel/weryfikacja/odwolania/{appeal.proposal_id}",
            role=Role.MAYOR,
            opened_at=now,
            due_at=due_at,
            explanation=explanation,
            reckoning=reckoning,
        )
        kind = StepKind.APPEAL_BACKED if positive else StepKind.APPEAL_OPPOSED
        step = Step(kind=kind, at=now, by=author, unit=appeal.unit, why=opinion)
        await self._cases.move(tx, case, case.went(step, Stage.APPEAL, task=task))
        return _done(reviewed)

    async def _decision_due(
        self, tx: Transaction, case: Case, start: datetime
    ) -> tuple[datetime, tuple[str, ...], Reckoning | None]:
        window = (await self._cases.edition(case.edition_id, tx)).window(WindowKind.FINAL_LISTS)
        if window is None or window.closes < start:
            deadline = await self._cases.deadline(tx, self._terms.decision, start)
            return deadline.due_at, tuple(deadline.explained()), deadline.reckoning
        day = warsaw(window.closes).strftime("%d.%m.%Y")
        return window.closes, (f"Według harmonogramu edycji ostateczne listy są gotowe do {day}.",), None

    @transactional
    async def postpone(self, tx: Transaction, appeal_id: str) -> None:
        """Hold the date of an open appeal against the days that the city has declared free."""
        free, before = await self._cases.free_days.known(tx), await self.store.get(appeal_id, tx)
        if not before.waits or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before:
            await self.store.deadlines.held(tx, appeal_id, free.version)
            return
        await self.store.save(tx, after)
        await self._cases.postpone_task(tx, await self._cases.case(before.proposal_id, tx), free)

    @transactional
    async def decide(
        self,
        tx: Transaction,
        appeal_id: str,
        version: int,
        *,
        upheld: bool,
        reason: str,
        next_unit: str | None,
        by: Person,
    ) -> dict[str, Any]:
        """Decide an appeal, finally, and do what follows from it, all at once.

        Raises `NotFound`, `UnitUnknown`, `EditionUnknown`, `Stale` and everything that `Appeal.decided` raises.
        """
        appeal, case = await self._open(tx, appeal_id)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        cap = await self._admissions.cap(case, tx)
        unit = self._cases.unit(next_unit) if next_unit else None
        decided = appeal.decided(upheld=upheld, reason=reason, next_unit=unit, cap=cap, by=author, at=now)
        self._require(appeal, version)
        await self.store.save(tx, decided)
        kind = StepKind.APPEAL_UPHELD if upheld else StepKind.APPEAL_DISMISSED
        step = Step(kind=kind, at=now, by=author, why=reason)
        after = await self._put_into_effect(tx, case, decided, step)
        tx.publish(
            AppealDecidedV1(
                version=after.version,
                proposal_id=case.id,
                edition_id=case.edition_id,
                appeal=decided.appeal,
                upheld=upheld,
                reason=reason,
                decided_at=now,
            )
        )
        return _done(decided)

    async def _put_into_effect(self, tx: Transaction, case: Case, appeal: Appeal, step: Step) -> Case:
        """Change what was refused, or leave it; give the case at its new stage."""
        review = appeal.review
        if appeal.state is not AppealState.UPHELD or review is None:
            stage = Stage.REFUSED if appeal.against is Against.ADMISSION else Stage.FAILED
            after = case.went(step, stage)
            await self._cases.move(tx, case, after)
            return after
        if appeal.against is Against.ADMISSION:
            return await self._admissions.admit_after_appeal(tx, case, step, cost=review.cost)
        if review.next_unit is None:
            raise NotFound("units", appeal.id)
        return await self._formal.pass_after_appeal(tx, case, step, review.next_unit)

    async def _open(self, tx: Transaction, appeal_id: str) -> tuple[Appeal, Case]:
        appeal = await self.store.get(appeal_id, tx)
        return appeal, await self._cases.case(appeal.proposal_id, tx)

    def _require(self, appeal: Appeal, version: int) -> None:
        if version != appeal.version:
            raise Stale("appeals", appeal.id)


_REFUSALS = (StepKind.CARD_FAILED, StepKind.REFUSED)


def _done(appeal: Appeal) -> dict[str, Any]:
    return {"proposal_id": appeal.proposal_id, "state": appeal.state.value, "version": appeal.version}
