"""An issue of the newsletter: put together by one of the staff, approved by another, sent. It sends nothing."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from services.media.newsletter.domain.readers import Topic

_NO_CONTROLS = "[^\x00-\x1f\x7f\ufffe\uffff]"
_NO_CONTROLS_BUT_LINES = "[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
Subject = Annotated[str, Field(min_length=5, max_length=150, pattern=f"^{_NO_CONTROLS}*$")]
Opening = Annotated[str, Field(min_length=10, max_length=2000, pattern=f"^{_NO_CONTROLS_BUT_LINES}*$")]
MOST_ITEMS = 20


class IssueState(StrEnum):
    """Where an issue is. Sent ones go on as a mailing."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    DISCARDED = "discarded"


class IssueAction(StrEnum):
    """What can be done to an issue."""

    REWRITE = "rewrite"
    APPROVE = "approve"
    RETURN = "return"
    SEND = "send"
    DISCARD = "discard"


ALLOWED: Mapping[IssueAction, frozenset[IssueState]] = {
    IssueAction.REWRITE: frozenset({IssueState.DRAFT}),
    IssueAction.APPROVE: frozenset({IssueState.DRAFT}),
    IssueAction.RETURN: frozenset({IssueState.APPROVED}),
    IssueAction.SEND: frozenset({IssueState.APPROVED}),
    IssueAction.DISCARD: frozenset({IssueState.DRAFT, IssueState.APPROVED}),
}
"""In which states a thing can be done."""


class IssueNotThere(Exception):
    """What was asked cannot be done to an issue where it is now."""

    def __init__(self, issue_id: str, state: IssueState, action: IssueAction) -> None:
        super().__init__(f"{issue_id} is {state}: no {action}")
        self.issue_id, self.state, self.action = issue_id, state.value, action.value


class SameEditor(Exception):
    """Who wrote an issue does not approve it."""

    def __init__(self, issue_id: str) -> None:
        super().__init__(f"{issue_id} needs another person")
        self.issue_id = issue_id


class NothingInside(Exception):
    """An issue without a single article or release is not sent."""


class ItemWithdrawn(Exception):
    """Something in an issue has been taken back by the city since."""

    def __init__(self, title: str) -> None:
        super().__init__("an item was withdrawn")
        self.title = title


class Source(StrEnum):
    """What was published."""

    ARTICLE = "article"
    RELEASE = "release"


class Publication(BaseModel):
    """What the city has published and an issue can hold: our copy of what the site and the press office say.

    `page`: its path on the city's site. `heard`: the version of the newest word, by which an older one is known.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    source: Source
    title: str
    lead: str
    page: str
    published_at: datetime
    heard: int
    withdrawn: bool = False


class Item(BaseModel):
    """A publication as an issue shows it."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    lead: str
    page: str


class IssueSigned(BaseModel):
    """Who of the staff did something, and when."""

    model_config = ConfigDict(frozen=True)

    person_id: str
    person_name: str
    at: datetime


class Content(BaseModel):
    """What an issue says. `opening`: its own words, before what was published."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    topic: Topic
    subject: Subject
    opening: Opening
    items: tuple[Item, ...] = Field((), max_length=MOST_ITEMS)


class Issue(BaseModel):
    """One issue. `written`: who has changed it last."""

    model_config = ConfigDict(frozen=True)

    id: str
    content: Content
    written: IssueSigned
    state: IssueState = IssueState.DRAFT
    approved: IssueSigned | None = None
    sent: IssueSigned | None = None
    version: int = 1

    def can(self, action: IssueAction) -> bool:
        """Tell whether something can be done to it where it is."""
        return self.state in ALLOWED[action]

    def rewritten(self, content: Content, by: IssueSigned) -> Self:
        """Give the draft with another content. Raises `IssueNotThere`."""
        self._require(IssueAction.REWRITE)
        return self._next(content=content, written=by)

    def approve(self, by: IssueSigned) -> Self:
        """Give the issue approved by a second person. Raises `IssueNotThere`, `SameEditor`, `NothingInside`."""
        self._require(IssueAction.APPROVE)
        if by.person_id == self.written.person_id:
            raise SameEditor(self.id)
        if not self.content.items:
            raise NothingInside
        return self._next(state=IssueState.APPROVED, approved=by)

    def returned(self) -> Self:
        """Give the approved issue as a draft again. Raises `IssueNotThere`."""
        self._require(IssueAction.RETURN)
        return self._next(state=IssueState.DRAFT, approved=None)

    def send(self, by: IssueSigned) -> Self:
        """Give the issue as it goes out. Raises `IssueNotThere`."""
        self._require(IssueAction.SEND)
        return self._next(state=IssueState.SENT, sent=by)

    def discarded(self) -> Self:
        """Give the issue that nobody needs. Raises `IssueNotThere`."""
        self._require(IssueAction.DISCARD)
        return self._next(state=IssueState.DISCARDED)

    def _require(self, action: IssueAction) -> None:
        if not self.can(action):
            raise IssueNotThere(self.id, self.state, action)

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})
