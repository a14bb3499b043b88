"""MongoDB documents of the scoring: criteria, meetings, scorings with their cards."""

from collections.abc import Sequence
from datetime import date

from services.verification.scoring.domain import Criteria, Meeting, Scoring, ScoringState
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"state": ScoringState.OPEN.value}
_CRITERIA = [IndexModel([("in_force_from", ASCENDING)], unique=True, name="in_force_from")]
_MEETINGS = [IndexModel([("year", DESCENDING), ("number", DESCENDING)], unique=True, name="register")]
_SCORINGS = [
    OpenDeadlines.index(_OPEN),
    IndexModel([("state", ASCENDING), ("task.due_at", ASCENDING), ("_id", ASCENDING)], name="waiting"),
    IndexModel([("meeting_id", ASCENDING)], name="of_meeting"),
]
_MOST = 100


class MongoScoringStore:
    """Keeps criteria, meetings and scorings."""

    def __init__(self, database: Database) -> None:
        self._criteria = Collection(database, "scoring_criteria", Criteria, key="id", indexes=_CRITERIA)
        self._meetings = Collection(database, "team_meetings", Meeting, key="id", indexes=_MEETINGS)
        self._scorings = Collection(database, "scorings", Scoring, key="id", indexes=_SCORINGS)
        self.deadlines = OpenDeadlines(self._scorings, _OPEN)

    async def add_criteria(self, tx: Transaction, criteria: Criteria) -> None:
        """Add criteria. Raises `Duplicate` where others are in force from the same day."""
        await self._criteria.insert(tx, criteria)

    async def criteria(self) -> list[Criteria]:
        """Give all criteria, the newest first."""
        return await self._criteria.find({}, sort=[("in_force_from", DESCENDING)], limit=_MOST)

    async def one_criteria(self, id: str) -> Criteria:
        """Give criteria. Raises `NotFound`."""
        return await self._criteria.get(id)

    async def criteria_on(self, day: date, tx: Transaction) -> Criteria | None:
        """Give the criteria in force on a day, None where none were."""
        query, order = {"in_force_from": {"$lte": day.isoformat()}}, [("in_force_from", DESCENDING)]
        found = await self._criteria.find(query, sort=order, limit=1, tx=tx)
        return found[0] if found else None

    async def add_meeting(self, tx: Transaction, meeting: Meeting) -> None:
        """Add a meeting. Raises `Duplicate`."""
        await self._meetings.insert(tx, meeting)

    async def meeting(self, id: str) -> Meeting:
        """Give a meeting. Raises `NotFound`."""
        return await self._meetings.get(id)

    async def meetings(self) -> list[Meeting]:
        """Give the newest meetings, the newest first."""
        return await self._meetings.find({}, sort=[("year", DESCENDING), ("number", DESCENDING)], limit=_MOST)

    async def add(self, tx: Transaction, scoring: Scoring) -> None:
        """Add a scoring. Raises `Duplicate` where the initiative has one."""
        await self._scorings.insert(tx, scoring)

    async def get(self, id: str, tx: Transaction | None = None) -> Scoring:
        """Give a scoring. Raises `NotFound`."""
        return await self._scorings.get(id, tx)

    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Scoring | None:
        """Give a scoring, None where none was opened."""
        return await self._scorings.find_one({"_id": id}, tx)

    async def save(self, tx: Transaction, scoring: Scoring) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._scorings.replace(tx, scoring)

    async def some(self, ids: Sequence[str]) -> list[Scoring]:
        """Give the scorings with these ids, in no order."""
        return await self._scorings.find({"_id": {"$in": list(ids)}}, limit=len(ids) or 1)

    async def open(self) -> list[Scoring]:
        """Give the open scorings, the first due first."""
        return await self._scorings.find(_OPEN, sort=[("task.due_at", ASCENDING), ("_id", ASCENDING)], limit=_MOST)
