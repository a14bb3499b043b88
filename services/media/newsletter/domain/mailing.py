"""A mailing: one text on its way to all who read about a topic, in parts, to each once."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.media.newsletter.domain.readers import Topic


class MailingState(StrEnum):
    """Where a mailing is. `STOPPED`: what has not left never will, as it is true no longer."""

    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"


class MailingNotThere(Exception):
    """A mailing that is not on its way is not paused, and one that does not pause is not resumed."""

    def __init__(self, mailing_id: str, state: MailingState) -> None:
        super().__init__(f"{mailing_id} is {state}")
        self.mailing_id, self.state = mailing_id, state.value


class Letter(BaseModel):
    """What every reader gets. Where `LEAVE` stands, each finds the way to leave that is theirs."""

    model_config = ConfigDict(frozen=True)

    subject: str
    text: str
    html: str | None = None

    def to(self, leave: str) -> Self:
        """Give the letter of one reader."""
        html = self.html.replace(LEAVE, leave) if self.html else None
        return self.model_copy(update={"text": self.text.replace(LEAVE, leave), "html": html})


LEAVE = "{{leave}}"
"""Stands for a reader's own link until the letter is theirs."""


class Mailing(BaseModel):
    """One text that goes to everybody who read about its topic when it began.

    `after`: the reader whose letter was the last to be written; `written`: all are. `urgent`: goes before others.
    `over`: what it tells holds no longer, so that nothing of it is tried again.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    topic: Topic
    letter: Letter
    urgent: bool
    began_at: datetime
    readers: int = 0
    """How many there were when it began; it is for the eye alone."""
    after: str = ""
    letters: int = 0
    written: bool = False
    state: MailingState = MailingState.SENDING
    done_at: datetime | None = None
    over: bool = False
    version: int = 1

    @property
    def may_again(self) -> bool:
        """Tell whether what was given up of it may be tried anew."""
        return self.state is MailingState.DONE and not self.over

    def wrote(self, ids: list[str], most: int) -> Self:
        """Give the mailing after a part of at most `most` letters; a part that is not full is the last."""
        after = ids[-1] if ids else self.after
        return self._next(after=after, letters=self.letters + len(ids), written=len(ids) < most)

    def paused(self) -> Self:
        """Give the mailing that waits for a word. Raises `MailingNotThere`."""
        self._require(MailingState.SENDING)
        return self._next(state=MailingState.PAUSED)

    def resumed(self) -> Self:
        """Give the mailing on its way again. Raises `MailingNotThere`."""
        self._require(MailingState.PAUSED)
        return self._next(state=MailingState.SENDING)

    def done(self, at: datetime, dropped: int) -> Self:
        """Give the mailing of which nothing waits. `dropped`: letters that were kept from leaving.

        One that was stopped when all its letters had left already has been interrupted in nothing: it is done.
        """
        whole = self.state is MailingState.SENDING or (self.written and not dropped)
        return self._next(state=MailingState.DONE if whole else self.state, done_at=at)

    def again(self) -> Self:
        """Give the mailing whose letters that were given up are tried anew. Raises `MailingNotThere`."""
        if not self.may_again:
            raise MailingNotThere(self.id, self.state)
        return self._next(state=MailingState.SENDING, done_at=None)

    def stopped(self) -> Self:
        """Give the mailing that nobody needs any more; what waits of it is still to be given up."""
        state = self.state if self.state is MailingState.DONE else MailingState.STOPPED
        return self._next(state=state, over=True)

    def _require(self, state: MailingState) -> None:
        if self.state is not state:
            raise MailingNotThere(self.id, self.state)

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
