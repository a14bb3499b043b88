"""What a body says about one proposal, with every earlier wording. It knows no round."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By
from services.verification.opinions.domain.rounds import Body
from shared.contracts.verification import OpinionResult


class OpinionKnown(Exception):
    """The body's opinion about the proposal is written down already: correct that one."""

    def __init__(self, proposal_id: str, body: str) -> None:
        super().__init__(f"{body} about {proposal_id}")
        self.proposal_id, self.body = proposal_id, body


class ResolutionLater(Exception):
    """The body's resolution has a later date than the day on which the opinion came."""

    def __init__(self, passed_on: date, received_on: date) -> None:
        super().__init__(f"{passed_on.isoformat()} after {received_on.isoformat()}")
        self.passed_on, self.received_on = passed_on.isoformat(), received_on.isoformat()


class Resolution(BaseModel):
    """The body's resolution: its number and its day."""

    model_config = ConfigDict(frozen=True)

    number: str
    passed_on: date


class Given(BaseModel):
    """What a body says; `received_on` is the day in the city on which it came."""

    model_config = ConfigDict(frozen=True)

    result: OpinionResult
    text: str
    received_on: date
    resolution: Resolution | None = None

    def require_order(self) -> None:
        """Raise `ResolutionLater` where the resolution is younger than the opinion."""
        if self.resolution is not None and self.resolution.passed_on > self.received_on:
            raise ResolutionLater(self.resolution.passed_on, self.received_on)


class Said(Given):
    """What was written down, by whom and when."""

    by: By
    at: datetime


class Opinion(BaseModel):
    """A body's opinion about one proposal in one round; `said` holds every version of it, the newest last."""

    model_config = ConfigDict(frozen=True)

    id: str
    round_id: str
    edition_id: str
    proposal_id: str
    number: int
    """The proposal's number in the register."""
    body: Body
    said: tuple[Said, ...]
    version: int = 1

    @property
    def newest(self) -> Said:
        """What holds."""
        return self.said[-1]

    def corrected(self, said: Said) -> "Opinion":
        """Give the opinion with another wording; the earlier ones stay."""
        return self.model_copy(update={"said": (*self.said, said), "version": self.version + 1})
