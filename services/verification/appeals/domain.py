"""An appeal: a second review by somebody who did not do the first, then the mayor's final decision. No clock here."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.verification.admission.domain import CostAboveCap
from services.verification.cases.domain import By, Unit
from shared.deadlines import FreeDays, Reckoning, postponed


class Against(StrEnum):
    """What is appealed against."""

    FORMAL = "formal"
    """The formal check that the proposal failed. An officer reviews it; upheld, it goes to a unit."""
    ADMISSION = "admission"
    """The mayor's refusal. A unit reviews it; upheld, it is admitted to the vote."""


class AppealState(StrEnum):
    """Where an appeal stands."""

    REVIEW = "review"
    DECISION = "decision"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    CLOSED = "closed"


class NotAtThisStep(Exception):
    """The appeal does not wait for this: it was reviewed or decided already, or its proposal withdrawn."""

    def __init__(self, appeal_id: str, state: str) -> None:
        super().__init__(f"appeal {appeal_id} is at {state}")
        self.appeal_id, self.state = appeal_id, state


class SamePerson(Exception):
    """Who did the first review cannot do the second."""

    def __init__(self, appeal_id: str, person_id: str) -> None:
        super().__init__(f"{person_id} did the first review of {appeal_id}")
        self.appeal_id, self.person_id = appeal_id, person_id


class NextUnitMissing(Exception):
    """A failed check is to be overturned, and nobody says which unit reviews the proposal then."""

    def __init__(self, appeal_id: str) -> None:
        super().__init__(f"no unit for {appeal_id}")
        self.appeal_id = appeal_id


class SecondReview(BaseModel):
    """What the second reviewer says. `cost` in grosze; `next_unit` reviews the proposal if a check is overturned."""

    model_config = ConfigDict(frozen=True)

    positive: bool
    opinion: str
    cost: int
    next_unit: Unit | None = None
    at: datetime
    by: By


class Appeal(BaseModel):
    """One appeal; a proposal can have a second one, against a later refusal. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    id: str
    proposal_id: str
    edition_id: str
    number: int
    case: str
    title: str
    appeal: int
    """The number of the appeal: the first is 1."""
    against: Against
    refusal: str
    text: str
    on_paper: bool
    filed_at: datetime
    first_by: By
    """Who did the first check or review."""
    unit: Unit | None
    """The unit that reviews it; None where the department does."""
    cost: int
    state: AppealState = AppealState.REVIEW
    review: SecondReview | None = None
    due_at: datetime
    """When the present step is due."""
    reason: str = ""
    finished_at: datetime | None = None
    finished_by: By | None = None
    reckoning: Reckoning | None = None
    """Of `due_at`; None where the edition's calendar sets it, and in documents older than reckonings."""
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    version: int = 1

    @property
    def waits(self) -> bool:
        """True while somebody has to do something."""
        return self.state in (AppealState.REVIEW, AppealState.DECISION)

    def held_against(self, free: FreeDays) -> "Appeal":
        """Give the open appeal due later where declared free days ask for it; an edition's date stays."""
        later = postponed(self.due_at, self.reckoning, free) if self.reckoning else None
        return self._with(due_at=later.due_at, free_days=free.version) if later else self

    def handed_over(self, unit: Unit) -> "Appeal":
        """Give the appeal to another unit, where nobody else in this one can review it. Raises `NotAtThisStep`."""
        self._require(AppealState.REVIEW)
        if self.against is not Against.ADMISSION:
            raise NotAtThisStep(self.id, self.state)
        return self._with(unit=unit)

    def reviewed(self, review: SecondReview, due_at: datetime, reckoning: Reckoning | None) -> "Appeal":
        """Give the appeal as it goes to the mayor. Raises `NotAtThisStep`, `SamePerson`, `NextUnitMissing`."""
        self._require(AppealState.REVIEW)
        if review.by.id == self.first_by.id:
            raise SamePerson(self.id, review.by.id)
        if review.positive and self.against is Against.FORMAL and review.next_unit is None:
            raise NextUnitMissing(self.id)
        return self._with(state=AppealState.DECISION, review=review, due_at=due_at, reckoning=reckoning)

    def decided(self, *, upheld: bool, reason: str, next_unit: Unit | None, cap: int, by: By, at: datetime) -> "Appeal":
        """Give the decided appeal; the decision is final. `next_unit` where the second review named none.

        Raises `NotAtThisStep`, `CostAboveCap`, `NextUnitMissing`.
        """
        self._require(AppealState.DECISION)
        if self.review is None:
            raise NotAtThisStep(self.id, self.state)
        review = self.review.model_copy(update={"next_unit": self.review.next_unit or next_unit})
        if upheld and self.against is Against.ADMISSION and review.cost > cap:
            raise CostAboveCap(self.proposal_id, review.cost, cap)
        if upheld and self.against is Against.FORMAL and review.next_unit is None:
            raise NextUnitMissing(self.id)
        state = AppealState.UPHELD if upheld else AppealState.DISMISSED
        return self._with(state=state, review=review, reason=reason, finished_at=at, finished_by=by)

    def closed(self, at: datetime) -> "Appeal":
        """Give the open appeal of a proposal that has been withdrawn."""
        return self._with(state=AppealState.CLOSED, finished_at=at)

    def _require(self, state: AppealState) -> None:
        if self.state is not state:
            raise NotAtThisStep(self.id, self.state)

    def _with(self, **changes: Any) -> "Appeal":
        return self.model_copy(update={**changes, "version": self.version + 1})
