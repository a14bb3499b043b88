"""Use cases of the site: write, give to a second person, approve, show, move and withdraw articles and pages."""

from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from services.media.search.domain import Found
from services.media.search.domain import Kind as FoundKind
from services.media.search.service import Search
from services.media.website.domain.article import (
    Article,
    Editing,
    Happening,
    Kind,
    Slug,
    SlugTaken,
    Stage,
    Version,
    free_slug,
    slug_of,
)
from services.media.website.domain.city import CityDate
from services.media.website.domain.menu import Menu
from services.media.website.domain.text import Text
from services.media.website.service.following import CopyStore, Following
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts.media import ArticlePublishedV1, ArticleWithdrawnV1, TaskClosedV1, TaskOpenedV1
from shared.files import Pictures
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

EDITING = timedelta(minutes=45)
"""So long after somebody has opened a form others are told that it is being edited."""
DESK = "/panel/artykuly"


class SiteStore(CopyStore, Protocol):
    """What the use cases need to keep."""

    async def article(self, id: str, tx: Transaction | None = None) -> Article: ...  # noqa: D102
    async def by_slug(self, slug: str) -> Article: ...  # noqa: D102
    async def add(self, tx: Transaction, article: Article) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, article: Article) -> None: ...  # noqa: D102
    async def keep(self, tx: Transaction, version: Version) -> None: ...  # noqa: D102
    async def kept(self, article_id: str, number: int) -> Version: ...  # noqa: D102
    async def versions(self, article_id: str) -> list[Version]: ...  # noqa: D102
    async def slugs_like(self, slug: str, tx: Transaction) -> set[str]: ...  # noqa: D102
    async def published(  # noqa: D102
        self, limit: int, skip: int = 0, kind: Kind = Kind.ARTICLE
    ) -> list[Article]: ...
    async def all(  # noqa: D102
        self, limit: int, skip: int = 0, kind: Kind | None = None, stage: Stage | None = None
    ) -> list[Article]: ...
    async def due(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def shows(self, file_id: str) -> bool: ...  # noqa: D102
    async def editing(self, article_id: str, since: datetime) -> list[Editing]: ...  # noqa: D102
    async def put_editing(self, editing: Editing) -> None: ...  # noqa: D102
    async def end_editing(self, tx: Transaction, article_id: str, person_id: str) -> None: ...  # noqa: D102
    async def menu(self, tx: Transaction | None = None) -> Menu: ...  # noqa: D102
    async def put_menu(self, tx: Transaction, menu: Menu) -> None: ...  # noqa: D102
    async def dates(self, now: datetime, limit: int) -> list[CityDate]: ...  # noqa: D102


class Website(Following):
    """The city's site."""

    def __init__(self, database: Database, store: SiteStore, clock: Clock, search: Search, pictures: Pictures) -> None:
        self.database, self.clock = database, clock
        self.store: SiteStore = store
        self._search, self._pictures = search, pictures

    @transactional
    async def write(self, tx: Transaction, text: Text, by: Person, kind: Kind = Kind.ARTICLE) -> str:
        """Write a draft and give its id. Raises `NotFound` for a picture that is not there."""
        now = self.clock.now()
        article = Article(
            id=new_id(),
            kind=kind,
            text=text,
            author_id=by.id,
            author_name=by.name,
            writers=(by.id,),
            created_at=now,
            changed_at=now,
            held=tuple(dict.fromkeys(text.pictures)),
        )
        for picture in article.held:
            await self._pictures.hold(tx, picture)
        await self.store.keep(tx, article.saved(by.id, by.name))
        await self.store.add(tx, article)
        return article.id

    @transactional
    async def rewrite(self, tx: Transaction, id: str, version: int, text: Text, by: Person) -> int:
        """Change an article that the caller read in `version`; give the new version. On the site nothing changes yet.

        Raises `Stale`, `ArticleWithdrawn`, and `NotFound` for a picture that is not there.
        """
        before = await self._read(tx, id, version)
        article = before.rewritten(text, by.id, self.clock.now())
        for picture in article.held[len(before.held) :]:
            await self._pictures.hold(tx, picture)
        article = self._task_done(tx, article)
        await self.store.save(tx, article)
        await self.store.keep(tx, article.saved(by.id, by.name))
        await self.store.end_editing(tx, id, by.id)
        return article.version

    @transactional
    async def restore(self, tx: Transaction, id: str, version: int, number: int, by: Person) -> int:
        """Make an old version the newest text, as a draft. Raises `Stale`, `ArticleWithdrawn`, `NotFound`."""
        before, old = await self._read(tx, id, version), await self.store.kept(id, number)
        article = self._task_done(tx, before.rewritten(old.text, by.id, self.clock.now()))
        await self.store.save(tx, article)
        await self.store.keep(tx, article.saved(by.id, by.name))
        return article.version

    @transactional
    async def send(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Give an article to a second person, who finds it on the work list. Raises `Stale` and `NotNow`."""
        article = (await self._read(tx, id, version)).sent(self._happening("sent", by))
        task = f"{id}-review-{article.version}"
        tx.publish(
            TaskOpenedV1(
                version=1,
                task_id=task,
                kind="article_review",
                case=_NAMES[article.kind],
                title=article.newest.title,
                action="Sprawdź i zatwierdź tekst, którego nie piszesz",
                link=f"{DESK}/{id}",
                role=Role.PRESS_OFFICER,
                opened_at=article.changed_at,
            )
        )
        await self.store.save(tx, article.model_copy(update={"task": task}))

    @transactional
    async def give_back(self, tx: Transaction, id: str, version: int, remark: str, by: Person) -> None:
        """Give an article back to its author with a remark. Raises `Stale` and `NotNow`."""
        article = await self._read(tx, id, version)
        await self.store.save(
            tx, self._task_done(tx, article.returned(remark, self._happening("returned", by, remark)))
        )

    @transactional
    async def approve(
        self, tx: Transaction, id: str, version: int, by: Person, publish_at: datetime | None = None
    ) -> None:
        """Approve a text that somebody else has written: for `publish_at`, or at once (None, or a moment gone by).

        Raises `Stale`, `NotNow`, `OwnText` and `SlugTaken`.
        """
        article = await self._read(tx, id, version)
        article = self._task_done(tx, article.approved(publish_at, self._happening("approved", by)))
        await self.store.save(tx, article)
        if article.publish_at and article.publish_at <= self.clock.now():
            await self._show(tx, article)

    @transactional
    async def unschedule(self, tx: Transaction, id: str, version: int, by: Person) -> None:
        """Give an article back to its author before its hour. Raises `Stale` and `NotNow`."""
        article = await self._read(tx, id, version)
        await self.store.save(tx, article.unscheduled(self._happening("unscheduled", by)))

    async def show_due(self) -> None:
        """Put on the site what was approved for a moment that has come; for a tick."""
        await in_turn([partial(self._show_one, id) for id in await self.store.due(self.clock.now(), 100)])

    @transactional
    async def move(self, tx: Transaction, id: str, version: int, slug: Slug, by: Person) -> None:
        """Give an article another address; the old ones lead on. Raises `Stale`, `NotPublished`, `SlugTaken`."""
        article = (await self._read(tx, id, version)).moved(slug, self._happening("moved", by, slug))
        await self._save_at(tx, article, slug)
        await self._search.show(tx, _found(article))
        if article.kind is Kind.ARTICLE:
            tx.publish(_published(article))

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> None:
        """Take an article off the site, for a reason that readers see. Raises `Stale` and `NotPublished`."""
        article = await self._read(tx, id, version)
        article = self._task_done(tx, article.withdrawn(reason, self._happening("withdrawn", by, reason)))
        await self.store.save(tx, article)
        await self._search.hide(tx, id)
        if article.kind is Kind.ARTICLE and article.withdrawn_at:
            tx.publish(ArticleWithdrawnV1(version=article.version, article_id=id, withdrawn_at=article.withdrawn_at))

    async def open_form(self, id: str, by: Person) -> list[Editing]:
        """Say who else has the form open, and that `by` has it now."""
        now = self.clock.now()
        open_now = await self.store.editing(id, now - EDITING)
        mine = next((one for one in open_now if one.person_id == by.id), None)
        await self.store.put_editing(
            Editing(
                id=f"{id}-{by.id}",
                article_id=id,
                person_id=by.id,
                person_name=by.name,
                since=mine.since if mine else now,
                seen_at=now,
            )
        )
        return [one for one in open_now if one.person_id != by.id]

    async def edited_by(self, id: str, besides: Person) -> list[Editing]:
        """Say who has the form of an article open, `besides` the one who asks."""
        open_now = await self.store.editing(id, self.clock.now() - EDITING)
        return [one for one in open_now if one.person_id != besides.id]

    @transactional
    async def arrange(self, tx: Transaction, menu: Menu, by: Person) -> None:
        """Put a menu in the place of the one that the caller read in `menu.version`. Raises `Stale`."""
        if (await self.store.menu(tx)).version != menu.version:
            raise Stale("menu", menu.id)
        changed = menu.model_copy(update={"version": menu.version + 1, "changed_by": by.id})
        await self.store.put_menu(tx, changed)

    @transactional
    async def _show_one(self, tx: Transaction, id: str) -> None:
        article = await self.store.article(id, tx)
        if article.stage is Stage.SCHEDULED and article.publish_at and article.publish_at <= self.clock.now():
            await self._show(tx, article)

    async def _show(self, tx: Transaction, article: Article) -> None:
        """Put an approved text on the site. What had an hour is dated by it, though a tick came a little later."""
        at = article.publish_at or self.clock.now()
        wanted = slug_of(article.newest.title)
        slug = article.slug or free_slug(wanted, await self.store.slugs_like(wanted, tx))
        article = article.shown(slug, Happening(what="shown", at=at))
        await self._save_at(tx, article, slug)
        await self._search.show(tx, _found(article))
        if article.kind is Kind.ARTICLE:
            tx.publish(_published(article))

    async def _save_at(self, tx: Transaction, article: Article, slug: str) -> None:
        try:
            await self.store.save(tx, article)
        except Duplicate:
            raise SlugTaken(slug) from None

    def _task_done(self, tx: Transaction, article: Article) -> Article:
        if article.task is None:
            return article
        tx.publish(TaskClosedV1(version=2, task_id=article.task, closed_at=self.clock.now()))
        return article.model_copy(update={"task": None})

    def _happening(self, what: str, by: Person, note: str | None = None) -> Happening:
        return Happening(what=what, at=self.clock.now(), person_id=by.id, person_name=by.name, note=note)

    async def _read(self, tx: Transaction, id: str, version: int) -> Article:
        article = await self.store.article(id, tx)
        if article.version != version:
            raise Stale("article", id)
        return article


_NAMES = {Kind.ARTICLE: "Artykuł", Kind.PAGE: "Strona"}


def _found(article: Article) -> Found:
    assert article.path is not None
    assert article.published_at is not None
    return Found(
        id=article.id,
        kind=FoundKind(article.kind.value),
        title=article.text.title,
        text=article.text.plain,
        path=article.path,
        published_at=article.published_at,
    )


def _published(article: Article) -> ArticlePublishedV1:
    return ArticlePublishedV1.model_validate(
        {
            "version": article.version,
            "article_id": article.id,
            "slug": article.slug,
            "title": article.text.title,
            "lead": article.text.lead,
            "published_at": article.published_at,
        }
    )
