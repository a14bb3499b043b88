"""MongoDB documents of conflicts: where proposals are to be built, the pairs, and which ballot lists are out."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.verification.conflicts.domain import EARTH, Conflict, ConflictState, Place
from services.verification.conflicts.service import ConflictPlace
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_PLACES = [
    IndexModel([("edition_id", ASCENDING), ("live", ASCENDING), ("point", "2dsphere")], name="by_point"),
    IndexModel([("edition_id", ASCENDING), ("live", ASCENDING), ("parcel", ASCENDING)], name="by_parcel"),
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], name="by_number"),
]
_CONFLICTS = [
    IndexModel([("proposals", ASCENDING)], name="of_proposal"),
    IndexModel([("edition_id", ASCENDING), ("first.number", ASCENDING), ("_id", ASCENDING)], name="of_edition"),
    IndexModel(
        [("edition_id", ASCENDING), ("state", ASCENDING), ("first.number", ASCENDING), ("_id", ASCENDING)],
        name="by_state",
    ),
]
_MOST = 1_000
"""Neighbours of one place."""


class _PublishedList(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    published_at: datetime


class MongoConflictStore:
    """Keeps places and conflicts."""

    def __init__(self, database: Database) -> None:
        self._places = Collection(database, "places", Place, key="id", indexes=_PLACES)
        self._conflicts = Collection(database, "conflicts", Conflict, key="id", indexes=_CONFLICTS)
        self._lists = Collection(database, "published_lists", _PublishedList, key="id")

    async def place(self, id: str, tx: Transaction) -> Place | None:
        """Give where a proposal is, None where nothing of it has come yet."""
        return await self._places.find_one({"_id": id}, tx)

    async def put_place(self, tx: Transaction, place: Place) -> None:
        """Write where a proposal is."""
        await self._places.put(tx, place)

    async def by_number(self, edition_id: str, number: int, tx: Transaction | None = None) -> Place | None:
        """Give the place of the proposal with a number of the register, None where there is none."""
        return await self._places.find_one({"edition_id": edition_id, "number": number}, tx)

    async def neighbours(self, tx: Transaction, place: Place, radius: int) -> list[Place]:
        """Give the live places of the edition within `radius` metres of a place, or on its parcel; never itself.

        Two questions, because each has an index of its own.
        """
        wanted: dict[str, Any] = {"edition_id": place.edition_id, "live": True}
        found: dict[str, Place] = {}
        if place.point is not None:
            circle = {"$geoWithin": {"$centerSphere": [place.point.coordinates, radius / EARTH]}}
            found |= {one.id: one for one in await self._places.find({**wanted, "point": circle}, limit=_MOST, tx=tx)}
        if place.parcel is not None:
            same = await self._places.find({**wanted, "parcel": place.parcel}, limit=_MOST, tx=tx)
            found |= {one.id: one for one in same}
        found.pop(place.id, None)
        return list(found.values())

    async def conflict(self, id: str, tx: Transaction | None = None) -> Conflict:
        """Give a conflict. Raises `NotFound`."""
        return await self._conflicts.get(id, tx)

    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> list[Conflict]:
        """Give the conflicts of a proposal."""
        return await self._conflicts.find({"proposals": proposal_id}, limit=_MOST, tx=tx)

    async def add(self, tx: Transaction, conflict: Conflict) -> None:
        """Add a conflict. Raises `Duplicate` where the two are a pair already."""
        await self._conflicts.insert(tx, conflict)

    async def save(self, tx: Transaction, conflict: Conflict) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._conflicts.replace(tx, conflict)

    async def page(
        self, edition_id: str, state: ConflictState | None, after: ConflictPlace | None, limit: int
    ) -> list[Conflict]:
        """Give at most `limit` conflicts of an edition in the order of their first proposals, from the one after."""
        query: dict[str, Any] = {"edition_id": edition_id}
        if state is not None:
            query["state"] = state.value
        if after is not None:
            query["$or"] = [
                {"first.number": {"$gt": after.number}},
                {"first.number": after.number, "_id": {"$gt": after.id}},
            ]
        return await self._conflicts.find(query, sort=[("first.number", ASCENDING), ("_id", ASCENDING)], limit=limit)

    async def count(self, edition_id: str, state: ConflictState) -> int:
        """Count the conflicts at a state."""
        return await self._conflicts.count({"edition_id": edition_id, "state": state.value})

    async def list_published(self, edition_id: str, tx: Transaction | None = None) -> bool:
        """Tell whether the ballot list of an edition is out."""
        return await self._lists.find_one({"_id": edition_id}, tx) is not None

    async def put_list(self, tx: Transaction, edition_id: str, published_at: datetime) -> None:
        """Write that the ballot list of an edition is out."""
        await self._lists.put(tx, _PublishedList(id=edition_id, published_at=published_at))
