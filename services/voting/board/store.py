"""MongoDB documents of the public log: pages as they were added, roots of full tiles, signed heads."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.voting.board.domain.log import Entry, EntryKind, Head, Sum, read, written
from services.voting.board.service import MOST_AT_ONCE, Log, LogBroken
from shared.store import ASCENDING, DESCENDING, Collection, Database, IndexModel, NotFound, ReturnDocument, Transaction


class _Page(BaseModel):
    """Entries that were added at once."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    first: int
    entries: bytes
    sums: list[Sum]


class MongoBoardStore:
    """Keeps logs. Pages, tiles and heads are only ever added: their ids are their places."""

    def __init__(self, database: Database) -> None:
        self._logs = Collection(database, "logs", Log, key="id")
        by_place = IndexModel([("edition_id", ASCENDING), ("first", ASCENDING)], unique=True, name="by_place")
        self._pages = Collection(database, "log_pages", _Page, key="id", indexes=[by_place])
        by_number = IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="by_number")
        self._tiles = database.collection("log_tiles", [by_number])
        self._heads = database.collection("log_heads", [by_number])

    async def add_log(self, tx: Transaction, log: Log) -> None:
        """Add an empty log. Raises `Duplicate` where the edition has one."""
        await self._logs.insert(tx, log)

    async def log(self, edition_id: str, tx: Transaction | None = None) -> Log:
        """Give the log of an edition. Raises `NotFound`."""
        return await self._logs.get(edition_id, tx)

    async def open_logs(self) -> list[Log]:
        """Give the logs that still grow."""
        return await self._logs.find({"closed": False})

    async def grow(self, tx: Transaction, edition_id: str, by: int) -> int | None:
        """Make a log longer and give its new size; None where it is closed or not there."""
        row = await self._logs.raw.find_one_and_update(
            {"_id": edition_id, "closed": False},
            {"$inc": {"size": by}},
            return_document=ReturnDocument.AFTER,
            session=tx.session,
        )
        return None if row is None else int(row["size"])

    async def close(self, tx: Transaction, edition_id: str) -> None:
        """Let nothing more in. Raises `NotFound`."""
        done = await self._logs.raw.update_one({"_id": edition_id}, {"$set": {"closed": True}}, session=tx.session)
        if done.matched_count == 0:
            raise NotFound("logs", edition_id)

    def add_page(
        self, tx: Transaction, edition_id: str, first: int, entries: Sequence[Entry], sums: Sequence[Sum]
    ) -> None:
        """Add entries from the place `first`, with the commit: they are not read before."""
        id, text = f"{edition_id}|{first:012d}", written(entries)
        page = _Page(id=id, edition_id=edition_id, first=first, entries=text, sums=list(sums))
        self._pages.insert_last(tx, [page])

    async def entries(self, edition_id: str, start: int, end: int, tx: Transaction | None = None) -> list[Entry]:
        """Give the entries from the place `start` up to, without, `end`."""
        wanted = {"edition_id": edition_id, "first": {"$gt": start - MOST_AT_ONCE, "$lt": end}}
        rows = self._pages.raw.find(wanted, session=tx.session if tx else None).sort("first", ASCENDING)
        found: list[Entry] = []
        first = None
        async for row in rows:
            first = row["first"] if first is None else first
            found += read(row["entries"])
        return [] if first is None else found[max(start - first, 0) : max(end - first, 0)]

    async def sums(self, edition_id: str, start: int, end: int, pages: int) -> list[Sum]:
        """Count, by kind and channel, the entries of pages between the places `start` and `end`: of at most so many.

        Raises `LogBroken` where a page is missing between them.
        """
        wanted = {"edition_id": edition_id, "first": {"$gte": start, "$lt": end}}
        rows = self._pages.raw.find(wanted, {"first": 1, "sums": 1}).sort("first", ASCENDING).limit(pages)
        found: list[Sum] = []
        next_place = start
        async for row in rows:
            if row["first"] != next_place:
                raise LogBroken(edition_id, next_place)
            of_page = [Sum(EntryKind(kind), channel, many) for kind, channel, many in row["sums"]]
            next_place += sum(one.many for one in of_page)
            if next_place > end:
                break
            found += of_page
        return found

    async def tiles(self, edition_id: str, count: int, tx: Transaction | None = None) -> list[bytes]:
        """Give the roots of the first `count` tiles."""
        wanted = {"edition_id": edition_id, "number": {"$lt": count}}
        rows = self._tiles.find(wanted, session=tx.session if tx else None).sort("number", ASCENDING)
        return [row["root"] async for row in rows]

    async def add_tiles(self, tx: Transaction, edition_id: str, first: int, roots: Sequence[bytes]) -> None:
        """Add the roots of tiles that have become full, from the tile number `first`."""
        rows = [
            {"_id": f"{edition_id}|{number:09d}", "edition_id": edition_id, "number": number, "root": root}
            for number, root in enumerate(roots, first)
        ]
        await self._tiles.insert_many(rows, session=tx.session)

    async def add_head(self, tx: Transaction, edition_id: str, head: Head) -> None:
        """Add a head. Raises `Duplicate` where another replica has signed one with this number."""
        row = {"_id": f"{edition_id}|{head.number:09d}", "edition_id": edition_id, **head.model_dump()}
        await self._heads.insert_one(row, session=tx.session)

    async def newest_head(self, edition_id: str, tx: Transaction | None = None) -> Head | None:
        """Give the newest head, None where nothing has been signed."""
        wanted, newest_first = {"edition_id": edition_id}, [("number", DESCENDING)]
        row = await self._heads.find_one(wanted, sort=newest_first, session=tx.session if tx else None)
        return _head(row) if row else None

    async def head(self, edition_id: str, number: int) -> Head:
        """Give a head by its number. Raises `NotFound`."""
        row = await self._heads.find_one({"edition_id": edition_id, "number": number})
        if row is None:
            raise NotFound("log head", f"{edition_id} {number}")
        return _head(row)

    async def heads(self, edition_id: str, after: int, limit: int) -> list[Head]:
        """Give at most `limit` heads behind the number `after`, in their order."""
        wanted = {"edition_id": edition_id, "number": {"$gt": after}}
        rows = self._heads.find(wanted).sort("number", ASCENDING).limit(limit)
        return [_head(row) async for row in rows]


def _head(row: Mapping[str, Any]) -> Head:
    return Head.model_validate({name: value for name, value in row.items() if name in Head.model_fields})
