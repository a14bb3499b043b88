"""MongoDB documents of the report on the state of the commune: years, frozen chapters, residents' notices."""

from services.reporting.commune.domain.chapter import ChapterVersion, CommuneReport, version_id
from services.reporting.commune.domain.debate import SignUp
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction

_SIGN_UPS = [IndexModel([("year", ASCENDING), ("received_at", ASCENDING), ("number", ASCENDING)], name="by_receipt")]
_MOST = 1_000


class MongoCommuneStore:
    """Keeps reports, chapters and notices. A frozen chapter is inserted, and never written again."""

    def __init__(self, database: Database) -> None:
        self._reports = Collection(database, "commune_reports", CommuneReport, key="id")
        self._versions = Collection(database, "commune_chapters", ChapterVersion, key="id")
        self._sign_ups = Collection(database, "debate_sign_ups", SignUp, key="id", indexes=_SIGN_UPS)

    async def report(self, year: int, tx: Transaction | None = None) -> CommuneReport:
        """Give the report of a year. Raises `NotFound`."""
        return await self._reports.get(str(year), tx)

    async def reports(self) -> list[CommuneReport]:
        """Give all reports, the newest first. One a year."""
        return await self._reports.find({}, sort=[("_id", DESCENDING)], limit=200)

    async def add_report(self, tx: Transaction, report: CommuneReport) -> None:
        """Add a report. Raises `Duplicate` where the year has one."""
        await self._reports.insert(tx, report)

    async def save_report(self, tx: Transaction, report: CommuneReport) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._reports.replace(tx, report)

    async def freeze(self, tx: Transaction, version: ChapterVersion) -> None:
        """Keep a chapter for ever. Raises `Duplicate` where that number is frozen."""
        await self._versions.insert(tx, version)

    async def version(self, year: int, edition: int) -> ChapterVersion:
        """Give a frozen chapter. Raises `NotFound`."""
        return await self._versions.get(version_id(year, edition))

    async def sign_up(self, id: str, tx: Transaction | None = None) -> SignUp:
        """Give a notice. Raises `NotFound`."""
        return await self._sign_ups.get(id, tx)

    async def add_sign_up(self, tx: Transaction, one: SignUp) -> None:
        """Add a notice."""
        await self._sign_ups.insert(tx, one)

    async def save_sign_up(self, tx: Transaction, one: SignUp) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._sign_ups.replace(tx, one)

    async def sign_ups(self, year: int, tx: Transaction | None = None) -> list[SignUp]:
        """Give the notices of a year in the order of receipt."""
        order = [("received_at", ASCENDING), ("number", ASCENDING)]
        return await self._sign_ups.find({"year": year}, sort=order, limit=_MOST, tx=tx)
