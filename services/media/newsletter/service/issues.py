"""Use cases of issues: put together from what was published, approved by a second person, sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.media.newsletter import wording
from services.media.newsletter.domain.issue import (
    Content,
    Issue,
    IssueSigned,
    Item,
    ItemWithdrawn,
    Publication,
    Source,
)
from services.media.newsletter.domain.mailing import Letter
from services.media.newsletter.service.mailings import Mailings
from shared.access import Person
from shared.contracts.media import (
    ArticlePublishedV1,
    ArticleWithdrawnV1,
    PressReleaseCorrectedV1,
    PressReleasePublishedV1,
    PressReleaseWithdrawnV1,
)
from shared.store import Stale, Transaction, new_id, transactional

_OFFERED = 30


class IssueStore(Protocol):
    """What the use cases need to keep."""

    async def issue(self, id: str, tx: Transaction | None = None) -> Issue: ...  # noqa: D102
    async def add_issue(self, tx: Transaction, issue: Issue) -> None: ...  # noqa: D102
    async def save_issue(self, tx: Transaction, issue: Issue) -> None: ...  # noqa: D102
    async def issues(self, limit: int, skip: int = 0) -> list[Issue]: ...  # noqa: D102
    async def publication(self, id: str, tx: Transaction | None = None) -> Publication | None: ...  # noqa: D102
    async def put_publication(self, tx: Transaction, publication: Publication) -> None: ...  # noqa: D102
    async def publications(self, limit: int) -> list[Publication]: ...  # noqa: D102
    async def publications_of(  # noqa: D102
        self, ids: Sequence[str], tx: Transaction | None = None
    ) -> list[Publication]: ...


class Issues:
    """The issues of the newsletter."""

    def __init__(self, store: IssueStore, mailings: Mailings) -> None:
        self.store, self.mailings = store, mailings
        self.database, self.clock = mailings.database, mailings.clock

    async def offered(self, chosen: Sequence[str] = ()) -> list[Publication]:
        """Give what an issue can hold, the newest first, and with it what it holds already."""
        newest = await self.store.publications(_OFFERED)
        missing = [id for id in chosen if id not in {one.id for one in newest}]
        return [*newest, *await self.store.publications_of(missing)] if missing else newest

    async def items(self, ids: Sequence[str], tx: Transaction | None = None) -> tuple[Item, ...]:
        """Give publications as an issue shows them, in the order of the ids. Raises `ItemWithdrawn`."""
        found = {one.id: one for one in await self.store.publications_of(ids, tx)}
        if gone := next((one for one in found.values() if one.withdrawn), None):
            raise ItemWithdrawn(gone.title)
        return tuple(
            Item(id=id, **found[id].model_dump(include={"title", "lead", "page"})) for id in ids if id in found
        )

    def letter(self, content: Content) -> Letter:
        """Give the letter that an issue would be, with a stand-in for the link of each reader."""
        return wording.issue(content, self.mailings.sealed.origin)

    @transactional
    async def write(self, tx: Transaction, content: Content, by: Person) -> str:
        """Begin an issue and give its id."""
        issue = Issue(id=new_id(), content=content, written=self._signed(by))
        await self.store.add_issue(tx, issue)
        return issue.id

    @transactional
    async def rewrite(self, tx: Transaction, id: str, version: int, content: Content, by: Person) -> int:
        """Change a draft that the caller read in `version`; give the next. Raises `Stale`, `IssueNotThere`."""
        issue = await self._read(tx, id, version)
        return await self._save(tx, issue.rewritten(content, self._signed(by)))

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Approve a draft that somebody else wrote; give its version.

        Raises `Stale`, `IssueNotThere`, `SameEditor`, `NothingInside`, `ItemWithdrawn`.
        """
        issue = await self._read(tx, id, version)
        await self.items([one.id for one in issue.content.items], tx)
        return await self._save(tx, issue.approve(self._signed(by)))

    @transactional
    async def give_back(self, tx: Transaction, id: str, version: int) -> int:
        """Make an approved issue a draft again; give its version. Raises `Stale`, `IssueNotThere`."""
        return await self._save(tx, (await self._read(tx, id, version)).returned())

    @transactional
    async def discard(self, tx: Transaction, id: str, version: int) -> int:
        """Drop an issue that was not sent; give its version. Raises `Stale`, `IssueNotThere`."""
        return await self._save(tx, (await self._read(tx, id, version)).discarded())

    @transactional
    async def send(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Send an approved issue to all who read about its topic now; give its version.

        Raises `Stale`, `IssueNotThere`, `ItemWithdrawn`. What it says of publications is what was
        approved; one withdrawn since holds it up.
        """
        issue = (await self._read(tx, id, version)).send(self._signed(by))
        await self.items([one.id for one in issue.content.items], tx)
        await self.mailings.begin(tx, issue.id, issue.content.topic, self.letter(issue.content), urgent=False)
        return await self._save(tx, issue)

    @transactional
    async def follow_article(self, tx: Transaction, event: ArticlePublishedV1) -> None:
        """Keep what an article of the site is called."""
        known = await self.store.publication(event.article_id, tx)
        await self._follow(
            tx,
            Publication(
                id=event.article_id,
                source=Source.ARTICLE,
                title=event.title,
                lead=event.lead,
                page=f"/aktualnosci/{event.slug}",
                published_at=event.published_at,
                heard=event.version,
                withdrawn=known.withdrawn if known else False,
            ),
        )

    @transactional
    async def follow_release(self, tx: Transaction, event: PressReleasePublishedV1 | PressReleaseCorrectedV1) -> None:
        """Keep what a press release is called."""
        known = await self.store.publication(event.release_id, tx)
        corrected = isinstance(event, PressReleaseCorrectedV1)
        at: datetime = event.corrected_at if isinstance(event, PressReleaseCorrectedV1) else event.published_at
        await self._follow(
            tx,
            Publication(
                id=event.release_id,
                source=Source.RELEASE,
                title=event.title,
                lead=event.lead,
                page=event.page,
                published_at=known.published_at if known and corrected else at,
                heard=event.version,
                withdrawn=known.withdrawn if known else False,
            ),
        )

    @transactional
    async def follow_withdrawal(self, tx: Transaction, event: PressReleaseWithdrawnV1 | ArticleWithdrawnV1) -> None:
        """Offer a press release or an article no more, also where the word of it comes first."""
        if isinstance(event, ArticleWithdrawnV1):
            id, source, page = event.article_id, Source.ARTICLE, "/aktualnosci"
        else:
            id, source, page = event.release_id, Source.RELEASE, "/prasa"
        gone = await self.store.publication(id, tx) or Publication(
            id=id,
            source=source,
            title="",
            lead="",
            page=page,
            published_at=event.withdrawn_at,
            heard=0,
        )
        await self.store.put_publication(tx, gone.model_copy(update={"withdrawn": True}))

    async def _follow(self, tx: Transaction, publication: Publication) -> None:
        known = await self.store.publication(publication.id, tx)
        if known is None or publication.heard > known.heard:
            await self.store.put_publication(tx, publication)

    async def _read(self, tx: Transaction, id: str, version: int) -> Issue:
        issue = await self.store.issue(id, tx)
        if issue.version != version:
            raise Stale("newsletter issue", id)
        return issue

    async def _save(self, tx: Transaction, issue: Issue) -> int:
        await self.store.save_issue(tx, issue)
        return issue.version

    def _signed(self, by: Person) -> IssueSigned:
        return IssueSigned(person_id=by.id, person_name=by.name, at=self.clock.now())
