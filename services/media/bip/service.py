"""Use cases of the bulletin: put an entry in, add a version, mark it as out of date. None takes anything away."""

from datetime import date
from typing import Protocol

from services.media.bip.domain import Change, Content, Entry, MadeAhead
from services.media.search.domain import Found, Kind
from services.media.search.service import Search
from services.media.website.domain.text import plain
from shared.access import Person
from shared.clock import Clock, warsaw
from shared.store import Database, Stale, Transaction, new_id, transactional


class BulletinStore(Protocol):
    """What the use cases need to keep. There is no way to change or delete a version."""

    async def entry(self, id: str, tx: Transaction | None = None) -> Entry: ...  # noqa: D102
    async def add(self, tx: Transaction, entry: Entry) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, entry: Entry) -> None: ...  # noqa: D102
    async def keep(self, tx: Transaction, change: Change) -> None: ...  # noqa: D102
    async def change(self, entry_id: str, number: int) -> Change: ...  # noqa: D102
    async def changes(self, entry_id: str, limit: int, skip: int = 0) -> list[Change]: ...  # noqa: D102
    async def entries(  # noqa: D102
        self, limit: int, skip: int = 0, section: str | None = None
    ) -> list[Entry]: ...
    async def sections(self) -> list[str]: ...  # noqa: D102


class Bulletin:
    """The Public Information Bulletin."""

    def __init__(self, database: Database, store: BulletinStore, clock: Clock, search: Search) -> None:
        self.database, self.store, self.clock, self._search = database, store, clock, search

    @transactional
    async def put_in(self, tx: Transaction, content: Content, by: Person) -> str:
        """Publish an entry and give its id. Raises `MadeAhead`."""
        self.require_made(content.made_on)
        now = self.clock.now()
        entry = Entry(id=new_id(), content=content, published_at=now, changed_at=now)
        await self.store.add(tx, entry)
        await self._keep(tx, entry, "Pierwsza publikacja", by)
        return entry.id

    @transactional
    async def change(self, tx: Transaction, id: str, version: int, content: Content, what: str, by: Person) -> int:
        """Put a new version on top of the earlier ones and give its number. Raises `Stale`, `Ended` and `MadeAhead`."""
        self.require_made(content.made_on)
        entry = (await self._read(tx, id, version)).changed(content, self.clock.now())
        await self.store.save(tx, entry)
        await self._keep(tx, entry, what, by)
        return entry.version

    @transactional
    async def end(self, tx: Transaction, id: str, version: int, what: str, by: Person) -> int:
        """Mark an entry as out of date, readable as before, and give its version. Raises `Stale` and `Ended`."""
        entry = (await self._read(tx, id, version)).outdated(self.clock.now())
        await self.store.save(tx, entry)
        await self._keep(tx, entry, what, by)
        return entry.version

    async def _keep(self, tx: Transaction, entry: Entry, what: str, by: Person) -> None:
        await self.store.keep(tx, entry.kept(what, by.name))
        found = Found(
            id=entry.id,
            kind=Kind.BIP,
            title=entry.content.title,
            text=plain(entry.content.body),
            path=entry.path,
            published_at=entry.published_at,
        )
        await self._search.show(tx, found)

    def require_made(self, day: date) -> None:
        """Raise `MadeAhead` where a day has not come yet."""
        if day > warsaw(self.clock.now()).date():
            raise MadeAhead

    async def _read(self, tx: Transaction, id: str, version: int) -> Entry:
        entry = await self.store.entry(id, tx)
        if entry.version != version:
            raise Stale("entry", id)
        return entry
