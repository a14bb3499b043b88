"""A source that is watched, and how the watching of it stands. It fetches nothing."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from services.media.contacts.domain import Medium

_PLAIN = "[^\x00-\x1f\x7f\ufffe\uffff]"
Name = Annotated[str, Field(min_length=2, max_length=120, pattern=f"^{_PLAIN}*$")]
Url = Annotated[str, Field(pattern=r"^https?://[^\s\x00-\x1f\x7f]+$", max_length=500)]
LONGEST = timedelta(hours=24)
"""The longest pause that failures lead to by themselves."""
MOST_ASKED = timedelta(days=7)
"""The longest pause that a site can ask for."""


class SourceKind(StrEnum):
    """What a source is."""

    FEED = "feed"
    """Atom or RSS."""
    PAGE = "page"
    """A page of links, for who has no feed."""


class SourceAlready(Exception):
    """The address is watched already."""


class SourceFacts(BaseModel):
    """What an officer says of a source. `medium`: of its title, for requests of the press that come of it."""

    model_config = ConfigDict(frozen=True)

    name: Name
    url: Url
    kind: SourceKind
    medium: Medium = Medium.PORTAL
    active: bool = True


class Source(SourceFacts):
    """A source."""

    id: str
    added_at: datetime
    by_name: str
    version: int = 1


class Trouble(StrEnum):
    """Why a look at a source has brought nothing. The first ones are `shared.fetching.Fault`'s."""

    ADDRESS = "address"
    NOT_PUBLIC = "not_public"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"
    BROKEN = "broken"
    STATUS = "status"
    """The site answers with an error."""
    ASKED_TO_WAIT = "asked_to_wait"
    """The site asks to come later (429, 503)."""
    GONE = "gone"
    """410: it will not come back."""
    UNREADABLE = "unreadable"
    """What came is no feed, or a page without links."""


class Watch(BaseModel):
    """How the watching of a source stands; `id` is the source's.

    `etag`, `modified`: what the site calls the state that was seen. `standing`: keys of what stood there without a
    date; None before the first look. `due_at`: of the next look; None where the source rests.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    due_at: datetime | None
    etag: str | None = None
    modified: str | None = None
    standing: tuple[str, ...] | None = None
    looked_at: datetime | None = None
    fresh_at: datetime | None = None
    """When a look last brought an answer that could be read."""
    trouble: Trouble | None = None
    status: int | None = None
    failures: int = 0
    moved_to: str | None = None

    def read(self, now: datetime, every: timedelta, moved_to: str | None) -> Self:
        """Give it after a look that went well."""
        told = {"trouble": None, "status": None, "failures": 0, "moved_to": moved_to}
        return self.model_copy(update={"looked_at": now, "fresh_at": now, "due_at": now + every, **told})

    def failed(
        self, now: datetime, every: timedelta, trouble: Trouble, status: int | None, wait: timedelta | None
    ) -> Self:
        """Give it after a look that failed: each failure doubles the pause; what the site asked for (`wait`) holds."""
        pause = max(min(every * 2 ** min(self.failures + 1, 12), LONGEST), every)
        if wait is not None:
            pause = max(pause, min(wait, MOST_ASKED))
        # What is gone is not asked for again until somebody says so.
        due = None if trouble is Trouble.GONE else now + pause
        told = {"looked_at": now, "due_at": due, "trouble": trouble, "status": status, "failures": self.failures + 1}
        return self.model_copy(update=told)


def asked_pause(header: str | None, now: datetime) -> timedelta | None:
    """Give the pause that Retry-After asks for (RFC 9110 §10.2.3): seconds or a date; None where it says nothing."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), MOST_ASKED.total_seconds()))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(moment - now, timedelta(0)) if moment.tzinfo is not None else None
