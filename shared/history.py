"""What was done to a case, step by step, for the history that its page ends with."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Done(BaseModel):
    """Something that was done. `by_name`: "" where somebody outside the house did it, or the clock.

    `note`: why, or how; it holds no name of a person outside the house.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: str
    by_name: str = ""
    note: str = ""
