"""Use cases of units' opinions about initiatives: ask, answer, hand over, withdraw; the last one leads to the Team.

Each of them writes the case: of two that happen at one moment one comes first, and the other sees it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from services.verification.cases.domain import By, Step, StepKind, Task, Unit
from services.verification.initiatives.domain import InitiativeCase, InitiativeStage
from services.verification.initiatives.service import PLACE, Initiatives
from services.verification.statements.domain.asked import StatementOpen
from services.verification.statements.service.rights import may_answer
from services.verification.unit_opinions.domain import MOST_OF_INITIATIVE, TooManyOpinions, UnitOpinion
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock
from shared.contracts.initiatives.verification import InitiativeOpinionGivenV1
from shared.deadlines import Deadline, Term
from shared.free_days import OpenDeadlines
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, transactional


class UnitOpinionStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> UnitOpinion: ...  # noqa: D102
    async def add(self, tx: Transaction, opinion: UnitOpinion) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, opinion: UnitOpinion) -> None: ...  # noqa: D102
    async def of_initiative(self, initiative_id: str, tx: Transaction | None = None) -> list[UnitOpinion]: ...  # noqa: D102
    async def waiting(self, unit: str) -> list[UnitOpinion]: ...  # noqa: D102


class UnitOpinions:
    """The opinions of all units about initiatives."""

    def __init__(
        self, database: Database, store: UnitOpinionStore, initiatives: Initiatives, term: Term, clock: Clock
    ) -> None:
        """Take `term`: how long a unit has for an opinion, and the department for what comes after the last one."""
        self.database, self.store, self.clock = database, store, clock
        self._initiatives, self._term = initiatives, term
        initiatives.ends(self._close)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that can be asked."""
        return self._initiatives.units

    async def open(
        self, tx: Transaction, case: InitiativeCase, step: Step, units: Sequence[Unit], question: str, *, by: By
    ) -> InitiativeCase:
        """Ask `units` in the transaction that finishes the card with `step`; give the case at its new stage."""
        now = self.clock.now()
        deadline = await self._initiatives.deadline(tx, self._term, now)
        task = Task.until(
            deadline,
            id=f"initiative-opinions-{case.id}",
            kind="initiative_opinions",
            action="Dopilnuj, żeby jednostki wydały opinie",
            link=f"{PLACE}/sprawy/{case.id}",
            role=Role.OFFICER,
            at=now,
        )
        after = case.went(step, InitiativeStage.OPINIONS, task=task, units=tuple(units))
        await self._initiatives.move(tx, case, after)
        return await self._ask(tx, after, units, question, by)

    @transactional
    async def ask(
        self, tx: Transaction, initiative_id: str, *, units: Sequence[str], question: str, by: Person
    ) -> dict[str, Any]:
        """Ask more units while opinions are waited for; each has its full term from now.

        Raises `NotFound`, `NotAtThisStage`, `UnitUnknown`, `StatementOpen`, `TooManyOpinions`.
        """
        case = await self._initiatives.case(initiative_id, tx)
        case.require(InitiativeStage.OPINIONS)
        chosen = [self._initiatives.unit(symbol) for symbol in dict.fromkeys(units)]
        after = await self._ask(tx, case, chosen, question, By(id=by.id, name=by.name))
        return {"initiative_id": initiative_id, "stage": after.stage.value, "version": after.version}

    async def _ask(
        self, tx: Transaction, case: InitiativeCase, units: Sequence[Unit], question: str, by: By
    ) -> InitiativeCase:
        application = case.application
        if application is None:
            raise NotFound("initiatives", case.id)
        now, ordinal = self.clock.now(), len(await self.store.of_initiative(case.id, tx))
        if ordinal + len(units) > MOST_OF_INITIATIVE:
            raise TooManyOpinions(case.id)
        for unit in units:
            step = Step(kind=StepKind.STATEMENT_REQUESTED, at=now, by=by, unit=unit, why=question)
            case, ordinal = await self._initiatives.note(tx, case, step), ordinal + 1
            id = f"{case.id}-{ordinal}"
            task = _unit_task(id, 1, unit, await self._initiatives.deadline(tx, self._term, now), now)
            opinion = UnitOpinion(
                id=id,
                initiative_id=case.id,
                ordinal=ordinal,
                case=application.case,
                title=application.title,
                unit=unit,
                question=question,
                asked_at=now,
                asked_by=by,
                task=task,
                opened_at=now,
                due_at=task.due_at,
            )
            try:
                await self.store.add(tx, opinion)
            except Duplicate:
                raise StatementOpen(case.id, unit.symbol) from None
            self._initiatives.open_task(tx, opinion, task)
        return case

    @transactional
    async def answer(
        self, tx: Transaction, id: str, version: int, *, favourable: bool, text: str, by: Person
    ) -> dict[str, Any]:
        """Give an opinion of one's own unit. Raises `NotFound`, `NotAllowed`, `Stale`, `StatementClosed`."""
        opinion = await self.store.get(id, tx)
        if not may_answer(opinion, by):
            raise NotAllowed(by.role)
        _require(opinion, version)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        after = opinion.answered(favourable, text, by=author, at=now)
        step = Step(kind=StepKind.STATEMENT_GIVEN, at=now, by=author, unit=after.unit, why=text)
        await self._save(tx, opinion, after, step)
        tx.publish(
            InitiativeOpinionGivenV1(
                version=after.version,
                opinion_id=after.id,
                initiative_id=after.initiative_id,
                unit=after.unit.symbol,
                unit_name=after.unit.name,
                favourable=favourable,
                text=text,
                stated_at=now,
            )
        )
        return _done(after)

    @transactional
    async def hand_over(
        self, tx: Transaction, id: str, version: int, *, unit: str, reason: str, by: Person
    ) -> dict[str, Any]:
        """Hand what is waited for to the unit with the symbol `unit`, by its own unit or an officer.

        Raises `NotFound`, `NotAllowed`, `Stale`, `StatementClosed`, `UnitUnknown`, `StatementUnitUnchanged`, and
        `StatementOpen` where that unit has been asked otherwise.
        """
        opinion = await self.store.get(id, tx)
        if by.role is not Role.OFFICER and not may_answer(opinion, by):
            raise NotAllowed(by.role)
        _require(opinion, version)
        now, chosen = self.clock.now(), self._initiatives.unit(unit)
        task = _unit_task(id, version + 1, chosen, await self._initiatives.deadline(tx, self._term, now), now)
        after = opinion.handed_over(chosen, reason, task)
        author = By(id=by.id, name=by.name)
        step = Step(
            kind=StepKind.STATEMENT_HANDED_OVER, at=now, by=author, unit=chosen, from_unit=opinion.unit, why=reason
        )
        try:
            await self._save(tx, opinion, after, step)
        except Duplicate:
            raise StatementOpen(opinion.initiative_id, chosen.symbol) from None
        return _done(after)

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, *, reason: str, by: Person) -> dict[str, Any]:
        """Ask for an opinion no longer. Raises `NotFound`, `Stale`, `StatementClosed`."""
        opinion = await self.store.get(id, tx)
        _require(opinion, version)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        after = opinion.withdrawn(reason, by=author, at=now)
        step = Step(kind=StepKind.STATEMENT_WITHDRAWN, at=now, by=author, unit=opinion.unit, why=reason)
        await self._save(tx, opinion, after, step)
        return _done(after)

    async def _save(self, tx: Transaction, before: UnitOpinion, after: UnitOpinion, step: Step) -> None:
        """Write the next state and its step; where nobody is waited for any more, it is the Team's turn."""
        case = await self._initiatives.note(tx, await self._initiatives.case(before.initiative_id, tx), step)
        await self.store.save(tx, after)
        if before.task is not None:
            self._initiatives.close_task(tx, before.task)
        if after.task is not None:
            self._initiatives.open_task(tx, after, after.task)
        waiting = [one for one in await self.store.of_initiative(case.id, tx) if one.state.waits]
        if case.stage is InitiativeStage.OPINIONS and not waiting:
            deadline = await self._initiatives.deadline(tx, self._term, step.at)
            task = Task.until(
                deadline,
                id=f"initiative-meeting-{case.id}",
                kind="initiative_meeting",
                action="Otwórz posiedzenie Zespołu",
                link=f"{PLACE}/posiedzenia/nowe",
                role=Role.OFFICER,
                at=step.at,
            )
            complete = Step(kind=StepKind.OPINIONS_COMPLETE, at=step.at)
            await self._initiatives.move(tx, case, case.went(complete, InitiativeStage.SCORING, task=task))

    async def _close(self, tx: Transaction, case: InitiativeCase, at: datetime) -> None:
        """Trouble nobody with what is asked about a withdrawn initiative."""
        for one in await self.store.of_initiative(case.id, tx):
            if one.state.waits and one.task is not None:
                self._initiatives.close_task(tx, one.task)
                await self.store.save(tx, one.closed(at))

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of what waits against the days that the city has declared free."""
        free, before = await self._initiatives.free_days.known(tx), await self.store.get(id, tx)
        if not before.state.waits or before.free_days >= free.version:
            return
        after = before.held_against(free)
        if after == before or after.task is None:
            await self.store.deadlines.held(tx, id, free.version)
            return
        await self.store.save(tx, after)
        self._initiatives.change_task(tx, after.task, free)

    async def opinion(self, id: str) -> UnitOpinion:
        """Give an opinion. Raises `NotFound`."""
        return await self.store.get(id)

    async def of_initiative(self, initiative_id: str) -> list[UnitOpinion]:
        """Give the opinions about an initiative, the oldest first."""
        return await self.store.of_initiative(initiative_id)


def _unit_task(id: str, version: int, unit: Unit, deadline: Deadline, at: datetime) -> Task:
    return Task.until(
        deadline,
        id=f"unit-opinion-{id}-{version}",
        kind="unit_opinion",
        action="Wydaj opinię o inicjatywie lokalnej",
        link=f"{PLACE}/opinie/{id}",
        role=Role.UNIT_REVIEWER,
        unit=unit.symbol,
        at=at,
    )


def _require(opinion: UnitOpinion, version: int) -> None:
    if version != opinion.version:
        raise Stale("unit_opinions", opinion.id)


def _done(opinion: UnitOpinion) -> dict[str, Any]:
    return {
        "initiative_id": opinion.initiative_id,
        "opinion_id": opinion.id,
        "state": opinion.state.value,
        "version": opinion.version,
    }
