"""What every unit that is asked about a case goes through, whatever it is about. It knows no clock."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Task, Unit
from shared.deadlines import FreeDays


class StatementState(StrEnum):
    """Where a statement stands. In the first two it is waited for."""

    OPEN = "open"
    """Its unit has it."""
    RETURNED = "returned"
    """Who asked has it back: the unit says that this is not its task."""
    POSITIVE = "positive"
    NEGATIVE = "negative"
    NOT_CONCERNED = "not_concerned"
    WITHDRAWN = "withdrawn"
    """Nobody asks for it any more."""
    CLOSED = "closed"
    """The proposal was withdrawn."""

    @property
    def waits(self) -> bool:
        """True where somebody still has to do something."""
        return self in WAITING


WAITING = (StatementState.OPEN, StatementState.RETURNED)


class StatementClosed(Exception):
    """The statement does not wait for this (any more): it was given, sent back, withdrawn, or its proposal was."""

    def __init__(self, statement_id: str, state: str) -> None:
        super().__init__(f"statement {statement_id} is {state}")
        self.statement_id, self.state = statement_id, state


class StatementOpen(Exception):
    """The unit has been asked about this case and has not answered yet."""

    def __init__(self, case_id: str, unit: str) -> None:
        super().__init__(f"{unit} has been asked about {case_id} already")
        self.case_id, self.unit = case_id, unit


class StatementUnitUnchanged(Exception):
    """The statement is to be handed to the unit that has it."""

    def __init__(self, statement_id: str, unit: str) -> None:
        super().__init__(f"{unit} has statement {statement_id} already")
        self.statement_id, self.unit = statement_id, unit


class Asked(BaseModel):
    """What one unit is asked to say about a case, and has said. Moments in UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    ordinal: int
    """Which of those about its case it is: the first is 1."""
    case: str
    title: str
    unit: Unit
    question: str
    asked_at: datetime
    asked_by: By
    state: StatementState = StatementState.OPEN
    task: Task | None
    """What waits to be done about it, None at its end."""
    opened_at: datetime
    """When its unit got it: its term runs from here."""
    due_at: datetime
    from_unit: Unit | None = None
    """The unit that had it before, where it was handed over."""
    reason: str = ""
    """Why it was handed over, sent back or withdrawn, by the last of these."""
    text: str = ""
    finished_at: datetime | None = None
    finished_by: By | None = None
    free_days: int = 0
    """The version of the declared free days that the date was last held against."""
    version: int = 1

    def given(self, state: StatementState, text: str, *, by: By, at: datetime, **more: Any) -> Self:
        """Give it as its unit has answered: `state` is the answer. Raises `StatementClosed`."""
        self._require(StatementState.OPEN)
        return self._with(state=state, task=None, text=text, finished_at=at, finished_by=by, **more)

    def returned(self, reason: str, task: Task) -> Self:
        """Give the one that its unit has sent back to who asked, with their `task`. Raises `StatementClosed`."""
        self._require(StatementState.OPEN)
        return self._with(state=StatementState.RETURNED, reason=reason, task=task)

    def handed_over(self, unit: Unit, reason: str, task: Task) -> Self:
        """Give it to another unit, whose `task` it is now; a returned one may go to the same unit again.

        Raises `StatementClosed`, `StatementUnitUnchanged`.
        """
        self._require(*WAITING)
        if self.state is StatementState.OPEN and unit.symbol == self.unit.symbol:
            raise StatementUnitUnchanged(self.id, unit.symbol)
        term = {"opened_at": task.opened_at, "due_at": task.due_at}
        return self._with(state=StatementState.OPEN, unit=unit, from_unit=self.unit, reason=reason, task=task, **term)

    def held_against(self, free: FreeDays) -> Self:
        """Give the waiting one due later where declared free days ask for it; the same one where they do not."""
        later = self.task and self.task.held_against(free)
        if later is None or later == self.task:
            return self
        due_at = later.due_at if self.state is StatementState.OPEN else self.due_at
        return self._with(task=later, due_at=due_at, free_days=free.version)

    def withdrawn(self, reason: str, *, by: By, at: datetime) -> Self:
        """Give the one for which nobody asks any more. Raises `StatementClosed`."""
        self._require(*WAITING)
        return self._with(state=StatementState.WITHDRAWN, reason=reason, task=None, finished_at=at, finished_by=by)

    def closed(self, at: datetime) -> Self:
        """Give the waiting one about a case that its applicants have withdrawn."""
        return self._with(state=StatementState.CLOSED, task=None, finished_at=at)

    def revised(self, title: str) -> Self:
        """Give the waiting one about a case that its applicants have changed."""
        return self._with(title=title)

    def _require(self, *states: StatementState) -> None:
        if self.state not in states:
            raise StatementClosed(self.id, self.state)

    def _with(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
