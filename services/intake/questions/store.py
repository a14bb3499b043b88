"""MongoDB documents of questions."""

from datetime import datetime

from services.intake.questions.domain import Question
from shared.free_days import HELD, OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Stale, Transaction

_MOST_OF_PROPOSAL = 100
_WAITS = {"waiting.place": {"$exists": True}}
_OLDEST = [("waiting.since", ASCENDING), ("_id", ASCENDING)]
_NEWEST = [("last_at", DESCENDING), ("_id", DESCENDING)]
_INDEXES = [
    IndexModel([(HELD, ASCENDING)], partialFilterExpression=_WAITS, name="held_against"),
    IndexModel(_OLDEST, partialFilterExpression=_WAITS, name="waiting"),
    IndexModel(
        [("asker", ASCENDING), ("waiting.place", ASCENDING)], unique=True, partialFilterExpression=_WAITS, name="places"
    ),
    IndexModel(_NEWEST, name="newest"),
    IndexModel([("edition_id", ASCENDING), ("last_at", ASCENDING)], name="to_erase"),
    IndexModel([("proposal_id", ASCENDING), *_NEWEST], sparse=True, name="of_proposal"),
]


class MongoQuestionStore:
    """Keeps threads."""

    def __init__(self, database: Database) -> None:
        self._questions = Collection(database, "questions", Question, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._questions, _WAITS)

    async def add(self, tx: Transaction, question: Question) -> None:
        """Add a thread."""
        await self._questions.insert(tx, question)

    async def get(self, id: str, tx: Transaction | None = None) -> Question:
        """Give a thread. Raises `NotFound`."""
        return await self._questions.get(id, tx)

    async def save(self, tx: Transaction, question: Question) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._questions.replace(tx, question)

    async def places(self, asker: str, tx: Transaction) -> set[int]:
        """Give the places that an asker's waiting threads take."""
        found = await self._questions.find({"asker": asker, **_WAITS}, tx=tx)
        return {each.waiting.place for each in found if each.waiting}

    async def waiting(self, after: tuple[datetime, str] | None, limit: int) -> list[Question]:
        """Give at most `limit` threads that wait for an answer, the longest first, from the one after a key."""
        wanted: dict[str, object] = dict(_WAITS)
        if after is not None:
            at, id = after
            wanted["$or"] = [{"waiting.since": {"$gt": at}}, {"waiting.since": at, "_id": {"$gt": id}}]
        return await self._questions.find(wanted, sort=_OLDEST, limit=limit)

    async def every(self, after: tuple[datetime, str] | None, limit: int) -> list[Question]:
        """Give at most `limit` threads, the last moved first, from the one after a key."""
        wanted: dict[str, object] = {}
        if after is not None:
            at, id = after
            wanted["$or"] = [{"last_at": {"$lt": at}}, {"last_at": at, "_id": {"$lt": id}}]
        return await self._questions.find(wanted, sort=_NEWEST, limit=limit)

    async def of_proposal(self, proposal_id: str) -> list[Question]:
        """Give the threads about a proposal, the last moved first."""
        return await self._questions.find({"proposal_id": proposal_id}, sort=_NEWEST, limit=_MOST_OF_PROPOSAL)

    async def get_or_none(self, id: str, tx: Transaction) -> Question | None:
        """Give a thread, None where it has been erased."""
        return await self._questions.find_one({"_id": id}, tx)

    async def to_erase(self, edition_id: str, until: datetime, limit: int) -> list[str]:
        """Give at most `limit` ids of threads of an edition that wait for nobody and moved last up to a moment."""
        wanted = {"edition_id": edition_id, "last_at": {"$lte": until}, "waiting": None}
        return [one.id for one in await self._questions.find(wanted, sort=[("last_at", ASCENDING)], limit=limit)]

    async def drop(self, tx: Transaction, question: Question) -> None:
        """Erase a thread as it was read, with all that is kept of its asker. Raises `Stale`."""
        wanted = {"_id": question.id, "version": question.version}
        if not (await self._questions.raw.delete_one(wanted, session=tx.session)).deleted_count:
            raise Stale("questions", question.id)

    async def count_waiting(self) -> int:
        """Count the threads that wait for an answer."""
        return await self._questions.count(_WAITS)
