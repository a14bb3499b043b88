"""The way of a case through verification: what has happened to it, what waits and for whom. It knows no subject."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, Self

from babel.numbers import format_decimal
from pydantic import BaseModel, ConfigDict

from shared.deadlines import Deadline, FreeDays, Reckoning, postponed


class UnitUnknown(Exception):
    """The city has no unit with this symbol."""

    def __init__(self, symbol: str) -> None:
        super().__init__(f"no unit {symbol}")
        self.symbol = symbol


class Unit(BaseModel):
    """A unit of the city that reviews proposals (komórka or jednostka organizacyjna)."""

    model_config = ConfigDict(frozen=True)

    symbol: str
    name: str


class By(BaseModel):
    """Who has decided: a member of staff."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class StepKind(StrEnum):
    """What has happened."""

    SUBMITTED = "submitted"
    CALLED = "called"
    CALL_POSTED = "call_posted"
    CALL_DELIVERED = "call_delivered"
    CORRECTED = "corrected"
    CARD_PASSED = "card_passed"
    CARD_FAILED = "card_failed"
    REVIEW_POSITIVE = "review_positive"
    REVIEW_NEGATIVE = "review_negative"
    REVIEW_HANDED_OVER = "review_handed_over"
    REVIEW_RETURNED = "review_returned"
    STATEMENT_REQUESTED = "statement_requested"
    STATEMENT_HANDED_OVER = "statement_handed_over"
    STATEMENT_RETURNED = "statement_returned"
    STATEMENT_GIVEN = "statement_given"
    STATEMENT_WITHDRAWN = "statement_withdrawn"
    ADMITTED = "admitted"
    REFUSED = "refused"
    APPEALED = "appealed"
    APPEAL_HANDED_OVER = "appeal_handed_over"
    APPEAL_BACKED = "appeal_backed"
    APPEAL_OPPOSED = "appeal_opposed"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_DISMISSED = "appeal_dismissed"
    ASKED = "asked"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    MERGER_ASKED = "merger_asked"
    SPLIT_ASKED = "split_asked"
    NOT_REGROUPED = "not_regrouped"
    JOINED = "joined"
    SPLIT = "split"
    MERGED = "merged"
    POSTPONED = "postponed"
    CALL_POSTPONED = "call_postponed"
    ANSWER_EXTENDED = "answer_extended"
    WITHDRAWN = "withdrawn"
    LEFT_UNCONSIDERED = "left_unconsidered"
    OPINIONS_COMPLETE = "opinions_complete"
    SCORING_OPENED = "scoring_opened"
    SCORED = "scored"
    APPROVED = "approved"
    REJECTED = "rejected"
    FUNDS_SECURED = "funds_secured"
    FUNDS_ADJUSTED = "funds_adjusted"
    FUNDS_MISSING = "funds_missing"
    CONTRACT_SIGNED = "contract_signed"
    CONTRACT_TERMINATED = "contract_terminated"
    CONTRACT_SETTLED = "contract_settled"
    CONVERTED = "converted"


class Step(BaseModel):
    """One thing that has happened to a case: when, who, for which unit, why."""

    model_config = ConfigDict(frozen=True)

    kind: StepKind
    at: datetime
    by: By | None = None
    unit: Unit | None = None
    from_unit: Unit | None = None
    """The unit that had it before, where it was handed over."""
    why: str = ""


class Task(BaseModel):
    """What waits to be done in a case, by whom, until when, and how the date was found."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    action: str
    link: str
    role: str
    unit: str | None = None
    opened_at: datetime
    due_at: datetime
    explanation: tuple[str, ...]
    reckoning: Reckoning | None = None
    """None where the edition's calendar sets the date, and in documents older than reckonings."""

    @classmethod
    def until(
        cls,
        deadline: Deadline,
        *,
        id: str,
        kind: str,
        action: str,
        link: str,
        role: str,
        at: datetime,
        unit: str | None = None,
    ) -> "Task":
        """Make the task that is due at `deadline` and was opened `at`."""
        told = {"due_at": deadline.due_at, "explanation": tuple(deadline.explained()), "reckoning": deadline.reckoning}
        return cls(id=id, kind=kind, action=action, link=link, role=role, unit=unit, opened_at=at, **told)

    def held_against(self, free: FreeDays) -> "Task":
        """Give the task due later where declared free days ask for it; what the edition's calendar sets stays."""
        if self.reckoning is None and self.kind in _OF_EDITION:
            return self
        later = postponed(self.due_at, self.reckoning, free)
        if later is None:
            return self
        told = self.explanation if self.reckoning is None else ()
        return self.model_copy(update={"due_at": later.due_at, "explanation": (*told, *later.explanation)})


_OF_EDITION = ("admission", "appeal")
"""Kinds of tasks whose date may be the end of a window: without a reckoning it is."""


class Filed(Protocol):
    """What a case is about, as people call it: BO-2027-088, or IL-2027-004, and its title."""

    @property
    def case(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102


class Way(BaseModel):
    """What all cases share: the task that waits and the steps that were taken, in their order."""

    model_config = ConfigDict(frozen=True)

    id: str
    task: Task | None = None
    steps: tuple[Step, ...] = ()
    changed_at: datetime
    version: int = 1

    @property
    def about(self) -> Filed | None:
        """What it is about; None where only the word of its end has come."""
        raise NotImplementedError

    def noted(self, step: Step) -> Self:
        """Give the case after a step that leaves it where it is."""
        return self.model_copy(update={"steps": (*self.steps, step), "version": self.version + 1})

    def waits(self, step: Step, task: Task) -> Self:
        """Give the case after a step at its stage, with what waits there now."""
        told = {"task": task, "steps": (*self.steps, step), "changed_at": step.at}
        return self.model_copy(update={**told, "version": self.version + 1})

    def postponed(self, task: Task, at: datetime) -> Self:
        """Give the case whose task is due later; the step says why."""
        step = Step(kind=StepKind.POSTPONED, at=at, why="\n".join(task.explanation))
        return self.noted(step).model_copy(update={"task": task})


def zloty(grosze: int) -> str:
    """Write an amount as it stands in Polish letters: 470 000 zł, 12 500,50 zł."""
    pattern = "#,##0" if grosze % 100 == 0 else "#,##0.00"
    text = format_decimal(Decimal(grosze) / 100, format=pattern, locale="pl")
    return text.replace("\u202f", "\u00a0") + "\u00a0zł"
