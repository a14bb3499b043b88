"""What reporting tells the others: how the chosen projects are built, the council's sessions, the reports to it."""

from datetime import date, datetime, time
from enum import StrEnum

from pydantic import Field

from shared.contracts.base import Event, Grosze, Id, Line, Text
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


class Stage(StrEnum):
    """How far a unit is with a chosen project."""

    PLANNED = "planned"
    PREPARED = "prepared"
    CONTRACTED = "contracted"
    BUILT = "built"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class ImplementationStartedV1(Event, aggregate="implementation_id", public=True):
    """A unit has been given a chosen project to carry out."""

    implementation_id: Id
    proposal_id: Id
    edition_id: Id
    title: Line
    unit: Id
    unit_name: Line
    budget: Grosze
    started_at: datetime


class ImplementationHandedOverV1(Event, aggregate="implementation_id", public=True):
    """A project that is being carried out goes over to another unit."""

    implementation_id: Id
    proposal_id: Id
    edition_id: Id
    title: Line
    unit: Id = Field(description="That carries it out from now on.")
    unit_name: Line
    reason: Text
    handed_over_at: datetime


class ProgressPublishedV1(Event, aggregate="implementation_id", public=True):
    """A unit's word on how far it is, approved by an officer."""

    implementation_id: Id
    proposal_id: Id
    edition_id: Id
    title: Line
    area: Line | None = None
    unit: Id
    unit_name: Line
    stage: Stage
    percent: int = Field(ge=0, le=100)
    budget: Grosze
    spent: Grosze
    note: Text
    planned_end: date | None = None
    delay_reason: Text | None = Field(
        default=None, description="Why a planned day is later than was told before, or is told no more."
    )
    overrun_reason: Text | None = Field(default=None, description="Why more was spent than the budget.")
    planned_contract: date | None = Field(default=None, description="When the contract is to be signed.")
    planned_building: date | None = Field(default=None, description="When building is to begin.")
    photographs: int = Field(default=0, ge=0, description="How many photographs it came with.")
    published_at: datetime


class ImplementationSettledV1(Event, aggregate="implementation_id", public=True):
    """What a project has cost in the end is known, or known better; the newest version holds."""

    implementation_id: Id
    proposal_id: Id
    edition_id: Id
    budget: Grosze
    actual_cost: Grosze
    settled_at: datetime


class ProgressCallMissedV1(Event, aggregate="implementation_id", public=True):
    """A unit was asked how far it is, and has not answered in time."""

    implementation_id: Id
    proposal_id: Id
    edition_id: Id
    title: Line
    unit: Id
    unit_name: Line
    call: int = Field(ge=1, description="The number of the call among those of its work.")
    called_at: datetime
    due_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in reporting."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in reporting is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in reporting has been done."""


class SessionKind(StrEnum):
    """What a session of the council is."""

    ORDINARY = "ordinary"
    EXTRAORDINARY = "extraordinary"
    CEREMONIAL = "ceremonial"


class SessionState(StrEnum):
    """Where a session of the council stands; `REPORTED`: held, with the mayor's report presented at it."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    REPORTED = "reported"


class SessionScheduledV1(Event, aggregate="session_id", public=True):
    """A session of the council is set, set anew, held or cancelled."""

    session_id: Id
    term: int = Field(ge=1, description="Number of the council's term.")
    number: int = Field(ge=1, description="Number of the session in its term.")
    roman: Line = Field(description="The same as it is written: XLIX.")
    kind: SessionKind
    on: date = Field(description="Its day in the city's calendar.")
    begins: time | None = Field(default=None, description="By the city's clocks; none where only its day is known.")
    place: Line
    state: SessionState
    scheduled_at: datetime


class ReportPublishedV1(Event, aggregate="report_id", public=True):
    """The mayor's report to the council is published, or a corrected version of it."""

    report_id: Id
    number: int = Field(ge=1, description="Its place among all reports: each begins where the one before ends.")
    edition: int = Field(ge=1, description="1 for the first version; a correction is the next one.")
    session_id: Id
    session: Line = Field(description="Number of the session as it is written.")
    first_day: date
    last_day: date
    resolutions: int = Field(ge=0, description="Resolutions in the annex.")
    open: int = Field(ge=0, description="Of which something is still to be done.")
    sha256: Id = Field(pattern="^[0-9a-f]{64}$", description="Of the frozen data.")
    link: Line = Field(pattern="^/")
    published_at: datetime


class InterpellationKind(StrEnum):
    """A matter of weight (interpelacja) or a present problem (zapytanie), art. 24 ust. 4 and 5 u.s.g."""

    INTERPELLATION = "interpellation"
    QUESTION = "question"


class Interpellation(Event):
    """An interpellation or a question of a councillor. Its text and its answer stand under `link`, for the BIP, too."""

    interpellation_id: Id
    kind: InterpellationKind
    number: int = Field(ge=1, description="Its number among those of its kind and year.")
    year: int = Field(ge=1990, le=2200)
    topic: Line
    received_on: date = Field(description="The day on which the mayor got it.")
    link: Line = Field(pattern="^/")


class InterpellationReceivedV1(Interpellation, aggregate="interpellation_id", public=True):
    """A councillor has asked the mayor, or what was written down of it was put right: of several the newest holds."""

    due_at: datetime = Field(description="Until when it is to be answered.")
    explanation: tuple[Line, ...] = Field(default=(), description="How that was found, in Polish.")
    received_at: datetime


class InterpellationAnsweredV1(Interpellation, aggregate="interpellation_id", public=True):
    """The mayor, or whom the mayor has appointed, has answered a councillor."""

    answered_on: date
    late: bool = Field(description="True where the answer came after its term.")
    answered_at: datetime
