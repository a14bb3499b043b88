"""A task that is open, as what it is of remembers it. No framework, no await."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class OpenTask(BaseModel):
    """A task that is open; `explanation`: how its date was found."""

    model_config = ConfigDict(frozen=True)

    id: str
    due_at: datetime | None
    explanation: tuple[str, ...] = ()
    version: int = 1
