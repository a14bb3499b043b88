"""MongoDB documents of the vote on paper: points, cards, and the register that its changes queue for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.voting.ballots.domain.closing import PaperLeft
from services.voting.paper.domain.cards import Card, CardState, Register
from services.voting.paper.domain.points import Point
from services.voting.paper.domain.progress import PaperProgress
from services.voting.paper.domain.voids import VoidReason
from shared.store import ASCENDING, Collection, Database, IndexModel, NotFound, Transaction

_MOST_POINTS, _MOST_SECOND_CARDS = 500, 10_000
_POINT_INDEXES = [
    IndexModel([("edition_id", ASCENDING)], name="of_edition"),
    IndexModel([("ends_at", ASCENDING)], partialFilterExpression={"asked": False}, name="unasked"),
]
_CARD_INDEXES = [
    IndexModel([("edition_id", ASCENDING), ("number", ASCENDING)], unique=True, name="one_number_one_card"),
    IndexModel([("edition_id", ASCENDING), ("state", ASCENDING), ("number", ASCENDING)], name="by_state"),
    IndexModel([("point_id", ASCENDING), ("state", ASCENDING)], name="of_point"),
    IndexModel(
        [("edition_id", ASCENDING), ("rival", ASCENDING)],
        partialFilterExpression={"rival": {"$type": "string"}},
        name="second_of_person",
    ),
]
_THERE = {"$ne": CardState.UNDONE.value}


class MongoPaperStore:
    """Keeps points and cards."""

    def __init__(self, database: Database) -> None:
        self._registers = Collection(database, "paper_registers", Register, key="id")
        self._points = Collection(database, "points", Point, key="id", indexes=_POINT_INDEXES)
        self._cards = Collection(database, "cards", Card, key="id", indexes=_CARD_INDEXES)

    async def register(self, edition_id: str, tx: Transaction | None = None) -> Register | None:
        """Give the register of an edition, None where nothing has happened yet."""
        return await self._registers.find_one({"_id": edition_id}, tx)

    async def put_register(self, tx: Transaction, register: Register) -> None:
        """Write the register: of two changes at once, the store lets one through and the other try again."""
        await self._registers.put(tx, register)

    async def finish(self, tx: Transaction, edition_id: str) -> PaperLeft:
        """Let nothing in any more, and tell what is not finished."""
        register = await self.register(edition_id, tx) or Register(id=edition_id, version=0)
        await self.put_register(tx, register.model_copy(update={"closed": True, "version": register.version + 1}))
        points = await self._points.find({"edition_id": edition_id, "withdrawn": False}, limit=_MOST_POINTS, tx=tx)
        keyed = await self._cards.count({"edition_id": edition_id, "state": _THERE}, tx)
        cast = sum(point.sheet.cast for point in points if point.sheet is not None)
        unsettled = sum(point.sheet is None for point in points)
        return PaperLeft(points=unsettled, cards=register.waiting, missing=max(cast - keyed, 0))

    async def add_point(self, tx: Transaction, point: Point) -> None:
        """Add a point."""
        await self._points.insert(tx, point)

    async def save_point(self, tx: Transaction, point: Point) -> None:
        """Write the next version. Raises `Stale`."""
        await self._points.replace(tx, point)

    async def point(self, edition_id: str, id: str, tx: Transaction | None = None) -> Point:
        """Give a point of an edition. Raises `NotFound`."""
        point = await self._points.get(id, tx)
        if point.edition_id != edition_id:
            raise NotFound("points", id)
        return point

    async def points(self, edition_id: str) -> list[Point]:
        """Give the points of an edition that were not withdrawn, by their names."""
        wanted = {"edition_id": edition_id, "withdrawn": False}
        return await self._points.find(wanted, sort=[("name", ASCENDING), ("_id", ASCENDING)], limit=_MOST_POINTS)

    async def unasked(self, now: datetime) -> list[Point]:
        """Give points that have closed and whose sheet nobody was asked for."""
        wanted = {"asked": False, "ends_at": {"$lte": now}, "withdrawn": False, "sheet": None}
        return await self._points.find(wanted, sort=[("ends_at", ASCENDING)], limit=100)

    async def keyed_at(self, point_id: str, tx: Transaction | None = None) -> int:
        """Count the cards of a point that were keyed in."""
        return await self._cards.count({"point_id": point_id, "state": _THERE}, tx)

    async def keyed_by_point(self, edition_id: str) -> dict[str, int]:
        """Count the cards that were keyed in, by their point."""
        return await self._counted([{"$match": {"edition_id": edition_id, "state": _THERE}}], "$point_id")

    async def add_card(self, tx: Transaction, card: Card) -> None:
        """Add a card."""
        await self._cards.insert(tx, card)

    async def save_card(self, tx: Transaction, card: Card) -> None:
        """Write the next version. Raises `Stale`."""
        await self._cards.replace(tx, card)

    async def card(self, edition_id: str, id: str, tx: Transaction | None = None) -> Card:
        """Give a card of an edition. Raises `NotFound`."""
        card = await self.card_or_none(id, tx)
        if card is None or card.edition_id != edition_id:
            raise NotFound("cards", id)
        return card

    async def card_or_none(self, id: str, tx: Transaction | None = None) -> Card | None:
        """Give a card, None where there is none."""
        return await self._cards.find_one({"_id": id}, tx)

    async def second_cards(self, tx: Transaction, edition_id: str, rivals: Sequence[str]) -> list[Card]:
        """Give the cards that other ballots of these people have kept out."""
        wanted = {"edition_id": edition_id, "rival": {"$in": list(rivals)}}
        return await self._cards.find(wanted, limit=_MOST_SECOND_CARDS, tx=tx)

    async def cards(
        self,
        edition_id: str,
        states: Sequence[CardState],
        *,
        by: str | None = None,
        not_by: str | None = None,
        after: int = 0,
        limit: int = 50,
    ) -> list[Card]:
        """Give cards in these states behind a number, in their order; `by`, `not_by`: who has keyed them in."""
        wanted: dict[str, Any] = {"edition_id": edition_id, "state": {"$in": [state.value for state in states]}}
        if by is not None:
            wanted["keyed_by_id"] = by
        elif not_by is not None:
            wanted["keyed_by_id"] = {"$ne": not_by}
        wanted["number"] = {"$gt": after}
        return await self._cards.find(wanted, sort=[("number", ASCENDING)], limit=limit)

    async def progress(self, edition_id: str) -> PaperProgress:
        """Count points and cards."""
        points = await self.points(edition_id)
        mine: Mapping[str, Any] = {"$match": {"edition_id": edition_id}}
        states = await self._counted([mine], "$state")
        agreed: Mapping[str, Any] = {"$match": {"edition_id": edition_id, "twice": True}}
        return PaperProgress(
            points=len(points),
            settled=sum(point.sheet is not None for point in points),
            flagged=sum(point.flagged for point in points),
            cards_cast=sum(point.sheet.cast for point in points if point.sheet is not None),
            keyed=sum(count for state, count in states.items() if state != CardState.UNDONE),
            to_confirm=states.get(CardState.KEYED, 0),
            to_clarify=states.get(CardState.TO_CLARIFY, 0),
            returned=states.get(CardState.RETURNED, 0),
            in_box=states.get(CardState.CAST, 0),
            void=states.get(CardState.VOID, 0),
            void_by_reason=await self.void_cards(edition_id),
            second_done=sum((await self._counted([agreed], "$state")).values()),
        )

    async def void_cards(self, edition_id: str) -> dict[VoidReason, int]:
        """Count the void cards by their reasons, in the order of the rules; a card may have several."""
        void = {"$match": {"edition_id": edition_id, "state": CardState.VOID.value}}
        reasons = {"$project": {"reason": {"$setUnion": ["$voids.reason", []]}}}
        found = await self._counted([void, reasons, {"$unwind": "$reason"}], "$reason")
        return {reason: found[reason] for reason in VoidReason if reason in found}

    async def _counted(self, steps: Sequence[Mapping[str, Any]], by: str) -> dict[str, int]:
        rows = self._cards.raw.aggregate([*steps, {"$group": {"_id": by, "count": {"$sum": 1}}}])
        return {row["_id"]: row["count"] async for row in rows}
