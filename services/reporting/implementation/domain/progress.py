"""A unit's word on its work: what it says, what an officer did with it, and every way in which it can be refused.

It reads no clock and knows no work as a whole.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.reporting.implementation.domain.photographs import Photograph
from shared.contracts.reporting import Stage
from shared.deadlines import Reckoning, Term, Unit

OVER = (Stage.FINISHED, Stage.ABANDONED)
REASON_LENGTH = 10
"""Characters that a reason has at least."""
ABANDONMENT_LENGTH = 40
"""Characters that the note of an abandonment has at least: it is its reason, and residents read it."""

LONGEST_CONTRACTOR = 200

_RANK = {stage: rank for rank, stage in enumerate(Stage)}
_PROMISES = {"planned_contract": Stage.CONTRACTED, "planned_building": Stage.BUILT, "planned_end": Stage.FINISHED}
"""The stage that is to be reached on each planned day."""

# Terms of the house, not of an act: no resolution that was found sets them.
PLAN_TERM = Term(amount=30, unit=Unit.DAY)
APPROVAL_TERM = Term(amount=3, unit=Unit.WORKING_DAY)
MENDING_TERM = Term(amount=7, unit=Unit.DAY)


class UpdateState(StrEnum):
    """What has become of a unit's word."""

    WAITING = "waiting"
    PUBLISHED = "published"
    RETURNED = "returned"


class NotStarted(Exception):
    """The work has no unit yet."""

    def __init__(self, implementation_id: str) -> None:
        super().__init__(f"implementation {implementation_id} has not started")
        self.implementation_id = implementation_id


class WorkOver(Exception):
    """The work is finished or abandoned: nothing is added."""

    def __init__(self, implementation_id: str) -> None:
        super().__init__(f"implementation {implementation_id} is over")
        self.implementation_id = implementation_id


class UpdateWaits(Exception):
    """An update of the unit waits for an officer; the next one comes after it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"update {number} waits for approval")
        self.number = number


class UpdateDecided(Exception):
    """An officer has decided about this update already."""

    def __init__(self, number: int) -> None:
        super().__init__(f"update {number} has been decided")
        self.number = number


class NoSuchUpdate(LookupError):
    """There is no update with this number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no update {number}")
        self.number = number


class ProgressIncomplete(Exception):
    """A field that this progress needs is missing or does not hold. `field`: its name; `fault`: what is wrong."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(f"{field}: {fault}")
        self.field, self.fault = field, fault


class CostTooEarly(Exception):
    """What a project has cost in the end is known only when its work is over."""

    def __init__(self, implementation_id: str) -> None:
        super().__init__(f"implementation {implementation_id} is not over")
        self.implementation_id = implementation_id


class Progress(BaseModel):
    """What a unit says: how far it is, what it spent (grosze), when it will be ready, and why later than it said.

    `contractor`: the firm that builds; None where nothing new is said of it. `planned_contract`, `planned_building`:
    when the contract is to be signed, and building to begin.
    """

    model_config = ConfigDict(frozen=True)

    stage: Stage
    percent: int
    spent: int
    note: str
    planned_end: date | None = None
    delay_reason: str | None = None
    overrun_reason: str | None = None
    contractor: str | None = None
    planned_contract: date | None = None
    planned_building: date | None = None

    @property
    def promised(self) -> Mapping[str, date]:
        """The planned days of what has not been reached yet, by the names of their fields."""
        days = {field: getattr(self, field) for field in _PROMISES if not self.reached(field)}
        return {field: day for field, day in days.items() if day is not None}

    def passed(self, today: date) -> Mapping[str, date]:
        """Give the promised days that are over, though what they promised has not been reached."""
        return {field: day for field, day in self.promised.items() if day < today}

    def reached(self, field: str) -> bool:
        """Tell whether that is done for which the day in this field was planned, or is not wanted any more."""
        return _RANK[self.stage] >= _RANK[_PROMISES[field]]

    def put_off(self, promised: Mapping[str, date]) -> Mapping[str, date]:
        """Give those of the promised days that come later now, or are promised no more, as they were promised."""
        days = {field: getattr(self, field) for field in promised if not self.reached(field)}
        return {field: promised[field] for field, day in days.items() if day is None or day > promised[field]}


class Update(Progress):
    """A unit's word with its photographs, who sent it, and what an officer did with it."""

    number: int
    state: UpdateState = UpdateState.WAITING
    sent_at: datetime
    sent_by: str
    sent_by_name: str
    decided_at: datetime | None = None
    decided_by_name: str | None = None
    return_reason: str | None = None
    photographs: tuple[Photograph, ...] = ()

    @property
    def shown(self) -> tuple[Photograph, ...]:
        """The photographs that have not been withdrawn."""
        return tuple(one for one in self.photographs if one.withdrawn_at is None)


class Settlement(BaseModel):
    """What a project has cost in the end (grosze), as an officer has entered it."""

    model_config = ConfigDict(frozen=True)

    actual_cost: int
    settled_at: datetime
    settled_by_name: str


class OpenTask(BaseModel):
    """What somebody has to do for a work now. `due_at`: None in documents older than this field."""

    model_config = ConfigDict(frozen=True)

    name: str
    reckoning: Reckoning
    due_at: datetime | None
