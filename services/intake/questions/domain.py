"""A question and what was said after it. No text of it stands here open: who asks may write anything."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from shared.deadlines import Reckoning

LONGEST = 2_000
"""Characters of one text."""
MOST_SAID = 40
"""Texts of one thread."""
MOST_WAITING = 5
"""Questions of one address that wait at the same time: no form of ours may fill a stranger's letter box."""


class TooManyWaiting(Exception):
    """As many questions of this address wait for an answer as may."""


class ThreadFull(Exception):
    """The thread holds as many texts as it may."""


class NotWaiting(Exception):
    """Nobody waits for an answer in this thread."""


class Said(BaseModel):
    """One text of a thread. `officer`: the name of who wrote it for the office, None where the asker did."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    officer: str | None = None
    sealed: bytes


class Waiting(BaseModel):
    """What the office owes an answer to. `place`: which of its address's few places the thread takes meanwhile."""

    model_config = ConfigDict(frozen=True)

    since: datetime
    due_at: datetime
    place: int
    task: str
    reckoning: Reckoning | None = None
    """None in documents older than reckonings."""


class Question(BaseModel):
    """A thread. `asker`: a keyed digest of the e-mail address; `case` and `title`: of the proposal that it is about."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    proposal_id: str | None
    case: str | None
    title: str | None
    asker: str
    address: bytes
    said: tuple[Said, ...]
    asked_at: datetime
    last_at: datetime
    waiting: Waiting | None
    closed_by: str | None = None
    """Who ended the waiting without an answer, until the asker writes again."""
    free_days: int = 0
    """The version of the declared free days that the date was last held against."""
    version: int = 1

    def asked_on(self, said: Said, waiting: Waiting) -> "Question":
        """Give the thread with one more text of its asker; what waits already keeps its date. Raises `ThreadFull`."""
        return self._with(said, waiting=self.waiting or waiting)

    def answered(self, said: Said) -> "Question":
        """Give the thread with an answer of the office. Raises `ThreadFull`."""
        return self._with(said, waiting=None)

    def closed(self, by: str) -> "Question":
        """Give the thread that needs no answer. Raises `NotWaiting`."""
        if self.waiting is None:
            raise NotWaiting
        return self.model_copy(update={"waiting": None, "closed_by": by, "version": self.version + 1})

    def _with(self, said: Said, waiting: Waiting | None) -> "Question":
        if len(self.said) >= MOST_SAID:
            raise ThreadFull
        return self.model_copy(
            update={
                "said": (*self.said, said),
                "last_at": said.at,
                "waiting": waiting,
                "closed_by": None,
                "version": self.version + 1,
            }
        )
