"""MongoDB documents of internal notes."""

from services.verification.notes.domain import Note
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_INDEXES = [
    IndexModel([("proposal_id", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="of_case"),
]


class MongoNoteStore:
    """Keeps notes."""

    def __init__(self, database: Database) -> None:
        self._notes = Collection(database, "notes", Note, key="id", indexes=_INDEXES)

    async def add(self, tx: Transaction, note: Note) -> None:
        """Add a note. Raises `Duplicate`."""
        await self._notes.insert(tx, note)

    async def of_case(self, proposal_id: str, limit: int) -> list[Note]:
        """Give at most `limit` notes on a case, the newest first."""
        order = [("at", DESCENDING), ("_id", DESCENDING)]
        return await self._notes.find({"proposal_id": proposal_id}, sort=order, limit=limit)
