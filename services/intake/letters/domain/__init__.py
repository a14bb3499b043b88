"""A letter about a proposal: what it is filled with, who gets it and how. It knows no proposal and no wording."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.intake.letters.domain.kinds import ALWAYS, NEEDED, SLOTS, LetterKind
from shared.clock import warsaw
from shared.deadlines import STATUTE, Deadline, Reckoning, Term, Unit, compute

_SLOT = re.compile(r"\{([a-z_]+)\}")


class TextFaulty(Exception):
    """The text of a letter has a slot that nothing fills, or lacks one that its readers need.

    `faults`: "unknown: name" and "missing: name".
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class LetterText(BaseModel):
    """The wording of a kind of letters, in one version; 0 is the one that the house came with."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: LetterKind
    version: int
    subject: Annotated[str, Field(min_length=3, max_length=150)]
    body: Annotated[str, Field(min_length=20, max_length=5_000)]
    changed_at: datetime | None = None
    changed_by: str | None = None
    """The name of who changed it."""
    reason: str = ""


class DeliveryHow(StrEnum):
    """What a return receipt says."""

    HANDED_OVER = "handed_over"
    """Somebody took the letter, or refused to take it (art. 47 § 2 k.p.a.)."""
    LEFT = "left"
    """Nobody took it: it lay at the post office and counts as delivered after fourteen days (art. 44 § 4 k.p.a.)."""


AT_THE_POST = Term(amount=14, unit=Unit.DAY, moves=False)
"""How long a letter lies at the post office from the first notice, by the end of which it counts as delivered
(art. 44 § 1 and § 4 k.p.a.). Nobody has to do anything in it, so no Saturday and no free day moves its end."""


class Delivery(BaseModel):
    """When a posted letter was delivered, in Warsaw's calendar. `day`: as the receipt says, by `how`."""

    model_config = ConfigDict(frozen=True)

    how: DeliveryHow
    day: date
    noted_at: datetime
    noted_by: str

    @property
    def delivered_on(self) -> date:
        """The day from which a term runs."""
        return self.day if self.how is DeliveryHow.HANDED_OVER else compute(AT_THE_POST, self.day, STATUTE).day


class DeliveryUnfit(Exception):
    """The letter was not posted yet on that day, or that day, or the fourteenth after a notice, is still to come."""

    def __init__(self, posted_on: date, delivered_on: date) -> None:
        super().__init__(f"posted {posted_on.isoformat()}, delivered {delivered_on.isoformat()}")
        self.posted_on, self.delivered_on = posted_on.isoformat(), delivered_on.isoformat()


class NoReceiptAwaited(Exception):
    """No term runs from the delivery of this letter, or it has not been posted, or it has been answered."""


class Receipt(BaseModel):
    """That a return receipt is waited for, and by when it should be back."""

    model_config = ConfigDict(frozen=True)

    due_at: datetime
    reckoning: Reckoning


class Letter(BaseModel):
    """A letter that was written. What it says and to whom is sealed."""

    model_config = ConfigDict(frozen=True)

    id: str
    proposal_id: str
    edition_id: str
    case: str
    sign: str
    title: str
    kind: LetterKind
    written_at: datetime
    sealed: bytes
    by_post: bool
    """Nobody knows an e-mail of its addressee: it has to be printed and posted."""
    waiting: bool
    """It is still to be posted."""
    due_at: datetime | None = None
    """By when to post it, in UTC; None where it does not go by post, and in documents older than this field."""
    reckoning: Reckoning | None = None
    free_days: int = 0
    """The version of the declared free days that what is open, its posting or its receipt, was last held against."""
    posted_at: datetime | None = None
    posted_by: str | None = None
    """The name of who posted it."""
    call: int | None = None
    """The call to complete that it brings by post: the term to answer runs from its delivery."""
    receipt_needless: bool = False
    """Its call has been answered, or the proposal withdrawn: no term runs any more."""
    receipt: Receipt | None = None
    """While its day of delivery has to be found out."""
    delivery: Delivery | None = None
    rounds: int = 0
    """How often it was taken back after it had been posted."""
    version: int = 1

    @property
    def about_initiative(self) -> bool:
        """True where its case is that of a local initiative: `proposal_id` is then that initiative's."""
        return self.kind.startswith("initiative_")

    @property
    def needs_receipt(self) -> bool:
        """True where its day of delivery may be noted, or noted anew."""
        return self.call is not None and not self.waiting and not self.receipt_needless

    def delivered(self, delivery: Delivery) -> "Letter":
        """Give the letter with its delivery; a later word replaces the former.

        Raises `NoReceiptAwaited`, `DeliveryUnfit`.
        """
        if not self.needs_receipt or self.posted_at is None:
            raise NoReceiptAwaited
        posted, today = warsaw(self.posted_at).date(), warsaw(delivery.noted_at).date()
        if not posted <= delivery.day or delivery.delivered_on > today:
            raise DeliveryUnfit(posted, delivery.delivered_on)
        return self.model_copy(update={"delivery": delivery, "receipt": None, "version": self.version + 1})

    def needless(self) -> "Letter":
        """Give the letter from whose delivery no term runs any more."""
        return self.model_copy(update={"receipt_needless": True, "receipt": None, "version": self.version + 1})

    def posted(self, at: datetime, by: str, receipt: Deadline) -> "Letter":
        """Give the letter as posted; one that does not go by post, or has gone, stays as it is.

        `receipt`: by when its return receipt should be back, where a term runs from its delivery.
        """
        if not self.waiting:
            return self
        told = {"waiting": False, "posted_at": at, "posted_by": by, "version": self.version + 1}
        posted = self.model_copy(update=told)
        if not posted.needs_receipt:
            return posted
        awaited = Receipt(due_at=receipt.due_at, reckoning=receipt.reckoning)
        return posted.model_copy(update={"receipt": awaited})

    def taken_back(self, deadline: Deadline) -> "Letter":
        """Give the letter as one that waits again, until `deadline`.

        Somebody pressed too early, or it came back undelivered.
        """
        if not self.by_post or self.waiting or self.delivery is not None:
            return self
        told: dict[str, object] = {"waiting": True, "posted_at": None, "posted_by": None, "receipt": None}
        told |= {"due_at": deadline.due_at, "reckoning": deadline.reckoning, "rounds": self.rounds + 1}
        return self.model_copy(update={**told, "version": self.version + 1})


@dataclass(frozen=True)
class Addressee:
    """Who gets a letter. Personal data: kept only sealed."""

    name: str
    address: str
    email: str | None


@dataclass(frozen=True)
class Subject:
    """A proposal that a letter is about; or an initiative, then the ids are its own and that of its rules."""

    proposal_id: str
    edition_id: str
    case: str
    sign: str
    title: str


@dataclass(frozen=True)
class Ways:
    """Words that differ by the way a letter goes: by e-mail with a link, on paper without."""

    by_mail: str
    on_paper: str


@dataclass(frozen=True)
class Content:
    """What a letter says on paper, and to whom."""

    name: str
    address: str
    subject: str
    body: str

    @property
    def paragraphs(self) -> list[str]:
        """Give the paragraphs; lines stay lines."""
        return [part.strip("\n") for part in re.split(r"\n{2,}", self.body) if part.strip()]


def slots(kind: LetterKind) -> tuple[str, ...]:
    """Give all slots that a letter of this kind may have."""
    return (*ALWAYS, *SLOTS[kind])


def check(kind: LetterKind, subject: str, body: str) -> None:
    """Accept a wording or raise `TextFaulty`."""
    used = [*_SLOT.findall(subject), *_SLOT.findall(body)]
    unknown = [f"unknown: {name}" for name in dict.fromkeys(used) if name not in slots(kind)]
    missing = [f"missing: {name}" for name in NEEDED.get(kind, ()) if name not in _SLOT.findall(body)]
    if unknown or missing:
        raise TextFaulty(unknown + missing)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into the slots of a text. A paragraph of which nothing is left goes with its slot."""
    filled: Iterable[str] = (
        _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), part) for part in re.split(r"\n{2,}", text.strip())
    )
    return "\n\n".join(part.strip() for part in filled if part.strip())
