"""MongoDB documents of crisis information."""

from datetime import datetime

from services.media.crisis.domain.message import WAS_ISSUED, Kind, Message, State
from services.media.crisis.domain.plan import Plan
from services.media.crisis.domain.record import Asked, Delivery, DeliveryState, Entry
from services.media.crisis.domain.rota import Rota
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_HOLDS = {"state": State.ISSUED.value, "kind": {"$in": [Kind.ALERT.value, Kind.UPDATE.value]}}
_PUBLIC = {"state": {"$in": sorted(state.value for state in WAS_ISSUED)}}
_OPEN = {"state": {"$in": [State.DRAFT.value, State.APPROVED.value]}}
_ASKED = {"open": True}
_WAITING = {"state": DeliveryState.WAITING.value}
_MOST_OPEN, _MOST_IN_FORCE, _MOST_OF_INCIDENT = 100, 50, 250
_NEWEST = [("issued.at", DESCENDING), ("_id", DESCENDING)]


class MongoCrisisStore:
    """Keeps warnings, plans, the rota, deliveries and the log, to which one can only add."""

    def __init__(self, database: Database) -> None:
        self._messages = Collection(
            database,
            "crisis_messages",
            Message,
            key="id",
            indexes=[
                IndexModel([("state", ASCENDING), ("kind", ASCENDING), ("content.expires", ASCENDING)], name="holds"),
                IndexModel([("state", ASCENDING), ("issued.at", DESCENDING), ("_id", DESCENDING)], name="archive"),
                IndexModel([("incident_id", ASCENDING), ("issued.at", ASCENDING)], name="incident"),
                IndexModel([("kind", ASCENDING), ("issued.at", DESCENDING)], name="first"),
            ],
        )
        self._plans = Collection(database, "crisis_plans", Plan, key="hazard")
        self._rota = Collection(database, "crisis_rota", Rota, key="id")
        self._deliveries = Collection(
            database,
            "crisis_deliveries",
            Delivery,
            key="id",
            indexes=[
                IndexModel([("message_id", ASCENDING)], name="message"),
                IndexModel([("started_at", ASCENDING)], partialFilterExpression=_WAITING, name="waiting"),
            ],
        )
        # Few are open at a time: an exercise and an event, each asked of three roles.
        self._asked = Collection(
            database,
            "crisis_asked",
            Asked,
            key="id",
            indexes=[
                IndexModel([("message_id", ASCENDING)], partialFilterExpression=_ASKED, name="message"),
                IndexModel([("late", ASCENDING)], partialFilterExpression=_ASKED, name="late"),
                IndexModel([("lost", ASCENDING)], partialFilterExpression=_ASKED, name="lost"),
            ],
        )
        self._log = Collection(
            database,
            "crisis_log",
            Entry,
            key="id",
            indexes=[
                IndexModel([("number", DESCENDING)], unique=True, name="number"),
                IndexModel([("incident_id", ASCENDING), ("number", ASCENDING)], name="incident"),
            ],
        )

    async def message(self, id: str, tx: Transaction | None = None) -> Message:
        """Give a warning. Raises `NotFound`."""
        return await self._messages.get(id, tx)

    async def add(self, tx: Transaction, message: Message) -> None:
        """Add a draft."""
        await self._messages.insert(tx, message)

    async def save(self, tx: Transaction, message: Message) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._messages.replace(tx, message)

    async def in_force(self, now: datetime) -> list[Message]:
        """Give what people must mind now, the newest first: what is over is left out before anybody has said so."""
        return await self._messages.find(
            {**_HOLDS, "content.expires": {"$gt": now}}, sort=_NEWEST, limit=_MOST_IN_FORCE
        )

    async def live(self, now: datetime) -> list[Message]:
        """Give what people are still to get: what is in force, and the word of what is no more."""
        wanted = {"state": State.ISSUED.value, "content.expires": {"$gt": now}}
        return await self._messages.find(wanted, sort=_NEWEST, limit=_MOST_IN_FORCE)

    async def to_expire(self, now: datetime, limit: int) -> list[str]:
        """Give ids of warnings whose time is over."""
        over = {**_HOLDS, "content.expires": {"$lte": now}}
        return [one.id for one in await self._messages.find(over, sort=[("content.expires", ASCENDING)], limit=limit)]

    async def open(self) -> list[Message]:
        """Give the warnings that are being written or wait to go out, the oldest report first."""
        return await self._messages.find(_OPEN, sort=[("reported_at", ASCENDING)], limit=_MOST_OPEN)

    async def archive(self, limit: int, skip: int = 0) -> list[Message]:
        """Give all warnings that were issued, with cancellations, the newest first."""
        return await self._messages.find(_PUBLIC, sort=_NEWEST, limit=limit, skip=skip)

    async def of_incident(self, incident_id: str) -> list[Message]:
        """Give what was issued about one event, the oldest first."""
        wanted = {**_PUBLIC, "incident_id": incident_id}
        return await self._messages.find(wanted, sort=[("issued.at", ASCENDING)], limit=_MOST_OF_INCIDENT)

    async def first_warnings(self, limit: int) -> list[Message]:
        """Give the first warnings of events, the newest first."""
        wanted = {**_PUBLIC, "kind": Kind.ALERT.value}
        return await self._messages.find(wanted, sort=_NEWEST, limit=limit)

    async def plan(self, hazard: str, tx: Transaction | None = None) -> Plan | None:
        """Give the city's own plan for a hazard, None where nobody has touched it."""
        return await self._plans.find_one({"_id": hazard}, tx)

    async def plans(self) -> list[Plan]:
        """Give all plans that somebody has touched."""
        return await self._plans.find({})

    async def save_plan(self, tx: Transaction, plan: Plan) -> None:
        """Write the next version of a plan. Raises `Stale`, and `Duplicate` where two write the first one."""
        await (self._plans.insert(tx, plan) if plan.version == 1 else self._plans.replace(tx, plan))

    async def rota(self, tx: Transaction | None = None) -> Rota:
        """Give the rota, an empty one where there is none."""
        return await self._rota.find_one({"_id": "rota"}, tx) or Rota()

    async def save_rota(self, tx: Transaction, rota: Rota) -> None:
        """Write the next version of the rota. Raises `Stale`, and `Duplicate` where two write the first one."""
        await (self._rota.insert(tx, rota) if rota.version == 1 else self._rota.replace(tx, rota))

    async def start(self, tx: Transaction, deliveries: list[Delivery]) -> None:
        """Add deliveries, at least one. Raises `Duplicate` for a channel that a warning has gone by already."""
        await self._deliveries.insert_many(tx, deliveries)

    async def delivery(self, id: str, tx: Transaction) -> Delivery | None:
        """Give a delivery, None where there is none."""
        return await self._deliveries.find_one({"_id": id}, tx)

    async def settle(self, tx: Transaction, delivery: Delivery) -> None:
        """Write the next version of a delivery. Raises `Stale`."""
        await self._deliveries.replace(tx, delivery)

    async def deliveries(self, message_id: str) -> list[Delivery]:
        """Give the deliveries of a warning."""
        return await self._deliveries.find({"message_id": message_id}, limit=20)

    async def waiting(self, limit: int) -> list[Delivery]:
        """Give deliveries that have not ended, the oldest first."""
        return await self._deliveries.find(_WAITING, sort=[("started_at", ASCENDING)], limit=limit)

    async def asked(self, message_id: str, tx: Transaction) -> list[Asked]:
        """Give what is asked of the staff about a warning."""
        return await self._asked.find({"message_id": message_id, **_ASKED}, tx=tx)

    async def asked_late(self) -> list[Asked]:
        """Give what is asked because a target has passed."""
        return await self._asked.find({"late": True, **_ASKED}, limit=_MOST_OPEN)

    async def asked_lost(self) -> list[Asked]:
        """Give what is asked because a channel does not take a warning."""
        return await self._asked.find({"lost": True, **_ASKED}, limit=_MOST_OPEN)

    async def ask(self, tx: Transaction, asked: Asked) -> None:
        """Add what is asked. Raises `Duplicate` where it was."""
        await self._asked.insert(tx, asked)

    async def keep_asked(self, tx: Transaction, asked: Asked) -> None:
        """Keep what has become of it."""
        await self._asked.put(tx, asked)

    async def write(self, tx: Transaction, entry: Entry) -> None:
        """Add to the log."""
        await self._log.insert(tx, entry)

    async def log(self, limit: int, skip: int = 0) -> list[Entry]:
        """Give the log, the newest entry first."""
        return await self._log.find({}, sort=[("number", DESCENDING)], limit=limit, skip=skip)

    async def log_of(self, incident_id: str) -> list[Entry]:
        """Give the log of one event, the oldest entry first."""
        sort = [("number", ASCENDING)]
        return await self._log.find({"incident_id": incident_id}, sort=sort, limit=1000)
