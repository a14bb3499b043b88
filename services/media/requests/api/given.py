"""What programs give of press requests: bounded, and closed to what nobody knows."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from services.media.contacts.domain import Medium
from services.media.requests.domain.clocks import Kind, StopReason
from services.media.requests.domain.parts import Asked, Channel, Contact, Publication, RefusalGround
from services.media.requests.domain.units import MAILBOX
from services.media.requests.service import Given
from services.media.requests.service.correcting import Right
from shared.contracts.base import Id

_CLOSED = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _some(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Name = Annotated[str, _some(2, 200)]
Topic = Annotated[str, _some(3, 200)]
Text = Annotated[str, _some(5, 20_000)]
Asking = Annotated[str, _some(5, 10_000)]
Why = Annotated[str, _some(3, 2_000)]
Short = Annotated[str, _some(2, 300)]
Telephone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[+\d][\d ()-]{5,29}$")]
Email = Annotated[str, StringConstraints(strip_whitespace=True, pattern=MAILBOX, max_length=254)]
Address = Annotated[str, _some(5, 300)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://\S+$", max_length=500)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), lt=date(2200, 1, 1))]
Moment = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("1990-01-01T00:00:00Z"))]
Number = Annotated[str, _some(1, 60)]


class PublicationGiven(BaseModel):
    """Something that was published."""

    model_config = _CLOSED

    title: Topic
    on: Day
    url: Url | None = None

    def publication(self) -> Publication:
        """Give it in the words of the domain."""
        return Publication(title=self.title, on=self.on, url=self.url)


class AskingGiven(BaseModel):
    """What a journalist sends. `name`, `email`, `telephone`: kept sealed, for the press office alone."""

    model_config = _CLOSED

    kind: Literal["question", "interview", "authorisation", "criticism"]
    outlet: Name
    medium: Medium
    name: Name
    email: Email
    telephone: Telephone | None = None
    topic: Topic
    text: Asking

    def given(self, at: datetime) -> Given:
        """Give it in the words of the domain."""
        return Given(
            kind=Kind(self.kind),
            outlet=self.outlet,
            medium=self.medium,
            contact=Contact(name=self.name, email=self.email, telephone=self.telephone),
            asked=Asked(topic=self.topic, text=self.text),
            channel=Channel.FORM,
            received_at=at,
        )


class EntryGiven(BaseModel):
    """What the press office enters. `topic`: without names, for it stands on work lists.

    `named`: the day of the issue or broadcast in which a rectification is to appear, for a periodical, radio or TV.
    `mention_id`: the mention of monitoring that it is opened from.
    """

    model_config = _CLOSED

    kind: Kind
    channel: Literal["email", "telephone", "letter", "own"]
    outlet: Name
    medium: Medium
    outlet_id: Id | None = None
    name: Name
    email: Email | None = None
    telephone: Telephone | None = None
    address: Address | None = None
    topic: Topic
    text: Asking
    received_at: Moment
    publication: PublicationGiven | None = None
    named: Day | None = None
    mention_id: Id | None = None

    def given(self) -> Given:
        """Give it in the words of the domain."""
        contact = Contact(name=self.name, email=self.email, telephone=self.telephone, address=self.address)
        return Given(
            kind=self.kind,
            outlet=self.outlet,
            medium=self.medium,
            outlet_id=self.outlet_id,
            contact=contact,
            asked=Asked(topic=self.topic, text=self.text),
            channel=Channel(self.channel),
            received_at=self.received_at,
            topic=self.topic,
            publication=self.publication.publication() if self.publication else None,
            named=self.named,
            mention_id=self.mention_id,
        )


class CorrectionGiven(BaseModel):
    """What was entered wrongly, as it should have been, and why; what is not named stays.

    Null takes away an e-mail address, telephone, address, publication or named day. Of what came by the form, text and
    receipt are the sender's own.
    """

    model_config = _CLOSED

    reason: Why
    kind: Kind | None = None
    outlet: Name | None = None
    medium: Medium | None = None
    name: Name | None = None
    email: Email | None = None
    telephone: Telephone | None = None
    address: Address | None = None
    topic: Topic | None = None
    text: Asking | None = None
    received_at: Moment | None = None
    publication: PublicationGiven | None = None
    named: Day | None = None

    @model_validator(mode="after")
    def _nothing_needed_is_taken_away(self) -> Self:
        needed = {"kind", "outlet", "medium", "name", "topic", "text", "received_at"}
        if any(getattr(self, name) is None for name in needed & self.model_fields_set):
            raise ValueError("null takes away only what an entry may lack")
        return self

    def right(self, was: Right) -> Right:
        """Give the entry that was, put right."""
        told = {name: getattr(self, name) for name in self.model_fields_set - {"reason"}}
        if self.publication is not None:
            told["publication"] = self.publication.publication()
        contact = {name: told.pop(name) for name in Contact.model_fields if name in told}
        return replace(was, **told, contact=was.contact.model_copy(update=contact))


class JournalistGiven(BaseModel):
    """Which journalist of the list of contacts it is; null: none of them."""

    model_config = _CLOSED

    journalist_id: Id | None


class AssignmentGiven(BaseModel):
    """The symbol of the unit that drafts, and the line by which the house knows the request."""

    model_config = _CLOSED

    unit: Id
    topic: Topic


class TransferGiven(BaseModel):
    """The symbol of the unit whose it is, and why."""

    model_config = _CLOSED

    unit: Id
    reason: Why


class ReasonGiven(BaseModel):
    """Why."""

    model_config = _CLOSED

    reason: Why


class RestartGiven(ReasonGiven):
    """`way`: how the sender was told where not by mail."""

    way: Short | None = None


class TextGiven(BaseModel):
    """The text of the answer."""

    model_config = _CLOSED

    text: Text


class HoldingGiven(TextGiven):
    """A holding reply; `way`: how it was passed on where it does not go by mail."""

    way: Short | None = None


class CompositionGiven(TextGiven):
    """An answer that the press office writes itself."""

    topic: Topic


class TermLetterGiven(BaseModel):
    """A letter with the day that holds; `way`: how it was passed on where it does not go by mail."""

    model_config = _CLOSED

    way: Short | None = None


class SendingGiven(BaseModel):
    """`way`: how it was passed on where it does not go by mail. `named`: as in an entry, for the city's demand."""

    model_config = _CLOSED

    way: Short | None = None
    named: Day | None = None


class ExtensionGiven(ReasonGiven):
    """The later day that the sender is told of; `way`: how, where not by mail."""

    to: Day
    way: Short | None = None


class StopGiven(BaseModel):
    """Why the term does not run; `note` is what the sender reads, `way` how they were told where not by mail."""

    model_config = _CLOSED

    reason: StopReason
    note: Why
    way: Short | None = None


class RefusalGiven(BaseModel):
    """A refusal. `number`: of the decision; `taken_by`: who took part in it, by name and function."""

    model_config = _CLOSED

    ground: RefusalGround
    number: Number
    taken_by: Short
    reasons: Text


class DeliveryGiven(BaseModel):
    """The day on which the decision was delivered."""

    model_config = _CLOSED

    on: Day


class OutcomeGiven(BaseModel):
    """What the editor has done; without a `publication` it was not published."""

    model_config = _CLOSED

    publication: PublicationGiven | None = None
    note: Why
