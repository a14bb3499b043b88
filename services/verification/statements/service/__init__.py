"""Use cases of statements: ask units for them, give, send back, hand over, withdraw, and end them with their proposal.

Each of them writes the case, as does whoever finishes the review: a request and a finish at one moment never both hold.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from services.verification.cases.domain import By, Case, Step, StepKind, Unit
from services.verification.cases.service import SOON, Cases, PlaceInList
from services.verification.merit.domain import Review, ReviewClosed, ReviewState
from services.verification.statements.domain import (
    MOST_OF_PROPOSAL,
    Said,
    Statement,
    StatementOpen,
    StatementsAwaited,
    StatementState,
    TooManyStatements,
    UnitLeads,
    Waiting,
)
from services.verification.statements.service.rights import has_review, may_answer, may_hand_over
from services.verification.statements.service.telling import asker_task, closed, requested, unit_task
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock
from shared.contracts.verification import StatementOutcome
from shared.deadlines import Deadline, Term
from shared.free_days import OpenDeadlines
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, transactional

_LEADS_NOW = "Ta jednostka ocenia teraz cały projekt."


class StatementStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Statement: ...  # noqa: D102
    async def add(self, tx: Transaction, statement: Statement) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, statement: Statement) -> None: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> list[Statement]: ...  # noqa: D102
    async def page(  # noqa: D102
        self, edition_id: str, state: StatementState | None, unit: str | None, after: str, limit: int
    ) -> list[Statement]: ...
    async def waiting(  # noqa: D102
        self, unit: str | None, due: tuple[datetime | None, datetime | None], after: PlaceInList | None, limit: int
    ) -> list[Statement]: ...
    async def work(self, now: datetime) -> dict[str, Waiting]: ...  # noqa: D102


class LeadingReviews(Protocol):
    """What the use cases need to know of reviews: whose it is, and whether it is open."""

    async def get(self, id: str, tx: Transaction | None = None) -> Review: ...  # noqa: D102


class Statements:
    """The statements of all units about their parts of proposals."""

    def __init__(
        self,
        database: Database,
        store: StatementStore,
        reviews: LeadingReviews,
        cases: Cases,
        term: Term,
        clock: Clock,
    ) -> None:
        """Take `term`: how long a unit has for a statement, and who asked for one that was sent back."""
        self.database, self.store, self.clock = database, store, clock
        self._reviews, self._cases, self._term = reviews, cases, term

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that can be asked."""
        return self._cases.units

    @transactional
    async def ask(
        self, tx: Transaction, proposal_id: str, *, units: Sequence[str], question: str, by: Person
    ) -> dict[str, Any]:
        """Ask the units with these symbols for a statement while the review is open; each has its full term from now.

        Raises `NotFound`, `NotAllowed` (another unit's review), `ReviewClosed` and what `ask_within` raises.
        """
        review = await self._reviews.get(proposal_id, tx)
        if not has_review(review, by):
            raise NotAllowed(by.role)
        if review.state is not ReviewState.OPEN:
            raise ReviewClosed(proposal_id, review.state)
        case = await self._cases.case(proposal_id, tx)
        ids = await self.ask_within(tx, case, review.unit, units, question, by=by)
        return {"proposal_id": proposal_id, "statement_ids": ids}

    async def ask_within(
        self, tx: Transaction, case: Case, lead: Unit, units: Sequence[str], question: str, *, by: Person
    ) -> list[str]:
        """Ask in the transaction of somebody who has given the review to `lead`; give the ids of the statements.

        Raises `UnitUnknown`, `UnitLeads`, `StatementOpen`, `TooManyStatements`.
        """
        proposal = case.proposal
        if proposal is None:
            raise NotFound("cases", case.id)
        now, author, ids = self.clock.now(), By(id=by.id, name=by.name), list[str]()
        ordinal = len(await self.store.of_proposal(case.id, tx))
        chosen = [self._cases.unit(symbol) for symbol in dict.fromkeys(units)]
        if ordinal + len(chosen) > MOST_OF_PROPOSAL:
            raise TooManyStatements(case.id)
        for unit in chosen:
            _refuse_lead(case.id, lead, unit)
            step = Step(kind=StepKind.STATEMENT_REQUESTED, at=now, by=author, unit=unit, why=question)
            case, ordinal = await self._cases.note(tx, case, step), ordinal + 1
            id = f"{case.id}-{ordinal}"
            task = unit_task(id, 1, unit, await self._cases.deadline(tx, self._term, now), now)
            statement = Statement(
                id=id,
                proposal_id=case.id,
                edition_id=case.edition_id,
                ordinal=ordinal,
                number=proposal.number,
                case=proposal.case,
                title=proposal.title,
                unit=unit,
                question=question,
                asked_at=now,
                asked_by=author,
                by_department=by.role is Role.OFFICER,
                task=task,
                opened_at=now,
                due_at=task.due_at,
            )
            try:
                await self.store.add(tx, statement)
            except Duplicate:
                raise StatementOpen(case.id, unit.symbol) from None
            self._cases.open_task(tx, proposal, task)
            tx.publish(requested(statement, now))
            ids.append(id)
        return ids

    @transactional
    async def answer(self, tx: Transaction, id: str, version: int, said: Said, *, by: Person) -> dict[str, Any]:
        """Give a statement of one's own unit. Raises `NotFound`, `NotAllowed`, `Stale`, `StatementClosed`."""
        statement = await self._own(tx, id, version, by)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        after = statement.answered(said, by=author, at=now)
        step = Step(kind=StepKind.STATEMENT_GIVEN, at=now, by=author, unit=after.unit, why=said.text)
        await self._move(tx, statement, after, step)
        tx.publish(closed(after, StatementOutcome.GIVEN, now))
        return _done(after)

    @transactional
    async def send_back(self, tx: Transaction, id: str, version: int, *, reason: str, by: Person) -> dict[str, Any]:
        """Send a statement of one's own unit back to who asked: it is not the unit's task.

        Raises `NotFound`, `NotAllowed`, `Stale`, `StatementClosed`.
        """
        statement = await self._own(tx, id, version, by)
        lead = (await self._reviews.get(statement.proposal_id, tx)).unit
        now = self.clock.now()
        after = statement.returned(
            reason, asker_task(statement, lead, await self._cases.deadline(tx, self._term, now), now)
        )
        author = By(id=by.id, name=by.name)
        step = Step(kind=StepKind.STATEMENT_RETURNED, at=now, by=author, unit=statement.unit, why=reason)
        await self._move(tx, statement, after, step)
        return _done(after)

    @transactional
    async def hand_over(
        self, tx: Transaction, id: str, version: int, *, unit: str, reason: str, by: Person
    ) -> dict[str, Any]:
        """Hand a waiting statement to the unit with the symbol `unit`, which has its full term from now.

        Raises `NotFound`, `NotAllowed`, `Stale`, `StatementClosed`, `UnitUnknown`, `UnitLeads`,
        `StatementUnitUnchanged`, and `StatementOpen` where that unit has been asked otherwise.
        """
        statement = await self.store.get(id, tx)
        review = await self._reviews.get(statement.proposal_id, tx)
        if not may_hand_over(statement, review, by):
            raise NotAllowed(by.role)
        _require(statement, version)
        now, chosen = self.clock.now(), self._cases.unit(unit)
        _refuse_lead(statement.proposal_id, review.unit, chosen)
        deadline = await self._cases.deadline(tx, self._term, now)
        task = unit_task(id, statement.version + 1, chosen, deadline, now)
        after = statement.handed_over(chosen, reason, task)
        step = Step(
            kind=StepKind.STATEMENT_HANDED_OVER,
            at=now,
            by=By(id=by.id, name=by.name),
            unit=chosen,
            from_unit=statement.unit,
            why=reason,
        )
        try:
            await self._move(tx, statement, after, step)
        except Duplicate:
            raise StatementOpen(statement.proposal_id, chosen.symbol) from None
        tx.publish(requested(after, now))
        return _done(after)

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, *, reason: str, by: Person) -> dict[str, Any]:
        """Ask for a waiting statement no longer. Raises `NotFound`, `NotAllowed`, `Stale`, `StatementClosed`."""
        statement = await self.store.get(id, tx)
        if not has_review(await self._reviews.get(statement.proposal_id, tx), by):
            raise NotAllowed(by.role)
        _require(statement, version)
        case = await self._cases.case(statement.proposal_id, tx)
        after, _ = await self._end(tx, case, statement, reason, By(id=by.id, name=by.name))
        return _done(after)

    async def _end(
        self, tx: Transaction, case: Case, statement: Statement, reason: str, by: By
    ) -> tuple[Statement, Case]:
        now = self.clock.now()
        after = statement.withdrawn(reason, by=by, at=now)
        step = Step(kind=StepKind.STATEMENT_WITHDRAWN, at=now, by=by, unit=statement.unit, why=reason)
        case = await self._cases.note(tx, case, step)
        await self._save(tx, statement, after, case)
        tx.publish(closed(after, StatementOutcome.WITHDRAWN, now))
        return after, case

    async def require_none(self, tx: Transaction, proposal_id: str) -> None:
        """Accept that the review is finished in this transaction. Raises `StatementsAwaited`."""
        awaited = [one.unit.symbol for one in await self._waiting(tx, proposal_id)]
        if awaited:
            raise StatementsAwaited(proposal_id, awaited)

    async def follow_lead(self, tx: Transaction, case: Case, lead: Unit, by: By) -> None:
        """Know that another unit leads the review now: what it was asked it decides itself, the rest goes on.

        `case` is as the transaction that has handed the review over has left it.
        """
        now = self.clock.now()
        for one in await self._waiting(tx, case.id):
            if one.unit.symbol == lead.symbol:
                _, case = await self._end(tx, case, one, _LEADS_NOW, by)
            elif one.state is StatementState.RETURNED and not one.by_department:
                task = asker_task(one, lead, await self._cases.deadline(tx, self._term, now), now)
                await self._save(tx, one, one.with_task(task), case)

    async def follow_revision(self, tx: Transaction, proposal_id: str, title: str) -> None:
        """Call what waits as its proposal is called now; whoever has a page of it open is told that it has changed."""
        for one in await self._waiting(tx, proposal_id):
            await self.store.save(tx, one.revised(title))

    async def close(self, tx: Transaction, proposal_id: str, at: datetime) -> None:
        """Trouble nobody with what is asked about a withdrawn proposal."""
        for one in await self._waiting(tx, proposal_id):
            if one.task is not None:
                self._cases.close_task(tx, one.task)
            after = one.closed(at)
            await self.store.save(tx, after)
            tx.publish(closed(after, StatementOutcome.WITHDRAWN, at))

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of what waits against the days that the city has declared free."""
        free, before = await self._cases.free_days.known(tx), await self.store.get(id, tx)
        if not before.state.waits or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before or after.task is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        await self.store.save(tx, after)
        self._cases.change_task(tx, after.task, free)

    # -- what people read ----------------------------------------------------------------------------------------

    async def statement(self, id: str) -> Statement:
        """Give a statement. Raises `NotFound`."""
        return await self.store.get(id)

    async def lead(self, proposal_id: str) -> Review:
        """Give the review in which statements are asked for. Raises `NotFound`."""
        return await self._reviews.get(proposal_id)

    async def deadline(self) -> Deadline:
        """Tell until when a unit that is asked now has to answer."""
        return await self._cases.free_days.compute(self._term, self.clock.now())

    async def of_proposal(self, proposal_id: str) -> list[Statement]:
        """Give the statements about a proposal, the oldest first."""
        return await self.store.of_proposal(proposal_id)

    async def waiting(self, unit: str | None, span: str, after: PlaceInList | None, limit: int) -> list[Statement]:
        """Give at most `limit` statements that wait for a unit (None: for anybody), the first due first.

        `span` narrows them: late ("po-terminie") or due within seven days ("siedem-dni").
        """
        now = self.clock.now()
        spans = {"po-terminie": (None, now), "siedem-dni": (now, now + SOON)}
        return await self.store.waiting(unit, spans.get(span, (None, None)), after, limit)

    async def work(self) -> dict[str, Waiting]:
        """Count for each unit, by its symbol, the statements that wait for it."""
        return await self.store.work(self.clock.now())

    # -- how it is done ------------------------------------------------------------------------------------------

    async def _own(self, tx: Transaction, id: str, version: int, by: Person) -> Statement:
        statement = await self.store.get(id, tx)
        if not may_answer(statement, by):
            raise NotAllowed(by.role)
        _require(statement, version)
        return statement

    async def _waiting(self, tx: Transaction, proposal_id: str) -> list[Statement]:
        return [one for one in await self.store.of_proposal(proposal_id, tx) if one.state.waits]

    async def _move(self, tx: Transaction, before: Statement, after: Statement, step: Step) -> None:
        case = await self._cases.note(tx, await self._cases.case(before.proposal_id, tx), step)
        await self._save(tx, before, after, case)

    async def _save(self, tx: Transaction, before: Statement, after: Statement, case: Case) -> None:
        """Write the next state: the old task is done, the new one waits."""
        await self.store.save(tx, after)
        if before.task is not None:
            self._cases.close_task(tx, before.task)
        if after.task is not None and case.proposal is not None:
            self._cases.open_task(tx, case.proposal, after.task)


def _refuse_lead(proposal_id: str, lead: Unit, unit: Unit) -> None:
    if unit.symbol == lead.symbol:
        raise UnitLeads(proposal_id, unit.symbol)


def _require(statement: Statement, version: int) -> None:
    if version != statement.version:
        raise Stale("statements", statement.id)


def _done(statement: Statement) -> dict[str, Any]:
    return {
        "proposal_id": statement.proposal_id,
        "statement_id": statement.id,
        "state": statement.state.value,
        "version": statement.version,
    }
