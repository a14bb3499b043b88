"""What people write of a ceremony: its concept, who was asked of it, the report with its photographs. No framework."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.events.ceremonies.domain.permits import (
    Nature,
)

SHORTEST_ALT, LONGEST_ALT = 10, 300


def _text(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Line = Annotated[str, _text(2, 200)]
Essay = Annotated[str, _text(3, 5_000)]
Headcount = Annotated[int, Field(ge=0, le=1_000_000)]


class Concept(BaseModel):
    """What the ceremony is to be: purpose, who holds it, for how many people, in the open or not, of what nature."""

    model_config = ConfigDict(frozen=True)

    purpose: Essay
    organiser: Line
    partners: Annotated[str, _text(0, 1_000)] = ""
    expected: Headcount
    outdoors: bool
    nature: Nature = Nature.ENTERTAINMENT


class Consultation(BaseModel):
    """Who was asked, and what they have said: the council of memory, IPN, an organisation."""

    model_config = ConfigDict(frozen=True)

    body: Line
    on: date
    opinion: Essay
    by_name: str


class Photograph(BaseModel):
    """A picture of the report, with what is to be seen on it."""

    model_config = ConfigDict(frozen=True)

    id: str
    width: int
    height: int
    alt: Annotated[str, _text(SHORTEST_ALT, LONGEST_ALT)]
    by_name: str


class Report(BaseModel):
    """What was: how many came, what went well, what did not. `speech`: id of the speech that was held."""

    model_config = ConfigDict(frozen=True)

    attendance: Headcount
    well: Essay
    badly: Annotated[str, _text(0, 5_000)] = ""
    speech: str | None = None
