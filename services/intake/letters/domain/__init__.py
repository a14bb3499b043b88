"""A letter about a proposal: what it is filled with, who gets it and how. It knows no proposal and no wording."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.deadlines import Deadline, Reckoning

_SLOT = re.compile(r"\{([a-z_]+)\}")


class LetterKind(StrEnum):
    """What a letter tells its reader: one for each step of a proposal that its applicant is written to about."""

    RECEIVED = "received"
    CALLED = "called"
    ANSWERED = "answered"
    CHECK_PASSED = "check_passed"
    CHECK_FAILED = "check_failed"
    ADMITTED = "admitted"
    REFUSED = "refused"
    APPEALED = "appealed"
    APPEAL_UPHELD = "appeal_upheld"
    APPEAL_DISMISSED = "appeal_dismissed"
    ARRANGEMENT_OPENED = "arrangement_opened"
    ARRANGEMENT_REMINDED = "arrangement_reminded"
    ARRANGEMENT_CLOSED = "arrangement_closed"
    REVISED = "revised"
    REGROUPING_OPENED = "regrouping_opened"
    REGROUPING_REMINDED = "regrouping_reminded"
    REGROUPING_CLOSED = "regrouping_closed"
    REGROUPING_DONE = "regrouping_done"
    SPLIT_OFF = "split_off"
    POSTPONED = "postponed"


ALWAYS = ("case", "sign", "title")
"""Slots that every letter may have."""
SLOTS: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.RECEIVED: ("received_at", "public_page"),
    LetterKind.CALLED: ("points", "due_at", "due_on", "where", "explanation"),
    LetterKind.ANSWERED: (),
    LetterKind.CHECK_PASSED: ("next_step",),
    LetterKind.CHECK_FAILED: ("reasons", "way_to_appeal"),
    LetterKind.ADMITTED: ("vote",),
    LetterKind.REFUSED: ("reasons", "way_to_appeal"),
    LetterKind.APPEALED: (),
    LetterKind.APPEAL_UPHELD: ("reasons",),
    LetterKind.APPEAL_DISMISSED: ("reasons",),
    LetterKind.ARRANGEMENT_OPENED: ("change", "legal_basis", "parts", "due_at", "due_on", "where"),
    LetterKind.ARRANGEMENT_REMINDED: ("change", "legal_basis", "parts", "due_at", "due_on", "where"),
    LetterKind.ARRANGEMENT_CLOSED: ("outcome",),
    LetterKind.REVISED: (),
    LetterKind.REGROUPING_OPENED: ("what", "change", "contents", "due_at", "due_on", "where"),
    LetterKind.REGROUPING_REMINDED: ("what", "change", "contents", "due_at", "due_on", "where"),
    LetterKind.REGROUPING_CLOSED: ("what", "outcome"),
    LetterKind.REGROUPING_DONE: ("what", "outcome", "where"),
    LetterKind.SPLIT_OFF: ("original", "received_at", "public_page"),
    LetterKind.POSTPONED: ("points", "due_at", "due_on", "where", "explanation"),
}
"""Slots of each kind beside `ALWAYS`."""
NEEDED: Mapping[LetterKind, tuple[str, ...]] = {
    LetterKind.CALLED: ("points", "due_at", "where"),
    LetterKind.CHECK_FAILED: ("reasons", "way_to_appeal"),
    LetterKind.REFUSED: ("reasons", "way_to_appeal"),
    LetterKind.APPEAL_UPHELD: ("reasons",),
    LetterKind.APPEAL_DISMISSED: ("reasons",),
    LetterKind.ARRANGEMENT_OPENED: ("change", "legal_basis", "due_at", "where"),
    LetterKind.ARRANGEMENT_REMINDED: ("change", "due_at", "where"),
    LetterKind.ARRANGEMENT_CLOSED: ("outcome",),
    LetterKind.REGROUPING_OPENED: ("what", "change", "contents", "due_at", "where"),
    LetterKind.REGROUPING_REMINDED: ("what", "due_at", "where"),
    LetterKind.REGROUPING_CLOSED: ("what", "outcome"),
    LetterKind.REGROUPING_DONE: ("what", "outcome", "where"),
    LetterKind.SPLIT_OFF: ("original", "received_at"),
    LetterKind.POSTPONED: ("due_at", "where", "explanation"),
}
"""Slots without which a letter of this kind would not do: what is missing, until when, why, and how to appeal."""


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
    """By when, in UTC; None where it does not go by post, and in documents older than this field."""
    reckoning: Reckoning | None = None
    free_days: int = 0
    """The version of the declared free days that `due_at` was last held against."""
    posted_at: datetime | None = None
    posted_by: str | None = None
    """The name of who posted it."""
    version: int = 1

    def posted(self, at: datetime, by: str) -> "Letter":
        """Give the letter as posted; one that does not go by post, or has gone, stays as it is."""
        if not self.waiting:
            return self
        told = {"waiting": False, "posted_at": at, "posted_by": by, "version": self.version + 1}
        return self.model_copy(update=told)

    def taken_back(self, deadline: Deadline) -> "Letter":
        """Give the letter as one that waits again, until `deadline`: somebody pressed too early."""
        if not self.by_post or self.waiting:
            return self
        told: dict[str, object] = {"waiting": True, "posted_at": None, "posted_by": None, "version": self.version + 1}
        told |= {"due_at": deadline.due_at, "reckoning": deadline.reckoning}
        return self.model_copy(update=told)


@dataclass(frozen=True)
class Addressee:
    """Who gets a letter. Personal data: kept only sealed."""

    name: str
    address: str
    email: str | None


@dataclass(frozen=True)
class Subject:
    """The proposal that a letter is about."""

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
