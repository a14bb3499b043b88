"""MongoDB documents of memorials: the register, the care of years, the proposals."""

from collections.abc import Sequence
from typing import Any

from services.events.letters.domain.words import forms
from services.events.memorials.domain import MOST_SHOWN, CareYear, Inspection, Memorial, MemorialKind
from services.events.memorials.domain.proposals import MemorialProposal, State
from services.events.memorials.service.telling import Telling
from services.events.work import Work
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_BY_NAME = [("card.name", ASCENDING), ("_id", ASCENDING)]
_REGISTER = [
    IndexModel([("withdrawn", ASCENDING), *_BY_NAME], name="in_order"),
    IndexModel([("withdrawn", ASCENDING), ("words", ASCENDING)], name="words"),
]
_FOUND_BY_WORDS = 2
"""The form of a memorial that keeps its words with it; one of 1 has none."""
_PART = 100
"""Memorials that get their words at a time."""
_INSPECTIONS = [
    IndexModel([("year", ASCENDING), ("memorial_id", ASCENDING)], unique=True, name="one_a_year"),
    IndexModel([("memorial_id", ASCENDING), ("year", DESCENDING)], name="of_memorial"),
]
_CLOCKS_RUN = {"state": {"$in": [State.RECEIVED.value, State.SUBMITTED.value]}}
_TAKEN = {"place": {"$type": "int"}}
_PROPOSALS = [
    IndexModel([("received_on", DESCENDING), ("_id", ASCENDING)], name="newest"),
    IndexModel([("proposed_by", ASCENDING)], name="proposed_by"),
    IndexModel([("asked.partner_id", ASCENDING)], name="asked_of"),
    OpenDeadlines.index(_CLOCKS_RUN),
    IndexModel(
        [("asker", ASCENDING), ("place", ASCENDING)], unique=True, partialFilterExpression=_TAKEN, name="places"
    ),
]


class MongoMemorialStore:
    """Keeps them."""

    def __init__(self, database: Database) -> None:
        self._register = _register(database)
        self._inspections = Collection(database, "care_inspections", Inspection, key="id", indexes=_INSPECTIONS)
        self._years = Collection(database, "care_years", CareYear, key="id")
        self._work = Collection(database, "care_plan_work", Work, key="id")
        self._proposals = Collection(database, "memorial_proposals", MemorialProposal, key="id", indexes=_PROPOSALS)
        self.deadlines = OpenDeadlines(self._proposals, _CLOCKS_RUN)

    async def memorial(self, id: str, tx: Transaction | None = None) -> Memorial:
        """Give one. Raises `NotFound`."""
        return await self._register.get(id, tx)

    async def register(
        self,
        kind: MemorialKind | None = None,
        sought: str = "",
        skip: int = 0,
        limit: int = MOST_SHOWN,
        tx: Transaction | None = None,
    ) -> list[Memorial]:
        """Give at most `limit` of those in the register that have every word of `sought` in any form, by names."""
        return await self._register.find(_wanted(kind, sought), sort=_BY_NAME, skip=skip, limit=limit, tx=tx)

    async def add(self, tx: Transaction, one: Memorial) -> None:
        """Add one."""
        await self._register.insert(tx, one)

    async def save(self, tx: Transaction, one: Memorial) -> None:
        """Write the next version of one. Raises `Stale`."""
        await self._register.replace(tx, one)

    async def year(self, year: int, tx: Transaction | None = None) -> CareYear | None:
        """Give the care plan of a year, None where there is none."""
        return await self._years.find_one({"_id": str(year)}, tx)

    async def add_year(self, tx: Transaction, one: CareYear) -> None:
        """Add a care plan. Raises `Duplicate`."""
        await self._years.insert(tx, one)

    async def save_year(self, tx: Transaction, one: CareYear) -> None:
        """Write the next version of a care plan. Raises `Stale`."""
        await self._years.replace(tx, one)

    async def work(self, id: str, tx: Transaction) -> Work:
        """Give what of a care plan, by its year, or of a memorial is on the work list."""
        return await self._work.find_one({"_id": id}, tx) or Work(id=id)

    async def put_work(self, tx: Transaction, work: Work) -> None:
        """Write it."""
        await self._work.put(tx, work)

    async def inspection(self, id: str, tx: Transaction | None = None) -> Inspection:
        """Give an inspection. Raises `NotFound`."""
        return await self._inspections.get(id, tx)

    async def inspections(
        self, year: int, skip: int = 0, limit: int = MOST_SHOWN, tx: Transaction | None = None
    ) -> list[Inspection]:
        """Give at most `limit` inspections of a year, those that wait first."""
        sort = [("done_on", ASCENDING), ("name", ASCENDING), ("_id", ASCENDING)]
        return await self._inspections.find({"year": year}, sort=sort, skip=skip, limit=limit, tx=tx)

    async def of_memorial(self, memorial_id: str, tx: Transaction | None = None) -> list[Inspection]:
        """Give the inspections of a memorial, the newest year first."""
        sort = [("year", DESCENDING)]
        return await self._inspections.find({"memorial_id": memorial_id}, sort=sort, limit=100, tx=tx)

    async def add_inspection(self, tx: Transaction, one: Inspection) -> None:
        """Add an inspection. Raises `Duplicate`."""
        await self._inspections.insert(tx, one)

    async def save_inspection(self, tx: Transaction, one: Inspection) -> None:
        """Write the next version of an inspection. Raises `Stale`."""
        await self._inspections.replace(tx, one)

    async def proposal(self, id: str, tx: Transaction | None = None) -> MemorialProposal:
        """Give a proposal. Raises `NotFound`."""
        return await self._proposals.get(id, tx)

    async def proposals(self, skip: int, limit: int) -> list[MemorialProposal]:
        """Give proposals, the newest first."""
        sort = [("received_on", DESCENDING), ("_id", ASCENDING)]
        return await self._proposals.find({}, sort=sort, skip=skip, limit=limit)

    async def proposed_by(self, digests: Sequence[str]) -> list[MemorialProposal]:
        """Give the newest proposals of somebody, by the digests of the names they have had."""
        sort = [("received_on", DESCENDING), ("_id", ASCENDING)]
        return await self._proposals.find({"proposed_by": {"$in": list(digests)}}, sort=sort, limit=200)

    async def asked_of(self, partner_id: str) -> list[MemorialProposal]:
        """Give the newest proposals on which a partner was asked."""
        sort = [("received_on", DESCENDING), ("_id", ASCENDING)]
        return await self._proposals.find({"asked.partner_id": partner_id}, sort=sort, limit=200)

    async def places(self, asker: str, tx: Transaction) -> set[int]:
        """Give the places that a sender's proposals take which nobody has looked at yet."""
        found = await self._proposals.find({"asker": asker, **_TAKEN}, tx=tx)
        return {one.place for one in found if one.place is not None}

    async def add_proposal(self, tx: Transaction, one: MemorialProposal) -> None:
        """Add a proposal. Raises `Duplicate` where the place of its sender is taken meanwhile."""
        await self._proposals.insert(tx, one)

    async def save_proposal(self, tx: Transaction, one: MemorialProposal) -> None:
        """Write the next version of a proposal. Raises `Stale`."""
        await self._proposals.replace(tx, one)


class MemorialsFoundByWords:
    """What was entered before memorials kept their words is found by them too."""

    name = "memorials found by words"

    async def __call__(self, database: Database) -> None:
        """Keep them with each that has none, a part at a time; whoever changes one meanwhile keeps them as well."""
        register = _register(database)
        while rows := await register.raw.find({"schema_version": {"$lt": _FOUND_BY_WORDS}}).limit(_PART).to_list(_PART):
            for one in map(register.item, rows):
                same = {"_id": one.id, "version": one.version}
                anew = {"words": one.words, "schema_version": _FOUND_BY_WORDS}
                await register.raw.update_one(same, {"$set": anew})


class ProposersKnown:
    """Gives proposals that are older than the digest of their proposer's name that digest: partners find their own."""

    name = "memorial proposers known"

    def __init__(self, telling: Telling) -> None:
        self._telling = telling

    async def __call__(self, database: Database) -> None:
        """Give it to each that has none; one that has it is not found again."""
        proposals = MongoMemorialStore(database)._proposals
        async for row in proposals.raw.find({"proposed_by": {"$in": [None, ""]}}):
            digest = self._telling.digest(self._telling.proposer(proposals.item(row)).name)
            await proposals.raw.update_one({"_id": row["_id"]}, {"$set": {"proposed_by": digest}})


class OldIndexGone:
    """Drops the index of memorials by name, whose work `in_order` does: nobody declares it any more."""

    name = "memorials by name gone"

    async def __call__(self, database: Database) -> None:
        """Drop it where it is."""
        memorials = database.collection("memorials")
        if "by_name" in await memorials.index_information():
            await memorials.drop_index("by_name")


def _register(database: Database) -> Collection[Memorial]:
    return Collection(database, "memorials", Memorial, key="id", indexes=_REGISTER, schema_version=_FOUND_BY_WORDS)


def _wanted(kind: MemorialKind | None, sought: str) -> dict[str, Any]:
    every = [{"words": {"$in": list(word)}} for word in forms(sought) if word]
    wanted: dict[str, Any] = {"withdrawn": None, **({"$and": every} if every else {})}
    return {**wanted, "card.kind": kind.value} if kind else wanted
