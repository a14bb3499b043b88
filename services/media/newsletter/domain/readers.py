"""Who reads the newsletter, and about what. It opens no address."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Topic(StrEnum):
    """What somebody wants to be told of."""

    NEWS = "news"
    RELEASES = "releases"
    WARNINGS = "warnings"
    CIVIC_BUDGET = "civic_budget"


EDITED = (Topic.NEWS, Topic.RELEASES, Topic.CIVIC_BUDGET)
"""What issues are made of. Warnings go out by themselves, at once."""


def in_order(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Give each topic once, in the order in which they are shown."""
    return tuple(topic for topic in Topic if topic in topics)


Topics = Annotated[tuple[Topic, ...], Field(min_length=1, max_length=20), AfterValidator(in_order)]
"""What somebody chooses: at least one topic."""


class ReaderLinkBroken(Exception):
    """The link of a letter has been cut off or made up."""


class ReaderLinkExpired(Exception):
    """The link was not used in time, or what it opens has been deleted."""


class Reader(BaseModel):
    """An address that reads, or would read, the newsletter. `sealed` holds it, `who` is its keyed digest.

    `expires_at`: until when it is to be confirmed, or else it is deleted; None once it is. `refusals`: letters in a row
    whose address a mail server has refused for good, the last `refused_at`. `paused_at`: since when, for that, nothing
    is written to it.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    sealed: bytes
    who: str
    topics: tuple[Topic, ...]
    asked_at: datetime
    expires_at: datetime | None
    confirmed_at: datetime | None = None
    refusals: int = 0
    refused_at: datetime | None = None
    paused_at: datetime | None = None
    version: int = 1

    def asked_again(self, topics: tuple[Topic, ...], until: datetime, now: datetime) -> Self:
        """Give the reader who has not confirmed yet, with another choice and a link good until another moment."""
        return self._next(topics=topics, asked_at=now, expires_at=until)

    def confirmed(self, now: datetime) -> Self:
        """Give the reader whose owner has pressed the button: for the first time, or anew after a pause."""
        return self._next(confirmed_at=now, expires_at=None, refusals=0, refused_at=None, paused_at=None)

    def refused(self, at: datetime, most: int, until: datetime, *, afresh: bool) -> Self:
        """Give the reader after a letter whose address was refused for good; after `most` in a row it is paused.

        `afresh`: a letter was taken since the refusal before, so that this one is the first again. Who is paused has
        not confirmed any more, and is deleted where they do not by `until`.
        """
        count = 1 if afresh else self.refusals + 1
        if count < most:
            return self._next(refusals=count, refused_at=at)
        return self._next(refusals=count, refused_at=at, paused_at=at, confirmed_at=None, expires_at=until)

    def choosing(self, topics: tuple[Topic, ...]) -> Self:
        """Give the reader with another choice."""
        return self._next(topics=topics)

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def mailbox_text(email: str) -> str:
    """Give an address as it is compared: in small letters."""
    return email.strip().casefold()
