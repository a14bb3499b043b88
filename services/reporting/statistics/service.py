"""Use cases of the statistics: keep what the services tell, and give figures of it. It decides nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.reporting.statistics.domain.figures import Figures, Sum, figures
from services.reporting.statistics.domain.following import Edition, OfEdition, OfProject, Project
from shared.clock import Clock
from shared.contracts.voting import ResultsPublishedV1
from shared.store import Database, NotFound, Transaction, transactional


class StatisticsStore(Protocol):
    """What the use cases need to keep."""

    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> Edition | None: ...  # noqa: D102
    async def editions(self) -> list[Edition]: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def projects(self, ids: Sequence[str], tx: Transaction) -> list[Project]: ...  # noqa: D102
    async def put_project(self, tx: Transaction, project: Project) -> None: ...  # noqa: D102
    async def counted(self, edition_id: str) -> list[Project]: ...  # noqa: D102
    async def sums(self, edition_id: str | None = None) -> list[Sum]: ...  # noqa: D102
    async def modified(self, edition_id: str | None = None) -> dict[str, datetime]: ...  # noqa: D102


class Statistics:
    """Editions in figures."""

    def __init__(self, database: Database, store: StatisticsStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    # -- what the services say ---------------------------------------------------------------------------------------

    @transactional
    async def follow_edition(self, tx: Transaction, event: OfEdition) -> None:
        """Keep what an event says of an edition."""
        await self._hear(tx, event)

    @transactional
    async def follow_project(self, tx: Transaction, event: OfProject) -> None:
        """Keep what an event says of a project."""
        known = await self.store.projects([event.proposal_id], tx)
        before = known[0] if known else Project(id=event.proposal_id, edition_id=event.edition_id)
        after = before.heard(event)
        if after != before:
            await self.store.put_project(tx, after)

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Keep the turnout, and what the vote has brought every project."""
        await self._hear(tx, event)
        ids = [one.proposal_id for one in event.projects]
        known = {one.id: one for one in await self.store.projects(ids, tx)}
        for one in event.projects:
            before = known.get(one.proposal_id) or Project(id=one.proposal_id, edition_id=event.edition_id)
            after = before.counted(one, event.version, event.published_at)
            if after != before:
                await self.store.put_project(tx, after)

    async def _hear(self, tx: Transaction, event: OfEdition) -> None:
        before = await self.store.edition_or_none(event.edition_id, tx) or Edition(id=event.edition_id)
        after = before.heard(event)
        if after != before:
            await self.store.put_edition(tx, after)

    # -- what people read --------------------------------------------------------------------------------------------

    async def edition(self, edition_id: str) -> Figures:
        """Give the figures of an announced edition. Raises `NotFound`."""
        known = await self.store.edition_or_none(edition_id)
        modified = await self.store.modified(edition_id)
        found = figures(known, await self.store.sums(edition_id), modified.get(edition_id)) if known else None
        if found is None:
            raise NotFound("edition", edition_id)
        return found

    async def editions(self) -> list[Figures]:
        """Give the figures of all announced editions, the newest first."""
        sums, modified = await self.store.sums(), await self.store.modified()
        of: dict[str, list[Sum]] = {}
        for one in sums:
            of.setdefault(one.edition_id, []).append(one)
        found = [figures(one, of.get(one.id, ()), modified.get(one.id)) for one in await self.store.editions()]
        return [one for one in found if one is not None]

    async def results(self, edition_id: str) -> list[Project]:
        """Give the projects of an edition that were voted on, by their places. Raises `NotFound` before the results."""
        found = await self.store.counted(edition_id)
        if not found:
            raise NotFound("results", edition_id)
        return found
