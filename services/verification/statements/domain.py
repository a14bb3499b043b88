"""A unit's statement (stanowisko) about its part of a proposal that another unit reviews. It knows no clock."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Task, Unit
from shared.contracts.intake import CostItem
from shared.deadlines import FreeDays

MOST_UNITS = 10
"""Units that are asked in one act: one transaction, hence a bound."""
MOST_COSTS = 20
"""Cost lines of a statement."""
MOST_OF_PROPOSAL = 50
"""Statements about one proposal, in all rounds together."""


class StatementResult(StrEnum):
    """What a unit says about its part."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NOT_CONCERNED = "not_concerned"


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
    """The unit has been asked about this proposal and has not answered yet."""

    def __init__(self, proposal_id: str, unit: str) -> None:
        super().__init__(f"{unit} has been asked about {proposal_id} already")
        self.proposal_id, self.unit = proposal_id, unit


class UnitLeads(Exception):
    """The unit reviews the whole proposal: it gives no statement about a part."""

    def __init__(self, proposal_id: str, unit: str) -> None:
        super().__init__(f"{unit} leads the review of {proposal_id}")
        self.proposal_id, self.unit = proposal_id, unit


class StatementUnitUnchanged(Exception):
    """The statement is to be handed to the unit that has it."""

    def __init__(self, statement_id: str, unit: str) -> None:
        super().__init__(f"{unit} has statement {statement_id} already")
        self.statement_id, self.unit = statement_id, unit


class TooManyStatements(Exception):
    """The proposal has as many statements as a proposal can have."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"{proposal_id} has {MOST_OF_PROPOSAL} statements")
        self.proposal_id = proposal_id


class StatementsAwaited(Exception):
    """The review cannot be finished before these units (symbols) have answered, or are asked no more."""

    def __init__(self, proposal_id: str, units: list[str]) -> None:
        super().__init__(f"{proposal_id} waits for statements of {', '.join(units)}")
        self.proposal_id, self.units = proposal_id, units


class Waiting(BaseModel):
    """How many statements wait for a unit, and how many of them are late."""

    model_config = ConfigDict(frozen=True)

    statements: int = 0
    statements_late: int = 0


class Said(BaseModel):
    """What a unit says about its part, and what that part costs, by lines in grosze."""

    model_config = ConfigDict(frozen=True)

    result: StatementResult
    text: str
    costs: tuple[CostItem, ...] = ()


class Statement(BaseModel):
    """One unit's statement about a proposal that another unit reviews. Amounts in grosze, moments in UTC."""

    model_config = ConfigDict(frozen=True)

    id: str
    proposal_id: str
    edition_id: str
    ordinal: int
    """Which statement about its proposal it is: the first is 1."""
    number: int
    case: str
    title: str
    unit: Unit
    question: str
    asked_at: datetime
    asked_by: By
    by_department: bool
    """True where an officer has asked; False where the leading unit has."""
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
    costs: tuple[CostItem, ...] = ()
    finished_at: datetime | None = None
    finished_by: By | None = None
    free_days: int = 0
    """The version of the declared free days that the date was last held against."""
    version: int = 1

    @property
    def total(self) -> int:
        """What the unit's part costs, in grosze."""
        return sum(line.amount for line in self.costs)

    def answered(self, said: Said, *, by: By, at: datetime) -> "Statement":
        """Give the statement as its unit has given it. Raises `StatementClosed`."""
        self._require(StatementState.OPEN)
        told = {"text": said.text, "costs": said.costs, "finished_at": at, "finished_by": by}
        return self._with(state=StatementState(said.result.value), task=None, **told)

    def returned(self, reason: str, task: Task) -> "Statement":
        """Give the statement that its unit has sent back to who asked, with their `task`. Raises `StatementClosed`."""
        self._require(StatementState.OPEN)
        return self._with(state=StatementState.RETURNED, reason=reason, task=task)

    def handed_over(self, unit: Unit, reason: str, task: Task) -> "Statement":
        """Give the statement to another unit, whose `task` it is now; a returned one may go to the same unit again.

        Raises `StatementClosed`, `StatementUnitUnchanged`.
        """
        self._require(*WAITING)
        if self.state is StatementState.OPEN and unit.symbol == self.unit.symbol:
            raise StatementUnitUnchanged(self.id, unit.symbol)
        term = {"opened_at": task.opened_at, "due_at": task.due_at}
        return self._with(state=StatementState.OPEN, unit=unit, from_unit=self.unit, reason=reason, task=task, **term)

    def held_against(self, free: FreeDays) -> "Statement":
        """Give the waiting statement due later where declared free days ask for it; the same one where they do not."""
        later = self.task and self.task.held_against(free)
        if later is None or later == self.task:
            return self
        due_at = later.due_at if self.state is StatementState.OPEN else self.due_at
        return self._with(task=later, due_at=due_at, free_days=free.version)

    def with_task(self, task: Task) -> "Statement":
        """Give the returned statement whose asker is another unit now: the one that leads the review."""
        return self._with(task=task)

    def withdrawn(self, reason: str, *, by: By, at: datetime) -> "Statement":
        """Give the statement for which nobody asks any more. Raises `StatementClosed`."""
        self._require(*WAITING)
        return self._with(state=StatementState.WITHDRAWN, reason=reason, task=None, finished_at=at, finished_by=by)

    def closed(self, at: datetime) -> "Statement":
        """Give the waiting statement about a proposal that its applicant has withdrawn."""
        return self._with(state=StatementState.CLOSED, task=None, finished_at=at)

    def revised(self, title: str) -> "Statement":
        """Give the waiting statement about a proposal that its applicant has changed."""
        return self._with(title=title)

    def _require(self, *states: StatementState) -> None:
        if self.state not in states:
            raise StatementClosed(self.id, self.state)

    def _with(self, **changes: Any) -> "Statement":
        return self.model_copy(update={**changes, "version": self.version + 1})
