"""The local initiatives in the story. It reads no file."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoryWork(_Part):
    """What one person gave on a day: minutes of work, or a value in grosze."""

    declaration: int
    on: date
    minutes: int | None = None
    value: int | None = None


class StorySpent(_Part):
    """What the city spent of one of its shares, in grosze."""

    share: int
    on: date
    value: int
    invoice: str


class StoryCorrection(_Part):
    """What an entry of a day should say, in minutes, and why."""

    declaration: int
    on: date
    right: int
    reason: str


class StoryContract(_Part):
    """What becomes of an approved initiative, up to its settlement."""

    starts: date
    ends: date
    settle_by: date
    objection: str
    lent: dict[str, Any]
    back: str
    findings: str
    note: str
    work: tuple[StoryWork, ...]
    goods: tuple[StoryWork, ...]
    spent: tuple[StorySpent, ...]
    correction: StoryCorrection


class StoryBand(_Part):
    """Up to this share (hundredths of a percent; None: above the row before), so many points."""

    up_to: int | None = None
    points: int


class StoryCriterion(_Part):
    """What the Team scores."""

    code: str
    name: str
    guidance: str = ""
    most: int
    figure: str | None = None
    bands: tuple[StoryBand, ...] = ()


class StoryCriteria(_Part):
    """By what the Team scores."""

    resolution: str
    in_force_from: date
    pass_mark: int
    criteria: tuple[StoryCriterion, ...]


class StoryInitiative(_Part):
    """One initiative. Without a unit it is called to complete what is `missing`, and left without consideration."""

    key: str
    content: dict[str, Any]
    group: dict[str, Any]
    declarations: tuple[dict[str, Any], ...] = Field(min_length=1)
    unit: str | None = None
    question: str = ""
    opinion: str = ""
    scores: dict[str, tuple[int, str]] = {}
    approved: bool = False
    decision: str = ""
    contract: StoryContract | None = None
    missing: dict[str, str] | None = None


class StoryInitiatives(_Part):
    """All of them, the Team's criteria, the year's total in grosze, and when what happens (UTC)."""

    prepared_at: datetime
    filed_at: datetime
    checked_at: datetime
    advised_at: datetime
    left_at: datetime
    scored_at: datetime
    decided_at: datetime
    converted_at: datetime
    contracted_at: datetime
    inspected_at: datetime
    settled_at: datetime
    total: int
    criteria: StoryCriteria
    initiatives: tuple[StoryInitiative, ...]
