"""What programs give of patronage: bounded, and closed to what nobody knows."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.events.given import AddressLine, Day, Email, Short, Telephone, Topic, Why, some
from services.events.patronage.domain import Kind, Organiser
from services.events.patronage.service import Applying
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
About = Annotated[str, some(20, 10_000)]
Alt = Annotated[str, some(10, 300)]


class ApplicationGiven(BaseModel):
    """An application. `about`: what the event is, and why the mayor is asked; `lines`: the organiser's address.

    `ends_on`: null for an event of one day. `late_known`: the organiser has read that it is late.
    """

    model_config = _CLOSED

    kind: Kind
    title: Topic
    place: Short
    starts_on: Day
    ends_on: Day | None = None
    about: About
    organisation: Short
    name: Short
    email: Email
    telephone: Telephone | None = None
    lines: Annotated[tuple[AddressLine, ...], Field(max_length=4)] = ()
    late_known: bool = False

    def applying(self) -> Applying:
        """Give it in the words of the use case."""
        told = self.model_dump(include=set(Organiser.model_fields) - {"telephone"})
        organiser = Organiser(**told, telephone=self.telephone or "")
        ends = self.ends_on or self.starts_on
        return Applying(self.kind, self.title, self.place, self.starts_on, ends, organiser, self.late_known)


class TokenGiven(BaseModel):
    """The token: the last part of the link."""

    model_config = _CLOSED

    token: Annotated[str, some(10, 200)]


class CompletionGiven(TokenGiven):
    """What was asked for, completed: the whole text anew."""

    about: About


class PhotographGiven(TokenGiven):
    """What a photograph shows, for those who do not see it."""

    alt: Alt


class RemovalGiven(TokenGiven):
    """Which photograph goes."""

    photograph_id: Id


class ReportGiven(TokenGiven):
    """How it was."""

    report: About


class WithdrawalGiven(TokenGiven):
    """That it is meant."""

    sure: Literal[True]


class CallGiven(BaseModel):
    """What is to be completed."""

    model_config = _CLOSED

    call: Why


class OpinionGiven(BaseModel):
    """What the department thinks."""

    model_config = _CLOSED

    favourable: bool
    opinion: Annotated[str, some(10, 5_000)]


class DecisionGiven(BaseModel):
    """The decision and its written reply."""

    model_config = _CLOSED

    granted: bool
    reply: Annotated[str, some(20, 5_000)]


class ArmsGiven(BaseModel):
    """Whether the arms may be used like that; `note`: what to mend, needed where they may not."""

    model_config = _CLOSED

    approved: bool
    note: Why | None = None

    @model_validator(mode="after")
    def _says_what_to_mend(self) -> "ArmsGiven":
        if not self.approved and self.note is None:
            raise ValueError("materials that are returned need a note")
        return self
