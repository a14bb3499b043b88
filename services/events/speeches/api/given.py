"""What programs give of speeches: bounded, and closed to what nobody knows."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.events.given import Day, Email, Short, Topic, some
from services.events.speeches.domain.figures import MOST_FIGURES
from services.events.speeches.domain.order import Kind, Order
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class OrderGiven(BaseModel):
    """What is ordered. `speaker`: one of the house's; `minutes`: how long it is to take.

    `event_id`: the entry of the calendar that it is spoken at: it goes where that goes.
    """

    model_config = _CLOSED

    kind: Kind
    title: Topic
    occasion: Topic
    speaker: Short
    place: Short
    held_on: Day
    minutes: Annotated[int, Field(ge=1, le=120)]
    event_id: Id | None = None

    def order(self) -> Order:
        """Give it in the words of the domain."""
        return Order(**self.model_dump())


class FigureGiven(BaseModel):
    """A statement with a figure, and where it comes from."""

    model_config = _CLOSED

    statement: Annotated[str, some(3, 500)]
    source: Annotated[str, some(3, 500)]


class BriefGiven(BaseModel):
    """What the speech is to say, with its figures."""

    model_config = _CLOSED

    brief: Annotated[str, some(3, 10_000)]
    figures: Annotated[tuple[FigureGiven, ...], Field(max_length=MOST_FIGURES)] = ()


class SpeechTextGiven(BaseModel):
    """The text."""

    model_config = _CLOSED

    text: Annotated[str, some(20, 60_000)]


class CheckGiven(BaseModel):
    """Who checks the figures, an institution or a function; `email`: theirs, to which alone the link goes."""

    model_config = _CLOSED

    expert: Short
    email: Email
