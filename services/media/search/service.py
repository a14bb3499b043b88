"""Use cases of the search: what is put on the site can be found, what leaves it cannot, in the same transaction."""

from typing import NamedTuple, Protocol

from services.media.search.domain import Found, Kind, Piece, snippet, sought
from shared.store import Transaction


class SearchStore(Protocol):
    """What the search needs to keep."""

    async def put(self, tx: Transaction, found: Found) -> None: ...  # noqa: D102
    async def drop(self, tx: Transaction, id: str) -> None: ...  # noqa: D102
    async def counts(self, wanted: tuple[frozenset[str], ...]) -> dict[Kind, int]: ...  # noqa: D102
    async def find(  # noqa: D102
        self, wanted: tuple[frozenset[str], ...], kind: Kind | None, limit: int, skip: int
    ) -> list[Found]: ...


class Hit(NamedTuple):
    """Something that was found, with the words that fit."""

    found: Found
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


class Answer(NamedTuple):
    """A page of what was found; `counts` of everything, by kind."""

    hits: list[Hit]
    counts: dict[Kind, int]
    more: bool


class Search:
    """Finds what is on the city's site."""

    def __init__(self, store: SearchStore) -> None:
        self._store = store

    async def show(self, tx: Transaction, found: Found) -> None:
        """Make something findable, or findable by its new words."""
        await self._store.put(tx, found.indexed())

    async def hide(self, tx: Transaction, id: str) -> None:
        """Make something unfindable."""
        await self._store.drop(tx, id)

    async def find(self, text: str, kind: Kind | None, limit: int, skip: int = 0) -> Answer:
        """Find what has every word of `text` in any form; titles that have a word come first, then the newest."""
        wanted = sought(text)
        if not wanted:
            return Answer([], {}, more=False)
        found = await self._store.find(wanted, kind, limit + 1, skip)
        hits = [Hit(one, snippet(one.title, wanted), snippet(one.text, wanted)) for one in found[:limit]]
        return Answer(hits, await self._store.counts(wanted), more=len(found) > limit)
