"""A unit's statement (stanowisko) about its part of a proposal that another unit reviews. It knows no clock."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Task
from services.verification.statements.domain.asked import (
    WAITING,
    Asked,
    StatementClosed,
    StatementOpen,
    StatementState,
    StatementUnitUnchanged,
)
from shared.contracts.intake import CostItem

__all__ = [
    "MOST_COSTS",
    "MOST_OF_PROPOSAL",
    "MOST_UNITS",
    "WAITING",
    "Asked",
    "Said",
    "Statement",
    "StatementClosed",
    "StatementOpen",
    "StatementResult",
    "StatementState",
    "StatementUnitUnchanged",
    "StatementsAwaited",
    "TooManyStatements",
    "UnitLeads",
    "Waiting",
]

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


class UnitLeads(Exception):
    """The unit reviews the whole proposal: it gives no statement about a part."""

    def __init__(self, proposal_id: str, unit: str) -> None:
        super().__init__(f"{unit} leads the review of {proposal_id}")
        self.proposal_id, self.unit = proposal_id, unit


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


class Statement(Asked):
    """One unit's statement about a proposal that another unit reviews. Amounts in grosze."""

    proposal_id: str
    edition_id: str
    number: int
    by_department: bool
    """True where an officer has asked; False where the leading unit has."""
    costs: tuple[CostItem, ...] = ()

    @property
    def total(self) -> int:
        """What the unit's part costs, in grosze."""
        return sum(line.amount for line in self.costs)

    def answered(self, said: Said, *, by: By, at: datetime) -> "Statement":
        """Give the statement as its unit has given it. Raises `StatementClosed`."""
        return self.given(StatementState(said.result.value), said.text, by=by, at=at, costs=said.costs)

    def with_task(self, task: Task) -> "Statement":
        """Give the returned statement whose asker is another unit now: the one that leads the review."""
        return self._with(task=task)
