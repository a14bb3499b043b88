"""The versions of a text that several people write and others check."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class Version(BaseModel):
    """One version of a text, sealed."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by_id: str
    by_name: str
    sealed: bytes
