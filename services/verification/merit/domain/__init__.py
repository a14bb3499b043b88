"""The review on the merits: its checks, and how a unit finishes it. It knows no clock and no edition."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Unit
from services.verification.cases.domain.checks import Answer, Given, assess
from services.verification.merit.domain.checks import CHECKS, findings
from services.verification.merit.domain.estimate import (
    MOST_ADDED,
    MOST_ITEMS,
    Amounts,
    EstimateIncomplete,
    EstimateLine,
)
from shared.deadlines import Deadline, FreeDays, Reckoning, postponed

__all__ = [
    "CHECKS",
    "MOST_ADDED",
    "MOST_ITEMS",
    "Amounts",
    "CostUnexplained",
    "EstimateIncomplete",
    "EstimateLine",
    "Opinion",
    "Review",
    "ReviewClosed",
    "ReviewState",
    "UnitUnchanged",
    "findings",
]


class ReviewState(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    CLOSED = "closed"


class ReviewClosed(Exception):
    """The review has been finished, or its proposal withdrawn."""

    def __init__(self, proposal_id: str, state: str) -> None:
        super().__init__(f"review {proposal_id} is {state}")
        self.proposal_id, self.state = proposal_id, state


class ReviewNotFinished(Exception):
    """The review is still with its unit, or its proposal was withdrawn before it was finished."""

    def __init__(self, proposal_id: str, state: str) -> None:
        super().__init__(f"review {proposal_id} is {state}")
        self.proposal_id, self.state = proposal_id, state


class UnitUnchanged(Exception):
    """The review is to be handed to the unit that has it."""

    def __init__(self, proposal_id: str, symbol: str) -> None:
        super().__init__(f"{symbol} has the review of {proposal_id} already")
        self.proposal_id, self.symbol = proposal_id, symbol


class CostUnexplained(Exception):
    """The unit sees another cost than the applicant and does not say why. Amounts in grosze."""

    def __init__(self, proposal_id: str, submitted: int, cost: int) -> None:
        super().__init__(f"cost of {proposal_id} changed from {submitted} to {cost} without a reason")
        self.proposal_id, self.submitted, self.cost = proposal_id, submitted, cost


class Opinion(BaseModel):
    """What a unit says. `cost` in grosze; `cost_reason` where it is not the applicant's; `estimate` by items."""

    model_config = ConfigDict(frozen=True)

    positive: bool
    opinion: str
    cost: int
    cost_reason: str = ""
    estimate: tuple[EstimateLine, ...] = ()
    given: Mapping[str, Given] = {}


class Review(BaseModel):
    """The review of a proposal by one unit; it has the proposal's id. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int
    case: str
    title: str
    unit: Unit
    submitted_cost: int
    """What the proposal asks for, as its unit saw it last."""
    state: ReviewState = ReviewState.OPEN
    positive: bool | None = None
    """What its unit had said before the review was sent back; None where it was not."""
    answers: tuple[Answer, ...] = ()
    opinion: str = ""
    cost: int | None = None
    cost_reason: str = ""
    estimate: tuple[EstimateLine, ...] = ()
    """Empty where only the cost as a whole was given."""
    missing: str = ""
    """Why it was sent back to its unit; "" where it was not."""
    opened_at: datetime
    """When its unit got it, or got it back: its term runs from here."""
    due_at: datetime
    finished_at: datetime | None = None
    finished_by: By | None = None
    reckoning: Reckoning | None = None
    """Of `due_at`; None in documents older than reckonings."""
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    version: int = 1

    def held_against(self, free: FreeDays) -> "Review":
        """Give the open review due later where declared free days ask for it; the same one where they do not."""
        later = postponed(self.due_at, self.reckoning, free)
        return self._with(due_at=later.due_at, free_days=free.version) if later else self

    def handed_over(self, unit: Unit, *, at: datetime, deadline: Deadline) -> "Review":
        """Give the open review to another unit, with a term of its own. Raises `ReviewClosed`, `UnitUnchanged`."""
        if self.state is not ReviewState.OPEN:
            raise ReviewClosed(self.id, self.state)
        if unit.symbol == self.unit.symbol:
            raise UnitUnchanged(self.id, unit.symbol)
        return self._with(unit=unit, opened_at=at, due_at=deadline.due_at, reckoning=deadline.reckoning)

    def returned(self, missing: str, cost: int, *, at: datetime, deadline: Deadline) -> "Review":
        """Give the finished review as it is open again: what its unit filled in stays. `missing` says why.

        `cost`: what the proposal asks for now, in grosze.
        """
        return self._with(
            submitted_cost=cost,
            state=ReviewState.OPEN,
            positive=self.state is ReviewState.POSITIVE,
            missing=missing,
            opened_at=at,
            due_at=deadline.due_at,
            reckoning=deadline.reckoning,
            finished_at=None,
            finished_by=None,
        )

    def finished(self, said: Opinion, *, cap: int, by: By, at: datetime) -> "Review":
        """Give the finished review; `cap` in grosze. Raises `ReviewClosed`, `CostUnexplained`, what `assess` raises."""
        if self.state is not ReviewState.OPEN:
            raise ReviewClosed(self.id, self.state)
        answers = assess(CHECKS, said.given, findings(said.cost, cap), positive=said.positive)
        if said.cost != self.submitted_cost and not said.cost_reason:
            raise CostUnexplained(self.id, self.submitted_cost, said.cost)
        return self._with(
            state=ReviewState.POSITIVE if said.positive else ReviewState.NEGATIVE,
            answers=answers,
            opinion=said.opinion,
            cost=said.cost,
            cost_reason=said.cost_reason,
            estimate=said.estimate,
            finished_at=at,
            finished_by=by,
        )

    def revised(self, title: str, cost: int) -> "Review":
        """Give the review of a proposal that its applicant has changed; `cost`: what it asks for now, in grosze."""
        return self._with(title=title, submitted_cost=cost)

    def closed(self, at: datetime) -> "Review":
        """Give the open review of a proposal that has been withdrawn."""
        return self._with(state=ReviewState.CLOSED, finished_at=at)

    def _with(self, **changes: Any) -> "Review":
        return self.model_copy(update={**changes, "version": self.version + 1})
