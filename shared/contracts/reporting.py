"""What reporting tells the others: how the chosen projects are built."""

from datetime import date, datetime
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
    delay_reason: Text | None = None
    overrun_reason: Text | None = Field(default=None, description="Why more was spent than the budget.")
    published_at: datetime


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
