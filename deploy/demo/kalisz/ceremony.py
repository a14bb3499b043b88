"""The ceremony in the story: what is planned, who comes, what came of it. It reads no file."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class StorySpeech(BaseModel):
    """The speech that is held there: what is ordered, what it is to say, who checks its figures, its text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: dict[str, Any]
    brief: str
    figures: tuple[dict[str, str], ...] = Field(min_length=1)
    expert: str
    expert_email: str
    text: str


class StoryDay(BaseModel):
    """When (UTC) it is decided on which day an anniversary is held that year, and why on that one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime
    occasion: str
    day: date
    reason: str


class StoryCeremony(BaseModel):
    """One ceremony, and when what happens (UTC). Its parts are as they are sent.

    `years`: whose plans of anniversaries are drawn up at the beginning; `occasion`: the id in its plan. `guests`:
    `answer` is what somebody has said by telephone; without it nobody has answered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    planned_at: datetime
    prepared_at: datetime
    invited_at: datetime
    ready_at: datetime
    held_at: datetime
    reported_at: datetime
    year_ended_at: datetime
    spring_at: datetime
    years: tuple[int, ...] = Field(min_length=1)
    days: tuple[StoryDay, ...] = ()
    occasion: str
    entry: dict[str, Any]
    purpose: str
    organiser: str
    expected: int
    opinion: dict[str, str]
    asked: dict[str, Any]
    composition: str
    permits: tuple[str, ...]
    parties: tuple[dict[str, str], ...] = Field(min_length=1)
    delegations: tuple[dict[str, Any], ...] = Field(min_length=2)
    guests: tuple[dict[str, str], ...] = Field(min_length=1)
    speech: StorySpeech
    attendance: int
    well: str
    badly: str
