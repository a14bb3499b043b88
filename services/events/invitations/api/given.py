"""What callers of the JSON routes of invitations give."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.events.given import AddressLine, Day, Email, FirstName, LastName, Phrase, Short, Text, Why, Word, some
from services.events.invitations.domain import MOST_COMPANIONS, MOST_GUESTS, Said, State
from services.events.invitations.domain.guests import Card
from services.events.invitations.domain.seats import MOST_PLACES, MOST_ROWS
from services.events.letters.domain.forms import Gender, Manner
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class CardGiven(BaseModel):
    """A guest's card. `title`: in the nominative. `rank`: of the order of precedence."""

    model_config = _CLOSED

    gender: Gender
    manner: Manner = Manner.PLAIN
    title: Word | None = None
    first_name: FirstName
    last_name: LastName
    office: Short | None = None
    institution: Short | None = None
    lines: Annotated[tuple[AddressLine, ...], Field(max_length=4)] = ()
    email: Email | None = None
    telephone: Annotated[str, some(6, 30)] | None = None
    rank: Id
    active: bool = True

    def card(self) -> Card:
        """Give it in the words of the domain."""
        kept = self.model_dump(exclude={"rank", "active"})
        return Card(**{name: "" if value is None and name != "email" else value for name, value in kept.items()})


class ListGiven(BaseModel):
    """The entry of the calendar."""

    model_config = _CLOSED

    entry_id: Id


class LetterGiven(BaseModel):
    """What the letter says."""

    model_config = _CLOSED

    phrase: Phrase
    body: Text
    signatory: Short
    answer_by: Day
    companions: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)] = 0


class GuestsGiven(BaseModel):
    """Who is put on a list."""

    model_config = _CLOSED

    guests: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_GUESTS)]


class AnswerGiven(BaseModel):
    """A guest's answer: accepted, declined or represented."""

    model_config = _CLOSED

    answer: State
    companions: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)] = 0
    representative: Annotated[str, some(3, 160)] | None = None
    representative_office: Short | None = None

    def said(self) -> Said:
        """Give it in the words of the domain."""
        return Said(
            state=self.answer,
            companions=self.companions,
            representative=self.representative or "",
            representative_office=self.representative_office or "",
        )


class LayoutGiven(BaseModel):
    """How many rows, and places in each."""

    model_config = _CLOSED

    rows: Annotated[int, Field(ge=1, le=MOST_ROWS)]
    places: Annotated[int, Field(ge=1, le=MOST_PLACES)]


class MoveGiven(BaseModel):
    """Who is put where, and why. `number`: 0 the guest, 1 and on those who come along."""

    model_config = _CLOSED

    invitation_id: Id
    number: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)] = 0
    row: Annotated[int, Field(ge=1, le=MOST_ROWS)]
    place: Annotated[int, Field(ge=1, le=MOST_PLACES)]
    reason: Why
    swap: bool = False


class CompanionsGiven(BaseModel):
    """How many a guest may bring."""

    model_config = _CLOSED

    companions: Annotated[int, Field(ge=0, le=MOST_COMPANIONS)]


class WithdrawalGiven(BaseModel):
    """Why an invitation is taken back."""

    model_config = _CLOSED

    reason: Why


class PeopleGiven(BaseModel):
    """How many came in."""

    model_config = _CLOSED

    people: Annotated[int, Field(ge=1, le=MOST_COMPANIONS + 1)] | None = None
