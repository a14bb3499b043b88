"""A mailing: the same wishes to many, each in their own form of address. It leaves once."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain import Hand, OwnText
from services.events.letters.domain.forms import Recipient
from services.events.texts import corrected
from shared.history import Done

MOST_ADDRESSEES = 1_000


class BatchState(StrEnum):
    """Where a mailing stands."""

    FORM_NEEDED = "form_needed"
    DRAFTED = "drafted"
    CHECKED = "checked"
    APPROVED = "approved"
    SIGNED = "signed"
    SENT = "sent"
    DROPPED = "dropped"


_READ = (BatchState.CHECKED, BatchState.APPROVED, BatchState.SIGNED)
"""Somebody else than its authors has read it."""
_UNSENT = (BatchState.FORM_NEEDED, BatchState.DRAFTED, *_READ)


class BatchNotNow(Exception):
    """In the state in which it is, the mailing waits for something else."""

    def __init__(self, state: str) -> None:
        super().__init__(f"not while {state}")
        self.state = state


class ListBroken(ValueError):
    """A line of the pasted list does not hold. `line`: its number, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class BatchContent(BaseModel):
    """What is sealed of a mailing: to whom, and what it says (a template with slots)."""

    model_config = ConfigDict(frozen=True)

    recipients: tuple[Recipient, ...]
    body: str


class Batch(BaseModel):
    """A mailing for one season of one year. `round`: what is wished, once to each person."""

    model_config = ConfigDict(frozen=True)

    id: str
    season: str
    season_name: str
    year: int
    title: str
    content: bytes
    count: int
    who: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    needed_on: date
    signatory: str
    by_email: bool
    state: BatchState
    authors: tuple[str, ...]
    """Ids of those who have written its text or its list."""
    approved_by_name: str | None = None
    sign: str | None = None
    sent_at: datetime | None = None
    left_out: int = 0
    """How many were left out: they had the wishes already, or have died."""
    history: tuple[Done, ...] = ()
    task: str | None = None
    erased_at: datetime | None = None
    version: int = 1

    @property
    def round(self) -> str:
        """What is wished, once to each person."""
        return f"{self.season}|{self.year}"

    def forms_said(self, lacking: tuple[str, ...], at: datetime, by: str) -> Self:
        """Give it with the forms of address that are still lacking."""
        state = BatchState.FORM_NEEDED if lacking else BatchState.DRAFTED
        return self._next(state=state, lacking=lacking, history=self._entry(at, "forms", by))

    def rewritten(self, content: dict[str, Any], by: Hand, at: datetime) -> Self:
        """Give it with another text or list. Raises `BatchNotNow`."""
        self._require(*_UNSENT)
        state = BatchState.FORM_NEEDED if content["lacking"] else BatchState.DRAFTED
        authors = tuple(sorted({*self.authors, by.id}))
        told = {"state": state, "authors": authors, "approved_by_name": None}
        return self._next(**content, **told, history=self._entry(at, "rewrite", by.name, self._corrected(content)))

    def _corrected(self, content: dict[str, Any]) -> str:
        ways = {False: "poczta", True: "e-mail"}
        shown = {
            "na kiedy": (f"{self.needed_on:%d.%m.%Y}", f"{content['needed_on']:%d.%m.%Y}"),
            "podpisuje": (self.signatory, content["signatory"]),
            "jak wychodzi": (ways[self.by_email], ways[content["by_email"]]),
        }
        return corrected(shown, {})

    def checked(self, by: Hand, at: datetime) -> Self:
        """Give it proof-read. Raises `BatchNotNow`, `OwnText`."""
        self._require(BatchState.DRAFTED)
        self._require_other(by)
        return self._next(state=BatchState.CHECKED, history=self._entry(at, "check", by.name))

    def approved(self, by: Hand, at: datetime) -> Self:
        """Give it approved. Raises `BatchNotNow`, `OwnText`."""
        self._require(BatchState.CHECKED)
        self._require_other(by)
        told = {"state": BatchState.APPROVED, "approved_by_name": by.name}
        return self._next(**told, history=self._entry(at, "approve", by.name))

    def signed(self, by: Hand, at: datetime) -> Self:
        """Give it signed: all its letters, or the one word under its e-mails. Raises `BatchNotNow`."""
        self._require(BatchState.APPROVED)
        return self._next(state=BatchState.SIGNED, history=self._entry(at, "sign", by.name))

    def returned(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give it back to be mended, and to be read again. Raises `BatchNotNow`."""
        self._require(*_READ)
        told = {"state": BatchState.DRAFTED, "approved_by_name": None}
        return self._next(**told, history=self._entry(at, "return", by.name, reason))

    def sent(self, sign: str, left_out: int, by: Hand, at: datetime) -> Self:
        """Give it sent. Raises `BatchNotNow`."""
        self._require(BatchState.SIGNED)
        told = {"state": BatchState.SENT, "sign": sign, "sent_at": at, "left_out": left_out}
        return self._next(**told, history=self._entry(at, "send", by.name, sign))

    def dropped(self, reason: str, by: Hand, at: datetime) -> Self:
        """Give one that is not sent. Raises `BatchNotNow`."""
        self._require(*_UNSENT)
        return self._next(state=BatchState.DROPPED, history=self._entry(at, "drop", by.name, reason))

    def erased(self, at: datetime) -> Self:
        """Give what is left when its time is over: its line in the register."""
        return self._next(content=b"", who=(), erased_at=at)

    def with_task(self, task: str | None) -> Self:
        """Give the same version with its open task."""
        return self.model_copy(update={"task": task})

    def _require(self, *states: BatchState) -> None:
        if self.state not in states:
            raise BatchNotNow(self.state)

    def _require_other(self, by: Hand) -> None:
        if by.id in self.authors:
            raise OwnText

    def _entry(self, at: datetime, action: str, by: str, note: str = "") -> tuple[Done, ...]:
        return (*self.history, Done(at=at, action=action, by_name=by, note=note))

    def _next(self, **changes: Any) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
