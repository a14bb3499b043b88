"""An article or a page of the city's site, from the draft through a second person's eyes to the site and off it."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.media.website.domain.text import Text

_SLUG_LENGTH = 80
Slug = Annotated[str, Field(min_length=3, max_length=_SLUG_LENGTH, pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]


class ArticleWithdrawn(Exception):
    """The article was withdrawn: nothing of it changes any more."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"article {article_id} was withdrawn")
        self.article_id = article_id


class NotPublished(Exception):
    """Only what is on the site can be withdrawn from it, or moved to another address."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"article {article_id} is not published")
        self.article_id = article_id


class NotNow(Exception):
    """The step does not fit where the text is: somebody has done the next one already."""

    def __init__(self, article_id: str, stage: str) -> None:
        super().__init__(f"article {article_id} is in {stage}")
        self.article_id, self.stage = article_id, stage


class OwnText(Exception):
    """Who has written or changed a text never approves it."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"article {article_id} is approved by somebody else than who wrote it")
        self.article_id = article_id


class SlugTaken(Exception):
    """Another article has, or had, this address."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"address {slug} is taken")
        self.slug = slug


class Kind(StrEnum):
    """News has its day; a page stands in the menu and stays."""

    ARTICLE = "article"
    PAGE = "page"

    @property
    def place(self) -> str:
        """The folder of its addresses."""
        return "/aktualnosci" if self is Kind.ARTICLE else "/strony"


class State(StrEnum):
    """Whether it is on the site."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """How far the text is that is not on the site yet."""

    WRITING = "writing"
    REVIEW = "review"
    SCHEDULED = "scheduled"


class Stage(StrEnum):
    """Where an article is as its editors say it."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Happening(BaseModel):
    """A step that was done, for ever.

    `what`: sent, returned, approved, unscheduled, shown, moved or withdrawn; what is shown at its hour has no person.
    """

    model_config = ConfigDict(frozen=True)

    what: str
    at: datetime
    person_id: str | None = None
    person_name: str | None = None
    note: str | None = None


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


class Editing(BaseModel):
    """Somebody has the form of an article open."""

    model_config = ConfigDict(frozen=True)

    id: str
    article_id: str
    person_id: str
    person_name: str
    since: datetime
    seen_at: datetime


class Article(BaseModel):
    """One article or page.

    `text` is what is on the site once it is published; changes wait in `pending` until a second person approves them.
    `slug` is its address, given when it is first published; who comes to one of the `addresses` it had is led on.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind = Kind.ARTICLE
    text: Text
    pending: Text | None = None
    author_id: str
    author_name: str
    writers: tuple[str, ...] = ()
    """Ids of those who have written the newest text since a second person last approved one."""
    created_at: datetime
    changed_at: datetime
    state: State = State.DRAFT
    step: Step = Step.WRITING
    publish_at: datetime | None = None
    """When it goes on the site by itself; only while scheduled."""
    remark: str | None = None
    """Why the second person gave it back."""
    slug: str | None = None
    addresses: tuple[str, ...] = ()
    published_at: datetime | None = None
    corrected_at: datetime | None = None
    """When its text was last changed on the site."""
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = None
    task: str | None = None
    """The open task of the second person."""
    held: tuple[str, ...] = ()
    """Ids of the pictures that belong to one of its versions."""
    shown_files: tuple[str, ...] = ()
    """Ids of the pictures and files of the text that is on the site."""
    history: tuple[Happening, ...] = ()
    version: int = 1

    @property
    def newest(self) -> Text:
        """The text that editors work on."""
        return self.pending or self.text

    @property
    def path(self) -> str | None:
        """Its page on the site."""
        return f"{self.kind.place}/{self.slug}" if self.slug else None

    @property
    def stage(self) -> Stage:
        """Where its newest text is."""
        if self.state is State.WITHDRAWN:
            return Stage.WITHDRAWN
        if self.step is not Step.WRITING:
            return Stage(self.step.value)
        return Stage.PUBLISHED if self.state is State.PUBLISHED and self.pending is None else Stage.DRAFT

    def rewritten(self, text: Text, by: str, at: datetime) -> "Article":
        """Give the article with a new text. The site keeps the old one until the new one is approved.

        What waited for approval or for its hour waits no longer: another text was approved. Raises `ArticleWithdrawn`.
        """
        if self.state is State.WITHDRAWN:
            raise ArticleWithdrawn(self.id)
        changes: dict[str, object] = {"text": text}
        writers = self.writers
        if self.state is State.PUBLISHED:
            changes = {"pending": text if text != self.text else None}
            writers = self.writers if self.pending else ()
        return self.model_copy(update=changes)._next(
            at,
            writers=tuple(dict.fromkeys([*writers, by])),
            step=Step.WRITING,
            publish_at=None,
            held=tuple(dict.fromkeys([*self.held, *text.pictures])),
        )

    def sent(self, by: Happening) -> "Article":
        """Give the article to a second person. Raises `NotNow`."""
        self._only(Stage.DRAFT)
        return self._next(by.at, by, step=Step.REVIEW, remark=None)

    def returned(self, remark: str, by: Happening) -> "Article":
        """Give the article back to its author, with a remark. Raises `NotNow`."""
        self._only(Stage.REVIEW)
        return self._next(by.at, by, step=Step.WRITING, remark=remark)

    def approved(self, publish_at: datetime | None, by: Happening) -> "Article":
        """Give the article approved by somebody who has not written it, to be shown at `publish_at` or at once (None).

        Raises `NotNow` and `OwnText`.
        """
        self._only(Stage.REVIEW)
        if by.person_id in self.writers or (self.state is State.DRAFT and by.person_id == self.author_id):
            raise OwnText(self.id)
        return self._next(by.at, by, step=Step.SCHEDULED, publish_at=publish_at or by.at)

    def unscheduled(self, by: Happening) -> "Article":
        """Give the article back to its author before its hour. Raises `NotNow`."""
        self._only(Stage.SCHEDULED)
        return self._next(by.at, by, step=Step.WRITING, publish_at=None)

    def shown(self, slug: str, by: Happening) -> "Article":
        """Give the approved text on the site, at `slug` where it has no address yet. Raises `NotNow`."""
        self._only(Stage.SCHEDULED)
        first = self.state is State.DRAFT
        text = self.newest
        return self._next(
            by.at,
            by,
            state=State.PUBLISHED,
            step=Step.WRITING,
            publish_at=None,
            text=text,
            pending=None,
            writers=(),
            slug=slug if first else self.slug,
            addresses=(*self.addresses, slug) if first else self.addresses,
            published_at=by.at if first else self.published_at,
            corrected_at=self.corrected_at if first else by.at,
            shown_files=text.files,
        )

    def moved(self, slug: str, by: Happening) -> "Article":
        """Give the article at another address; from the old ones readers are led on. Raises `NotPublished`."""
        if self.state is not State.PUBLISHED:
            raise NotPublished(self.id)
        addresses = tuple(dict.fromkeys([*self.addresses, slug]))
        return self._next(by.at, by, slug=slug, addresses=addresses)

    def withdrawn(self, reason: str, by: Happening) -> "Article":
        """Give the article taken off the site, for a reason that readers see. Raises `NotPublished`."""
        if self.state is not State.PUBLISHED:
            raise NotPublished(self.id)
        changes = {"state": State.WITHDRAWN, "withdrawn_at": by.at, "withdrawal_reason": reason, "shown_files": ()}
        return self.model_copy(update=changes)._next(by.at, by, step=Step.WRITING, publish_at=None)

    def saved(self, person_id: str, person_name: str) -> Version:
        """Give the newest text as a version to keep."""
        return Version(
            id=f"{self.id}-{self.version}",
            article_id=self.id,
            number=self.version,
            text=self.newest,
            person_id=person_id,
            person_name=person_name,
            saved_at=self.changed_at,
        )

    def _only(self, stage: Stage) -> None:
        if self.state is State.WITHDRAWN:
            raise ArticleWithdrawn(self.id)
        if self.stage is not stage:
            raise NotNow(self.id, self.stage)

    def _next(self, at: datetime, happening: Happening | None = None, **changes: object) -> "Article":
        history = (*self.history, happening) if happening else self.history
        return self.model_copy(update={**changes, "history": history, "changed_at": at, "version": self.version + 1})


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
