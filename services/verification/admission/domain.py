"""The mayor's admission of a reviewed proposal to the vote. It knows no clock and no edition."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By, Unit, zloty
from shared.deadlines import FreeDays, Reckoning, postponed

MOST_AT_ONCE = 100
"""Proposals that the mayor decides about in one act: one transaction, hence a bound."""


class AdmissionState(StrEnum):
    """Where an admission stands."""

    OPEN = "open"
    ADMITTED = "admitted"
    REFUSED = "refused"
    CLOSED = "closed"
    RETURNED = "returned"
    """The review is with its unit again; the mayor decides when it is finished anew."""


class AdmissionClosed(Exception):
    """The mayor has decided already, or the proposal was withdrawn."""

    def __init__(self, proposal_id: str, state: str) -> None:
        super().__init__(f"admission {proposal_id} is {state}")
        self.proposal_id, self.state = proposal_id, state


class CostAboveCap(Exception):
    """The proposal costs more than a project may here: nobody can admit it. Amounts in grosze."""

    def __init__(self, proposal_id: str, cost: int, cap: int) -> None:
        super().__init__(f"{proposal_id} costs {cost}, the cap is {cap}")
        self.proposal_id, self.cost, self.cap = proposal_id, cost, cap


class DecisionUnexplained(Exception):
    """A refusal, or an admission against the unit's opinion, needs a reason."""

    def __init__(self, proposal_id: str) -> None:
        super().__init__(f"no reason for the decision about {proposal_id}")
        self.proposal_id = proposal_id


class TooManyAtOnce(Exception):
    """More proposals in one act than one transaction takes."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} decisions at once, at most {MOST_AT_ONCE}")
        self.count = count


class Admission(BaseModel):
    """What the mayor decides about one proposal; it has the proposal's id. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int
    case: str
    title: str
    unit: Unit
    positive: bool
    opinion: str
    cost: int
    state: AdmissionState = AdmissionState.OPEN
    reason: str = ""
    opened_at: datetime
    due_at: datetime
    finished_at: datetime | None = None
    finished_by: By | None = None
    reckoning: Reckoning | None = None
    """Of `due_at`; None where the edition's calendar sets it, and in documents older than reckonings."""
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    version: int = 1

    def held_against(self, free: FreeDays) -> "Admission":
        """Give the open admission due later where declared free days ask for it; an edition's date stays."""
        later = postponed(self.due_at, self.reckoning, free) if self.reckoning else None
        if later is None:
            return self
        changes = {"due_at": later.due_at, "free_days": free.version, "version": self.version + 1}
        return self.model_copy(update=changes)

    def proposed_refusal(self, cap: int) -> str:
        """Give the reason for which it should be refused, "" where it should be admitted."""
        if not self.positive:
            return self.opinion
        if self.cost > cap:
            return f"Koszt po ocenie to {zloty(self.cost)}, a limit {zloty(cap)}."
        return ""

    def decided(self, *, admitted: bool, reason: str, cap: int, by: By, at: datetime) -> "Admission":
        """Give the decision. Raises `AdmissionClosed`, `CostAboveCap`, `DecisionUnexplained`."""
        if self.state is not AdmissionState.OPEN:
            raise AdmissionClosed(self.id, self.state)
        if admitted and self.cost > cap:
            raise CostAboveCap(self.id, self.cost, cap)
        if not reason and not (admitted and self.positive):
            raise DecisionUnexplained(self.id)
        return self.model_copy(
            update={
                "state": AdmissionState.ADMITTED if admitted else AdmissionState.REFUSED,
                "reason": reason,
                "finished_at": at,
                "finished_by": by,
                "version": self.version + 1,
            }
        )

    def overturned(self, cost: int, reason: str, *, by: By, at: datetime) -> "Admission":
        """Give the refusal that an appeal has turned into an admission; `cost` by the second review."""
        return self.model_copy(
            update={
                "state": AdmissionState.ADMITTED,
                "cost": cost,
                "reason": reason,
                "finished_at": at,
                "finished_by": by,
                "version": self.version + 1,
            }
        )

    def revised(self, title: str) -> "Admission":
        """Give the admission of a proposal that its applicant has changed."""
        return self.model_copy(update={"title": title, "version": self.version + 1})

    def returned(self, at: datetime) -> "Admission":
        """Give the admission whose review goes back to its unit. Raises `AdmissionClosed`."""
        if self.state is not AdmissionState.OPEN:
            raise AdmissionClosed(self.id, self.state)
        return self.model_copy(
            update={"state": AdmissionState.RETURNED, "finished_at": at, "version": self.version + 1}
        )

    def closed(self, at: datetime) -> "Admission":
        """Give the open admission of a proposal that has been withdrawn."""
        return self.model_copy(update={"state": AdmissionState.CLOSED, "finished_at": at, "version": self.version + 1})
