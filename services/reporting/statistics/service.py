"""Use cases of the statistics: keep what the services tell, and give figures of it. It decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import methodcaller
from typing import Protocol, get_args

from services.reporting.statistics.domain.figures import Figures, Sum, figures
from services.reporting.statistics.domain.following import Edition, OfEdition, OfProject, Project, StatisticsEvent
from shared.contracts import Event
from shared.contracts.voting import ResultsPublishedV1
from shared.projection import Projection
from shared.store import Database, NotFound, Transaction, transactional

_COLLECTIONS: Mapping[str, Mapping[str, object]] = {"statistics_editions": {}, "statistics_projects": {}}
_READS = tuple(event.name for event in get_args(StatisticsEvent))
_Step = Callable[[Project], Project]
"""What an event makes of what is known of a project."""


class StatisticsStore(Protocol):
    """What the use cases need to keep."""

    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> Edition | None: ...  # noqa: D102
    async def editions(self) -> list[Edition]: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def projects(self, ids: Sequence[str], tx: Transaction) -> list[Project]: ...  # noqa: D102
    async def put_projects(self, tx: Transaction, projects: Sequence[Project]) -> None: ...  # noqa: D102
    async def counted(self, edition_id: str) -> list[Project]: ...  # noqa: D102
    async def sums(self, edition_id: str | None = None) -> list[Sum]: ...  # noqa: D102
    async def modified(self, edition_id: str | None = None) -> dict[str, datetime]: ...  # noqa: D102


async def take_in(tx: Transaction, store: StatisticsStore, events: Sequence[Event]) -> None:
    """Write what `events` say of editions and projects into a store of the statistics."""
    of_editions: dict[str, list[OfEdition]] = {}
    steps: list[tuple[Project, _Step]] = []
    for event in events:
        if isinstance(event, OfEdition):
            of_editions.setdefault(event.edition_id, []).append(event)
        if isinstance(event, ResultsPublishedV1):
            for one in event.projects:
                new = Project(id=one.proposal_id, edition_id=event.edition_id)
                steps.append((new, methodcaller("counted", one, event.version, event.published_at)))
        elif isinstance(event, OfProject):
            new = Project(id=event.proposal_id, edition_id=event.edition_id)
            steps.append((new, methodcaller("heard", event)))
    for id, news in of_editions.items():
        await _hear(tx, store, id, news)
    await _change(tx, store, steps)


async def _hear(tx: Transaction, store: StatisticsStore, id: str, news: Sequence[OfEdition]) -> None:
    before = await store.edition_or_none(id, tx)
    after = before or Edition(id=id)
    for event in news:
        after = after.heard(event)
    if after != before:
        await store.put_edition(tx, after)


async def _change(tx: Transaction, store: StatisticsStore, steps: Sequence[tuple[Project, _Step]]) -> None:
    ids = sorted({new.id for new, _ in steps})
    before = {one.id: one for one in await store.projects(ids, tx)} if ids else {}
    after = dict(before)
    for new, step in steps:
        after[new.id] = step(after.get(new.id, new))
    changed = [one for id, one in after.items() if one != before.get(id)]
    if changed:
        await store.put_projects(tx, changed)


def projection(database: Database, make: Callable[[Database], StatisticsStore]) -> Projection[StatisticsStore]:
    """Give what the figures are made of as a copy that can be built anew."""
    return Projection(database, "statistics", _COLLECTIONS, _READS, make, take_in)


class Statistics:
    """Editions in figures."""

    def __init__(self, database: Database, make: Callable[[Database], StatisticsStore]) -> None:
        self.database = database
        self.projection = projection(database, make)
        self.store = self.projection.store

    @transactional
    async def follow(self, tx: Transaction, event: StatisticsEvent) -> None:
        """Take in what a service says."""
        await self.projection.follow(tx, event)

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
