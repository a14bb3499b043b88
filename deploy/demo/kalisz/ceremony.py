"""The ceremony in the story: what is planned, who comes, what came of it. It reads no file."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class StoryCeremony(BaseModel):
    """One ceremony, and when what happens (UTC). Its parts are as they are sent.

    `guests`: `answer` is what somebody has said by telephone; without it nobody has answered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    prepared_at: datetime
    invited_at: datetime
    ready_at: datetime
    held_at: datetime
    reported_at: datetime
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
    attendance: int
    well: str
    badly: str
