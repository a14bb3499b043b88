"""What the destruction keeps, and where each kind of personal data of an edition lies: one list of all of it.

A test holds this list against the collections that the service has: whoever adds one says here what becomes of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.voting.destruction.domain import Destruction, DestructionState, Kind
from shared.store import Collection, Database, IndexModel, Transaction

GONE = "[zniszczono]"
"""What stands where somebody's words were that were not sealed."""
_TEXT = {"$type": "string"}


@dataclass(frozen=True)
class _Place:
    """Records of a collection that hold something personal (`which`), and what empties them; None: they are deleted."""

    collection: str
    by: str = "edition_id"
    which: Mapping[str, Any] | None = None
    empty: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    only: Sequence[Mapping[str, Any]] | None = None

    def wanted(self, edition_id: str) -> dict[str, Any]:
        """Give the query of the records of an edition that are still to be destroyed or emptied."""
        return {self.by: edition_id, **(self.which or {})}


def _any(*fields: str) -> dict[str, Any]:
    return {"$or": [{field: {"$ne": None}} for field in fields]}


_PLACES: Mapping[Kind, Sequence[_Place]] = {
    # Those that could not be delivered: the others have lost their text already.
    Kind.MAILS: [_Place("mails", by="about")],
    Kind.COMPLAINTS: [
        _Place(
            "complaints",
            which=_any("sealed", "code", "asker", "answer", "prepared"),
            empty={
                "$set": {
                    **dict.fromkeys(("sealed", "code", "asker", "answer", "prepared")),
                    "steps.$[].words": None,
                }
            },
        )
    ],
    Kind.DOUBTS: [_Place("doubts")],
    # Who asked whether somebody has voted for them.
    Kind.ENQUIRIES: [_Place("enquiries")],
    # Who said that it was not them.
    Kind.REPORTS: [_Place("reports")],
    Kind.ROLL: [_Place("voters"), _Place("declared")],
    # Who has keyed in and confirmed stays: it shows that two people looked at each card.
    Kind.CARDS: [
        _Place(
            "cards",
            which=_any("entry", "second", "note", "clarified", "bucket", "rival"),
            empty={"$set": dict.fromkeys(("entry", "second", "note", "clarified", "bucket", "rival"))},
        )
    ],
    # Officers' own words about points and their sheets are not sealed, and may name people.
    Kind.WORDS: [
        _Place(
            "code_batches",
            which=_any("reason", "words"),
            empty={"$set": dict.fromkeys(("reason", "words"))},
        ),
        _Place(
            "points",
            which={"sheet.explanation": {**_TEXT, "$ne": GONE}},
            empty={"$set": {"sheet.explanation": GONE}},
        ),
        _Place(
            "points",
            which={"changes.reason": {**_TEXT, "$ne": GONE}},
            empty={"$set": {"changes.$[].reason": GONE}},
        ),
        _Place(
            "counts",
            by="_id",
            which={"sheets": {"$elemMatch": {"sheet.explanation": {**_TEXT, "$ne": GONE}}}},
            empty={"$set": {"sheets.$[one].sheet.explanation": GONE}},
            only=[{"one.sheet.explanation": _TEXT}],
        ),
    ],
    Kind.FLAGS: [
        _Place(
            "flags",
            which={"$or": [{"proposal": {"$ne": None}}, {"steps": {"$elemMatch": {"words": {"$ne": None}}}}]},
            empty={"$set": {"proposal": None, "steps.$[].words": None}},
        )
    ],
    Kind.SUSPECTS: [_Place("suspects")],
    Kind.SIGHTINGS: [_Place("sighting_heaps"), _Place("sightings")],
    # Its own random id stands in the tag's place: one person one ballot is an index that the box keeps.
    Kind.ENVELOPES: [
        _Place(
            "envelopes",
            by="edition",
            which={"$expr": {"$ne": ["$voter_tag", "$_id"]}},
            empty=[{"$set": {"voter_tag": "$_id"}}],
        )
    ],
}


class MongoDestructionStore:
    """Keeps destructions, and destroys."""

    def __init__(self, database: Database) -> None:
        running = IndexModel([("state", 1)], name="by_state")
        self._destructions = Collection(database, "destructions", Destruction, key="id", indexes=[running])
        self._mails = database.collection("mails")
        self._places = {
            kind: [(place, database.collection(place.collection)) for place in places]
            for kind, places in _PLACES.items()
        }

    async def destruction(self, edition_id: str, tx: Transaction | None = None) -> Destruction | None:
        """Give the destruction of an edition, None where nobody has proposed it."""
        return await self._destructions.find_one({"_id": edition_id}, tx)

    async def running(self) -> list[str]:
        """Give the editions whose data are being destroyed."""
        return [one.id for one in await self._destructions.find({"state": DestructionState.RUNNING.value})]

    async def add(self, tx: Transaction, destruction: Destruction) -> None:
        """Add a proposal. Raises `Duplicate`."""
        await self._destructions.insert(tx, destruction)

    async def save(self, tx: Transaction, destruction: Destruction) -> None:
        """Write the next version. Raises `Stale`."""
        await self._destructions.replace(tx, destruction)

    async def mail_waits(self, edition_id: str) -> bool:
        """Tell whether a mail about the edition is on its way."""
        return await self._mails.find_one({"about": edition_id, "state": "waiting"}) is not None

    async def count(self, kind: Kind, edition_id: str) -> int:
        """Count the records that are to be destroyed or emptied."""
        counts = [await rows.count_documents(place.wanted(edition_id)) for place, rows in self._places[kind]]
        return sum(counts)

    async def erase(self, kind: Kind, edition_id: str) -> None:
        """Destroy or empty the records of a kind; those that are gone already stay so."""
        for place, rows in self._places[kind]:
            if place.empty is None:
                await rows.delete_many(place.wanted(edition_id))
            else:
                await rows.update_many(place.wanted(edition_id), place.empty, array_filters=place.only)
