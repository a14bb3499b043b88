"""What people and programs give to several duties in the same way: bounded texts and days. It knows no duty."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def some(least: int, most: int) -> StringConstraints:
    """Bound a text."""
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Topic = Annotated[str, some(3, 200)]
Phrase = Annotated[str, some(3, 500)]
FirstName = Annotated[str, some(2, 60)]
LastName = Annotated[str, some(2, 100)]
Word = Annotated[str, some(2, 60)]
AddressLine = Annotated[str, some(2, 150)]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+$", max_length=254)
]
Telephone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[+\d][\d ()-]{5,29}$")]
Text = Annotated[str, some(20, 20_000)]
Why = Annotated[str, some(3, 1_000)]
Short = Annotated[str, some(2, 200)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Why


class OnGiven(BaseModel):
    """The day on which it happened."""

    model_config = _CLOSED

    on: Day


class Made(BaseModel):
    """The id of what was made."""

    id: str
