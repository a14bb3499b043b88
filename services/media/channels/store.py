"""MongoDB documents of channels: messages through gateways, profiles, the log, to which one can only add."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.media.channels.domain.gateways import Delivery, DeliveryState, Trouble
from services.media.channels.domain.profiles import Profile
from services.media.channels.domain.said import Said
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_DELIVERIES = [
    IndexModel(
        [("gateway_id", ASCENDING), ("message_id", ASCENDING), ("recipient", ASCENDING)], unique=True, name="once"
    ),
    IndexModel([("message_id", ASCENDING)], name="message"),
    IndexModel(
        [("state", ASCENDING), ("gateway_id", ASCENDING), ("urgent", DESCENDING), ("due_at", ASCENDING)], name="due"
    ),
    IndexModel([("gateway_id", ASCENDING), ("made_at", DESCENDING)], name="of_gateway"),
]
_SAID = [
    IndexModel([("number", DESCENDING)], unique=True, name="number"),
    IndexModel(
        [("source", ASCENDING)], unique=True, partialFilterExpression={"source": {"$type": "string"}}, name="once"
    ),
    IndexModel([("place", ASCENDING), ("at", DESCENDING), ("number", DESCENDING)], name="place"),
    IndexModel([("at", DESCENDING), ("number", DESCENDING)], name="newest"),
]


class Ended(BaseModel):
    """That a message holds no longer."""

    model_config = ConfigDict(frozen=True)

    id: str


class MongoChannelStore:
    """Keeps what goes out by channels, and where these are."""

    def __init__(self, database: Database) -> None:
        self._deliveries = Collection(database, "channel_deliveries", Delivery, key="id", indexes=_DELIVERIES)
        self._ended = Collection(database, "channel_ended", Ended, key="id")
        self._troubles = Collection(database, "channel_troubles", Trouble, key="id")
        address = IndexModel([("content.link", ASCENDING)], unique=True, name="link")
        self._profiles = Collection(database, "profiles", Profile, key="id", indexes=[address])
        self._said = Collection(database, "said", Said, key="id", indexes=_SAID)

    async def delivery(self, id: str, tx: Transaction | None = None) -> Delivery:
        """Give a message. Raises `NotFound`."""
        return await self._deliveries.get(id, tx)

    async def add_deliveries(self, tx: Transaction, deliveries: Sequence[Delivery]) -> None:
        """Add messages. Raises `Duplicate` where a gateway has the message already."""
        await self._deliveries.insert_many(tx, deliveries)

    async def save_delivery(self, tx: Transaction, delivery: Delivery) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._deliveries.replace(tx, delivery)

    async def end(self, tx: Transaction, message_id: str) -> None:
        """Keep that a message holds no longer."""
        await self._ended.put(tx, Ended(id=message_id))

    async def ended(self, message_id: str, tx: Transaction) -> bool:
        """Tell whether a message holds no longer."""
        return await self._ended.find_one({"_id": message_id}, tx) is not None

    async def of_message(self, message_id: str, tx: Transaction | None = None) -> list[Delivery]:
        """Give a message as it goes through each gateway."""
        return await self._deliveries.find({"message_id": message_id}, tx=tx)

    async def due(self, gateway_id: str, now: datetime) -> Delivery | None:
        """Give the next message for a gateway: warnings first, then what waits longest."""
        wanted = {"state": DeliveryState.WAITING.value, "gateway_id": gateway_id, "due_at": {"$lte": now}}
        found = await self._deliveries.find(wanted, sort=[("urgent", DESCENDING), ("due_at", ASCENDING)], limit=1)
        return found[0] if found else None

    async def interrupted(self, now: datetime, limit: int) -> list[Delivery]:
        """Give messages whose sender has not come back in time."""
        wanted = {"state": DeliveryState.SENDING.value, "due_at": {"$lt": now}}
        return await self._deliveries.find(wanted, limit=limit)

    async def orphans(self, known: Sequence[str], limit: int) -> list[Delivery]:
        """Give messages that wait, for a try or for a person, at gateways that there are no more."""
        states = [DeliveryState.WAITING.value, DeliveryState.GIVEN_UP.value]
        wanted = {"state": {"$in": states}, "gateway_id": {"$nin": list(known)}}
        return await self._deliveries.find(wanted, limit=limit)

    async def of_gateway(self, gateway_id: str, limit: int) -> list[Delivery]:
        """Give the messages of a gateway, the newest first."""
        return await self._deliveries.find({"gateway_id": gateway_id}, sort=[("made_at", DESCENDING)], limit=limit)

    async def counts(self, gateway_id: str) -> dict[str, int]:
        """Count the messages of a gateway by state."""
        stages: list[dict[str, Any]] = [
            {"$match": {"gateway_id": gateway_id}},
            {"$group": {"_id": "$state", "count": {"$sum": 1}}},
        ]
        return {row["_id"]: int(row["count"]) async for row in self._deliveries.raw.aggregate(stages)}

    async def last(self, gateway_id: str, state: DeliveryState) -> Delivery | None:
        """Give the newest message of a gateway in a state."""
        wanted = {"gateway_id": gateway_id, "state": state.value}
        found = await self._deliveries.find(wanted, sort=[("made_at", DESCENDING)], limit=1)
        return found[0] if found else None

    async def trouble(self, gateway_id: str, tx: Transaction) -> Trouble:
        """Give what is kept of the troubles of a gateway."""
        return await self._troubles.find_one({"_id": gateway_id}, tx) or Trouble(id=gateway_id)

    async def put_trouble(self, tx: Transaction, trouble: Trouble) -> None:
        """Keep it. Of two transactions that count at once, one is begun anew."""
        await self._troubles.put(tx, trouble)

    async def profile(self, id: str, tx: Transaction | None = None) -> Profile:
        """Give a profile. Raises `NotFound`."""
        return await self._profiles.get(id, tx)

    async def profiles(self) -> list[Profile]:
        """Give all profiles, those in use first."""
        return await self._profiles.find({}, sort=[("content.active", DESCENDING), ("content.name", ASCENDING)])

    async def add_profile(self, tx: Transaction, profile: Profile) -> None:
        """Add a profile. Raises `Duplicate` where its address is there already."""
        await self._profiles.insert(tx, profile)

    async def save_profile(self, tx: Transaction, profile: Profile) -> None:
        """Write the next version. Raises `Stale`, `NotFound`, `Duplicate`."""
        await self._profiles.replace(tx, profile)

    async def add_said(self, tx: Transaction, said: Said) -> None:
        """Add an entry to the log. Raises `Duplicate` where its source has one."""
        await self._said.insert(tx, said)

    async def knows(self, source: str, tx: Transaction) -> bool:
        """Tell whether the log has an entry of this source."""
        return await self._said.find_one({"source": source}, tx) is not None

    async def said(self, place: str | None, limit: int, skip: int = 0) -> list[Said]:
        """Give the log, of one place or of all, what was said last first."""
        wanted = {"place": place} if place else {}
        return await self._said.find(wanted, sort=[("at", DESCENDING), ("number", DESCENDING)], limit=limit, skip=skip)

    async def places(self) -> list[str]:
        """Give the places of which the log knows something."""
        return sorted(await self._said.raw.distinct("place"))
