"""What verification tells the others: formal checks, reviews by units, the mayor's admission."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Event, Grosze, Id, Line, Text
from shared.contracts.intake import ProposalPart
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened
from shared.deadlines import Term


class CorrectionCall(Event):
    """What a call to complete a proposal says (wezwanie do uzupełnienia)."""

    proposal_id: Id
    edition_id: Id
    call: int = Field(ge=1, description="The number of the call: the first is 1.")
    points: tuple[Text, ...] = Field(min_length=1, description="What is missing, in Polish, for the applicant.")
    parts: tuple[ProposalPart, ...] = Field(min_length=1, description="What of the proposal the call opens.")
    due_at: datetime
    explanation: tuple[Line, ...] = ()
    called_at: datetime
    term: Term | None = Field(
        default=None, description="The term itself; `due_at` counts it from the call, for who is called by e-mail."
    )


class CorrectionCalledV1(CorrectionCall, aggregate="proposal_id"):
    """The department calls the applicant to complete a proposal."""


class CorrectionPostponedV1(CorrectionCall, aggregate="proposal_id"):
    """The applicant has longer than was said to answer a call: another day has become free. The whole call anew."""

    delivered_on: date | None = Field(
        default=None, description="The day of delivery from which `due_at` is counted; null where it is the call's own."
    )
    postponed_at: datetime


class FormalCheckFinishedV1(Event, aggregate="proposal_id", public=True):
    """The formal card of a proposal is complete."""

    proposal_id: Id
    edition_id: Id
    passed: bool
    reasons: tuple[Text, ...] = ()
    unit: Id | None = None
    """The symbol of the unit that reviews it on the merits; None where the proposal failed."""
    unit_name: Line | None = None
    finished_at: datetime


class MeritReviewFinishedV1(Event, aggregate="proposal_id", public=True):
    """A unit has finished its review on the merits."""

    proposal_id: Id
    edition_id: Id
    unit: Id
    unit_name: Line
    positive: bool
    opinion: Text
    cost: Grosze
    finished_at: datetime


class ReviewHandedOverV1(Event, aggregate="proposal_id", public=True):
    """An open review on the merits has gone to another unit, which has its full term from that day."""

    proposal_id: Id
    edition_id: Id
    from_unit: Id
    from_unit_name: Line
    unit: Id
    unit_name: Line
    reason: Text
    due_at: datetime
    handed_over_at: datetime


class ReviewReturnedV1(Event, aggregate="proposal_id", public=True):
    """A finished review has gone back to its unit before the mayor's decision: something is missing in it."""

    proposal_id: Id
    edition_id: Id
    unit: Id
    unit_name: Line
    reason: Text
    due_at: datetime
    returned_at: datetime


class StatementRequestedV1(Event, aggregate="statement_id", public=True):
    """A unit is asked for its statement about its part of a proposal; the newest version says which unit it is now.

    What it is asked and what it says stays in the house.
    """

    statement_id: Id
    proposal_id: Id
    edition_id: Id
    unit: Id
    unit_name: Line
    due_at: datetime
    requested_at: datetime


class StatementOutcome(StrEnum):
    """How a request for a statement has ended."""

    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    """Nobody asks for it any more, or the proposal was withdrawn."""


class StatementClosedV1(Event, aggregate="statement_id", public=True):
    """A unit has given its statement about its part of a proposal, or is asked no more. What it says is not told."""

    statement_id: Id
    proposal_id: Id
    edition_id: Id
    unit: Id
    unit_name: Line
    outcome: StatementOutcome
    closed_at: datetime


class AdmissionDecidedV1(Event, aggregate="proposal_id", public=True):
    """The mayor has admitted a proposal to the vote, or refused it."""

    proposal_id: Id
    edition_id: Id
    admitted: bool
    reason: Text
    cost: Grosze
    unit: Id | None = None
    unit_name: Line | None = None
    decided_at: datetime


class AppealDecidedV1(Event, aggregate="proposal_id", public=True):
    """The mayor has decided an appeal; what it changes, the events of the check or of the admission say."""

    proposal_id: Id
    edition_id: Id
    appeal: int = Field(ge=1, description="The number of the appeal: the first is 1.")
    upheld: bool
    reason: Text
    decided_at: datetime


class ConflictFoundV1(Event, aggregate="conflict_id"):
    """Two proposals may be for the same place; a person has to decide (again, where the version is not the first)."""

    conflict_id: Id
    edition_id: Id
    proposals: tuple[Id, Id]
    metres: int | None = Field(default=None, ge=0, description="How far apart their points are, where both are known.")
    same_parcel: bool = False
    found_at: datetime


class ConflictDecidedV1(Event, aggregate="conflict_id", public=True):
    """An officer has decided whether two proposals exclude each other; the newest version holds."""

    conflict_id: Id
    edition_id: Id
    proposals: tuple[Id, Id]
    excluding: bool = Field(description="True where at most one of the two can win.")
    reason: Text
    decided_at: datetime


class OpinionResult(StrEnum):
    """What a body says about a proposal."""

    FAVOURABLE = "favourable"
    AGAINST = "against"
    NONE = "none"
    """It was asked and gives no opinion."""


class OpinionRecordedV1(Event, aggregate="opinion_id", public=True):
    """A body (of an area, the councillors, a committee) has given its opinion of a proposal; the newest version holds.

    Opinions do not bind the mayor. The body is never a single person.
    """

    opinion_id: Id
    round_id: Id
    proposal_id: Id
    edition_id: Id
    body: Line
    result: OpinionResult
    text: Text
    received_on: date = Field(description="The day in the city on which it came.")
    resolution: Line | None = Field(default=None, description="The number of the body's resolution, where it has one.")
    resolution_on: date | None = None
    recorded_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in verification."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in verification is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in verification has been done."""
