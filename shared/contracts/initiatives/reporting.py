"""What reporting tells the others of local initiatives: how both sides' shares were delivered and settled."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Event, Grosze, Id, Line, Text


class SettlementOutcome(StrEnum):
    """How a contract was settled."""

    SETTLED = "settled"
    SETTLED_WITH_CORRECTION = "settled_with_correction"
    TERMINATED = "terminated"


class SettlementReturnedV1(Event, aggregate="initiative_id"):
    """An officer asks the applicants to correct a settlement, and says what and until when."""

    initiative_id: Id
    points: tuple[Text, ...] = Field(min_length=1)
    due_at: datetime
    explanation: tuple[Line, ...] = ()
    returned_at: datetime
    link: int = Field(default=1, ge=1, description="Which link of the representative holds now.")


class SettlementReminderDueV1(Event, aggregate="initiative_id"):
    """The applicants have not settled yet: they are reminded before the day, or chased after it."""

    initiative_id: Id
    due_at: datetime
    days: int = Field(description="Days to the day of settlement; below 0: days since.")
    reminded_at: datetime
    link: int = Field(default=1, ge=1, description="Which link of the representative holds now.")


class RepresentativeLinkRenewedV1(Event, aggregate="initiative_id"):
    """The office has given the residents another link: from now on older ones open nothing."""

    initiative_id: Id
    link: int = Field(ge=2, description="The number of the link that holds; the first was 1.")
    renewed_at: datetime


class InitiativeSettledV1(Event, aggregate="initiative_id", public=True):
    """A contract has been settled: what was declared and planned, what was delivered and spent."""

    initiative_id: Id
    case: Line
    title: Line
    outcome: SettlementOutcome
    own_declared: Grosze
    own_delivered: Grosze
    city_planned: Grosze
    city_spent: Grosze = Field(description="What the city has to bear: never more than the contract gives.")
    note: Text | None = None
    settled_at: datetime
    excess: Grosze = Field(default=0, description="What invoices say beyond the contract: the applicants pay it.")
