"""MongoDB documents of enquiries."""

from services.voting.enquiries.domain import Enquiry, Report
from shared.store import ASCENDING, Collection, Database, IndexModel, NotFound, Transaction


class MongoEnquiryStore:
    """Keeps who asked, as tags, and what was reported."""

    def __init__(self, database: Database) -> None:
        self._enquiries = Collection(
            database,
            "enquiries",
            Enquiry,
            key="id",
            indexes=[
                IndexModel(
                    [(name, ASCENDING) for name in ("edition_id", "asker", "day", "place")],
                    unique=True,
                    partialFilterExpression={"place": {"$type": "int"}},
                    name="few_a_day",
                )
            ],
        )
        self._reports = Collection(
            database,
            "reports",
            Report,
            key="id",
            indexes=[IndexModel([("edition_id", ASCENDING), ("tag", ASCENDING)], unique=True, name="one_report")],
        )

    async def asked(self, tx: Transaction, edition_id: str, asker: str, day: str) -> int:
        """Count how often this person has asked on this day."""
        wanted = {"edition_id": edition_id, "asker": asker, "day": day, "place": {"$type": "int"}}
        return await self._enquiries.count(wanted, tx)

    async def enquiry(self, edition_id: str, id: str, tx: Transaction) -> Enquiry:
        """Give a question. Raises `NotFound`."""
        found = await self._enquiries.find_one({"_id": id, "edition_id": edition_id}, tx)
        if found is None:
            raise NotFound("enquiry", id)
        return found

    async def add(self, tx: Transaction, enquiry: Enquiry) -> None:
        """Add a question. Raises `Duplicate`."""
        await self._enquiries.insert(tx, enquiry)

    async def report(self, edition_id: str, id: str, tx: Transaction | None = None) -> Report:
        """Give a report. Raises `NotFound`."""
        found = await self._reports.find_one({"_id": id, "edition_id": edition_id}, tx)
        if found is None:
            raise NotFound("report", id)
        return found

    async def report_of(self, tx: Transaction, edition_id: str, tag: str) -> Report | None:
        """Give the report of a voter, None where there is none."""
        return await self._reports.find_one({"edition_id": edition_id, "tag": tag}, tx)

    async def reports(self, edition_id: str) -> list[Report]:
        """Give the reports of an edition, those that wait first."""
        found = await self._reports.find({"edition_id": edition_id}, limit=1_000)
        return sorted(found, key=lambda report: (report.settled, report.number))

    async def count_waiting(self, edition_id: str, tx: Transaction | None = None) -> int:
        """Count the reports of which nobody has said yet how they ended."""
        return await self._reports.count({"edition_id": edition_id, "words": None}, tx)

    async def add_report(self, tx: Transaction, report: Report) -> None:
        """Add a report. Raises `Duplicate`."""
        await self._reports.insert(tx, report)

    async def save_report(self, tx: Transaction, report: Report) -> None:
        """Write the next version. Raises `Stale`."""
        await self._reports.replace(tx, report)
