"""Use cases of the log: what people enter, and what the program enters by itself."""

from datetime import datetime
from typing import Protocol

from services.media.channels.domain.profiles import Profile
from services.media.channels.domain.said import SITE, Said, SaidAhead
from shared.access import Person
from shared.clock import Clock
from shared.contracts.media import (
    ArticlePublishedV1,
    CrisisMessageIssuedV1,
    PressReleaseCorrectedV1,
    PressReleasePublishedV1,
)
from shared.store import Database, Transaction, new_id, transactional


class SaidStore(Protocol):
    """What the use cases need to keep."""

    async def profile(self, id: str, tx: Transaction | None = None) -> Profile: ...  # noqa: D102
    async def add_said(self, tx: Transaction, said: Said) -> None: ...  # noqa: D102
    async def knows(self, source: str, tx: Transaction) -> bool: ...  # noqa: D102
    async def said(self, place: str | None, limit: int, skip: int = 0) -> list[Said]: ...  # noqa: D102
    async def places(self) -> list[str]: ...  # noqa: D102


class SaidLog:
    """What was said where and when."""

    def __init__(self, database: Database, store: SaidStore, clock: Clock, origin: str) -> None:
        self.database, self.store, self.clock, self._origin = database, store, clock, origin.rstrip("/")

    @transactional
    async def enter(
        self, tx: Transaction, profile_id: str, at: datetime, words: str, link: str | None, by: Person
    ) -> str:
        """Note what somebody has said on a profile. Raises `NotFound`, `SaidAhead`."""
        now, profile = self.clock.now(), await self.store.profile(profile_id, tx)
        if at > now:
            raise SaidAhead
        said = Said(
            id=new_id(),
            number=await self.database.next_number(tx, "said"),
            at=at,
            place=profile.content.name,
            words=words,
            link=link,
            profile_id=profile.id,
            by_name=by.name,
            entered_at=now,
        )
        await self.store.add_said(tx, said)
        return said.id

    async def by_itself(
        self, tx: Transaction, source: str, place: str, at: datetime, words: str, path: str | None
    ) -> None:
        """Note, in the caller's transaction, what the program has said; of each `source` once. `path`: on our site."""
        if await self.store.knows(source, tx):
            return
        said = Said(
            id=new_id(),
            number=await self.database.next_number(tx, "said"),
            at=at,
            place=place,
            words=words,
            link=f"{self._origin}{path}" if path else None,
            source=source,
            entered_at=self.clock.now(),
        )
        await self.store.add_said(tx, said)

    @transactional
    async def follow_article(self, tx: Transaction, event: ArticlePublishedV1) -> None:
        """Note an article when it comes out."""
        words, page = f"{event.title}\n{event.lead}", f"/aktualnosci/{event.slug}"
        await self.by_itself(tx, f"article {event.article_id}", SITE, event.published_at, words, page)

    @transactional
    async def follow_release(self, tx: Transaction, event: PressReleasePublishedV1) -> None:
        """Note a press release when it comes out."""
        words = f"{event.number}: {event.title}\n{event.lead}"
        await self.by_itself(tx, f"release {event.release_id}", SITE, event.published_at, words, event.page)

    @transactional
    async def follow_correction(self, tx: Transaction, event: PressReleaseCorrectedV1) -> None:
        """Note what was put right in a press release."""
        source = f"release {event.release_id} {event.version}"
        await self.by_itself(tx, source, SITE, event.corrected_at, f"{event.title}\n{event.what}", event.page)

    @transactional
    async def follow_warning(self, tx: Transaction, event: CrisisMessageIssuedV1) -> None:
        """Note a warning on the bar and in the feed."""
        words = f"{event.headline}\n{event.description}"
        await self.by_itself(tx, f"warning {event.message_id}", SITE, event.issued_at, words, event.page)
