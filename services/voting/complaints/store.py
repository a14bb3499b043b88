"""MongoDB documents of complaints."""

from services.voting.complaints.domain import Complaint, ComplaintState, Period
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, NotFound, Transaction

_UNANSWERED = {"state": {"$in": [ComplaintState.WAITING.value, ComplaintState.PREPARED.value]}}
_NOT_CLOSED = {"closed": False}
_INDEXES = [
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="one_number_one_complaint"),
    OpenDeadlines.index(_UNANSWERED),
    IndexModel(
        [("edition_id", ASCENDING), ("code", ASCENDING)],
        unique=True,
        partialFilterExpression={"code": {"$type": "string"}},
        name="by_code",
    ),
    IndexModel(
        [("edition_id", ASCENDING), ("asker", ASCENDING), ("place", ASCENDING)],
        unique=True,
        partialFilterExpression={"asker": {"$type": "string"}},
        name="few_of_one_person",
    ),
]


class MongoComplaintStore:
    """Keeps complaints and their periods."""

    def __init__(self, database: Database) -> None:
        self._periods = Collection(
            database, "complaint_periods", Period, key="id", indexes=[OpenDeadlines.index(_NOT_CLOSED)]
        )
        self._complaints = Collection(database, "complaints", Complaint, key="id", indexes=_INDEXES)
        self.periods = OpenDeadlines(self._periods, _NOT_CLOSED)
        self.deadlines = OpenDeadlines(self._complaints, _UNANSWERED)

    async def period(self, edition_id: str, tx: Transaction | None = None) -> Period | None:
        """Give the period of an edition, None before its results are out."""
        return await self._periods.find_one({"_id": edition_id}, tx)

    async def add_period(self, tx: Transaction, period: Period) -> None:
        """Begin a period."""
        await self._periods.insert(tx, period)

    async def save_period(self, tx: Transaction, period: Period) -> None:
        """Write the next version. Raises `Stale`."""
        await self._periods.replace(tx, period)

    async def complaint(self, edition_id: str, id: str, tx: Transaction | None = None) -> Complaint:
        """Give a complaint. Raises `NotFound`."""
        found = await self._complaints.find_one({"_id": id, "edition_id": edition_id}, tx)
        if found is None:
            raise NotFound("complaints", id)
        return found

    async def edition_of(self, id: str) -> str:
        """Name the edition of a complaint. Raises `NotFound`."""
        return (await self._complaints.get(id)).edition_id

    async def by_code(self, edition_id: str, code: str, tx: Transaction | None = None) -> Complaint | None:
        """Give the complaint with this tag of a code."""
        return await self._complaints.find_one({"edition_id": edition_id, "code": code}, tx)

    async def places(self, tx: Transaction, edition_id: str, asker: str) -> set[int]:
        """Give the places that somebody's waiting complaints take."""
        wanted = {"edition_id": edition_id, "asker": asker}
        return {one.place for one in await self._complaints.find(wanted, limit=50, tx=tx)}

    async def complaints(self, edition_id: str, after: int, limit: int) -> list[Complaint]:
        """Give at most `limit` complaints of an edition behind a number, in their order."""
        wanted = {"edition_id": edition_id, "number": {"$gt": after}}
        return await self._complaints.find(wanted, sort=[("number", ASCENDING)], limit=limit)

    async def add(self, tx: Transaction, complaint: Complaint) -> None:
        """Add a complaint. Raises `Duplicate`."""
        await self._complaints.insert(tx, complaint)

    async def save(self, tx: Transaction, complaint: Complaint) -> None:
        """Write the next version. Raises `Stale`."""
        await self._complaints.replace(tx, complaint)
