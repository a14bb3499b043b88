"""Use cases of the life line: follow what every service says, and show it. It decides nothing about a project."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias, get_args

from services.reporting.tracker.domain import (
    Edition,
    EditionEvent,
    Glance,
    Milestone,
    Project,
    ProjectEvent,
    State,
    apply,
    projects_of,
)
from services.reporting.tracker.domain.next_step import NextStep, next_step
from shared.clock import Clock
from shared.contracts import Event
from shared.projection import Projection
from shared.sketch import Point
from shared.store import Database, NotFound, Transaction, transactional

TrackedEvent: TypeAlias = ProjectEvent | EditionEvent
"""What the life lines follow from."""


@dataclass(frozen=True)
class Wanted:
    """Which projects a list shows; empty means all."""

    edition_id: str | None = None
    text: str = ""
    pool_id: str | None = None
    area_id: str | None = None
    state: State | None = None


@dataclass(frozen=True)
class Line:
    """A project in a list. `point`: None where the residents have given no point for it."""

    id: str
    edition_id: str
    glance: Glance
    point: Point | None = None


@dataclass(frozen=True)
class Sum:
    """Projects of one pool and category: how many came how far, and their money in grosze."""

    pool_id: str
    category: str
    reached: dict[Milestone, int]
    asked: int
    selected: int
    spent: int


class TrackerStore(Protocol):
    """What the use cases need to keep."""

    async def project_or_none(self, id: str, tx: Transaction | None = None) -> Project | None: ...  # noqa: D102
    async def projects(self, ids: Sequence[str], tx: Transaction) -> list[Project]: ...  # noqa: D102
    async def put_projects(self, tx: Transaction, projects: Sequence[Project]) -> None: ...  # noqa: D102
    async def edition_or_none(self, id: str, tx: Transaction | None = None) -> Edition | None: ...  # noqa: D102
    async def editions(self) -> list[Edition]: ...  # noqa: D102
    async def put_edition(self, tx: Transaction, edition: Edition) -> None: ...  # noqa: D102
    async def page(self, wanted: Wanted, areas: Sequence[Sequence[str]], skip: int, limit: int) -> list[Line]: ...  # noqa: D102
    async def after(  # noqa: D102
        self, wanted: Wanted, areas: Sequence[Sequence[str]], edition_id: str, number: int, limit: int
    ) -> list[Line]: ...
    async def states(self, wanted: Wanted, areas: Sequence[Sequence[str]]) -> dict[State, int]: ...  # noqa: D102
    async def sums(self, edition_id: str) -> list[Sum]: ...  # noqa: D102
    async def changed_last(self, limit: int) -> list[Project]: ...  # noqa: D102


_COLLECTIONS: Mapping[str, Mapping[str, object]] = {"projects": {}, "editions": {}}
_READS = tuple(event.name for event in get_args(TrackedEvent))


async def take_in(tx: Transaction, store: TrackerStore, events: Sequence[Event]) -> None:
    """Write what `events` say into a store of life lines."""
    by_project: dict[str, list[ProjectEvent]] = {}
    for event in events:
        if isinstance(event, ProjectEvent):
            for id in projects_of(event):
                by_project.setdefault(id, []).append(event)
    before = {one.id: one for one in await store.projects(sorted(by_project), tx)} if by_project else {}
    after = {
        id: apply(before.get(id) or Project(id=id, edition_id=told[0].edition_id), *told)
        for id, told in by_project.items()
    }
    if changed := [project for id, project in after.items() if project != before.get(id)]:
        await store.put_projects(tx, changed)
    for one in events:
        if isinstance(one, EditionEvent):
            known = await store.edition_or_none(one.edition_id, tx) or Edition(id=one.edition_id)
            if (edition := known.following(one)) != known:
                await store.put_edition(tx, edition)


def projection(database: Database, make: Callable[[Database], TrackerStore]) -> Projection[TrackerStore]:
    """Give the life lines as a copy that can be built anew."""
    return Projection(database, "tracker", _COLLECTIONS, _READS, make, take_in)


class Tracker:
    """The life lines of all projects, and copies of the editions they belong to."""

    def __init__(self, database: Database, make: Callable[[Database], TrackerStore], clock: Clock) -> None:
        self.database, self.clock = database, clock
        self.projection = projection(database, make)
        self.store = self.projection.store

    @transactional
    async def follow(self, tx: Transaction, event: TrackedEvent) -> None:
        """Take in what a service says."""
        await self.projection.follow(tx, event)

    # -- what people read ----------------------------------------------------------------------------------------

    async def project(self, id: str) -> Project:
        """Give a project that has been filed. Raises `NotFound`."""
        project = await self.store.project_or_none(id)
        if project is None or not project.known:
            raise NotFound("project", id)
        return project

    async def changed_last(self, limit: int) -> list[Project]:
        """Give the projects to which something has happened last, of all editions."""
        return await self.store.changed_last(limit)

    async def edition(self, id: str, tx: Transaction | None = None) -> Edition:
        """Give the copy of an edition; an empty one while its announcement has not come."""
        return await self.store.edition_or_none(id, tx) or Edition(id=id)

    async def editions(self) -> list[Edition]:
        """Give all announced editions, the newest first."""
        return await self.store.editions()

    async def page(self, wanted: Wanted, skip: int, limit: int) -> tuple[list[Line], dict[State, int]]:
        """Give a part of a list, in the order of numbers, and how many projects are in each state."""
        areas = await self._named_areas(wanted)
        lines = await self.store.page(wanted, areas, skip, limit)
        return lines, await self.store.states(wanted, areas)

    async def after(self, wanted: Wanted, edition_id: str, number: int, limit: int) -> list[Line]:
        """Give at most `limit` projects that come after number `number` of an edition."""
        return await self.store.after(wanted, await self._named_areas(wanted), edition_id, number, limit)

    async def _named_areas(self, wanted: Wanted) -> list[list[str]]:
        """Give for each word that is sought the areas whose name has it: "Rogatka" finds all its projects."""
        if not wanted.text or wanted.edition_id is None:
            return []
        edition = await self.edition(wanted.edition_id)
        return edition.areas_named(wanted.text)

    def next_step(self, project: Project, edition: Edition) -> NextStep | None:
        """Give what is expected next for a project, None where its way is over."""
        return next_step(project.glance, edition.rules, self.clock.now())

    def now(self) -> datetime:
        """Give the present moment."""
        return self.clock.now()
