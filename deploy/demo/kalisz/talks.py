"""What residents and the office say to each other in the story, and whether it fits its proposals. It reads no file."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.clock import warsaw
from shared.contracts.base import Line, Text
from shared.contracts.intake import ProposalPart

_Said = Annotated[Text, AfterValidator(str.strip)]


class StoryQuestion(BaseModel):
    """A resident's question about the edition and an officer's answer; UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Line
    asked_at: datetime
    text: _Said
    answered_at: datetime
    answer: _Said


class Revised(BaseModel):
    """What an applicant has changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: Line
    description: _Said


class StoryRequest(BaseModel):
    """What the office asks of an applicant, and the answer: the proposal as it is now, or why not; UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    opened_at: datetime
    parts: tuple[ProposalPart, ...] = Field(min_length=1)
    reason: _Said
    legal_basis: Line
    due_on: date
    answered_at: datetime
    revised: Revised | None = None
    refusal: _Said | None = None

    @model_validator(mode="after")
    def _has_one_answer(self) -> Self:
        if (self.revised is None) == (self.refusal is None):
            raise ValueError(f"{self.about}: an answer is a change or a refusal")
        return self


def talk_faults(
    questions: Sequence[StoryQuestion], requests: Sequence[StoryRequest], checked: Collection[str]
) -> list[str]:
    """Name what does not fit; `checked` are the ids of the proposals that have passed the formal check."""
    faults = [f"{one.email}: answered before it was asked" for one in questions if one.answered_at <= one.asked_at]
    for one in requests:
        if one.about not in checked:
            faults.append(f"{one.about}: nothing to ask, it has not passed the formal check")
        if not one.opened_at < one.answered_at or warsaw(one.answered_at).date() > one.due_on:
            faults.append(f"{one.about}: answered out of time")
    return faults
