"""MongoDB documents of formal cards."""

from typing import Any

from services.verification.formal.domain import Card, CardState
from services.verification.formal.domain.initiatives import InitiativeCard
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"state": CardState.OPEN.value}
_INDEXES = [
    OpenDeadlines.index(_OPEN),
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="register"),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("number", ASCENDING)], name="by_state"),
]


class MongoCardStore:
    """Keeps cards."""

    def __init__(self, database: Database) -> None:
        self._cards = Collection(database, "cards", Card, key="id", indexes=_INDEXES)
        self.deadlines = OpenDeadlines(self._cards, _OPEN)

    async def get(self, id: str, tx: Transaction | None = None) -> Card:
        """Give a card. Raises `NotFound`."""
        return await self._cards.get(id, tx)

    async def add(self, tx: Transaction, card: Card) -> None:
        """Add a card. Raises `Duplicate`."""
        await self._cards.insert(tx, card)

    async def save(self, tx: Transaction, card: Card) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._cards.replace(tx, card)

    async def page(self, edition_id: str, state: CardState | None, after: int, limit: int) -> list[Card]:
        """Give at most `limit` cards of an edition in the order of the register, from the one after number `after`."""
        query: dict[str, Any] = {"edition_id": edition_id, "number": {"$gt": after}}
        if state is not None:
            query["state"] = state.value
        return await self._cards.find(query, sort=[("number", ASCENDING)], limit=limit)


class MongoInitiativeCardStore:
    """Keeps the cards of initiatives."""

    def __init__(self, database: Database) -> None:
        indexes = [OpenDeadlines.index(_OPEN)]
        self._cards = Collection(database, "initiative_cards", InitiativeCard, key="id", indexes=indexes)
        self.deadlines = OpenDeadlines(self._cards, _OPEN)

    async def get(self, id: str, tx: Transaction | None = None) -> InitiativeCard:
        """Give a card. Raises `NotFound`."""
        return await self._cards.get(id, tx)

    async def add(self, tx: Transaction, card: InitiativeCard) -> None:
        """Add a card. Raises `Duplicate`."""
        await self._cards.insert(tx, card)

    async def save(self, tx: Transaction, card: InitiativeCard) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._cards.replace(tx, card)
