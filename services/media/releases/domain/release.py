"""A press release (komunikat prasowy) on its way: draft, review, approved, published, put right, withdrawn.

It sends nothing and reads no clock.
"""

import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.media.contacts.domain.words import fold
from services.media.releases.domain.steps import TABLE, Action, State, require
from services.media.releases.domain.text import Text
from services.media.search.domain import Found
from services.media.search.domain import Kind as FoundKind

LONGEST_EMBARGO = timedelta(days=366)
MOST_OF_A_KIND = 10
"""Photographs of a release, and as many files."""
MOST_CORRECTIONS = 50
MOST_MAILINGS = 30


class SameEyes(Exception):
    """Whoever has written a word of it does not approve it."""

    def __init__(self, release_id: str) -> None:
        super().__init__(f"{release_id} needs another person")
        self.release_id = release_id


class EmbargoUnfit(Exception):
    """The end of an embargo has passed already, or is later than a year from now."""


class NothingToConfirm(Exception):
    """No correction has been proposed, or another one was."""


class CorrectionWaits(Exception):
    """A proposed correction waits already for its second pair of eyes."""


class NothingCorrected(Exception):
    """The correction says what the release says already."""


class TooMuch(Exception):
    """The release has as many parts of this kind as it may have. `most`: how many that are."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class EmbargoNotSaid(Exception):
    """Nothing is sent under embargo unless the officer says so expressly."""


class Signed(BaseModel):
    """Who of the staff did something, and when."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    person_name: str
    at: datetime


class Kind(StrEnum):
    """What a part of the press kit is."""

    PHOTOGRAPH = "photograph"
    FILE = "file"


class Part(BaseModel):
    """A photograph or a file of the press kit. `id`: of its picture or file.

    `told`: what the picture shows, for who does not see it (WCAG 2.1, 1.1.1), or what the file is. `author` and
    `licence` are a photograph's; sizes are pixels.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    told: str
    filename: str
    author: str = ""
    licence: str = ""
    width: int = 0
    height: int = 0
    size: int = 0

    @property
    def safe_name(self) -> str:
        """The file's name in plain letters and marks, at most 80, with its end: it leads nowhere and breaks nothing."""
        plain = unicodedata.normalize("NFKD", self.filename.replace("ł", "l").replace("Ł", "L"))
        kept = "".join(one for one in plain if not unicodedata.combining(one))
        return re.sub(r"[^A-Za-z0-9._-]+", "-", kept)[-80:].lstrip(".-") or "plik"


class Proposal(BaseModel):
    """A correction that waits for its second pair of eyes. `what`: what is put right, as readers see it."""

    model_config = ConfigDict(frozen=True)

    text: Text
    what: str
    by: Signed


class Correction(BaseModel):
    """What was put right. `before`: the text as it was; the office keeps it, the public page does not show it."""

    model_config = ConfigDict(frozen=True)

    what: str
    before: Text
    proposed: Signed
    confirmed: Signed

    @property
    def at(self) -> datetime:
        """When readers could see it."""
        return self.confirmed.at


class Mailing(BaseModel):
    """A mail to journalists. `what`: release, correction-1, withdrawal, …; `outlets`: names of the chosen titles."""

    model_config = ConfigDict(frozen=True)

    id: str
    what: str
    embargoed: bool
    outlets: tuple[str, ...]
    receivers: int
    by_name: str
    at: datetime


class Delivered(BaseModel):
    """That a mail about a release was written to an address. `id` has room for one such mail only."""

    model_config = ConfigDict(frozen=True)

    id: str
    release_id: str
    what: str
    journalist_id: str
    mailing_id: str


class Done(BaseModel):
    """Something that was done, for the history."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: str
    by_name: str
    note: str = ""


class Release(BaseModel):
    """One press release. `writers`: the ids of all who have written a word of it since it was begun.

    `number`, `slug` and `published_at` are given when it is out, not before. `embargo`: the moment, UTC, before which
    nobody outside of the office learns of it; None: it is out as soon as it is approved.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    text: Text
    embargo: datetime | None = None
    state: State = State.DRAFT
    writers: tuple[str, ...]
    approved: Signed | None = None
    remark: str = ""
    """Why it was given back, while it is being mended."""
    parts: tuple[Part, ...] = ()
    number: str | None = None
    slug: str | None = None
    words: tuple[str, ...] = ()
    published_at: datetime | None = None
    proposal: Proposal | None = None
    corrections: tuple[Correction, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawal_reason: str = ""
    mailings: tuple[Mailing, ...] = ()
    edition: int = 1
    """Counts up where journalists had it under embargo and it was recalled: what follows is another text to them."""
    history: tuple[Done, ...] = ()
    task: str | None = None
    created_at: datetime
    changed_at: datetime
    version: int = 1

    @property
    def page(self) -> str:
        """The path of its public page; only what is out has one."""
        assert self.slug is not None
        return f"/prasa/komunikaty/{self.slug}"

    @property
    def found(self) -> Found:
        """How the search of the site knows it; only what is out is known there."""
        assert self.published_at is not None
        return Found(
            id=self.id,
            kind=FoundKind.RELEASE,
            title=self.text.title,
            text=self.text.plain,
            path=self.page,
            published_at=self.published_at,
        )

    @property
    def photographs(self) -> tuple[Part, ...]:
        """Its photographs."""
        return tuple(part for part in self.parts if part.kind is Kind.PHOTOGRAPH)

    @property
    def files(self) -> tuple[Part, ...]:
        """Its files."""
        return tuple(part for part in self.parts if part.kind is Kind.FILE)

    @property
    def changed_for_readers_at(self) -> datetime | None:
        """When readers saw something new the last time."""
        return self.corrections[-1].at if self.corrections else self.published_at

    def can(self, action: Action) -> bool:
        """Tell whether something can be done to it as it is."""
        wants_proposal = {Action.CORRECT: False, Action.CONFIRM: True, Action.DROP: True}.get(action)
        waits = self.proposal is not None
        return self.state in TABLE[action] and wants_proposal in (None, waits)

    def part(self, id: str) -> Part | None:
        """Give a part by its id, None where there is none."""
        return next((part for part in self.parts if part.id == id), None)

    def rewritten(self, text: Text, embargo: datetime | None, by: Signed) -> Self:
        """Give the draft with another text. Raises `NotNow`, `EmbargoUnfit`."""
        require(Action.REWRITE, self.state)
        require_embargo(embargo, by.at)
        return self._next(Action.REWRITE, by, text=text, embargo=embargo, writers=self._with_writer(by))

    def with_part(self, part: Part, by: Signed) -> Self:
        """Give the draft with a photograph or a file more. Raises `NotNow`, `TooMuch`."""
        require(Action.ATTACH, self.state)
        if sum(one.kind is part.kind for one in self.parts) >= MOST_OF_A_KIND:
            raise TooMuch(MOST_OF_A_KIND)
        writers = self._with_writer(by)
        return self._next(Action.ATTACH, by, part.filename, parts=(*self.parts, part), writers=writers)

    def without_part(self, id: str, by: Signed) -> Self:
        """Give the draft without one of its parts. Raises `NotNow`."""
        require(Action.ATTACH, self.state)
        return self._next(Action.ATTACH, by, parts=tuple(one for one in self.parts if one.id != id))

    def submitted(self, by: Signed) -> Self:
        """Give the draft to the second pair of eyes. Raises `NotNow`."""
        require(Action.SUBMIT, self.state)
        return self._next(Action.SUBMIT, by, state=State.REVIEW, remark="")

    def given_back(self, remark: str, by: Signed) -> Self:
        """Give it back to be mended. Raises `NotNow`."""
        require(Action.GIVE_BACK, self.state)
        return self._next(Action.GIVE_BACK, by, remark, state=State.DRAFT, remark=remark)

    def approve(self, by: Signed) -> Self:
        """Give it approved by somebody who has not written a word of it. Raises `NotNow`, `SameEyes`."""
        require(Action.APPROVE, self.state)
        if by.person_id in self.writers:
            raise SameEyes(self.id)
        return self._next(Action.APPROVE, by, state=State.APPROVED, approved=by)

    def due(self, at: datetime) -> bool:
        """Tell whether it is approved and nothing holds it back any more."""
        return self.state is State.APPROVED and (self.embargo is None or self.embargo <= at)

    def published(self, number: str, slug: str, at: datetime) -> Self:
        """Give the approved release as it is out; `due` has said that it may."""
        assert self.due(at)
        changes = {"state": State.PUBLISHED, "number": number, "slug": slug, "published_at": at}
        words = _words(self.text, number)
        entry = Done(at=at, action="publish", by_name="")
        done = {"words": words, "history": (*self.history, entry), "changed_at": at, "version": self.version + 1}
        return self.model_copy(update={**changes, **done})

    def recalled(self, by: Signed) -> Self:
        """Give it as a draft again, before it is out. Raises `NotNow`."""
        require(Action.RECALL, self.state)
        edition = self.edition + 1 if self.told_of else self.edition
        return self._next(Action.RECALL, by, state=State.DRAFT, approved=None, edition=edition)

    def discarded(self, by: Signed) -> Self:
        """Give the draft that nobody needs. Raises `NotNow`."""
        require(Action.DISCARD, self.state)
        return self._next(Action.DISCARD, by, state=State.DISCARDED)

    def correcting(self, text: Text, what: str, by: Signed) -> Self:
        """Give it with a proposed correction. Raises `NotNow`, `CorrectionWaits`, `NothingCorrected`, `TooMuch`."""
        require(Action.CORRECT, self.state)
        if self.proposal is not None:
            raise CorrectionWaits
        if text == self.text:
            raise NothingCorrected
        if len(self.corrections) >= MOST_CORRECTIONS:
            raise TooMuch(MOST_CORRECTIONS)
        return self._next(Action.CORRECT, by, what, proposal=Proposal(text=text, what=what, by=by))

    def corrected(self, by: Signed) -> Self:
        """Give it put right, seen by another than who proposed it. Raises `NotNow`, `NothingToConfirm`, `SameEyes`."""
        proposal = self._proposal(Action.CONFIRM)
        if by.person_id == proposal.by.person_id:
            raise SameEyes(self.id)
        correction = Correction(what=proposal.what, before=self.text, proposed=proposal.by, confirmed=by)
        changes = {"text": proposal.text, "proposal": None, "corrections": (*self.corrections, correction)}
        assert self.number is not None
        return self._next(Action.CONFIRM, by, proposal.what, **changes, words=_words(proposal.text, self.number))

    def without_proposal(self, by: Signed) -> Self:
        """Give it without the proposed correction. Raises `NotNow`, `NothingToConfirm`."""
        self._proposal(Action.DROP)
        return self._next(Action.DROP, by, proposal=None)

    def withdrawn(self, reason: str, by: Signed) -> Self:
        """Give it as the city no longer stands by it, for a reason that readers see. Raises `NotNow`."""
        require(Action.WITHDRAW, self.state)
        changes = {"state": State.WITHDRAWN, "withdrawn_at": by.at, "withdrawal_reason": reason, "proposal": None}
        return self._next(Action.WITHDRAW, by, reason, **changes)

    def require_sending(self, *, embargo_said: bool) -> None:
        """Raise `NotNow`, `EmbargoNotSaid` or `TooMuch` where it must not be sent."""
        require(Action.SEND, self.state)
        if self.state is State.APPROVED and not embargo_said:
            raise EmbargoNotSaid
        if len(self.mailings) >= MOST_MAILINGS:
            raise TooMuch(MOST_MAILINGS)

    def with_mailing(self, mailing: Mailing) -> Self:
        """Give the same version with a mail that leaves with it."""
        return self.model_copy(update={"mailings": (*self.mailings, mailing)})

    def sending(self, by: Signed) -> Self:
        """Give the next version, which is about to be sent."""
        return self._next(Action.SEND, by)

    @property
    def told_of(self) -> bool:
        """True where journalists know of it as it stands."""
        return any(mailing.receivers and mailing.what == self.mailed_as for mailing in self.mailings)

    @property
    def mailed_as(self) -> str:
        """What a mail with its text is called: nobody gets the same one twice, under embargo or later."""
        return f"release-{self.edition}"

    def with_task(self, task: str | None) -> Self:
        """Give the same version with the work that waits for it."""
        return self.model_copy(update={"task": task})

    def _proposal(self, action: Action) -> Proposal:
        require(action, self.state)
        if self.proposal is None:
            raise NothingToConfirm
        return self.proposal

    def _with_writer(self, by: Signed) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.writers, by.person_id)))

    def _next(self, action: Action, by: Signed, note: str = "", **changes: Any) -> Self:
        entry = Done(at=by.at, action=action.value, by_name=by.person_name, note=note)
        kept = {"history": (*self.history, entry), "changed_at": by.at, "version": self.version + 1}
        return self.model_copy(update={**changes, **kept})


def _words(text: Text, number: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*text.words, *fold(number))))


def require_embargo(embargo: datetime | None, now: datetime) -> None:
    """Raise `EmbargoUnfit` where the end of an embargo has passed or is more than a year away."""
    if embargo is not None and not now < embargo <= now + LONGEST_EMBARGO:
        raise EmbargoUnfit
