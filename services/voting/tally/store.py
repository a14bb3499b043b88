"""MongoDB documents of the count: its figures, and the ballots that it opened. Neither leads to a voter."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from services.voting.ballots.domain import Choice
from services.voting.tally.domain import Ballot, Box
from services.voting.tally.domain.turnout import Cell
from services.voting.tally.service import Count
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_AT_ONCE = 2_000
"""Kinds of ballots in one document, far below the largest that the database takes."""


class _Kinds(BaseModel):
    """Some of a section's ballots: what is marked, and how many voters handed in just that. In the order of marks."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    section_id: str
    number: int
    ballots: tuple[tuple[tuple[Choice, ...], int], ...]


class _Ages(BaseModel):
    """The voters of an edition by age, as far as that may be told."""

    model_config = ConfigDict(frozen=True)

    id: str
    cells: tuple[Cell, ...]


class MongoCountStore:
    """Keeps the counts, one for each edition, by its id, and their ballots."""

    def __init__(self, database: Database) -> None:
        self._counts = Collection(database, "counts", Count, key="id")
        by_place = IndexModel(
            [("edition_id", ASCENDING), ("section_id", ASCENDING), ("number", ASCENDING)], unique=True, name="by_place"
        )
        self._ages = Collection(database, "counted_ages", _Ages, key="id")
        self._kinds = Collection(database, "counted_ballots", _Kinds, key="id", indexes=[by_place])

    async def add(self, tx: Transaction, count: Count, boxes: Mapping[str, Box]) -> None:
        """Add a count with its ballots by section. Raises `Duplicate` where the edition has one."""
        await self._counts.insert(tx, count)
        documents = [
            _Kinds(
                id=f"{count.id}|{section}|{number:06}",
                edition_id=count.id,
                section_id=section,
                number=number,
                ballots=tuple(kinds[at : at + _AT_ONCE]),
            )
            for section, kinds in ((section, list(box.items())) for section, box in boxes.items())
            for number, at in enumerate(range(0, len(kinds), _AT_ONCE))
        ]
        if documents:
            await self._kinds.insert_many(tx, documents)

    async def save(self, tx: Transaction, count: Count) -> None:
        """Write the next version. Raises `Stale`."""
        await self._counts.replace(tx, count)

    async def get(self, edition_id: str, tx: Transaction | None = None) -> Count:
        """Give the count of an edition. Raises `NotFound`."""
        return await self._counts.get(edition_id, tx)

    async def known(self, edition_id: str) -> Count | None:
        """Give the count of an edition, None where it has not been counted."""
        return await self._counts.find_one({"_id": edition_id})

    async def published(self) -> list[Count]:
        """Give the published counts, the newest first."""
        return await self._counts.find({"published_at": {"$ne": None}}, sort=[("published_at", -1)])

    async def is_published(self, edition_id: str) -> bool:
        """Tell whether the count of an edition is published."""
        return await self._counts.find_one({"_id": edition_id, "published_at": {"$ne": None}}) is not None

    async def boxes(self, edition_id: str) -> dict[str, Box]:
        """Give the ballots of an edition's count by section, the equal ones merged."""
        boxes: dict[str, dict[Ballot, int]] = {}
        order = [("section_id", ASCENDING), ("number", ASCENDING)]
        async for row in self._kinds.raw.find({"edition_id": edition_id}).sort(order):
            some = self._kinds.item(row)
            boxes.setdefault(some.section_id, {}).update(some.ballots)
        return {**boxes}

    async def ages(self, edition_id: str) -> tuple[Cell, ...] | None:
        """Give the voters by age that are kept, None where none are."""
        found = await self._ages.find_one({"_id": edition_id})
        return found.cells if found else None

    async def keep_ages(self, edition_id: str, cells: tuple[Cell, ...]) -> None:
        """Keep the voters by age; those that are kept stay."""
        values = _Ages(id=edition_id, cells=cells).model_dump(mode="json", exclude={"id"})
        await self._ages.raw.update_one({"_id": edition_id}, {"$setOnInsert": values}, upsert=True)
