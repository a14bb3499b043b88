"""The event as its guests are told of it, and the house's days before it. No framework."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.clock import warsaw
from shared.deadlines import Deadline, FreeDays, Term, before


class Status(StrEnum):
    """Whether the event is held."""

    ON = "on"
    PUT_OFF = "put_off"
    OFF = "off"


class When(BaseModel):
    """The event as guests are told of it. Moments in UTC."""

    model_config = ConfigDict(frozen=True)

    title: str
    starts: datetime
    ends: datetime
    all_day: bool = False
    place: str | None = None
    status: Status = Status.ON

    @property
    def day(self) -> date:
        """Its first day in the city."""
        return warsaw(self.starts).date()

    def same(self, other: "When") -> bool:
        """Tell whether a guest who knows the other need not be told."""
        if self.status is not Status.ON and other.status is self.status:
            return True
        mine, others = (
            (one.starts, one.ends, one.all_day, one.place, one.status) for one in (self, other)
        )  # A title that was mended moves nobody.
        return mine == others


class Days(NamedTuple):
    """The house's own rules: before the event letters leave and answers are due; before that a reminder, in days."""

    send: Term
    answer: Term
    remind: int

    def send_by(self, when: When, free: FreeDays) -> Deadline:
        """Give by when the letters leave, with how that was computed."""
        return before(self.send, when.day, free)

    def answer_by(self, when: When, today: date, free: FreeDays) -> date:
        """Give the last day for answers; where the event is near, two days are left, but it is the day before."""
        usual = before(self.answer, when.day, free).day
        return max(usual, min(today + timedelta(days=2), when.day - timedelta(days=1)))

    def remind_on(self, answer_by: date) -> date:
        """Give the day on which those who have not answered are reminded."""
        return answer_by - timedelta(days=self.remind)
