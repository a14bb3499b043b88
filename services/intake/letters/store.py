"""MongoDB documents of letters and of their wording."""

from datetime import datetime

from services.intake.letters.domain import Letter, LetterText
from services.intake.letters.domain.kinds import LetterKind
from shared.free_days import HELD, OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_MOST = 200
"""Letters about one proposal, and versions of one wording."""
_IN_ORDER = [("written_at", ASCENDING), ("_id", ASCENDING)]
_WAITS = {"waiting": True}
_AWAITED = {"receipt.due_at": {"$exists": True}}
_LETTERS = [
    OpenDeadlines.index(_WAITS),
    IndexModel([(HELD, ASCENDING)], partialFilterExpression=_AWAITED, name="receipts_held_against"),
    IndexModel([("proposal_id", ASCENDING), *_IN_ORDER], name="of_proposal"),
    IndexModel(_IN_ORDER, partialFilterExpression={"waiting": True}, name="waiting"),
]
_TEXTS = [IndexModel([("kind", ASCENDING), ("version", DESCENDING)], name="newest")]


class MongoLetterStore:
    """Keeps letters and every version of their wording."""

    def __init__(self, database: Database) -> None:
        self._letters = Collection(database, "letters", Letter, key="id", indexes=_LETTERS)
        self.deadlines = OpenDeadlines(self._letters, _WAITS)
        self.receipts = OpenDeadlines(self._letters, _AWAITED)
        self._texts = Collection(database, "letter_texts", LetterText, key="id", indexes=_TEXTS)

    async def add(self, tx: Transaction, letter: Letter) -> None:
        """Add a letter."""
        await self._letters.insert(tx, letter)

    async def get(self, id: str, tx: Transaction | None = None) -> Letter:
        """Give a letter. Raises `NotFound`."""
        return await self._letters.get(id, tx)

    async def save(self, tx: Transaction, letter: Letter) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._letters.replace(tx, letter)

    async def waiting(self, after: tuple[datetime, str] | None, limit: int) -> list[Letter]:
        """Give at most `limit` letters that wait to be posted, the oldest first, from the one after a moment and id."""
        wanted: dict[str, object] = {"waiting": True}
        if after is not None:
            at, id = after
            wanted["$or"] = [{"written_at": {"$gt": at}}, {"written_at": at, "_id": {"$gt": id}}]
        return await self._letters.find(wanted, sort=_IN_ORDER, limit=limit)

    async def count_waiting(self) -> int:
        """Count the letters that wait to be posted."""
        return await self._letters.count({"waiting": True})

    async def of_proposal(self, proposal_id: str) -> list[Letter]:
        """Give the letters about a proposal, the oldest first."""
        return await self._letters.find({"proposal_id": proposal_id}, sort=_IN_ORDER, limit=_MOST)

    async def newest_text(self, kind: LetterKind, tx: Transaction | None = None) -> LetterText | None:
        """Give the wording in force, None where nobody has changed it."""
        found = await self._texts.find({"kind": kind}, sort=[("version", DESCENDING)], limit=1, tx=tx)
        return found[0] if found else None

    async def texts(self, kind: LetterKind) -> list[LetterText]:
        """Give the versions of a wording, the newest first."""
        return await self._texts.find({"kind": kind}, sort=[("version", DESCENDING)], limit=_MOST)

    async def add_text(self, tx: Transaction, text: LetterText) -> None:
        """Add a version of a wording. Raises `Duplicate` where somebody was faster."""
        await self._texts.insert(tx, text)
