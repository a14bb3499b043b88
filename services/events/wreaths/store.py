"""MongoDB documents of wreaths: the order of each ceremony, and its delegations, no two of them in one place."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.events.wreaths.domain import Delegation, WreathOrder
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_IN_ORDER = [("event_id", ASCENDING), ("site_id", ASCENDING), ("place", ASCENDING)]
_MOST = 1_000
_WITH_TASKS: dict[str, Any] = {"tasks": {"$gt": {}}}


class MongoWreathStore:
    """Keeps them."""

    def __init__(self, database: Database) -> None:
        by_day = [
            IndexModel([("erase_on", ASCENDING)], name="to_erase"),
            IndexModel([("day", ASCENDING)], partialFilterExpression=_WITH_TASKS, name="with_tasks"),
        ]
        self._orders = Collection(database, "wreath_orders", WreathOrder, key="id", indexes=by_day)
        places = IndexModel(
            _IN_ORDER, unique=True, partialFilterExpression={"place": {"$type": "number"}}, name="one_in_a_place"
        )
        self._delegations = Collection(
            database,
            "wreath_delegations",
            Delegation,
            key="id",
            indexes=[
                places,
                IndexModel([("event_id", ASCENDING), ("_id", ASCENDING)], name="of_event"),
                IndexModel([("given.partner_id", ASCENDING)], name="of_partner"),
                IndexModel([("given.rank_id", ASCENDING)], name="of_rank"),
            ],
        )

    async def order(self, event_id: str, tx: Transaction | None = None) -> WreathOrder | None:
        """Give the order of a ceremony, None where nobody has entered anything."""
        return await self._orders.find_one({"_id": event_id}, tx)

    async def orders(self, ids: Sequence[str]) -> list[WreathOrder]:
        """Give orders by id."""
        return await self._orders.find({"_id": {"$in": list(ids)}})

    async def add_order(self, tx: Transaction, one: WreathOrder) -> None:
        """Add an order."""
        await self._orders.insert(tx, one)

    async def save_order(self, tx: Transaction, one: WreathOrder) -> None:
        """Write the next version of an order. Raises `Stale`."""
        await self._orders.replace(tx, one)

    async def delegation(self, id: str, tx: Transaction | None = None) -> Delegation:
        """Give a delegation. Raises `NotFound`."""
        return await self._delegations.get(id, tx)

    async def delegations(self, event_id: str, tx: Transaction | None = None) -> list[Delegation]:
        """Give all delegations of a ceremony, withdrawn ones too, by site and place."""
        return await self._delegations.find({"event_id": event_id}, sort=_IN_ORDER, limit=_MOST, tx=tx)

    async def of_partner(self, partner_id: str) -> list[Delegation]:
        """Give the delegations of a partner."""
        return await self._delegations.find({"given.partner_id": partner_id}, limit=_MOST)

    async def has_rank(self, tx: Transaction, rank_id: str) -> bool:
        """Say whether any delegation has a rank."""
        return await self._delegations.find_one({"given.rank_id": rank_id}, tx) is not None

    async def add(self, tx: Transaction, one: Delegation) -> None:
        """Add a delegation. Raises `Duplicate` where its place is taken."""
        await self._delegations.insert(tx, one)

    async def save(self, tx: Transaction, one: Delegation) -> None:
        """Write the next version of a delegation. Raises `Stale`, `Duplicate` where its place is taken."""
        await self._delegations.replace(tx, one)

    async def vacate(self, tx: Transaction, ids: Sequence[str]) -> None:
        """Take delegations off their places, to be written at others in the same transaction."""
        wanted = {"_id": {"$in": list(ids)}}
        await self._delegations.raw.update_many(wanted, {"$set": {"place": None}}, session=tx.session)

    async def over(self, today: date, limit: int) -> list[str]:
        """Give the ids of at most `limit` orders that have tasks though their day is over."""
        rows = self._orders.raw.find(_WITH_TASKS | {"day": {"$lt": today.isoformat()}}, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def to_erase(self, today: date, limit: int) -> list[str]:
        """Give the ids of at most `limit` orders whose names are to be erased."""
        rows = self._orders.raw.find({"erase_on": {"$ne": None, "$lte": today.isoformat()}}, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]
