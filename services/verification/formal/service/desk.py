"""What the formal checks of all kinds of applications share: tasks, calls, answers, postponing. It finishes no card."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from services.verification.cases.domain import By, Step, StepKind, Task
from services.verification.cases.domain.checks import Finding, Given
from services.verification.cases.service.desk import Desk, W
from services.verification.formal.domain.card import Call, CardState, FormalCard
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts.initiatives.intake import InitiativeCallDeliveryNotedV1
from shared.contracts.intake import CallDeliveryNotedV1
from shared.deadlines import Term
from shared.free_days import OpenDeadlines
from shared.store import Database, Stale, Transaction, transactional

C = TypeVar("C", bound=FormalCard[Any])


class KeepsCards(Protocol[C]):
    """What the use cases of every kind of card need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> C: ...  # noqa: D102
    async def add(self, tx: Transaction, card: C) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, card: C) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Terms:
    """How long an officer has for a card, from the day of receipt, and an applicant for an answer to a call."""

    card: Term
    correction: Term


class FormalDesk(Generic[C, W]):
    """The formal cards of one kind of applications."""

    kind: ClassVar[str]
    """Of the officer's tasks, and of its collection in `Stale`."""
    prefix: ClassVar[str]
    """Of the ids of the officer's tasks."""
    place: ClassVar[str]
    """The path of a card's page, without the id."""

    def __init__(self, database: Database, keeps: KeepsCards[C], desk: Desk[W], terms: Terms, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self._keeps, self._desk, self._terms = keeps, desk, terms

    # -- what each kind says for itself --------------------------------------------------------------------------

    async def findings(self, case: W, tx: Transaction | None = None) -> dict[str, Finding]:
        """Give what the machine finds about an application now."""
        raise NotImplementedError

    def done(self, card: C) -> dict[str, Any]:
        """Give what a step on a card answers: the application's id, the card's state and version."""
        raise NotImplementedError

    async def time_to_answer(self, tx: Transaction, case: W) -> Term:
        """Give how long an applicant has for an answer to a call."""
        return self._terms.correction

    def require_decidable(self, case: W) -> None:
        """Accept that something is decided about `case` now, or raise why not."""

    def tell_call(self, tx: Transaction, card: C, case: W) -> None:
        """Tell the others of the newest call."""
        raise NotImplementedError

    def tell_postponed(self, tx: Transaction, card: C, case: W, at: datetime) -> None:
        """Tell the others that the newest call may be answered longer."""
        raise NotImplementedError

    # -- what is the same ----------------------------------------------------------------------------------------

    async def card(self, id: str) -> C:
        """Give the card of an application. Raises `NotFound`."""
        return await self._keeps.get(id)

    async def task(self, tx: Transaction, id: str, which: str, action: str, since: datetime) -> Task:
        """Make the officer's task about a card: the full term runs from `since`."""
        deadline = await self._desk.deadline(tx, self._terms.card, since)
        return Task.until(
            deadline,
            id=f"{self.prefix}-{id}{which}",
            kind=self.kind,
            action=action,
            link=f"{self.place}/{id}",
            role=Role.OFFICER,
            at=self.clock.now(),
        )

    @transactional
    async def call(
        self, tx: Transaction, id: str, version: int, *, given: Mapping[str, Given], by: Person
    ) -> dict[str, Any]:
        """Call the applicant to mend what is not met; nothing is decided before the answer or the end of the term.

        Raises `NotFound`, `Stale`, what `require_decidable` and `findings` and everything that `FormalCard.called`
        raise.
        """
        card, case = await self.decidable(tx, id)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        deadline = await self._desk.deadline(tx, await self.time_to_answer(tx, case), now)
        called = card.called(given, await self.findings(case, tx), by=author, at=now, deadline=deadline)
        if version != card.version:
            raise Stale("cards", id)
        await self._keeps.save(tx, called)
        call = _last(called)
        action = "Sprawdź, czy wnioskodawca uzupełnił wniosek"
        task = await self.task(tx, id, f"-call-{call.number}", action, deadline.due_at)
        after = case.waits(Step(kind=StepKind.CALLED, at=now, by=author, why="\n".join(call.points)), task)
        await self._desk.move(tx, case, after)
        self.tell_call(tx, called, after)
        return self.done(called)

    async def decidable(self, tx: Transaction, id: str) -> tuple[C, W]:
        """Give card and case of what may be decided now. Raises `NotFound`, `CallPending` and as `call` does."""
        card, case = await self._keeps.get(id, tx), await self._desk.case(id, tx)
        self.require_decidable(case)
        card.require_time_over(self.clock.now(), await self._desk.free_days.known(tx))
        return card, case

    async def deliver(
        self, tx: Transaction, id: str, event: CallDeliveryNotedV1 | InitiativeCallDeliveryNotedV1
    ) -> None:
        """Count the term of a call that goes by post from its delivery, and wait for as long. Raises `NotFound`."""
        card = await self._keeps.get(id, tx)
        noted = card.delivery_noted(
            event.call,
            event.version,
            delivered_on=event.delivered_on,
            due_at=event.due_at,
            explanation=event.explanation,
        )
        if noted == card:
            return
        await self._keeps.save(tx, noted)
        call, case = _last(noted), await self._desk.case(id, tx)
        if noted.state is not CardState.OPEN or call.number != event.call or call.answered_at is not None:
            return
        kind, action = StepKind.CALL_POSTED, "Poczekaj na doręczenie wezwania: termin biegnie od niego"
        if event.due_at is not None:
            kind, action = StepKind.CALL_DELIVERED, "Sprawdź, czy wnioskodawca uzupełnił wniosek"
        which, since = f"-call-{event.call}-{event.version}", event.due_at or event.receipt_by
        task = await self.task(tx, id, which, action, since)
        step = Step(kind=kind, at=event.noted_at, why="\n".join(event.explanation))
        await self._desk.move(tx, case, case.waits(step, task))

    async def answer(self, tx: Transaction, id: str, call: int, title: str, at: datetime) -> None:
        """Write on an open card that a call has been answered."""
        card = await self._keeps.get(id, tx)
        answered = card.answered(call, title, at)
        if answered != card:
            await self._keeps.save(tx, answered)

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the dates of an open card and of its call against the days that the city has declared free."""
        free, before = await self._desk.free_days.known(tx), await self._keeps.get(id, tx)
        if before.state is not CardState.OPEN or before.free_days >= free.version:
            return
        case, after, now = await self._desk.case(id, tx), before.held_against(free), self.clock.now()
        if after == before:
            await self._keeps.deadlines.held(tx, id, free.version)
        else:
            await self._keeps.save(tx, after)
        told, call = before.last_call, after.last_call
        task = case.task
        if told is None or call is None or call.due_at == told.due_at:
            await self._desk.postpone_task(tx, case, free)
            return
        if task is not None and task.reckoning is not None and task.reckoning.start == told.due_at:
            # The officer's time begins when the applicant's ends.
            since = task.reckoning.model_copy(update={"start": call.due_at})
            task = task.model_copy(update={"reckoning": since})
        moved = await self._desk.postpone_task(tx, case, free, task)
        noted = await self._desk.note(
            tx, moved, Step(kind=StepKind.CALL_POSTPONED, at=now, why="\n".join(call.explanation))
        )
        self.tell_postponed(tx, after, noted, now)


def _last(card: FormalCard[Any]) -> Call[Any]:
    """Give the newest call of a card that has one."""
    return card.calls[-1]


def told(card: FormalCard[Any]) -> dict[str, Any]:
    """Give what the others are told of the newest call, whatever it is about."""
    call = _last(card)
    return {
        "call": call.number,
        "points": call.points,
        "parts": call.parts,
        "due_at": call.due_at,
        "explanation": call.explanation,
        "called_at": call.called_at,
        "term": call.reckoning.term if call.reckoning else None,
    }
