"""What programs give of memorials: bounded, and closed to what nobody knows."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from services.events.calendar.domain import Reason
from services.events.given import Email, Telephone
from services.events.memorials.domain import LONGEST_ALT, SHORTEST_ALT, Card, Condition, Findings
from services.events.memorials.domain.proposals import Body, Sign
from services.events.memorials.service.telling import Proposer
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
Number = Annotated[int, Query(ge=1, le=1000)]
Upto = Annotated[int, Query(ge=1, le=200)]
Sought = Annotated[str, Query(max_length=200)]
"""Words that are looked for in the register; "" finds all of it."""
Reasons = Annotated[str, Field(min_length=20, max_length=10_000)]
Year = Annotated[int, Field(ge=1990, le=2199)]
_Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]


class CardGiven(Card):
    """What the register is to say. `latitude`, `longitude`: degrees (WGS 84), both or none."""

    model_config = _CLOSED

    def card(self) -> Card:
        """Give it in the words of the domain."""
        return Card(**self.model_dump(include=set(Card.model_fields)))


class PhotographGiven(BaseModel):
    """What a photograph shows, for those who do not see it, and when it was taken."""

    model_config = _CLOSED

    alt: Annotated[str, Field(min_length=SHORTEST_ALT, max_length=LONGEST_ALT)]
    taken_in: Annotated[str, Field(min_length=4, max_length=50)]


class PhotographDropped(BaseModel):
    """Which photograph goes."""

    model_config = _CLOSED

    photograph: Id


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Reason


class YearGiven(BaseModel):
    """Of which year."""

    model_config = _CLOSED

    year: Year


class InspectionGiven(BaseModel):
    """What was found, and on which day."""

    model_config = _CLOSED

    on: _Day
    condition: Condition
    findings: Findings


class ProposalGiven(BaseModel):
    """What is proposed, and by whom. `city_ground`: whether the ground is the city's."""

    model_config = _CLOSED

    card: CardGiven
    proposer: Annotated[str, Field(min_length=3, max_length=200)]
    contact: Annotated[str, Field(min_length=3, max_length=300)]
    received_on: _Day
    city_ground: bool

    def by(self) -> Proposer:
        """Give who proposes in the words of the use case."""
        return Proposer(name=self.proposer, contact=self.contact)


class ApplicationGiven(BaseModel):
    """What is proposed, why, and by whom: a society, a school or a person. Its page is mailed to `email`."""

    model_config = _CLOSED

    card: CardGiven
    why: Reasons
    proposer: Annotated[str, Field(min_length=3, max_length=200)]
    email: Email
    telephone: Telephone | None = None

    def by(self) -> Proposer:
        """Give who proposes in the words of the use case."""
        return Proposer.reached_by(self.proposer, self.email, self.telephone, self.why)


class TokenGiven(BaseModel):
    """The token: the last part of the link."""

    model_config = _CLOSED

    token: Annotated[str, Field(min_length=10, max_length=200)]


class AcceptanceGiven(BaseModel):
    """What decides who has a say. `listed`: the entry of the place in the conservator's register, null without one."""

    model_config = _CLOSED

    city_ground: bool
    war_grave: bool
    listed: Annotated[str, Field(min_length=2, max_length=300)] | None = None


class AskingGiven(BaseModel):
    """Who was asked, and when."""

    model_config = _CLOSED

    body: Body
    on: _Day


class AnswerGiven(AskingGiven):
    """What was said. `sign`: of the letter or of the resolution."""

    positive: bool
    sign: Sign
    note: Annotated[str, Field(max_length=2000)] | None = None


class OnGiven(BaseModel):
    """The day on which it happened."""

    model_config = _CLOSED

    on: _Day
