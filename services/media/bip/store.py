"""MongoDB documents of the bulletin: entries as they stand, and every version, which is only ever inserted."""

from typing import Any

from services.media.bip.domain import Change, Entry
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, Transaction


class MongoBulletinStore:
    """Keeps the bulletin."""

    def __init__(self, database: Database) -> None:
        newest = [("published_at", DESCENDING), ("_id", ASCENDING)]
        self._entries = Collection(
            database,
            "bip_entries",
            Entry,
            key="id",
            indexes=[IndexModel(newest), IndexModel([("content.section", ASCENDING), *newest])],
        )
        self._changes = Collection(
            database,
            "bip_changes",
            Change,
            key="id",
            indexes=[IndexModel([("entry_id", ASCENDING), ("number", DESCENDING)], unique=True)],
        )

    async def entry(self, id: str, tx: Transaction | None = None) -> Entry:
        """Give an entry as it stands. Raises `NotFound`."""
        return await self._entries.get(id, tx)

    async def add(self, tx: Transaction, entry: Entry) -> None:
        """Add an entry."""
        await self._entries.insert(tx, entry)

    async def save(self, tx: Transaction, entry: Entry) -> None:
        """Write what stands now. Raises `Stale`."""
        await self._entries.replace(tx, entry)

    async def keep(self, tx: Transaction, change: Change) -> None:
        """Keep a version for ever. Raises `Duplicate` rather than write over one."""
        await self._changes.insert(tx, change)

    async def change(self, entry_id: str, number: int) -> Change:
        """Give a version. Raises `NotFound`."""
        return await self._changes.get(f"{entry_id}-{number}")

    async def changes(self, entry_id: str, limit: int, skip: int = 0) -> list[Change]:
        """Give the versions of an entry, the newest first."""
        wanted = {"entry_id": entry_id}
        return await self._changes.find(wanted, sort=[("number", DESCENDING)], limit=limit, skip=skip)

    async def entries(self, limit: int, skip: int = 0, section: str | None = None) -> list[Entry]:
        """Give the entries, the newest first; of one section."""
        wanted: dict[str, Any] = {"content.section": section} if section else {}
        newest = [("published_at", DESCENDING), ("_id", ASCENDING)]
        return await self._entries.find(wanted, sort=newest, limit=limit, skip=skip)

    async def sections(self) -> list[str]:
        """Name the sections that have entries."""
        return sorted(await self._entries.raw.distinct("content.section"))
