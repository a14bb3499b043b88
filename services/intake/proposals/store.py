"""MongoDB documents of proposals and of the readings of applicants' data."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.intake.proposals.domain import OldVersion, Proposal
from services.intake.proposals.domain.saved import SavedDraft
from services.intake.proposals.domain.words import fold
from services.intake.proposals.service import Reading, Wanted
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_MOST_VERSIONS = 100
_MOST_WORDS = 6
"""Words of a search that count."""


def _by(*fields: str) -> IndexModel:
    return IndexModel(
        [(field, ASCENDING) for field in ("edition_id", *fields, "number")], name="by_" + "_".join(fields)
    )


_INDEXES = [
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="register"),
    _by("pool_id"),
    _by("area_id"),
    _by("words"),
    IndexModel([("sign", ASCENDING)], unique=True, name="list_of_cases"),
    IndexModel([("edition_id", ASCENDING), ("title_key", ASCENDING)], name="by_title"),
    IndexModel(
        [("converted_from", ASCENDING)],
        partialFilterExpression={"converted_from": {"$type": "string"}},
        name="made_from",
    ),
]


class MongoProposalStore:
    """Keeps proposals; an edition has each number once."""

    def __init__(self, database: Database) -> None:
        self._proposals = Collection(database, "proposals", Proposal, key="id", indexes=_INDEXES)
        self._readings = Collection(
            database, "readings", Reading, key="id", indexes=[IndexModel([("case", ASCENDING), ("at", ASCENDING)])]
        )

        self._versions = Collection(database, "old_versions", OldVersion, key="id")
        self._drafts = Collection(
            database,
            "drafts",
            SavedDraft,
            key="id",
            indexes=[IndexModel([(field, ASCENDING)]) for field in ("remind_at", "delete_at", "edition_id")],
        )

    async def keep_version(self, tx: Transaction, old: OldVersion) -> None:
        """Keep a proposal as it was before a change."""
        await self._versions.insert(tx, old)

    async def old_versions(self, proposal_id: str) -> list[OldVersion]:
        """Give the former versions of a proposal, the oldest first; at most 100, which is more than any has."""
        # Their ids begin with the proposal's: the index of ids serves.
        found = await self._versions.find({"_id": {"$regex": f"^{re.escape(proposal_id)}-"}}, limit=_MOST_VERSIONS)
        return sorted(found, key=lambda old: old.proposal.version)

    async def draft(self, id: str, tx: Transaction | None = None) -> SavedDraft:
        """Give a saved draft. Raises `NotFound`."""
        return await self._drafts.get(id, tx)

    async def put_draft(self, tx: Transaction, draft: SavedDraft) -> None:
        """Write a draft over what was saved of it before."""
        await self._drafts.put(tx, draft)

    async def drop_draft(self, tx: Transaction, id: str) -> SavedDraft | None:
        """Delete a draft and give it as it was; None where there is none."""
        found = await self._drafts.find_one({"_id": id}, tx)
        if found is not None:
            await self._drafts.raw.delete_one({"_id": id}, session=tx.session)
        return found

    async def move_drafts(self, tx: Transaction, edition_id: str, remind_at: datetime, delete_at: datetime) -> None:
        """Give all drafts of an edition new times; whose author needs no reminder is not reminded."""
        of_edition = {"edition_id": edition_id}
        await self._drafts.raw.update_many(of_edition, {"$set": {"delete_at": delete_at}}, session=tx.session)
        await self._drafts.raw.update_many(
            {**of_edition, "remind_at": {"$ne": None}}, {"$set": {"remind_at": remind_at}}, session=tx.session
        )

    async def drafts_to_remind(self, now: datetime, limit: int) -> list[str]:
        """Give ids of drafts whose authors are to be reminded."""
        found = await self._drafts.find({"remind_at": {"$lte": now}}, sort=[("remind_at", ASCENDING)], limit=limit)
        return [draft.id for draft in found]

    async def drafts_to_delete(self, now: datetime, limit: int) -> list[str]:
        """Give ids of drafts that nobody needs any more."""
        found = await self._drafts.find({"delete_at": {"$lte": now}}, sort=[("delete_at", ASCENDING)], limit=limit)
        return [draft.id for draft in found]

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal:
        """Give a proposal. Raises `NotFound`."""
        return await self._proposals.get(id, tx)

    async def made_from(self, tx: Transaction, initiative_id: str, edition_id: str) -> bool:
        """Tell whether a proposal of an edition was made from an initiative."""
        return (
            await self._proposals.find_one({"converted_from": initiative_id, "edition_id": edition_id}, tx) is not None
        )

    async def add(self, tx: Transaction, proposal: Proposal) -> None:
        """Add a proposal. Raises `Duplicate` where its number or sign is taken."""
        await self._proposals.insert(tx, proposal)

    async def save(self, tx: Transaction, proposal: Proposal) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._proposals.replace(tx, proposal)

    async def same_title(self, tx: Transaction, edition_id: str, key: str, limit: int) -> list[Proposal]:
        """Give at most `limit` proposals of an edition whose folded title is `key`."""
        return await self._proposals.find({"edition_id": edition_id, "title_key": key}, tx=tx, limit=limit)

    async def numbered(self, edition_id: str, numbers: Sequence[int]) -> list[Proposal]:
        """Give those proposals of an edition that have these numbers, in their order."""
        wanted = {"edition_id": edition_id, "number": {"$in": list(numbers)}}
        return await self._proposals.find(wanted, sort=[("number", ASCENDING)], limit=len(numbers) or 1)

    async def page(self, wanted: Wanted, after: int, limit: int) -> list[Proposal]:
        """Give at most `limit` proposals in the order of their numbers, from the one after number `after`."""
        query = {**_query(wanted), "number": {"$gt": after}}
        return await self._proposals.find(query, sort=[("number", ASCENDING)], limit=limit)

    async def count(self, wanted: Wanted) -> int:
        """Count the proposals that are wanted."""
        return await self._proposals.count(_query(wanted))

    async def note_reading(self, tx: Transaction, reading: Reading) -> None:
        """Write down that somebody has read personal data."""
        await self._readings.insert(tx, reading)

    async def readings(self, case: str) -> list[Reading]:
        """Give who has read personal data of a case, the first reading first."""
        return await self._readings.find({"case": case}, sort=[("at", ASCENDING)], limit=200)


def _query(wanted: Wanted) -> dict[str, Any]:
    query: dict[str, Any] = {"edition_id": wanted.edition_id}
    if wanted.sign:
        query["sign"] = wanted.sign
    if wanted.pool_id:
        query["pool_id"] = wanted.pool_id
    if wanted.area_id:
        query["area_id"] = wanted.area_id
    # Each word may be the beginning of a longer one; anchored, so that the index serves.
    words = fold(wanted.text)[:_MOST_WORDS]
    if words:
        query["$and"] = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words]
    return query
