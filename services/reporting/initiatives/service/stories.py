"""Use cases of the life line of initiatives: follow what every service says, and show it. It decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from services.reporting.initiatives.domain.figures import YearOfInitiatives
from services.reporting.initiatives.domain.story import Story, StoryEvent
from services.reporting.initiatives.service.needs import Sought, StoryStore
from shared.contracts import Event
from shared.projection import Projection
from shared.store import Database, NotFound, Transaction, transactional

_COLLECTIONS: Mapping[str, Mapping[str, object]] = {"initiative_stories": {}}
_READS = tuple(event.name for event in get_args(StoryEvent))


async def take_in(tx: Transaction, store: StoryStore, events: Sequence[Event]) -> None:
    """Write what `events` say into a store of life lines."""
    told: dict[str, list[StoryEvent]] = {}
    for event in events:
        if isinstance(event, StoryEvent):
            told.setdefault(event.initiative_id, []).append(event)
    before = {one.id: one for one in await store.stories(sorted(told), tx)} if told else {}
    changed = []
    for id, news in told.items():
        story = before.get(id) or Story(id=id)
        for event in news:
            story = story.heard(event)
        if story != before.get(id):
            changed.append(story)
    if changed:
        await store.put_stories(tx, changed)


def projection(database: Database, make: Callable[[Database], StoryStore]) -> Projection[StoryStore]:
    """Give the life lines as a copy that can be built anew."""
    return Projection(database, "initiatives", _COLLECTIONS, _READS, make, take_in)


class Stories:
    """The life lines of all initiatives."""

    def __init__(self, database: Database, make: Callable[[Database], StoryStore]) -> None:
        self.database = database
        self.projection = projection(database, make)
        self.store = self.projection.store

    @transactional
    async def follow(self, tx: Transaction, event: StoryEvent) -> None:
        """Take in what a service says."""
        await self.projection.follow(tx, event)

    async def of_case(self, case: str) -> Story:
        """Give an initiative that has been filed, by its case. Raises `NotFound`."""
        story = await self.store.story_of_case(case)
        if story is None or not story.known:
            raise NotFound("initiative", case)
        return story

    async def story(self, id: str) -> Story:
        """Give one that has been filed, by the initiative's id. Raises `NotFound`."""
        story = await self.store.story_or_none(id)
        if story is None or not story.known:
            raise NotFound("initiative", id)
        return story

    async def page(self, sought: Sought, skip: int, limit: int) -> tuple[list[Story], int]:
        """Give a part of the list, the newest case first, and how many there are."""
        return await self.store.page(sought, skip, limit), await self.store.count(sought)

    async def years(self) -> list[YearOfInitiatives]:
        """Give the initiatives in figures, the newest year first."""
        return await self.store.years()

    async def year(self, year: int) -> YearOfInitiatives:
        """Give those that were filed in a year; zeros where there were none."""
        return next((one for one in await self.years() if one.year == year), YearOfInitiatives(year=year))
