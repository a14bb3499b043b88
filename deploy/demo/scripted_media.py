"""What the demonstration plays of the media duty, as it is sent. It plays nothing."""

from datetime import datetime
from typing import Any

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from deploy.demo.cases import ScriptedCase

_CLOSED = ConfigDict(extra="forbid")


@dataclass(frozen=True, config=_CLOSED)
class ScriptedAnswer:
    """What an invited journalist (by the e-mail address) answers to the newest invitation."""

    at: datetime
    email: str
    answer: str


@dataclass(frozen=True, config=_CLOSED)
class ScriptedWarning:
    """A warning by the duty officer. `content`: what differs from the plan's; `ended_at`: when it was called off."""

    at: datetime
    hazard: str
    exercise: bool
    minutes_ago: int
    content: dict[str, Any]
    ended_at: datetime | None = None


@dataclass(frozen=True, config=_CLOSED)
class ScriptedReader:
    """A resident who asks for the newsletter and confirms."""

    at: datetime
    email: str
    topics: tuple[str, ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedIssue:
    """An issue of the newsletter; `items` are titles of what the city has published."""

    at: datetime
    topic: str
    subject: str
    opening: str
    items: tuple[str, ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedForm:
    """A form of the press office: its fields as they are typed."""

    at: datetime
    path: str
    fields: dict[str, str]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedProfile:
    """A profile in a medium of others, as it is sent; `said`: what was said on it, sent with the profile."""

    at: datetime
    content: dict[str, Any]
    said: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, config=_CLOSED)
class ScriptedArticle:
    """What a paper writes; `at`: when it is out."""

    at: datetime
    title: str
    text: str


@dataclass(frozen=True, config=_CLOSED)
class ScriptedPaper:
    """A made-up paper with a feed; `key`: its place on the papers' server."""

    key: str
    name: str
    medium: str
    articles: tuple[ScriptedArticle, ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedMonitoring:
    """What is written of the city. `topics`: as they are sent.

    `watched_at`: since when it is watched; `jump_at`: a topic is to have jumped on this day; `seen_at`: everything is
    seen then, before the digest of the day, which is there at `digest_at`.
    """

    watched_at: datetime
    jump_at: datetime
    seen_at: datetime
    digest_at: datetime
    topics: tuple[dict[str, Any], ...]
    papers: tuple[ScriptedPaper, ...]


@dataclass(frozen=True, config=_CLOSED)
class ScriptedMedia:
    """What press office, press and duty officer do.

    A case without `by` begins with a journalist's form; titles are named in cases by their keys. `outlets`: titles by
    key. `journalists`: as they are sent, each with an `accreditation` where there is one. `forms`: what has no other
    way in than its page.
    """

    contacts_at: datetime
    outlets: dict[str, dict[str, Any]]
    journalists: tuple[dict[str, Any], ...]
    requests: tuple[ScriptedCase, ...]
    releases: tuple[ScriptedCase, ...]
    conferences: tuple[ScriptedCase, ...]
    answers: tuple[ScriptedAnswer, ...]
    warnings: tuple[ScriptedWarning, ...]
    readers: tuple[ScriptedReader, ...]
    issues: tuple[ScriptedIssue, ...]
    forms: tuple[ScriptedForm, ...]
    profiles: tuple[ScriptedProfile, ...]
    monitoring: ScriptedMonitoring
