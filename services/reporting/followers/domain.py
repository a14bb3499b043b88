"""Who follows what, and what is told to all of them at once. It reads no clock and opens no address."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.reporting.initiatives.domain.story import Entry
from services.reporting.tracker.domain import State
from shared.contracts.reporting import Stage
from shared.deadlines import Term


class NotFollowable(Exception):
    """Nothing is told of this by mail: a project that was not chosen, or what is over."""

    def __init__(self, followed_id: str) -> None:
        super().__init__(f"{followed_id} is not followed")
        self.followed_id = followed_id


class FollowLinkBroken(Exception):
    """The link of a letter has been cut off or made up."""


class FollowLinkExpired(Exception):
    """The link was not used in time, or what it opens has been deleted."""


class Kind(StrEnum):
    """What can be followed."""

    PROJECT = "project"
    INITIATIVE = "initiative"


class Followed(BaseModel):
    """What is followed, as its pages and letters name it. `page`: its path; `is_open`: there is something to tell."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    id: str
    case: str
    title: str
    page: str
    is_open: bool


class Limits(BaseModel):
    """The term of a link, how long followers are kept once all is over."""

    model_config = ConfigDict(frozen=True)

    link: Term
    kept: Term


class Follower(BaseModel):
    """An address that follows, or would follow, one thing. `sealed` holds it, `who` is its keyed digest.

    `expires_at`: until when it is to be confirmed; None once it is.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    followed_id: str
    sealed: bytes
    who: str
    asked_at: datetime
    expires_at: datetime | None
    confirmed_at: datetime | None = None
    version: int = 1

    def asked_again(self, until: datetime, now: datetime) -> Self:
        """Give the follower whose link is good until another moment."""
        return self.model_copy(update={"asked_at": now, "expires_at": until, "version": self.version + 1})

    def confirmed(self, now: datetime) -> Self:
        """Give the follower whose owner has pressed the button."""
        return self.model_copy(update={"confirmed_at": now, "expires_at": None, "version": self.version + 1})


class News(BaseModel):
    """What a letter tells: a unit's word that an officer has approved. Amounts in grosze."""

    model_config = ConfigDict(frozen=True)

    title: str
    unit_name: str
    stage: Stage
    percent: int
    budget: int
    spent: int
    note: str
    planned_end: date | None
    delay_reason: str | None
    overrun_reason: str | None
    photographs: int


class Mailing(BaseModel):
    """News that goes to everybody who followed when it was published, in parts, each letter once.

    `news`: a word of a project's unit, or a step of an initiative. `after`: the follower whose letter was the last to
    leave. `forget_at`: when the followers are deleted; None while there is more to come.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    followed_id: str
    news: News | Entry
    published_at: datetime
    after: str = ""
    letters: int = 0
    done: bool = False
    forget_at: datetime | None = None
    forgotten: bool = False
    version: int = 1

    def sent(self, ids: list[str], most: int) -> Self:
        """Give the mailing after a part of at most `most` letters; a part that is not full is the last."""
        changes = {"after": ids[-1] if ids else self.after, "letters": self.letters + len(ids), "done": len(ids) < most}
        return self.model_copy(update={**changes, "version": self.version + 1})

    def after_all(self) -> Self:
        """Give the mailing of what nobody follows any more."""
        return self.model_copy(update={"forgotten": True, "version": self.version + 1})


def followable(state: State) -> bool:
    """Tell whether something will still be told of a project in this state."""
    return state in (State.SELECTED, State.IN_PROGRESS)


def mailbox_text(email: str) -> str:
    """Give an address as it is compared: in small letters."""
    return email.strip().casefold()
