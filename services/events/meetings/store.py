"""MongoDB documents of meetings, and their files. Issued programmes and approved minutes are only ever added."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from services.events.letters.domain.words import fold
from services.events.meetings.domain import Meeting, State
from services.events.meetings.domain.minutes import Frozen, Task
from services.events.meetings.domain.people import Notice, Reading
from services.events.meetings.domain.programme import Issued
from shared.files import SealedFiles
from shared.free_days import OpenDeadlines
from shared.privacy import Cipher
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_NEWEST = [("when.starts", DESCENDING), ("_id", ASCENDING)]
_SOONEST = [("when.starts", ASCENDING), ("_id", ASCENDING)]
_OF_MEETING = [("meeting_id", ASCENDING), ("number", ASCENDING)]
_BEFORE_END = ("convened", "issued")
_OPEN = {"state": {"$in": [*_BEFORE_END, "held", "remarks"]}}
_TO_DO = {"open": True}


def meeting_files(database: Database, cipher: Cipher) -> SealedFiles:
    """Give the bucket of the documents of meetings."""
    return SealedFiles(database, "meeting_documents", cipher)


class MongoMeetingStore:
    """Keeps meetings and all that belongs to them."""

    def __init__(self, database: Database) -> None:
        self._meetings = Collection(
            database,
            "meetings",
            Meeting,
            key="id",
            indexes=[
                IndexModel([("entry_id", ASCENDING)], unique=True, name="entry"),
                IndexModel(_NEWEST, name="newest"),
                IndexModel([("state", ASCENDING), *_SOONEST], name="by_state"),
                IndexModel([("line_id", ASCENDING), ("when.starts", DESCENDING)], name="line"),
                IndexModel([("words", ASCENDING)], name="words"),
                OpenDeadlines.index(_OPEN),
                IndexModel([("terms", ASCENDING)], name="terms"),
                IndexModel([("participants.role", ASCENDING), ("when.starts", DESCENDING)], name="staff"),
                IndexModel(
                    [("ended_at", ASCENDING)],
                    partialFilterExpression={"ended_at": {"$type": "date"}, "erased_at": None},
                    name="to_erase",
                ),
            ],
        )
        one_each = IndexModel(_OF_MEETING, unique=True, name="number")
        self._issued = Collection(database, "meeting_programmes", Issued, key="id", indexes=[one_each])
        self._frozen = Collection(database, "meeting_minutes", Frozen, key="id", indexes=[one_each])
        self._tasks = Collection(
            database,
            "meeting_tasks",
            Task,
            key="id",
            indexes=[
                IndexModel([("line_id", ASCENDING), ("open", ASCENDING), ("met_at", ASCENDING)], name="line"),
                IndexModel([("meeting_id", ASCENDING), ("due", ASCENDING)], name="meeting"),
                OpenDeadlines.index(_TO_DO),
                IndexModel([("role", ASCENDING), ("open", ASCENDING), ("due", ASCENDING)], name="doer"),
            ],
        )
        self.deadlines = OpenDeadlines(self._meetings, _OPEN)
        self.task_deadlines = OpenDeadlines(self._tasks, _TO_DO)
        self._readings = Collection(
            database,
            "meeting_readings",
            Reading,
            key="id",
            indexes=[IndexModel([("meeting_id", ASCENDING), ("at", DESCENDING)], name="newest")],
        )
        self._notices = Collection(
            database,
            "meeting_notices",
            Notice,
            key="id",
            indexes=[IndexModel([("meeting_id", ASCENDING), ("open", ASCENDING)], name="open")],
        )

    async def get(self, id: str, tx: Transaction | None = None) -> Meeting:
        """Give a meeting. Raises `NotFound`."""
        return await self._meetings.get(id, tx)

    async def of_entry(self, entry_id: str, tx: Transaction | None = None) -> Meeting | None:
        """Give the meeting of an entry of the calendar, None where there is none."""
        return await self._meetings.find_one({"entry_id": entry_id}, tx)

    async def add(self, tx: Transaction, one: Meeting) -> None:
        """Add a meeting. Raises `Duplicate` where its entry has one."""
        await self._meetings.insert(tx, one)

    async def save(self, tx: Transaction, one: Meeting) -> None:
        """Write the next version. Raises `Stale`."""
        await self._meetings.replace(tx, one)

    async def page(
        self, states: Sequence[State], text: str, terms: Sequence[Sequence[str]], skip: int, limit: int
    ) -> list[Meeting]:
        """Give at most `limit`: those that come soonest first, of all and of what is looked for the newest.

        `text` is looked for in titles and places, `terms` in approved minutes.
        """
        wanted: dict[str, Any] = {"state": {"$in": [state.value for state in states]}} if states else {}
        titled = [{"words": {"$regex": f"^{re.escape(word)}"}} for word in fold(text)[:6]]
        if titled:
            said = [{"terms": {"$in": list(forms)}} for forms in terms]
            wanted["$or"] = [{"$and": titled}, *([{"$and": said}] if said else [])]
        soonest = states and all(state in _BEFORE_END for state in states)
        return await self._meetings.find(wanted, sort=_SOONEST if soonest else _NEWEST, skip=skip, limit=limit)

    async def of_staff(self, role: str, unit: str | None, skip: int, limit: int) -> list[Meeting]:
        """Give the meetings in which somebody of a role and unit takes part, the newest first."""
        place = {"role": role, "unit": {"$in": [None, unit]}}
        return await self._meetings.find({"participants": {"$elemMatch": place}}, sort=_NEWEST, skip=skip, limit=limit)

    async def earlier(self, line_id: str, starts: datetime, limit: int, tx: Transaction | None = None) -> list[Meeting]:
        """Give the meetings of a line before a moment that were not called off, the last one first."""
        wanted = {"line_id": line_id, "when.starts": {"$lt": starts}, "state": {"$ne": State.CANCELLED.value}}
        return await self._meetings.find(wanted, sort=_NEWEST, limit=limit, tx=tx)

    async def add_issued(self, tx: Transaction, issued: Issued) -> None:
        """Add an issued programme."""
        await self._issued.insert(tx, issued)

    async def issued(self, id: str, number: int, tx: Transaction | None = None) -> Issued:
        """Give an issued programme. Raises `NotFound`."""
        return await self._issued.get(f"{id}-{number}", tx)

    async def add_frozen(self, tx: Transaction, frozen: Frozen) -> None:
        """Add approved minutes."""
        await self._frozen.insert(tx, frozen)

    async def frozen(self, id: str, number: int, tx: Transaction | None = None) -> Frozen:
        """Give approved minutes. Raises `NotFound`."""
        return await self._frozen.get(f"{id}-{number}", tx)

    async def add_task(self, tx: Transaction, task: Task) -> None:
        """Add a task."""
        await self._tasks.insert(tx, task)

    async def save_task(self, tx: Transaction, task: Task) -> None:
        """Write the next version of a task. Raises `Stale`."""
        await self._tasks.replace(tx, task)

    async def task(self, id: str, tx: Transaction | None = None) -> Task:
        """Give a task. Raises `NotFound`."""
        return await self._tasks.get(id, tx)

    async def tasks_of(self, meeting_id: str) -> list[Task]:
        """Give the tasks that a meeting has given, those due first."""
        return await self._tasks.find({"meeting_id": meeting_id}, sort=[("due", ASCENDING), ("_id", ASCENDING)])

    async def open_tasks(self, line_id: str, before: datetime, tx: Transaction | None = None) -> list[Task]:
        """Give the open tasks of all meetings of a line before a moment."""
        wanted = {"line_id": line_id, "open": True, "met_at": {"$lt": before}}
        return await self._tasks.find(wanted, sort=[("met_at", ASCENDING), ("_id", ASCENDING)], tx=tx)

    async def tasks_for(self, role: str, unit: str | None, limit: int) -> list[Task]:
        """Give the open tasks of a role and unit, those due first."""
        wanted = {"role": role, "unit": {"$in": [None, unit]}, "open": True}
        return await self._tasks.find(wanted, sort=[("due", ASCENDING), ("_id", ASCENDING)], limit=limit)

    async def add_reading(self, tx: Transaction, reading: Reading) -> None:
        """Add a reading."""
        await self._readings.insert(tx, reading)

    async def readings(self, id: str, limit: int) -> list[Reading]:
        """Give at most `limit` readings of a meeting, the newest first."""
        return await self._readings.find({"meeting_id": id}, sort=[("at", DESCENDING), ("_id", ASCENDING)], limit=limit)

    async def forget_readings(self, tx: Transaction, id: str) -> None:
        """Delete the readings of a meeting."""
        await self._readings.raw.delete_many({"meeting_id": id}, session=tx.session)

    async def open_notices(self, tx: Transaction, meeting_id: str, participant: str | None = None) -> list[Notice]:
        """Give what there is to be read: by one participant, or by all."""
        wanted: dict[str, Any] = {"meeting_id": meeting_id, "open": True}
        return await self._notices.find(wanted | ({"participant": participant} if participant else {}), tx=tx)

    async def put_notice(self, tx: Transaction, notice: Notice) -> None:
        """Write a notice."""
        await self._notices.put(tx, notice)

    async def to_erase(self, before: datetime, limit: int) -> list[str]:
        """Give the ids of at most `limit` that ended before a moment and still hold contacts."""
        # A correction begun before it took the end away has one still.
        over = {"$in": [State.APPROVED.value, State.CANCELLED.value]}
        wanted = {"ended_at": {"$type": "date", "$lt": before}, "erased_at": None, "state": over}
        rows = self._meetings.raw.find(wanted, {"_id": 1}).limit(limit)
        return [row["_id"] for row in await rows.to_list(limit)]


class DocumentsSealed:
    """Documents that lay as they came are encrypted; those of meetings that were erased before go with them."""

    name = "meeting documents sealed"

    def __init__(self, cipher: Cipher) -> None:
        self._cipher = cipher

    async def __call__(self, database: Database) -> None:
        """Take what is left to do; what was done is not found again."""
        files, meetings = meeting_files(database, self._cipher), MongoMeetingStore(database)._meetings
        left = {"erased_at": {"$type": "date"}, "documents.0": {"$exists": True}}
        async for row in meetings.raw.find(left, {"documents.file_id": 1}):
            await database.transaction(partial(self._drop, files, meetings, row))
        await files.seal_old()

    async def _drop(
        self, files: SealedFiles, meetings: Collection[Meeting], row: Mapping[str, Any], tx: Transaction
    ) -> None:
        await files.drop(tx, [one["file_id"] for one in row["documents"]])
        await meetings.raw.update_one({"_id": row["_id"]}, {"$set": {"documents": []}}, session=tx.session)
