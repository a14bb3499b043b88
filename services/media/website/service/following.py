"""Use cases of the site: follow what the other services tell."""

from typing import Protocol

from services.media.website.domain.city import CityDate, Work
from services.media.website.domain.edition import Edition
from shared.contracts.events import EntryScheduledV1
from shared.contracts.intake import EditionAnnouncedV1, EditionChangedV1
from shared.contracts.reporting import ProgressPublishedV1
from shared.contracts.voting import BallotListPublishedV1, ResultsPublishedV1, VotingClosedV1, VotingOpenedV1
from shared.store import Database, Transaction, transactional


class CopyStore(Protocol):
    """What is kept of other services' facts."""

    async def edition(self, id: str, tx: Transaction) -> Edition: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def newest_edition(self) -> Edition | None: ...  # noqa: D102
    async def work(self, id: str, tx: Transaction) -> Work | None: ...  # noqa: D102
    async def put_work(self, tx: Transaction, work: Work) -> None: ...  # noqa: D102
    async def works(self, limit: int) -> list[Work]: ...  # noqa: D102
    async def date(self, id: str, tx: Transaction) -> CityDate | None: ...  # noqa: D102
    async def put_date(self, tx: Transaction, date: CityDate) -> None: ...  # noqa: D102


class Following:
    """The copies of what other services told."""

    database: Database
    store: CopyStore

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
