"""What was done with a guest list or an invitation, and by whom. No framework."""

from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

HISTORY = 100


class Hand(Protocol):
    """Who does something."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


class Entry(BaseModel):
    """Something that was done; `by_name` is "" for the guest, and for what happens by itself."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: str
    by_name: str = ""
    note: str = ""
