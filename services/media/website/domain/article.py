"""An article of the city's site: written, published, changed with every version kept, withdrawn. It renders nothing."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_NO_CONTROLS = "[^\x00-\x1f\x7f\ufffe\uffff]"
_NO_CONTROLS_BUT_LINES = "[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
# Control characters are no text, and XML 1.0 (the feed) cannot hold them.
Title = Annotated[str, Field(min_length=3, max_length=200, pattern=f"^{_NO_CONTROLS}*$")]
Lead = Annotated[str, Field(min_length=10, max_length=300, pattern=f"^{_NO_CONTROLS}*$")]
Body = Annotated[str, Field(min_length=10, max_length=20_000, pattern=f"^{_NO_CONTROLS_BUT_LINES}*$")]
"""Markdown."""
Reason = Annotated[str, Field(min_length=10, max_length=1000, pattern=f"^{_NO_CONTROLS_BUT_LINES}*$")]

_SLUG_LENGTH = 80


class AlreadyPublished(Exception):
    """The article is on the site: there is nothing to publish."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"article {article_id} is published")
        self.article_id = article_id


class NotPublished(Exception):
    """Only what is on the site can be withdrawn from it."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"article {article_id} is not published")
        self.article_id = article_id


class ArticleWithdrawn(Exception):
    """The article was withdrawn: nothing of it changes any more."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"article {article_id} was withdrawn")
        self.article_id = article_id


class SlugTaken(Exception):
    """Another article got the same address at the same moment."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"address {slug} is taken")
        self.slug = slug


class State(StrEnum):
    """Where an article is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Text(BaseModel):
    """What an article says. `body` is Markdown."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    title: Title
    lead: Lead
    body: Body


class Version(BaseModel):
    """One saved state of an article's text, kept for ever."""

    model_config = ConfigDict(frozen=True)

    id: str
    article_id: str
    number: int
    text: Text
    person_id: str
    person_name: str
    saved_at: datetime


class Article(BaseModel):
    """One article. `slug` is its address on the site: given when it is first published, and never changed."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: Text
    author_id: str
    author_name: str
    created_at: datetime
    changed_at: datetime
    state: State = State.DRAFT
    slug: str | None = None
    published_at: datetime | None = None
    corrected_at: datetime | None = None
    """When its text was last changed on the site."""
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = None
    version: int = 1

    def rewritten(self, text: Text, at: datetime) -> "Article":
        """Give the article with a new text; on the site it changes at once. Raises `ArticleWithdrawn`."""
        if self.state is State.WITHDRAWN:
            raise ArticleWithdrawn(self.id)
        on_site = self.state is State.PUBLISHED and text != self.text
        return self.model_copy(
            update={
                "text": text,
                "changed_at": at,
                "corrected_at": at if on_site else self.corrected_at,
                "version": self.version + 1,
            }
        )

    def published(self, slug: str, at: datetime) -> "Article":
        """Give the article on the site. Raises `AlreadyPublished`, `ArticleWithdrawn`."""
        if self.state is State.WITHDRAWN:
            raise ArticleWithdrawn(self.id)
        if self.state is State.PUBLISHED:
            raise AlreadyPublished(self.id)
        changes = {"state": State.PUBLISHED, "slug": slug, "published_at": at, "changed_at": at}
        return self.model_copy(update={**changes, "version": self.version + 1})

    def withdrawn(self, reason: str, at: datetime) -> "Article":
        """Give the article taken off the site, for a reason that readers see. Raises `NotPublished`."""
        if self.state is not State.PUBLISHED:
            raise NotPublished(self.id)
        changes = {"state": State.WITHDRAWN, "withdrawn_at": at, "withdrawal_reason": reason, "changed_at": at}
        return self.model_copy(update={**changes, "version": self.version + 1})

    def saved(self, person_id: str, person_name: str) -> Version:
        """Give the present text as a version to keep."""
        return Version(
            id=f"{self.id}-{self.version}",
            article_id=self.id,
            number=self.version,
            text=self.text,
            person_id=person_id,
            person_name=person_name,
            saved_at=self.changed_at,
        )


def slug_of(title: str) -> str:
    """Make an address of a title: "Łąka & staw" becomes "laka-staw"; at most 80 characters, whole words."""
    plain = unicodedata.normalize("NFKD", title.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
    slug = ""
    for word in re.findall(r"[a-z0-9]+", plain):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _SLUG_LENGTH:
            break
        slug = longer
    return slug or "artykul"


def free_slug(wanted: str, taken: Collection[str]) -> str:
    """Give the wanted address, or the first of wanted-2, wanted-3, … that is not taken."""
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
