"""What callers of the letters' JSON routes give."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.events.given import AddressLine, Day, Email, FirstName, LastName, Phrase, Short, Text, Topic, Word, some
from services.events.letters.domain import MOST_RECIPIENTS, Way
from services.events.letters.domain.forms import Gender, Manner, Recipient, Who
from services.events.letters.domain.kinds import Kind
from services.events.letters.domain.occasions import OccasionKind, Stage
from services.events.letters.service import Asking
from services.events.letters.service.batches import Mailing
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


SaidForm = Annotated[str, some(2, 120)]


class RecipientGiven(BaseModel):
    """A reader of a letter. `title`: in the nominative, needed where `manner` is title."""

    model_config = _CLOSED

    gender: Gender
    manner: Manner = Manner.PLAIN
    title: Word | None = None
    first_name: FirstName
    last_name: LastName
    function: Short | None = None
    lines: Annotated[tuple[AddressLine, ...], Field(max_length=4)] = ()
    email: Email | None = None

    @model_validator(mode="after")
    def _titled(self) -> "RecipientGiven":
        if self.manner is Manner.TITLE and not self.title:
            raise ValueError("a manner by title needs the title")
        return self

    def recipient(self) -> Recipient:
        """Give it in the words of the domain."""
        return Recipient(**self.model_dump() | {"title": self.title or "", "function": self.function or ""})


class LetterGiven(BaseModel):
    """A letter that is asked for. `topic`: without names, for it stands on work lists."""

    model_config = _CLOSED

    kind: Kind
    topic: Topic
    phrase: Phrase
    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=MOST_RECIPIENTS)]
    needed_on: Day
    signatory: Short

    def asking(self) -> Asking:
        """Give it in the words of the domain."""
        recipients = tuple(one.recipient() for one in self.recipients)
        return Asking(self.kind, self.topic, self.phrase, recipients, self.needed_on, self.signatory)


class CorrectionGiven(BaseModel):
    """What was asked for, corrected: all of it."""

    model_config = _CLOSED

    topic: Topic
    phrase: Phrase
    needed_on: Day
    signatory: Short


class RecipientsGiven(BaseModel):
    """Other readers."""

    model_config = _CLOSED

    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=MOST_RECIPIENTS)]


class TextGiven(BaseModel):
    """The text of a letter, with its greeting."""

    model_config = _CLOSED

    text: Text


class SendingGiven(BaseModel):
    """How it leaves; `proof`: the number of the parcel, who took it."""

    model_config = _CLOSED

    way: Way
    proof: Short | None = None


class PlaceGiven(BaseModel):
    """The place of a person among the readers, from 0."""

    model_config = _CLOSED

    place: Annotated[int, Field(ge=0, lt=1_000)]


class FormGiven(BaseModel):
    """How a word is said: of a name its vocative, of a title the whole greeting. `who`: how the text goes on."""

    model_config = _CLOSED

    text: SaidForm
    who: Who


class OccasionGiven(BaseModel):
    """A couple or a person. `counted_from`: the day of the wedding or of the birth."""

    model_config = _CLOSED

    kind: OccasionKind
    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=2)]
    counted_from: Day
    medal: bool = False


class StageGiven(BaseModel):
    """How far the medal is."""

    model_config = _CLOSED

    stage: Stage
    note: Annotated[str, Field(max_length=500)] = ""


class SignatoryGiven(BaseModel):
    """Who signs."""

    model_config = _CLOSED

    signatory: Short


class MailingGiven(BaseModel):
    """A mailing. `body`: a template with slots."""

    model_config = _CLOSED

    season: Id
    year: Annotated[int, Field(ge=2000, le=2200)]
    title: Topic
    body: Text
    recipients: Annotated[tuple[RecipientGiven, ...], Field(min_length=1, max_length=1_000)]
    needed_on: Day
    signatory: Short
    by_email: bool = False

    def mailing(self) -> Mailing:
        """Give it in the words of the domain."""
        recipients = tuple(one.recipient() for one in self.recipients)
        return Mailing(**{name: getattr(self, name) for name in type(self).model_fields} | {"recipients": recipients})
