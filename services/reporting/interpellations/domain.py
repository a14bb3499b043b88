"""An interpellation or question of a councillor on its way to the answer, as pure rules. It reads no clock.

Art. 24 ust. 3-7 ustawy o samorządzie gminnym: the mayor, or whom the mayor has appointed, answers in writing within 14
days of receipt; text and answer are made public at once.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw
from shared.contracts.reporting import InterpellationKind
from shared.deadlines import Deadline, FreeDays, Postponed, Reckoning, postponed


class InterpellationKnown(Exception):
    """The year has another one of this kind and number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"number {number} is taken")
        self.number = number


class InterpellationNotThere(Exception):
    """In the state in which it is, it waits for something else."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the interpellation is {state}")
        self.state = state


class AnsweredOutOfTime(Exception):
    """The day of an answer is before the receipt, or has not come yet."""


class ReceivedAhead(Exception):
    """The day of receipt has not come yet."""


class State(StrEnum):
    """Where it stands: to be assigned, with a unit, with the mayor, answered."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    DRAFTED = "drafted"
    ANSWERED = "answered"


class Signatory(StrEnum):
    """Who signs the answer: the mayor, a deputy, or another person whom the mayor has appointed (art. 24 ust. 6)."""

    MAYOR = "mayor"
    DEPUTY = "deputy"
    APPOINTED = "appointed"


class Letter(BaseModel):
    """What the office writes down of it. `councillor`: who asks, as it is published; `sign`: the sign of the case.

    What is private in `text` is left out before it is written down: everybody reads it.
    """

    model_config = ConfigDict(frozen=True)

    kind: InterpellationKind
    number: int
    councillor: str
    topic: str
    text: str
    received_on: date
    sign: str | None = None


class Answer(BaseModel):
    """The answer, as everybody reads it. `name`: of who has signed it."""

    model_config = ConfigDict(frozen=True)

    text: str
    on: date
    signatory: Signatory
    name: str
    at: datetime


class Draft(BaseModel):
    """What a unit proposes to answer."""

    model_config = ConfigDict(frozen=True)

    text: str
    by_name: str
    at: datetime


class Remark(BaseModel):
    """Why a draft went back to its unit, or why what was written down has changed."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    reason: str


class Interpellation(Letter):
    """An interpellation or question. `unit_due_at`: until when the unit's draft is wanted."""

    id: str
    year: int
    state: State = State.RECEIVED
    due_at: datetime
    explanation: tuple[str, ...]
    reckoning: Reckoning
    unit: str | None = None
    unit_name: str | None = None
    unit_due_at: datetime | None = None
    draft: Draft | None = None
    returns: tuple[Remark, ...] = ()
    changes: tuple[Remark, ...] = ()
    answer: Answer | None = None
    task: str | None = None
    """Id of the task that is open for it."""
    remind_at: datetime | None
    """When an officer is reminded of the answer; None once that was done, or where none is waited for."""
    reminder: str | None = None
    """Id of the reminder that is open."""
    waits: bool = True
    """Whether it has no answer yet."""
    free_days: int = 0
    """The version of the declared free days that its date was last held against."""
    version: int = 1

    @property
    def due_on(self) -> date:
        """The last day to answer, in the city's calendar."""
        return warsaw(self.due_at).date()

    @property
    def task_due_at(self) -> datetime:
        """Until when what is to be done next is to be done."""
        return self.unit_due_at if self.state is State.ASSIGNED and self.unit_due_at else self.due_at

    @property
    def late_days(self) -> int:
        """Count the days by which the answer came late; 0 where it did not, or has not come."""
        return max(0, (self.answer.on - self.due_on).days) if self.answer else 0

    def late(self, now: datetime) -> bool:
        """Tell whether it waits for its answer longer than the act allows."""
        return self.waits and self.due_at < now

    def changed(self, letter: Letter, due: Deadline, remind_at: datetime, remark: Remark) -> Self:
        """Give it with what was written down wrongly put right. Raises `InterpellationNotThere` once it is answered."""
        self._require(State.RECEIVED, State.ASSIGNED, State.DRAFTED)
        told = {name: getattr(letter, name) for name in Letter.model_fields}
        when = {"year": letter.received_on.year, **counted(due), "remind_at": None if self.reminder else remind_at}
        unit_due_at = min(self.unit_due_at, due.due_at) if self.unit_due_at else None
        return self._next(**told, **when, unit_due_at=unit_due_at, changes=(*self.changes, remark))

    def assigned(self, unit: str, unit_name: str, unit_due_at: datetime) -> Self:
        """Give it to a unit, or to another one instead. Raises `InterpellationNotThere`."""
        self._require(State.RECEIVED, State.ASSIGNED)
        draft = self.draft if unit == self.unit else None
        told = {"unit": unit, "unit_name": unit_name, "unit_due_at": unit_due_at, "draft": draft}
        return self._next(state=State.ASSIGNED, **told)

    def drafted(self, draft: Draft) -> Self:
        """Give it with a draft, for the mayor. Raises `InterpellationNotThere`."""
        self._require(State.ASSIGNED)
        return self._next(state=State.DRAFTED, draft=draft)

    def returned(self, why: Remark, unit_due_at: datetime) -> Self:
        """Give it back to its unit; the draft stays to be mended. Raises `InterpellationNotThere`."""
        self._require(State.DRAFTED)
        return self._next(state=State.ASSIGNED, returns=(*self.returns, why), unit_due_at=unit_due_at)

    def answered(self, answer: Answer, today: date) -> Self:
        """Give it with its answer, with or without a draft. Raises `InterpellationNotThere`, `AnsweredOutOfTime`."""
        self._require(State.RECEIVED, State.ASSIGNED, State.DRAFTED)
        if not self.received_on <= answer.on <= today:
            raise AnsweredOutOfTime
        return self._next(state=State.ANSWERED, answer=answer, waits=False, remind_at=None)

    def reminded(self, task: str) -> Self:
        """Give it with the reminder that is open now."""
        return self._next(remind_at=None, reminder=task)

    def held_against(self, free: FreeDays) -> tuple[Self, Postponed] | None:
        """Give it with the later date that declared free days make; None where the date stays."""
        later = postponed(self.due_at, self.reckoning, free)
        if later is None:
            return None
        told = {"due_at": later.due_at, "explanation": later.explanation, "free_days": free.version}
        return self._next(**told), later

    def with_task(self, task: str | None) -> Self:
        """Give the same version with its open task."""
        return self.model_copy(update={"task": task})

    def _require(self, *states: State) -> None:
        if self.state not in states:
            raise InterpellationNotThere(self.state)

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def counted(due: Deadline) -> dict[str, Any]:
    """Give the fields that say until when it is to be answered."""
    return {"due_at": due.due_at, "explanation": tuple(due.explained()), "reckoning": due.reckoning}


def require_received(letter: Letter, today: date) -> None:
    """Raise `ReceivedAhead` where the day of receipt has not come yet."""
    if letter.received_on > today:
        raise ReceivedAhead


def called(one: Interpellation) -> str:
    """Say what it is called: "Interpelacja 153/2025"."""
    name = "Interpelacja" if one.kind is InterpellationKind.INTERPELLATION else "Zapytanie"
    return f"{name} {one.number}/{one.year}"
