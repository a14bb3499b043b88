"""MongoDB documents of opinions: the rounds, and what was said in them."""

from collections.abc import Sequence
from typing import Any

from services.verification.opinions.domain import Opinion, Round, RoundState
from shared.free_days import OpenDeadlines
from shared.store import ASCENDING, Collection, Database, IndexModel, Transaction

_OPEN = {"state": RoundState.OPEN.value}
_ROUNDS = [
    OpenDeadlines.index(_OPEN),
    IndexModel(
        [("edition_id", ASCENDING), ("kind", ASCENDING), ("name", ASCENDING)],
        unique=True,
        partialFilterExpression={"state": RoundState.OPEN.value},
        # "Komitet rewitalizacji" and "Komitet Rewitalizacji" are one body.
        collation={"locale": "pl", "strength": 2},
        name="one_open",
    ),
    IndexModel([("edition_id", ASCENDING), ("first_day", ASCENDING), ("_id", ASCENDING)], name="of_edition"),
]
_OPINIONS = [
    IndexModel(
        [("round_id", ASCENDING), ("proposal_id", ASCENDING), ("body.id", ASCENDING)], unique=True, name="one_each"
    ),
    IndexModel([("round_id", ASCENDING), ("number", ASCENDING)], name="in_round"),
    IndexModel([("proposal_id", ASCENDING)], name="of_proposal"),
]
_MOST_ROUNDS = 100
"""Rounds of an edition."""
_MOST = 1_000
"""Opinions in a round, and about the proposals of one page."""


class MongoOpinionStore:
    """Keeps rounds and opinions."""

    def __init__(self, database: Database) -> None:
        self._rounds = Collection(database, "opinion_rounds", Round, key="id", indexes=_ROUNDS)
        self.deadlines = OpenDeadlines(self._rounds, _OPEN)
        self._opinions = Collection(database, "opinions", Opinion, key="id", indexes=_OPINIONS)

    async def round(self, id: str, tx: Transaction | None = None) -> Round:
        """Give a round. Raises `NotFound`."""
        return await self._rounds.get(id, tx)

    async def rounds(self, edition_id: str, state: RoundState | None = None) -> list[Round]:
        """Give the rounds of an edition, the earliest first."""
        query = {"edition_id": edition_id} | ({"state": state.value} if state is not None else {})
        return await self._rounds.find(query, sort=[("first_day", ASCENDING), ("_id", ASCENDING)], limit=_MOST_ROUNDS)

    async def add_round(self, tx: Transaction, round_: Round) -> None:
        """Add a round. Raises `Duplicate` where one of the same kind and name is open in the edition."""
        await self._rounds.insert(tx, round_)

    async def save_round(self, tx: Transaction, round_: Round) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._rounds.replace(tx, round_)

    async def opinion(self, id: str, tx: Transaction | None = None) -> Opinion:
        """Give an opinion. Raises `NotFound`."""
        return await self._opinions.get(id, tx)

    async def in_round(self, round_id: str, after: int = 0, limit: int = _MOST) -> list[Opinion]:
        """Give at most `limit` opinions of a round by the numbers of their proposals, from the one after `after`."""
        query: dict[str, Any] = {"round_id": round_id, "number": {"$gt": after}}
        return await self._opinions.find(query, sort=[("number", ASCENDING)], limit=limit)

    async def about(self, proposal_ids: Sequence[str]) -> list[Opinion]:
        """Give the opinions about these proposals, in the order in which they were first written down."""
        query = {"proposal_id": {"$in": list(proposal_ids)}}
        found = await self._opinions.find(query, limit=_MOST)
        return sorted(found, key=lambda one: (one.said[0].at, one.id))

    async def add(self, tx: Transaction, opinion: Opinion) -> None:
        """Add an opinion. Raises `Duplicate` where the body has said something about the proposal in this round."""
        await self._opinions.insert(tx, opinion)

    async def save(self, tx: Transaction, opinion: Opinion) -> None:
        """Write the next version. Raises `Stale`, `NotFound`."""
        await self._opinions.replace(tx, opinion)
