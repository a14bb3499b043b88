"""Use cases of initiatives' cases: know rules and applications, move a case on, end it with all that is open for it.

It decides nothing about an initiative: the card, the units, the Team and the mayor do, and tell it the step.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from services.verification.cases.domain import By, Step, StepKind, Task, Unit
from services.verification.cases.service import PlaceInList
from services.verification.cases.service.desk import Desk
from services.verification.initiatives.domain import (
    AnswerNotLater,
    AnswerTooFar,
    Application,
    Clock,
    InitiativeCase,
    InitiativeStage,
    Rules,
)
from shared.access import Person, Role
from shared.clock import Clock as Time
from shared.clock import warsaw
from shared.contracts.initiatives.intake import (
    InitiativeContent,
    InitiativeConvertedV1,
    InitiativeCorrectedV1,
    InitiativeRulesSetV1,
    InitiativeWithdrawnV1,
)
from shared.contracts.initiatives.verification import InitiativeAnswerExtendedV1
from shared.deadlines import Term
from shared.deadlines import Unit as Counted
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.store import Database, NotFound, Stale, Transaction, transactional

PLACE = "/panel/weryfikacja/inicjatywy"
"""Where the pages of initiatives are."""

_FURTHEST = 366
"""Days from today within which an answer comes that comes later than was said: the house's own, no act sets it."""

Ends = Callable[[Transaction, InitiativeCase, datetime], Awaitable[None]]
"""Closes what a capability has open for an initiative that its applicants have taken back."""


@dataclass(frozen=True)
class AnswerTerms:
    """How long the city has for an answer, and how long where the case is very involved (art. 35 § 3 k.p.a.)."""

    answer: Term
    longest: Term


class InitiativeStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def case(self, id: str, tx: Transaction | None = None) -> InitiativeCase: ...  # noqa: D102
    async def case_or_none(self, id: str, tx: Transaction) -> InitiativeCase | None: ...  # noqa: D102
    async def add(self, tx: Transaction, case: InitiativeCase) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, case: InitiativeCase) -> None: ...  # noqa: D102
    async def rules(self, id: str, tx: Transaction | None = None) -> Rules | None: ...  # noqa: D102
    async def put_rules(self, tx: Transaction, rules: Rules) -> None: ...  # noqa: D102
    async def page(  # noqa: D102
        self, stages: tuple[InitiativeStage, ...], after: PlaceInList | None, limit: int
    ) -> list[InitiativeCase]: ...
    async def count(self, stages: tuple[InitiativeStage, ...]) -> int: ...  # noqa: D102


class Initiatives(Desk[InitiativeCase]):
    """The cases of all initiatives."""

    def __init__(
        self,
        database: Database,
        store: InitiativeStore,
        units: tuple[Unit, ...],
        free_days: CityFreeDays,
        terms: AnswerTerms,
        clock: Time,
    ) -> None:
        super().__init__(database, store, units, free_days, clock)
        self.store, self._terms = store, terms
        self._ends: list[Ends] = []

    def ends(self, close: Ends) -> None:
        """Call `close` in the transaction in which applicants take an initiative back."""
        self._ends.append(close)

    async def case(self, id: str, tx: Transaction | None = None) -> InitiativeCase:
        """Give a case whose application is known. Raises `NotFound`."""
        case = await self.store.case(id, tx)
        if case.application is None:
            raise NotFound("initiatives", id)
        return case

    async def known(self, id: str, tx: Transaction) -> InitiativeCase | None:
        """Give a case, None where nothing has come of it."""
        return await self.store.case_or_none(id, tx)

    async def rules(self, case: InitiativeCase, tx: Transaction | None = None) -> Rules | None:
        """Give the rules by which it was filed, None where they have not come yet."""
        return await self.store.rules(case.application.rules_id, tx) if case.application else None

    @transactional
    async def follow_rules(self, tx: Transaction, event: InitiativeRulesSetV1) -> None:
        """Keep the newest state of rules, in whichever order they come."""
        known = await self.store.rules(event.rules_id, tx)
        if known is None or event.version > known.version:
            await self.store.put_rules(tx, Rules(id=event.rules_id, **event.model_dump(exclude={"rules_id", "set_at"})))

    async def enter(self, tx: Transaction, event: InitiativeContent, task: Task) -> InitiativeCase | None:
        """Open a case for an application, with its first task; None where there is nothing to do (any more)."""
        application = Application.model_validate(event.model_dump())
        known, filed = await self.known(event.initiative_id, tx), Step(kind=StepKind.SUBMITTED, at=event.submitted_at)
        if known is not None:
            if known.application is None:
                came = known.with_content(application, event.version)
                told = {"steps": (filed, *known.steps), "version": known.version + 1}
                await self.store.save(tx, came.model_copy(update=told))
            return None
        case = InitiativeCase(
            id=event.initiative_id,
            application=application,
            stage=InitiativeStage.FORMAL,
            clock=await self.answer_by(tx, event.submitted_at),
            task=task,
            steps=(filed,),
            changed_at=event.submitted_at,
            content_version=event.version,
        )
        await self.store.add(tx, case)
        self.open_task(tx, application, task)
        return case

    async def answer_by(self, tx: Transaction, since: datetime) -> Clock:
        """Find until when the city has to answer an application that was complete at `since`."""
        answer, longest = [await self.deadline(tx, term, since) for term in (self._terms.answer, self._terms.longest)]
        return Clock.of(answer, longest)

    async def correct(self, tx: Transaction, case: InitiativeCase, event: InitiativeCorrectedV1, task: Task) -> None:
        """Take over what applicants have completed; where the case is still at the formal check, `task` waits."""
        told = case.with_content(Application.model_validate(event.model_dump()), event.version)
        step = Step(kind=StepKind.CORRECTED, at=event.corrected_at)
        if case.stage is InitiativeStage.FORMAL:
            clock = (await self.answer_by(tx, event.corrected_at)).not_before(case.clock)
            complete = told.model_copy(update={"clock": clock, "free_days": 0})
            await self.move(tx, case, complete.waits(step, task))
        else:
            await self.store.save(tx, told.noted(step))

    @transactional
    async def withdraw(self, tx: Transaction, event: InitiativeWithdrawnV1) -> None:
        """End an initiative because its applicants want so, with all that is open for it, before it has come, too."""
        known, step = await self.known(event.initiative_id, tx), Step(kind=StepKind.WITHDRAWN, at=event.withdrawn_at)
        if known is None:
            # Kept so that the application, when it comes, opens nothing.
            case = InitiativeCase(
                id=event.initiative_id,
                application=None,
                stage=InitiativeStage.WITHDRAWN,
                steps=(step,),
                changed_at=event.withdrawn_at,
            )
            await self.store.add(tx, case)
        elif known.stage.takes_withdrawal:
            await self.move(tx, known, known.went(step, InitiativeStage.WITHDRAWN))
            for close in self._ends:
                await close(tx, known, event.withdrawn_at)

    @transactional
    async def extend(
        self, tx: Transaction, initiative_id: str, version: int, *, until: date, reason: str, by: Person
    ) -> dict[str, Any]:
        """Say that the answer comes later than the applicants were told: by the end of the day `until`, and why.

        Art. 36 § 1 k.p.a.: they are told the reason, the new day, and how to complain of it. Raises `NotFound`,
        `NotAtThisStage`, `AnswerNotLater`, `AnswerTooFar`, `Stale`.
        """
        case, now = await self.case(initiative_id, tx), self.clock.now()
        days = (until - warsaw(now).date()).days
        if days < 1:
            raise AnswerNotLater(case.clock.due_at if case.clock else now)
        if days > _FURTHEST:
            raise AnswerTooFar(_FURTHEST)
        deadline = await self.deadline(tx, Term(amount=days, unit=Counted.DAY), now)
        step = Step(kind=StepKind.ANSWER_EXTENDED, at=now, by=By(id=by.id, name=by.name), why=reason)
        after = case.extended(deadline, step)
        if version != case.version:
            raise Stale("initiatives", initiative_id)
        if after.task == case.task:
            await self.store.save(tx, after)
        else:
            await self.move(tx, case, after)
        assert after.clock is not None  # it was extended
        tx.publish(
            InitiativeAnswerExtendedV1(
                version=after.version,
                initiative_id=initiative_id,
                reason=reason,
                due_at=after.clock.due_at,
                explanation=after.clock.explanation,
                beyond=after.clock.due_at > after.clock.longest,
                extended_at=now,
            )
        )
        return {"initiative_id": initiative_id, "stage": after.stage.value, "version": after.version}

    @transactional
    async def follow_conversion(self, tx: Transaction, event: InitiativeConvertedV1) -> None:
        """Know that it has become the draft of a proposal. Raises `NotFound` where the application is still to come."""
        case = await self.case(event.initiative_id, tx)
        if case.converted_to is None:
            step = Step(kind=StepKind.CONVERTED, at=event.converted_at)
            await self.store.save(tx, case.noted(step).model_copy(update={"converted_to": event.edition_id}))

    def answer_task(self, case: InitiativeCase, kind: str, action: str, place: str, role: Role) -> Task:
        """Make a task that is due when the applicants must have their answer."""
        clock = case.clock
        if clock is None:
            raise NotFound("initiatives", case.id)
        return Task(
            id=f"initiative-{kind}-{case.id}",
            kind=f"initiative_{kind}",
            action=action,
            link=f"{PLACE}/{place}/{case.id}",
            role=role,
            opened_at=self.clock.now(),
            due_at=clock.due_at,
            explanation=clock.explanation,
            reckoning=clock.reckoning,
        )

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the clock of an open case and what waits in it against the days that the city has declared free.

        At the formal check the card moves its task itself, with the call that it waits for.
        """
        free, before = await self.free_days.known(tx), await self.store.case(id, tx)
        if before.stage.over or before.clock is None or before.free_days >= free.version:
            return
        clock = before.clock.held_against(free)
        if clock == before.clock:
            await self.store.deadlines.held(tx, id, free.version)
            after = before
        else:
            changes = {"clock": clock, "free_days": free.version, "version": before.version + 1}
            after = before.model_copy(update=changes)
            await self.store.save(tx, after)
        if before.stage is not InitiativeStage.FORMAL:
            await self.postpone_task(tx, after, free)
