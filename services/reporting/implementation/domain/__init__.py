"""How a chosen project is carried out: the work of a unit, what it says of it, and the calls that ask for its word."""

from services.reporting.implementation.domain.calls import Call, CallClosed, CallLinkBroken, Rhythm, Step
from services.reporting.implementation.domain.work import (
    ABANDONMENT_LENGTH,
    OVER,
    Implementation,
    NoSuchUpdate,
    NotStarted,
    OpenTask,
    Progress,
    ProgressIncomplete,
    Update,
    UpdateDecided,
    UpdateState,
    UpdateWaits,
    WorkOver,
    approval_due,
    mending_due,
)

__all__ = [
    "ABANDONMENT_LENGTH",
    "OVER",
    "Call",
    "CallClosed",
    "CallLinkBroken",
    "Implementation",
    "NoSuchUpdate",
    "NotStarted",
    "OpenTask",
    "Progress",
    "ProgressIncomplete",
    "Rhythm",
    "Step",
    "Update",
    "UpdateDecided",
    "UpdateState",
    "UpdateWaits",
    "WorkOver",
    "approval_due",
    "mending_due",
]
