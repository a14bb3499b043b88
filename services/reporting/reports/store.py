"""MongoDB documents of reports: the reports, the units' inputs, the frozen versions, the diary."""

from collections.abc import Sequence
from datetime import date, datetime

from services.reporting.reports.domain.diary import DiaryEntry
from services.reporting.reports.domain.inputs import Input
from services.reporting.reports.domain.report import Report
from services.reporting.reports.domain.version import Version, version_id
from shared.free_days import HELD, OpenDeadlines
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_STANDING = {"standing": True}
_AWAITED = {"draft.confirmations": {"$elemMatch": {"at": None}}}
_MENDED = {"mending.due_at": {"$type": "date"}}
_REPORTS = [
    IndexModel([("mending.due_at", ASCENDING), (HELD, ASCENDING)], name="mending_held_against"),
    OpenDeadlines.index(_AWAITED, "draft.confirmations.at"),
    IndexModel([("number", ASCENDING)], unique=True, partialFilterExpression=_STANDING, name="numbered"),
    IndexModel([("open", ASCENDING)], unique=True, partialFilterExpression={"open": True}, name="one_open"),
    IndexModel([("session_id", ASCENDING)], unique=True, partialFilterExpression=_STANDING, name="one_of_session"),
    IndexModel([("session_id", ASCENDING), ("_id", ASCENDING)], name="of_session"),
    IndexModel([("standing", DESCENDING), ("number", DESCENDING)], name="newest"),
    IndexModel([("opened_at", DESCENDING)], name="by_opening"),
]
_WAITS = {"waits": True}
_INPUTS = [
    OpenDeadlines.index(_WAITS),
    IndexModel([("report_id", ASCENDING), ("number", ASCENDING)], unique=True, name="of_report"),
    IndexModel([("report_id", ASCENDING), ("unit", ASCENDING)], unique=True, name="one_of_unit"),
    IndexModel([("unit", ASCENDING), ("due_at", DESCENDING)], name="of_unit"),
    IndexModel([("step_at", ASCENDING)], partialFilterExpression={"step_at": {"$type": "date"}}, name="to_step"),
]
_DIARY = [
    IndexModel([("kept", ASCENDING), ("reported_in", ASCENDING), ("on", ASCENDING)], name="to_report"),
    IndexModel([("kept", ASCENDING), ("proposed", ASCENDING), ("on", DESCENDING)], name="by_day"),
]
_MOST = 1_000


class MongoReportStore:
    """Keeps reports, inputs and frozen versions. A frozen version is inserted, and never written again."""

    def __init__(self, database: Database) -> None:
        self._reports = Collection(database, "council_reports", Report, key="id", indexes=_REPORTS)
        self._versions = Collection(database, "council_report_versions", Version, key="id")
        self._inputs = Collection(database, "council_report_inputs", Input, key="id", indexes=_INPUTS)
        self.confirmations = OpenDeadlines(self._reports, _AWAITED)
        self.mendings = OpenDeadlines(self._reports, _MENDED)
        self.deadlines = OpenDeadlines(self._inputs, _WAITS)

    async def report(self, id: str, tx: Transaction | None = None) -> Report:
        """Give a report. Raises `NotFound`."""
        return await self._reports.get(id, tx)

    async def add_report(self, tx: Transaction, report: Report) -> None:
        """Add a report. Raises `Duplicate` where one is open, or its session or number has one."""
        await self._reports.insert(tx, report)

    async def save_report(self, tx: Transaction, report: Report) -> None:
        """Write the next version. Raises `Stale`, `NotFound`, and `Duplicate` as above."""
        await self._reports.replace(tx, report)

    async def newest(self, tx: Transaction | None = None) -> Report | None:
        """Give the standing report with the highest number; None before the first."""
        found = await self._reports.find(_STANDING, sort=[("number", DESCENDING)], limit=1, tx=tx)
        return found[0] if found else None

    async def page(self, public: bool, skip: int, limit: int) -> list[Report]:
        """Give at most `limit` reports, the newest first; `public`: only those that everybody may read."""
        wanted = {"published_at": {"$ne": None}} if public else {}
        return await self._reports.find(wanted, sort=[("opened_at", DESCENDING)], skip=skip, limit=limit)

    async def of_session(self, session_id: str, tx: Transaction | None = None) -> list[Report]:
        """Give the reports of a session; all but one of them were withdrawn."""
        return await self._reports.find({"session_id": session_id}, limit=_MOST, tx=tx)

    async def numbered(self, number: int, tx: Transaction | None = None) -> Report | None:
        """Give the standing report with a number; None where there is none."""
        return await self._reports.find_one({**_STANDING, "number": number}, tx)

    async def freeze(self, tx: Transaction, version: Version) -> None:
        """Keep a version for ever. Raises `Duplicate` where that number is frozen."""
        await self._versions.insert(tx, version)

    async def version(self, report_id: str, edition: int, tx: Transaction | None = None) -> Version:
        """Give a frozen version. Raises `NotFound`."""
        return await self._versions.get(version_id(report_id, edition), tx)

    async def versions(self, report_id: str) -> list[Version]:
        """Give all frozen versions of a report, the first first."""
        prefix = {"$gte": version_id(report_id, 0), "$lte": version_id(report_id, 999)}
        return await self._versions.find({"_id": prefix}, limit=_MOST)

    async def add_inputs(self, tx: Transaction, inputs: Sequence[Input]) -> None:
        """Add the calls of a report. Raises `Duplicate` where a unit was called for it."""
        await self._inputs.insert_many(tx, inputs)

    async def input(self, id: str, tx: Transaction | None = None) -> Input:
        """Give an input. Raises `NotFound`."""
        return await self._inputs.get(id, tx)

    async def save_input(self, tx: Transaction, input: Input) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._inputs.replace(tx, input)

    async def inputs(self, report_id: str, tx: Transaction | None = None) -> list[Input]:
        """Give the inputs of a report in the order of the units."""
        return await self._inputs.find({"report_id": report_id}, sort=[("number", ASCENDING)], limit=_MOST, tx=tx)

    async def to_step(self, now: datetime, limit: int) -> list[str]:
        """Give inputs whose unit is to be written to."""
        rows = self._inputs.raw.find({"step_at": {"$type": "date", "$lte": now}}, {"_id": 1}).sort("step_at", ASCENDING)
        return [row["_id"] for row in await rows.limit(limit).to_list(limit)]

    async def of_unit(self, unit: str, skip: int, limit: int) -> list[Input]:
        """Give at most `limit` inputs of a unit, the newest first."""
        return await self._inputs.find({"unit": unit}, sort=[("due_at", DESCENDING)], skip=skip, limit=limit)


class MongoDiaryStore:
    """Keeps the diary."""

    def __init__(self, database: Database) -> None:
        self._entries = Collection(database, "mayor_diary", DiaryEntry, key="id", indexes=_DIARY)

    async def entry(self, id: str, tx: Transaction | None = None) -> DiaryEntry:
        """Give an entry. Raises `NotFound`."""
        return await self._entries.get(id, tx)

    async def entry_or_none(self, id: str, tx: Transaction) -> DiaryEntry | None:
        """Give an entry, None where there is none."""
        return await self._entries.find_one({"_id": id}, tx)

    async def add_entry(self, tx: Transaction, entry: DiaryEntry) -> None:
        """Add an entry. Raises `Duplicate`."""
        await self._entries.insert(tx, entry)

    async def save_entry(self, tx: Transaction, entry: DiaryEntry) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._entries.replace(tx, entry)

    async def entries(self, kept: bool, skip: int, limit: int) -> list[DiaryEntry]:
        """Give at most `limit` entries, the newest day first: kept ones, or those that are proposed."""
        wanted = {"kept": True} if kept else {"kept": False, "proposed": True}
        return await self._entries.find(wanted, sort=[("on", DESCENDING), ("_id", ASCENDING)], skip=skip, limit=limit)

    async def to_report(self, until: date, tx: Transaction | None = None) -> list[DiaryEntry]:
        """Give what is kept up to a day and stands in no approved report, by its days: nothing falls between two."""
        wanted = {"kept": True, "reported_in": None, "on": {"$lte": until.isoformat()}}
        return await self._entries.find(wanted, sort=[("on", ASCENDING), ("_id", ASCENDING)], limit=_MOST, tx=tx)

    async def mark_reported(self, tx: Transaction, ids: Sequence[str], report_id: str) -> None:
        """Note that entries stand in an approved report."""
        change = {"$set": {"reported_in": report_id}, "$inc": {"version": 1}}
        await self._entries.raw.update_many({"_id": {"$in": list(ids)}}, change, session=tx.session)
