"""Use cases of the site: write, publish, change and withdraw articles; follow what the other services tell."""

from datetime import datetime
from typing import Protocol

from services.media.website.domain.article import Article, SlugTaken, Text, Version, free_slug, slug_of
from services.media.website.domain.city import CityDate, Work
from services.media.website.domain.edition import Edition
from shared.access import Person
from shared.clock import Clock
from shared.contracts.events import EntryScheduledV1
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1
from shared.contracts.media import ArticlePublishedV1
from shared.contracts.reporting import ProgressPublishedV1
from shared.contracts.voting import BallotListPublishedV1, ResultsPublishedV1, VotingClosedV1, VotingOpenedV1
from shared.store import Database, Duplicate, Stale, Transaction, new_id, transactional


class SiteStore(Protocol):
    """What the use cases need to keep."""

    async def article(self, id: str, tx: Transaction | None = None) -> Article: ...  # noqa: D102
    async def by_slug(self, slug: str) -> Article: ...  # noqa: D102
    async def add(self, tx: Transaction, article: Article) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, article: Article) -> None: ...  # noqa: D102
    async def keep(self, tx: Transaction, version: Version) -> None: ...  # noqa: D102
    async def versions(self, article_id: str) -> list[Version]: ...  # noqa: D102
    async def slugs_like(self, slug: str, tx: Transaction) -> set[str]: ...  # noqa: D102
    async def published(self, limit: int, skip: int = 0) -> list[Article]: ...  # noqa: D102
    async def all(self, limit: int, skip: int = 0) -> list[Article]: ...  # noqa: D102
    async def edition(self, id: str, tx: Transaction) -> Edition: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def newest_edition(self) -> Edition | None: ...  # noqa: D102
    async def work(self, id: str, tx: Transaction) -> Work | None: ...  # noqa: D102
    async def put_work(self, tx: Transaction, work: Work) -> None: ...  # noqa: D102
    async def works(self, limit: int) -> list[Work]: ...  # noqa: D102
    async def date(self, id: str, tx: Transaction) -> CityDate | None: ...  # noqa: D102
    async def put_date(self, tx: Transaction, date: CityDate) -> None: ...  # noqa: D102
    async def dates(self, now: datetime, limit: int) -> list[CityDate]: ...  # noqa: D102


class Website:
    """The city's site."""

    def __init__(self, database: Database, store: SiteStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    @transactional
    async def write(self, tx: Transaction, text: Text, by: Person, publish: bool = False) -> str:
        """Write an article and give its id; on the site at once where asked for. Raises `SlugTaken`."""
        now = self.clock.now()
        article = Article(id=new_id(), text=text, author_id=by.id, author_name=by.name, created_at=now, changed_at=now)
        await self.store.keep(tx, article.saved(by.id, by.name))
        if publish:
            article = article.published(await self._free_slug(tx, text.title), now)
        try:
            await self.store.add(tx, article)
        except Duplicate:
            raise SlugTaken(article.slug or "") from None
        if publish:
            tx.publish(_published(article))
        return article.id

    @transactional
    async def rewrite(self, tx: Transaction, id: str, version: int, text: Text, by: Person) -> int:
        """Change an article that the caller read in `version`; give the new version.

        Raises `Stale` and `ArticleWithdrawn`.
        """
        article = (await self._read(tx, id, version)).rewritten(text, self.clock.now())
        await self.store.save(tx, article)
        await self.store.keep(tx, article.saved(by.id, by.name))
        if article.published_at is not None:
            tx.publish(_published(article))
        return article.version

    @transactional
    async def publish(self, tx: Transaction, id: str, version: int) -> None:
        """Put a draft on the site. Raises `Stale`, `AlreadyPublished`, `ArticleWithdrawn` and `SlugTaken`."""
        article = await self._read(tx, id, version)
        article = article.published(await self._free_slug(tx, article.text.title), self.clock.now())
        try:
            await self.store.save(tx, article)
        except Duplicate:
            raise SlugTaken(article.slug or "") from None
        tx.publish(_published(article))

    @transactional
    async def withdraw(self, tx: Transaction, id: str, version: int, reason: str) -> None:
        """Take an article off the site, for a reason that readers see. Raises `Stale` and `NotPublished`."""
        article = await self._read(tx, id, version)
        await self.store.save(tx, article.withdrawn(reason, self.clock.now()))

    @transactional
    async def follow_edition(self, tx: Transaction, event: EditionAnnouncedV1 | EditionChangedV1) -> None:
        """Keep the newest rules of an edition."""
        known = await self.store.edition(event.edition_id, tx)
        if event.version > known.rules_version:
            changes = {"rules_version": event.version, "rules": event.rules}
            await self.store.put_edition(tx, known.model_copy(update=changes))

    @transactional
    async def follow_list(self, tx: Transaction, event: BallotListPublishedV1) -> None:
        """Know how many projects can be voted for."""
        known = await self.store.edition(event.edition_id, tx)
        if event.version > known.list_version:
            changes = {"list_version": event.version, "listed": len(event.entries)}
            await self.store.put_edition(tx, known.model_copy(update=changes))

    @transactional
    async def follow_opening(self, tx: Transaction, event: VotingOpenedV1) -> None:
        """Know from when until when ballots are taken."""
        known = await self.store.edition(event.edition_id, tx)
        if event.version > known.opened_version:
            changes = {"opened_version": event.version, "opens": event.opens, "closes": event.closes}
            await self.store.put_edition(tx, known.model_copy(update=changes))

    @transactional
    async def follow_closing(self, tx: Transaction, event: VotingClosedV1) -> None:
        """Know that no more ballots are taken."""
        known = await self.store.edition(event.edition_id, tx)
        if event.version > known.closed_version:
            changes = {"closed_version": event.version, "closed_at": event.closed_at}
            await self.store.put_edition(tx, known.model_copy(update=changes))

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Know that the results are out."""
        known = await self.store.edition(event.edition_id, tx)
        if event.version > known.results_version:
            changes = {
                "results_version": event.version,
                "results_at": event.published_at,
                "ballots": event.ballots,
                "entitled": event.entitled,
                "selected": sum(project.outcome == "selected" for project in event.projects),
            }
            await self.store.put_edition(tx, known.model_copy(update=changes))

    @transactional
    async def follow_progress(self, tx: Transaction, event: ProgressPublishedV1) -> None:
        """Keep the newest word on a building."""
        known = await self.store.work(event.implementation_id, tx)
        if known is None or event.version > known.version:
            fields = event.model_dump(include=set(Work.model_fields))
            await self.store.put_work(tx, Work(id=event.implementation_id, **fields))

    @transactional
    async def follow_entry(self, tx: Transaction, event: EntryScheduledV1) -> None:
        """Keep the newest state of a date in the city's calendar."""
        known = await self.store.date(event.entry_id, tx)
        if known is None or event.version > known.version:
            fields = event.model_dump(include=set(CityDate.model_fields))
            await self.store.put_date(tx, CityDate(id=event.entry_id, **fields))

    async def _read(self, tx: Transaction, id: str, version: int) -> Article:
        article = await self.store.article(id, tx)
        if article.version != version:
            raise Stale("article", id)
        return article

    async def _free_slug(self, tx: Transaction, title: str) -> str:
        wanted = slug_of(title)
        return free_slug(wanted, await self.store.slugs_like(wanted, tx))


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
