"""MongoDB documents of press requests, indexed in the order in which people see them."""

import re
from abc import ABC, abstractmethod
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from services.media.contacts.domain.words import fold
from services.media.requests.domain import PressRequest
from services.media.requests.domain.clocks import Kind
from services.media.requests.domain.parts import Paper
from services.media.requests.domain.steps import WITH_UNIT, State
from services.media.requests.service import Wanted
from services.media.requests.service.terms import Terms
from shared.clock import WARSAW
from shared.deadlines import FreeDays
from shared.free_days import CityFreeDays, OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_WAITS = {"waits": True}
_TAKEN = {"place": {"$type": "int"}}
_OF_MENTION = {"mention_id": {"$type": "string"}}
_NEWEST = [("received_at", DESCENDING), ("_id", ASCENDING)]
_SOONEST = [("due_at", ASCENDING), ("_id", ASCENDING)]
_LAST_DONE = [("finished_at", DESCENDING), ("_id", ASCENDING)]
_INDEXES = [
    IndexModel([("sign", ASCENDING)], unique=True, name="sign"),
    IndexModel(_NEWEST, name="newest"),
    IndexModel([("state", ASCENDING), *_SOONEST], name="by_state"),
    IndexModel([("state", ASCENDING), *_LAST_DONE], name="done"),
    IndexModel(_SOONEST, partialFilterExpression=_WAITS, name="waiting"),
    IndexModel([("unit", ASCENDING), *_SOONEST], name="of_unit"),
    IndexModel([("unit_due_at", ASCENDING)], partialFilterExpression=_WAITS, name="drafts_waiting"),
    IndexModel([("handed.unit", ASCENDING), ("handed.month", ASCENDING)], name="handed"),
    IndexModel([("handed.month", ASCENDING)], name="handed_month"),
    IndexModel([("words", ASCENDING)], name="words"),
    IndexModel([("digests", ASCENDING)], name="names"),
    IndexModel([("chase_at", ASCENDING)], partialFilterExpression=_WAITS, name="to_chase"),
    IndexModel([("finished_month", ASCENDING)], sparse=True, name="finished"),
    IndexModel(
        [("asker", ASCENDING), ("place", ASCENDING)], unique=True, partialFilterExpression=_TAKEN, name="places"
    ),
    IndexModel(
        [("journalist_id", ASCENDING), ("received_at", DESCENDING)],
        partialFilterExpression={"journalist_id": {"$type": "string"}},
        name="of_journalist",
    ),
    IndexModel([("mention_id", ASCENDING)], partialFilterExpression=_OF_MENTION, name="of_mention"),
    OpenDeadlines.index(_WAITS),
]
_MOST_WORDS = 6
_MOST_OF_MENTION = 50
_MOST_COUNTED = 10_000
_PART = 200
_ANSWERED = ["answered", "refused", "awaited", "published", "unpublished"]
_WITH_UNIT = sorted(state.value for state in WITH_UNIT)


class _Morning(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime


class MongoPressStore:
    """Keeps requests."""

    def __init__(self, database: Database) -> None:
        self._kept = Collection(database, "press_requests", PressRequest, key="id", indexes=_INDEXES)
        # Named after what it began with: it keeps notices as well.
        self._papers = Collection(database, "press_refusals", Paper, key="id")
        self._mornings = Collection(database, "press_mornings", _Morning, key="id")
        self.deadlines = OpenDeadlines(self._kept, _WAITS)

    async def get(self, id: str, tx: Transaction | None = None) -> PressRequest:
        """Give a request. Raises `NotFound`."""
        return await self._kept.get(id, tx)

    async def add(self, tx: Transaction, one: PressRequest) -> None:
        """Add a request. Raises `Duplicate` where the place of its sender is taken meanwhile."""
        await self._kept.insert(tx, one)

    async def save(self, tx: Transaction, one: PressRequest) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._kept.replace(tx, one)

    async def of_mention(self, mention_id: str) -> list[PressRequest]:
        """Give the requests that were opened from a mention, the newest first."""
        return await self._kept.find({"mention_id": mention_id}, sort=_NEWEST, limit=_MOST_OF_MENTION)

    async def places(self, asker: str, tx: Transaction) -> set[int]:
        """Give the places that the waiting requests of a sender take."""
        found = await self._kept.find({"asker": asker, **_TAKEN}, tx=tx)
        return {one.place for one in found if one.place is not None}

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[PressRequest]:
        """Give at most `limit`: of the waiting those due first, of the others the newest."""
        order = _LAST_DONE if wanted.finished else _SOONEST if wanted.states or wanted.late_at else _NEWEST
        return await self._kept.find(_query(wanted), sort=order, skip=skip, limit=limit)

    async def after(self, wanted: Wanted, id: str, limit: int) -> list[PressRequest]:
        """Give at most `limit` in the order of their ids, from the one after `id`."""
        return await self._kept.find({"$and": [_query(wanted), {"_id": {"$gt": id}}]}, limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count those that are wanted."""
        return await self._kept.count(_query(wanted))

    async def of_journalist(self, journalist_id: str, limit: int) -> list[PressRequest]:
        """Give at most `limit` of a journalist, the newest first."""
        return await self._kept.find({"journalist_id": journalist_id}, sort=_NEWEST, limit=limit)

    async def to_chase(self, now: datetime, limit: int) -> list[str]:
        """Give the ids of at most `limit` whose next chaser's time has come."""
        rows = self._kept.raw.find({**_WAITS, "chase_at": {"$ne": None, "$lte": now}}, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def handed(self, first: str, last: str) -> list[dict[str, Any]]:
        """Count drafts by unit and month, in time and late."""
        months = {"handed.month": {"$gte": first, "$lte": last}}
        key = {"unit": "$handed.unit", "month": "$handed.month"}
        return await self._counted(
            [{"$match": months}, {"$unwind": "$handed"}, {"$match": months}], key, "$handed.in_time"
        )

    async def finished(self, first: str, last: str) -> list[dict[str, Any]]:
        """Count what went out by month, in time and late."""
        wanted = {"finished_month": {"$gte": first, "$lte": last}, "state": {"$in": _ANSWERED}}
        return await self._counted([{"$match": wanted}], {"month": "$finished_month"}, "$in_time")

    async def late_drafts(self, first: str, last: str, now: datetime) -> list[dict[str, Any]]:
        """Count the drafts that units still owe and that are late, by unit and the month in which their date passed."""
        wanted = {**late("unit_due_at", now), "state": {"$in": _WITH_UNIT}}
        return await self._open(wanted, "$unit_due_at", first, last, {"unit": "$unit"})

    async def late_answers(self, first: str, last: str, now: datetime) -> list[dict[str, Any]]:
        """Count the answers that the office still owes and that are late, by the month in which their date passed."""
        wanted = {**late("due_at", now), "state": {"$ne": State.AWAITED.value}}
        return await self._open(wanted, "$due_at", first, last, {})

    async def _open(
        self, wanted: dict[str, Any], due_at: str, first: str, last: str, key: dict[str, str]
    ) -> list[dict[str, Any]]:
        month = {"$dateToString": {"date": due_at, "format": "%Y-%m", "timezone": WARSAW.key}}
        stages = [{"$match": wanted}, {"$set": {"month": month}}, {"$match": {"month": {"$gte": first, "$lte": last}}}]
        return await self._counted(stages, {**key, "month": "$month"}, False)

    async def _counted(
        self, stages: list[dict[str, Any]], key: dict[str, str], in_time: str | bool
    ) -> list[dict[str, Any]]:
        sums = {"in_time": {"$sum": {"$cond": [in_time, 1, 0]}}, "late": {"$sum": {"$cond": [in_time, 0, 1]}}}
        rows = self._kept.raw.aggregate([*stages, {"$group": {"_id": key, **sums}}])
        return [
            {**row["_id"], "in_time": row["in_time"], "late": row["late"]} for row in await rows.to_list(_MOST_COUNTED)
        ]

    async def add_paper(self, tx: Transaction, paper: Paper) -> None:
        """Add the files of a refusal or of a notice."""
        await self._papers.insert(tx, paper)

    async def paper(self, id: str) -> Paper:
        """Give the files of a refusal or of a notice. Raises `NotFound`."""
        return await self._papers.get(id)

    async def add_morning(self, tx: Transaction, day: date, at: datetime) -> None:
        """Note that the letter of a day is written. Raises `Duplicate` where it is."""
        await self._mornings.insert(tx, _Morning(id=day.isoformat(), at=at))

    async def had_morning(self, day: date) -> bool:
        """Tell whether the letter of a day is written."""
        return await self._mornings.find_one({"_id": day.isoformat()}) is not None


class _Dated(ABC):
    """Gives waiting requests a date of the house's that is newer than they are, a part at a time, and its chasers."""

    wanted: ClassVar[dict[str, Any]]
    """What finds those without it; one that has it is not found again."""
    field: ClassVar[str]

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    @abstractmethod
    def dated(self, one: PressRequest, free: FreeDays) -> PressRequest:
        """Give one with its date."""

    async def __call__(self, database: Database) -> None:
        """Give it to each that has none."""
        kept, free = MongoPressStore(database)._kept, await CityFreeDays(database).known()
        while rows := await kept.raw.find({**_WAITS, self.field: None, **self.wanted}).limit(_PART).to_list(_PART):
            for row in rows:
                one = kept.item(row)
                told = kept.document(self.dated(one, free).ready())
                # What somebody has done with it meanwhile is newer than what was read here: it waits for its turn.
                wanted = {"_id": row["_id"], "version": one.version}
                await kept.raw.update_one(wanted, {"$set": {name: told[name] for name in (self.field, "chase_at")}})


class RefusalsDated(_Dated):
    """Demands for a rectification that wait from before there was a date to refuse them by have it, and its chasers."""

    name = "press refusals dated"
    wanted: ClassVar[dict[str, Any]] = {"kind": Kind.RECTIFICATION_IN.value}
    field = "refuse"

    def dated(self, one: PressRequest, free: FreeDays) -> PressRequest:
        """Give one with the date to refuse it by."""
        return one.with_refusal_due(self.terms.refusal_due(one.kind, one.starts_at, free))


class AnswersReminded(_Dated):
    """What waits from before answers were reminded of has the day on which it is."""

    name = "press answers reminded"
    wanted: ClassVar[dict[str, Any]] = {}
    field = "answer_remind_at"

    def dated(self, one: PressRequest, free: FreeDays) -> PressRequest:
        """Give one with the moment at which whose turn it is is reminded."""
        return one.with_answer_reminder(self.terms.answer_reminded(one, free))


def late(field: str, at: datetime) -> dict[str, Any]:
    """Give what finds those that wait, and whose date in `field` had passed at the moment `at`."""
    # A stop that lasts has no end: what is stopped is not late.
    return {**_WAITS, field: {"$lt": at}, "stops": {"$not": {"$elemMatch": {"until": None}}}}


def _query(wanted: Wanted) -> dict[str, Any]:
    every: list[dict[str, Any]] = []
    if wanted.states:
        every.append({"state": {"$in": [state.value for state in wanted.states]}})
    if wanted.late_at is not None:
        every.append(late("due_at", wanted.late_at))
    if wanted.unit is not None:
        every.append({"$or": [{"unit": wanted.unit}, {"handed.unit": wanted.unit}]})
    if wanted.sign:
        every.append({"sign": wanted.sign})
    words = fold(wanted.text)[:_MOST_WORDS]
    for place, word in enumerate(words):
        # Each word may be the beginning of a longer one; anchored, so that the index serves. A name is whole.
        own: list[dict[str, Any]] = [{"words": {"$regex": f"^{re.escape(word)}"}}]
        if place < len(wanted.names):
            own.append({"digests": wanted.names[place]})
        every.append({"$or": own})
    return {"$and": every} if every else {}
