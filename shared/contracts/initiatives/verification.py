"""What verification tells the others of local initiatives: the check, opinions, scores, the decision, the money."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Event, Fact, Grosze, Id, Line, Text
from shared.contracts.initiatives.intake import InitiativePart
from shared.deadlines import Term


class InitiativeCall(Event):
    """What a call to complete an application says (art. 64 § 2 k.p.a.: at least 7 days)."""

    initiative_id: Id
    call: int = Field(ge=1, description="The number of the call: the first is 1.")
    points: tuple[Text, ...] = Field(min_length=1, description="What is missing, in Polish, for the applicants.")
    parts: tuple[InitiativePart, ...] = Field(min_length=1, description="What of the application the call opens.")
    due_at: datetime
    explanation: tuple[Line, ...] = ()
    called_at: datetime
    term: Term | None = Field(default=None, description="The term itself, for who counts it from the day of delivery.")


class InitiativeCalledV1(InitiativeCall, aggregate="initiative_id"):
    """The department calls the applicants to complete an application."""


class InitiativeCallPostponedV1(InitiativeCall, aggregate="initiative_id"):
    """The applicants have longer than was said: another day has become free. The whole call anew."""

    postponed_at: datetime


class InitiativeCheckFinishedV1(Event, aggregate="initiative_id", public=True):
    """The formal card of an application is complete."""

    initiative_id: Id
    passed: bool
    reasons: tuple[Text, ...] = ()
    units: tuple[Line, ...] = Field(default=(), description="The names of the units that are asked for an opinion.")
    finished_at: datetime


class InitiativeOpinionGivenV1(Event, aggregate="opinion_id", public=True):
    """A unit has said what it thinks of an application; it binds nobody."""

    opinion_id: Id
    initiative_id: Id
    unit: Id
    unit_name: Line
    favourable: bool
    text: Text
    stated_at: datetime


class CriterionScore(Fact):
    """What the Team gave for one criterion."""

    code: Id
    name: Line
    most: int = Field(ge=1, description="The most points of this criterion.")
    mean: int = Field(ge=0, description="The mean of the members' points, in hundredths of a point.")


class InitiativeScoredV1(Event, aggregate="initiative_id", public=True):
    """The Mayor's Team has scored an application by the criteria of the council's resolution."""

    initiative_id: Id
    criteria_id: Id
    resolution: Line
    members: int = Field(ge=1, description="How many members' cards count.")
    excused: int = Field(ge=0, description="How many members took no part because of a conflict of interest.")
    scores: tuple[CriterionScore, ...]
    mean: int = Field(ge=0, description="The mean of the members' sums, in hundredths of a point.")
    most: int = Field(ge=1, description="The most points that can be given.")
    pass_mark: int | None = Field(default=None, ge=0, description="The least that the criteria ask for, in points.")
    scored_at: datetime


class InitiativeOutcome(StrEnum):
    """What the mayor has decided on an application."""

    APPROVED = "approved"
    REJECTED = "rejected"
    LEFT_UNCONSIDERED = "left_unconsidered"
    """The applicants have not completed it in time (art. 64 § 2 k.p.a.)."""


class InitiativeDecidedV1(Event, aggregate="initiative_id", public=True):
    """An application is approved or rejected by the mayor, or left without consideration by an officer, and why."""

    initiative_id: Id
    outcome: InitiativeOutcome
    reason: Text
    city: Grosze = Field(description="What the city gives at most; 0 where it was not approved.")
    unit: Id | None = Field(default=None, description="The symbol of the unit that carries it out with the residents.")
    unit_name: Line | None = None
    decided_at: datetime


class FundsSecuredV1(Event, aggregate="initiative_id", public=True):
    """The treasurer has countersigned the city's share within the year's one total (art. 46 ust. 3 u.s.g.)."""

    initiative_id: Id
    year: int = Field(ge=2010, le=2200)
    city: Grosze
    secured_at: datetime
    asked: int | None = Field(
        default=None,
        description="The version of the contract's word that asked for it; null: nothing of a contract did.",
    )


class InitiativeAnswerExtendedV1(Event, aggregate="initiative_id", public=True):
    """The city needs longer for its answer than was said, and says why and until when (art. 36 § 1 k.p.a.)."""

    initiative_id: Id
    reason: Text
    due_at: datetime
    explanation: tuple[Line, ...] = ()
    beyond: bool = Field(default=False, description="True where it is later than two months (art. 35 § 3 k.p.a.).")
    extended_at: datetime
