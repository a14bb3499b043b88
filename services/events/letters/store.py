"""MongoDB documents of letters, mailings, occasions and forms of address, indexed in the order people see them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from services.events.letters.domain import Letter
from services.events.letters.domain.batches import Batch
from services.events.letters.domain.occasions import Occasion
from services.events.letters.domain.words import fold
from services.events.letters.service import Deceased, Wanted
from services.events.letters.service.batches import Wished
from services.events.letters.service.forms import AskedForm
from services.events.letters.service.seasons import SeasonTask
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_NEWEST = [("requested_at", DESCENDING), ("_id", ASCENDING)]
_SOONEST = [("due_at", ASCENDING), ("_id", ASCENDING)]
_BY_SIGN = [("registered_at", DESCENDING), ("_id", ASCENDING)]
_WAITS = {"finished_at": None}
_MOST_WORDS = 6
_MOST_LACKING = 1_000
_LETTERS = [
    IndexModel(_NEWEST, name="newest"),
    IndexModel([("state", ASCENDING), *_SOONEST], name="by_state"),
    IndexModel(_SOONEST, partialFilterExpression=_WAITS, name="waiting"),
    OpenDeadlines.index(_WAITS),
    IndexModel([("sign", ASCENDING)], unique=True, partialFilterExpression={"sign": {"$type": "string"}}, name="sign"),
    IndexModel(_BY_SIGN, partialFilterExpression={"sign": {"$type": "string"}}, name="register"),
    IndexModel([("who", ASCENDING), ("requested_at", DESCENDING)], name="to_people"),
    IndexModel([("words", ASCENDING)], name="words"),
    IndexModel([("digests", ASCENDING)], name="names"),
    IndexModel([("lacking", ASCENDING)], name="lacking"),
    IndexModel([("erased_at", ASCENDING), ("finished_at", ASCENDING)], name="to_erase"),
    # Each round of an occasion has one letter, however many ask for it at once.
    IndexModel(
        [("occasion_id", ASCENDING), ("round", ASCENDING)],
        unique=True,
        partialFilterExpression={"occasion_id": {"$type": "string"}},
        name="once",
    ),
]
_BATCHES = [
    IndexModel([("year", DESCENDING), ("_id", ASCENDING)], name="newest"),
    IndexModel([("lacking", ASCENDING)], name="lacking"),
    IndexModel([("erased_at", ASCENDING), ("sent_at", ASCENDING)], name="to_erase"),
]
_STILL_COMES, _SEASON_OPEN = {"closed": None}, {"open": True}
_OCCASIONS = [
    OpenDeadlines.index(_STILL_COMES),
    IndexModel([("closed", ASCENDING), ("on", ASCENDING), ("_id", ASCENDING)], name="coming"),
    IndexModel([("closed", ASCENDING), ("raise_at", ASCENDING)], name="to_raise"),
    IndexModel([("closed", ASCENDING), ("motion_raise_at", ASCENDING)], name="motion_to_raise"),
    IndexModel([("who", ASCENDING)], name="who"),
    IndexModel([("digests", ASCENDING)], name="names"),
]


class MongoLetterStore:
    """Keeps letters and all that belongs to them."""

    def __init__(self, database: Database) -> None:
        self._letters = Collection(database, "letters", Letter, key="id", indexes=_LETTERS)
        self.deadlines = OpenDeadlines(self._letters, _WAITS)
        self._batches = Collection(database, "letter_batches", Batch, key="id", indexes=_BATCHES)
        once = IndexModel([("round", ASCENDING), ("who", ASCENDING)], unique=True, name="once")
        self._wished = Collection(
            database, "letter_wishes", Wished, key="id", indexes=[once, IndexModel([("batch_id", ASCENDING)])]
        )
        waits = IndexModel([("waits", ASCENDING), ("asked_at", DESCENDING)], name="waits")
        self._forms = Collection(database, "letter_forms", AskedForm, key="id", indexes=[waits])
        self._occasions = Collection(database, "letter_occasions", Occasion, key="id", indexes=_OCCASIONS)
        self.occasion_deadlines = OpenDeadlines(self._occasions, _STILL_COMES)
        names = IndexModel([("name", ASCENDING)], name="name")
        self._deceased = Collection(database, "letter_deceased", Deceased, key="id", indexes=[names])
        open_ = IndexModel([("open", ASCENDING), ("day", ASCENDING)], name="open")
        indexes = [open_, OpenDeadlines.index(_SEASON_OPEN)]
        self._seasons = Collection(database, "letter_seasons", SeasonTask, key="id", indexes=indexes)
        self.season_deadlines = OpenDeadlines(self._seasons, _SEASON_OPEN)

    # -- letters -----------------------------------------------------------------------------------------------------

    async def get(self, id: str, tx: Transaction | None = None) -> Letter:
        """Give a letter. Raises `NotFound`."""
        return await self._letters.get(id, tx)

    async def add(self, tx: Transaction, letter: Letter) -> None:
        """Add a letter. Raises `Duplicate` where its occasion has one for these years."""
        await self._letters.insert(tx, letter)

    async def save(self, tx: Transaction, letter: Letter) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._letters.replace(tx, letter)

    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Letter]:
        """Give at most `limit`: of the register the newest numbers, of the waiting those due first, else the newest."""
        order = _BY_SIGN if wanted.registered else _SOONEST if wanted.states or wanted.late_at else _NEWEST
        return await self._letters.find(_query(wanted), sort=order, skip=skip, limit=limit)

    async def after(self, wanted: Wanted, id: str, limit: int) -> list[Letter]:
        """Give at most `limit` in the order of their ids, from the one after `id`."""
        return await self._letters.find({"$and": [_query(wanted), {"_id": {"$gt": id}}]}, limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count those that are wanted."""
        return await self._letters.count(_query(wanted))

    async def to_people(self, who: Sequence[str], since: datetime) -> list[Letter]:
        """Give the letters to any of these people that were asked for since, the newest first; at most 20."""
        wanted = {"who": {"$in": list(who)}, "requested_at": {"$gte": since}}
        return await self._letters.find(wanted, sort=[("requested_at", DESCENDING)], limit=20)

    async def letters_lacking(self, form_id: str, tx: Transaction) -> list[Letter]:
        """Give the letters that wait for a form of address."""
        wanted = {"lacking": form_id, "finished_at": None}
        return await self._letters.find(wanted, limit=_MOST_LACKING, tx=tx)

    async def to_erase(self, before: datetime, limit: int) -> list[str]:
        """Give the ids of at most `limit` that ended before, with people in them."""
        wanted = {"erased_at": None, "finished_at": {"$ne": None, "$lt": before}}
        rows = self._letters.raw.find(wanted, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    # -- those who have died -----------------------------------------------------------------------------------------

    async def deceased(self, who: Sequence[str], tx: Transaction | None = None) -> list[Deceased]:
        """Give those of these people who have died."""
        return await self._deceased.find({"_id": {"$in": list(who)}}, tx=tx)

    async def deceased_namesakes(self, names: Sequence[str]) -> list[Deceased]:
        """Give those who have died and bore one of these names."""
        return await self._deceased.find({"name": {"$in": list(names)}}, limit=100)

    async def put_deceased(self, tx: Transaction, one: Deceased) -> None:
        """Note that somebody has died."""
        await self._deceased.put(tx, one)

    async def remove_deceased(self, tx: Transaction, who: str) -> None:
        """Note that somebody is alive after all."""
        await self._deceased.raw.delete_one({"_id": who}, session=tx.session)

    # -- forms of address --------------------------------------------------------------------------------------------

    async def form(self, id: str, tx: Transaction | None = None) -> AskedForm:
        """Give a word that was asked for. Raises `NotFound`."""
        return await self._forms.get(id, tx)

    async def forms(self, ids: Sequence[str], tx: Transaction | None = None) -> list[AskedForm]:
        """Give those of these words that were ever asked for."""
        return await self._forms.find({"_id": {"$in": list(ids)}}, tx=tx) if ids else []

    async def all_forms(self, waits: bool, skip: int, limit: int) -> list[AskedForm]:
        """Give the words that wait, or the others, the newest first."""
        return await self._forms.find({"waits": waits}, sort=[("asked_at", DESCENDING)], skip=skip, limit=limit)

    async def add_form(self, tx: Transaction, form: AskedForm) -> None:
        """Add a word. Raises `Duplicate`."""
        await self._forms.insert(tx, form)

    async def save_form(self, tx: Transaction, form: AskedForm) -> None:
        """Write the next version. Raises `Stale`."""
        await self._forms.replace(tx, form)

    # -- mailings ----------------------------------------------------------------------------------------------------

    async def batch(self, id: str, tx: Transaction | None = None) -> Batch:
        """Give a mailing. Raises `NotFound`."""
        return await self._batches.get(id, tx)

    async def add_batch(self, tx: Transaction, batch: Batch) -> None:
        """Add a mailing."""
        await self._batches.insert(tx, batch)

    async def save_batch(self, tx: Transaction, batch: Batch) -> None:
        """Write the next version. Raises `Stale`."""
        await self._batches.replace(tx, batch)

    async def batches(self, skip: int, limit: int) -> list[Batch]:
        """Give mailings, those of the last year first."""
        order = [("year", DESCENDING), ("_id", ASCENDING)]
        return await self._batches.find({}, sort=order, skip=skip, limit=limit)

    async def batches_lacking(self, form_id: str, tx: Transaction) -> list[Batch]:
        """Give the mailings that wait for a form of address."""
        return await self._batches.find({"lacking": form_id}, limit=_MOST_LACKING, tx=tx)

    async def batches_to_erase(self, before: datetime, limit: int) -> list[str]:
        """Give the ids of mailings that left before, with people in them."""
        wanted = {"erased_at": None, "sent_at": {"$ne": None, "$lt": before}}
        rows = self._batches.raw.find(wanted, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    async def wished(self, round: str, who: Sequence[str], tx: Transaction | None = None) -> set[str]:
        """Give those of these people who had these wishes."""
        found = await self._wished.find({"round": round, "who": {"$in": list(who)}}, limit=2_000, tx=tx)
        return {one.who for one in found}

    async def wished_by(self, batch_id: str) -> list[Wished]:
        """Give who was written to by a mailing."""
        return await self._wished.find({"batch_id": batch_id}, limit=2_000)

    async def add_wished(self, tx: Transaction, rows: Sequence[Wished]) -> None:
        """Note who is written to. Raises `Duplicate` where somebody had these wishes."""
        await self._wished.insert_many(tx, rows)

    # -- occasions ---------------------------------------------------------------------------------------------------

    async def occasion(self, id: str, tx: Transaction | None = None) -> Occasion:
        """Give an occasion. Raises `NotFound`."""
        return await self._occasions.get(id, tx)

    async def add_occasion(self, tx: Transaction, one: Occasion) -> None:
        """Add an occasion."""
        await self._occasions.insert(tx, one)

    async def save_occasion(self, tx: Transaction, one: Occasion) -> None:
        """Write the next version. Raises `Stale`."""
        await self._occasions.replace(tx, one)

    async def same_occasion(self, kind: str, who: Sequence[str], tx: Transaction) -> Occasion | None:
        """Give the open occasion of this kind of any of these people."""
        return await self._occasions.find_one({"kind": kind, "closed": None, "who": {"$in": list(who)}}, tx)

    async def occasions_of(self, who: str, tx: Transaction) -> list[Occasion]:
        """Give the occasions of a person."""
        return await self._occasions.find({"who": who}, tx=tx)

    async def occasions(self, closed: bool, names: Sequence[str], skip: int, limit: int) -> list[Occasion]:
        """Give occasions in the order of their days; `names`: what stands for each word of a name."""
        wanted: dict[str, Any] = {"closed": {"$ne": None} if closed else None}
        if names:
            wanted["digests"] = {"$all": list(names)}
        order = [("on", ASCENDING), ("_id", ASCENDING)]
        return await self._occasions.find(wanted, sort=order, skip=skip, limit=limit)

    async def occasions_due(self, today: date, passed: date, limit: int) -> list[str]:
        """Give the ids of at most `limit` whose work is to be raised, or whose day is long over."""
        now, over = today.isoformat(), passed.isoformat()
        every = [
            {"closed": None, "raise_at": {"$ne": None, "$lte": now}},
            {"closed": None, "motion_raise_at": {"$ne": None, "$lte": now}},
            {"closed": None, "on": {"$lt": over}},
        ]
        rows = self._occasions.raw.find({"$or": every}, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]

    # -- seasons -----------------------------------------------------------------------------------------------------

    async def season(self, id: str, tx: Transaction | None = None) -> SeasonTask | None:
        """Give the task of a season of a year, None where it was not raised yet."""
        return await self._seasons.find_one({"_id": id}, tx)

    async def add_season(self, tx: Transaction, one: SeasonTask) -> None:
        """Note that a season is on the work list. Raises `Duplicate`."""
        await self._seasons.insert(tx, one)

    async def save_season(self, tx: Transaction, one: SeasonTask) -> None:
        """Write the next version. Raises `Stale`."""
        await self._seasons.replace(tx, one)

    async def open_seasons(self, before: date) -> list[SeasonTask]:
        """Give the seasons on the work list whose day is over."""
        return await self._seasons.find({"open": True, "day": {"$lt": before.isoformat()}})


def _query(wanted: Wanted) -> dict[str, Any]:
    every: list[dict[str, Any]] = []
    if wanted.states:
        every.append({"state": {"$in": [state.value for state in wanted.states]}})
    if wanted.late_at is not None:
        every.append({**_WAITS, "due_at": {"$lt": wanted.late_at}})
    if wanted.registered:
        every.append({"sign": {"$type": "string"}})
    if wanted.sign:
        every.append({"sign": wanted.sign})
    for place, word in enumerate(fold(wanted.text)[:_MOST_WORDS]):
        # Each word may be the beginning of a longer one; anchored, so that the index serves. A name is whole.
        own: list[dict[str, Any]] = [{"words": {"$regex": f"^{re.escape(word)}"}}]
        if place < len(wanted.names):
            own.append({"digests": wanted.names[place]})
        every.append({"$or": own})
    return {"$and": every} if every else {}
