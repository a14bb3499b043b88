"""How the winners of the story are built, and whether that fits. It reads no file."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Text
from shared.contracts.reporting import Stage


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Update(_Part):
    """A unit's word on a day: how far the building is, and how many per cent of the budget are spent.

    `answers`: a call, with the form behind the link in its mail, or with the button that nothing has changed.
    """

    on: date
    answers: Literal["form", "button"] | None = None
    stage: Stage
    percent: int = Field(ge=0, le=100)
    spent: int = Field(ge=0, le=100)
    note: Text
    planned_end: date | None = None
    delay_reason: Text | None = None
    planned_contract: date | None = None
    planned_building: date | None = None
    contractor: Text | None = None


class CourseKind(StrEnum):
    """Whether a building goes as buildings go."""

    ORDINARY = "ordinary"
    DELAYED = "delayed"
    ABANDONED = "abandoned"


class Course(_Part):
    """How the building of a winner goes. A course that is not ordinary `replaces` an ordinary one for one winner."""

    id: str
    kind: CourseKind
    replaces: tuple[str, ...] = ()
    updates: tuple[Update, ...] = Field(min_length=2)


class StoryBuilding(_Part):
    """The courses, when units are called for their word (UTC), when the missed calls are seen, where units read mail.

    `mailboxes`: by the unit's symbol.
    """

    called_at: tuple[datetime, ...]
    missed_at: datetime
    mailboxes: dict[str, str]
    courses: tuple[Course, ...]


def building_faults(building: StoryBuilding, units: Collection[str]) -> list[str]:
    """Name the units without a mailbox, and the courses that replace one that there is not."""
    courses = {course.id for course in building.courses}
    return [
        *(f"no mailbox of {unit}" for unit in units if unit not in building.mailboxes),
        *(
            f"{course.id}: no course {name}"
            for course in building.courses
            for name in course.replaces
            if name not in courses
        ),
    ]
