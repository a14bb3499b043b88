"""Use cases of the review on the merits: open it for a unit, hand it over, finish it, send it back, close it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from services.verification.admission.service import Admissions
from services.verification.cases.domain import By, Case, Stage, Step, StepKind, Task, Unit
from services.verification.cases.domain.checks import Finding, Given
from services.verification.cases.service import SOON, Cases, PlaceInList
from services.verification.merit.domain import (
    Amounts,
    EstimateLine,
    Opinion,
    Review,
    ReviewNotFinished,
    ReviewState,
    findings,
)
from services.verification.merit.domain.work import UnitWork, Work
from services.verification.statements.domain import Waiting
from services.verification.statements.service import Statements
from services.verification.statements.service.rights import has_review
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock
from shared.contracts.verification import MeritReviewFinishedV1, ReviewHandedOverV1, ReviewReturnedV1
from shared.deadlines import Deadline, Term
from shared.free_days import OpenDeadlines
from shared.store import Database, NotFound, Stale, Transaction, transactional


class ReviewStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Review: ...  # noqa: D102
    async def add(self, tx: Transaction, review: Review) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, review: Review) -> None: ...  # noqa: D102
    async def page(  # noqa: D102
        self, edition_id: str, state: ReviewState | None, unit: str | None, after: int, limit: int
    ) -> list[Review]: ...
    async def finished(self, unit: str, after: tuple[datetime, str] | None, limit: int) -> list[Review]: ...  # noqa: D102
    async def work(self, now: datetime, until: datetime) -> dict[str, Work]: ...  # noqa: D102


class MeritReviews:
    """The reviews of all proposals by the city's units."""

    def __init__(
        self,
        database: Database,
        store: ReviewStore,
        cases: Cases,
        admissions: Admissions,
        statements: Statements,
        term: Term,
        clock: Clock,
    ) -> None:
        """Take `term`: how long a unit has for a review, from the day the card was passed."""
        self.database, self.store, self.clock = database, store, clock
        self._cases, self._admissions, self._statements, self._term = cases, admissions, statements, term

    async def open_review(self, tx: Transaction, case: Case, step: Step, unit: Unit) -> Case:
        """Hand a case to a unit, in the transaction that has passed its card; give the case at its new stage."""
        if case.proposal is None:
            raise NotFound("cases", case.id)
        deadline = await self._cases.deadline(tx, self._term, step.at)
        task = _task(f"merit-{case.id}", case.id, unit, deadline, step.at)
        after = case.went(step, Stage.MERIT, task=task, unit=unit)
        await self._cases.move(tx, case, after)
        review = Review(
            id=case.id,
            edition_id=case.edition_id,
            number=case.proposal.number,
            case=case.proposal.case,
            title=case.proposal.title,
            unit=unit,
            submitted_cost=case.proposal.cost,
            opened_at=task.opened_at,
            due_at=task.due_at,
            reckoning=task.reckoning,
        )
        await self.store.add(tx, review)
        return after

    async def ask_units(
        self, tx: Transaction, case: Case, lead: Unit, units: Sequence[str], question: str, *, by: Person
    ) -> None:
        """Ask other units, in the transaction that has opened the review of `lead`. Raises what `ask_within` raises."""
        await self._statements.ask_within(tx, case, lead, units, question, by=by)

    async def review(self, proposal_id: str) -> Review:
        """Give the review of a proposal. Raises `NotFound`."""
        return await self.store.get(proposal_id)

    async def work(self) -> list[UnitWork]:
        """Tell how much each unit has to do, in the order of the units; a former unit comes last."""
        now = self.clock.now()
        found, asked = await self.store.work(now, now + SOON), await self._statements.work()
        known = found.keys() | asked.keys()
        former = [Unit(symbol=symbol, name=symbol) for symbol in sorted(known - self._symbols())]
        return [
            UnitWork(
                unit=unit,
                **found.get(unit.symbol, Work()).model_dump(),
                **asked.get(unit.symbol, Waiting()).model_dump(),
            )
            for unit in (*self._cases.units, *former)
        ]

    def _symbols(self) -> set[str]:
        return {unit.symbol for unit in self._cases.units}

    async def finished(self, unit: str, after: PlaceInList | None, limit: int) -> list[Review]:
        """Give at most `limit` reviews that a unit has finished, the newest first, from the one after `after`."""
        return await self.store.finished(unit, (after.moment, after.id) if after else None, limit)

    @transactional
    async def hand_over(
        self, tx: Transaction, proposal_id: str, version: int, *, unit: str, reason: str, by: Person
    ) -> dict[str, Any]:
        """Hand an open review to the unit with the symbol `unit`, which has its full term from now.

        Statements that are waited for go on; the one of the unit that reviews now is asked no more.

        Raises `NotFound`, `NotAllowed` (another unit's review), `UnitUnknown`, `ReviewClosed`, `UnitUnchanged`,
        `Stale`.
        """
        review = await self.store.get(proposal_id, tx)
        if not has_review(review, by):
            raise NotAllowed(by.role)
        now = self.clock.now()
        deadline = await self._cases.deadline(tx, self._term, now)
        handed = review.handed_over(self._cases.unit(unit), at=now, deadline=deadline)
        self._require(review, version)
        await self.store.save(tx, handed)
        case = await self._cases.case(proposal_id, tx)
        author = By(id=by.id, name=by.name)
        step = Step(
            kind=StepKind.REVIEW_HANDED_OVER,
            at=now,
            by=author,
            unit=handed.unit,
            from_unit=review.unit,
            why=reason,
        )
        task = _task(f"merit-{case.id}-{handed.version}", case.id, handed.unit, deadline, now)
        after = case.went(step, Stage.MERIT, task=task, unit=handed.unit)
        await self._cases.move(tx, case, after)
        await self._statements.follow_lead(tx, after, handed.unit, author)
        tx.publish(
            ReviewHandedOverV1(
                version=after.version,
                proposal_id=review.id,
                edition_id=review.edition_id,
                from_unit=review.unit.symbol,
                from_unit_name=review.unit.name,
                unit=handed.unit.symbol,
                unit_name=handed.unit.name,
                reason=reason,
                due_at=handed.due_at,
                handed_over_at=now,
            )
        )
        return _done(handed)

    @transactional
    async def send_back(
        self, tx: Transaction, proposal_id: str, version: int, *, reason: str, by: Person
    ) -> dict[str, Any]:
        """Send a finished review back to its unit while it waits for the mayor; `reason` says what is missing.

        What the unit filled in stays, and it has its full term from now. Raises `NotFound`, `ReviewNotFinished`,
        `AdmissionClosed`, `Stale`.
        """
        review = await self.store.get(proposal_id, tx)
        if review.state not in (ReviewState.POSITIVE, ReviewState.NEGATIVE):
            raise ReviewNotFinished(proposal_id, review.state)
        now = self.clock.now()
        deadline = await self._cases.deadline(tx, self._term, now)
        await self._admissions.send_back(tx, proposal_id, now)
        self._require(review, version)
        case = await self._cases.case(proposal_id, tx)
        cost = case.proposal.cost if case.proposal else review.submitted_cost
        returned = review.returned(reason, cost, at=now, deadline=deadline)
        await self.store.save(tx, returned)
        author = By(id=by.id, name=by.name)
        step = Step(kind=StepKind.REVIEW_RETURNED, at=now, by=author, unit=review.unit, why=reason)
        task = _task(f"merit-{case.id}-{returned.version}", case.id, review.unit, deadline, now)
        after = case.went(step, Stage.MERIT, task=task)
        await self._cases.move(tx, case, after)
        tx.publish(
            ReviewReturnedV1(
                version=after.version,
                proposal_id=review.id,
                edition_id=review.edition_id,
                unit=review.unit.symbol,
                unit_name=review.unit.name,
                reason=reason,
                due_at=returned.due_at,
                returned_at=now,
            )
        )
        return _done(returned)

    @transactional
    async def postpone(self, tx: Transaction, proposal_id: str) -> None:
        """Hold the date of an open review against the days that the city has declared free."""
        free, before = await self._cases.free_days.known(tx), await self.store.get(proposal_id, tx)
        if before.state is not ReviewState.OPEN or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before:
            await self.store.deadlines.held(tx, proposal_id, free.version)
            return
        await self.store.save(tx, after)
        await self._cases.postpone_task(tx, await self._cases.case(proposal_id, tx), free)

    async def findings(self, review: Review, cost: int | None = None) -> dict[str, Finding]:
        """Find what the machine can tell of an open review; `cost` in grosze, None: as it was last estimated, or filed.

        Nothing where the review is not open: its answers hold the findings of their day. Raises `EditionUnknown`.
        """
        if review.state is not ReviewState.OPEN:
            return {}
        cap = await self._admissions.cap(await self._cases.case(review.id))
        known = review.submitted_cost if review.cost is None else review.cost
        return findings(known if cost is None else cost, cap)

    @transactional
    async def finish(
        self,
        tx: Transaction,
        proposal_id: str,
        version: int,
        *,
        positive: bool,
        opinion: str,
        cost: int | Amounts,
        cost_reason: str,
        given: Mapping[str, Given],
        by: Person,
    ) -> dict[str, Any]:
        """Finish a review and hand the case to the mayor. `cost` in grosze, as a whole or by items.

        Raises `NotFound`, `NotAllowed` (another unit's review), `Stale`, `EditionUnknown`, `EstimateIncomplete`,
        `StatementsAwaited` and everything that `Review.finished` raises.
        """
        review = await self.store.get(proposal_id, tx)
        if by.unit != review.unit.symbol:
            raise NotAllowed(by.role)
        case = await self._cases.case(proposal_id, tx)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        total, lines = _costs(case, cost)
        said = Opinion(
            positive=positive, opinion=opinion, cost=total, cost_reason=cost_reason, estimate=lines, given=given
        )
        finished = review.finished(said, cap=await self._admissions.cap(case, tx), by=author, at=now)
        self._require(review, version)
        await self._statements.require_none(tx, proposal_id)
        await self.store.save(tx, finished)
        kind = StepKind.REVIEW_POSITIVE if positive else StepKind.REVIEW_NEGATIVE
        why = "\n".join(dict.fromkeys(text for text in (opinion, cost_reason) if text))
        step = Step(kind=kind, at=now, by=author, unit=review.unit, why=why)
        after = await self._admissions.open_admission(
            tx, case, step, unit=review.unit, positive=positive, opinion=opinion, cost=total
        )
        tx.publish(
            MeritReviewFinishedV1(
                version=after.version,
                proposal_id=review.id,
                edition_id=review.edition_id,
                unit=review.unit.symbol,
                unit_name=review.unit.name,
                positive=positive,
                opinion=opinion,
                cost=total,
                finished_at=now,
            )
        )
        return _done(finished)

    def _require(self, review: Review, version: int) -> None:
        if version != review.version:
            raise Stale("reviews", review.id)

    async def follow_revision(self, tx: Transaction, case: Case, title: str, cost: int) -> None:
        """Call an open review, or an admission, as its proposal is called now; `cost`: what it asks for, in grosze."""
        if case.stage is Stage.MERIT:
            await self.store.save(tx, (await self.store.get(case.id, tx)).revised(title, cost))
            await self._statements.follow_revision(tx, case.id, title)
        elif case.stage is Stage.ADMISSION:
            await self._admissions.follow_revision(tx, case.id, title)

    async def withdraw(self, tx: Transaction, case: Case, at: datetime) -> None:
        """Close what is open of a withdrawn case from the review on; `case` is as it was before."""
        if case.stage is Stage.MERIT:
            review = await self.store.get(case.id, tx)
            await self.store.save(tx, review.closed(at))
            await self._statements.close(tx, case.id, at)
        elif case.stage is Stage.ADMISSION:
            await self._admissions.withdraw(tx, case.id, at)


def _task(id: str, proposal_id: str, unit: Unit, deadline: Deadline, at: datetime) -> Task:
    return Task(
        id=id,
        kind="merit_review",
        action="Oceń projekt i jego koszt",
        link=f"/panel/weryfikacja/oceny/{proposal_id}",
        role=Role.UNIT_REVIEWER,
        unit=unit.symbol,
        opened_at=at,
        due_at=deadline.due_at,
        explanation=tuple(deadline.explained()),
        reckoning=deadline.reckoning,
    )


def _done(review: Review) -> dict[str, Any]:
    return {"proposal_id": review.id, "state": review.state.value, "version": review.version}


def _costs(case: Case, cost: int | Amounts) -> tuple[int, tuple[EstimateLine, ...]]:
    """Give the cost as a whole, in grosze, and by items where they were estimated."""
    if isinstance(cost, int):
        return cost, ()
    return cost.total, cost.beside(case.proposal.cost_items if case.proposal else ())
