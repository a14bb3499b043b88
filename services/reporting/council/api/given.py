"""What the routes and forms of the council have in common: the bounds of what is given, ids and versions."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=2_000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=4_000)]


class Made(BaseModel):
    """The id of what was made."""

    id: str


class Version(BaseModel):
    """The version that the change made."""

    version: int
