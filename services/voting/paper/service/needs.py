"""What the use cases of the vote on paper need to keep, and how they queue. It must not say how it is stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.voting.ballots.domain.election import ElectionState, WrongState
from services.voting.ballots.service.needs import PaperCards
from services.voting.paper.domain.cards import Card, CardState, Register
from services.voting.paper.domain.points import Point
from services.voting.paper.domain.progress import PaperProgress
from shared.store import Transaction


class PaperStore(PaperCards, Protocol):
    """What the use cases need to keep."""

    async def register(self, edition_id: str, tx: Transaction | None = None) -> Register | None: ...  # noqa: D102
    async def put_register(self, tx: Transaction, register: Register) -> None: ...  # noqa: D102
    async def add_point(self, tx: Transaction, point: Point) -> None: ...  # noqa: D102
    async def save_point(self, tx: Transaction, point: Point) -> None: ...  # noqa: D102
    async def point(self, edition_id: str, id: str, tx: Transaction | None = None) -> Point: ...  # noqa: D102
    async def points(self, edition_id: str) -> list[Point]: ...  # noqa: D102
    async def unasked(self, now: datetime) -> list[Point]: ...  # noqa: D102
    async def keyed_at(self, point_id: str, tx: Transaction | None = None) -> int: ...  # noqa: D102
    async def keyed_by_point(self, edition_id: str) -> dict[str, int]: ...  # noqa: D102
    async def add_card(self, tx: Transaction, card: Card) -> None: ...  # noqa: D102
    async def save_card(self, tx: Transaction, card: Card) -> None: ...  # noqa: D102
    async def card(self, edition_id: str, id: str, tx: Transaction | None = None) -> Card: ...  # noqa: D102
    async def card_or_none(self, id: str, tx: Transaction | None = None) -> Card | None: ...  # noqa: D102
    async def second_cards(self, tx: Transaction, edition_id: str, rivals: Sequence[str]) -> list[Card]: ...  # noqa: D102
    async def cards(  # noqa: D102
        self,
        edition_id: str,
        states: Sequence[CardState],
        *,
        by: str | None = None,
        not_by: str | None = None,
        after: int = 0,
        limit: int = 50,
    ) -> list[Card]: ...
    async def progress(self, edition_id: str) -> PaperProgress: ...  # noqa: D102


async def open_register(tx: Transaction, store: PaperStore, edition_id: str) -> Register:
    """Give the register that a change has to write anew; changes of an edition queue for it, and so does the closing.

    Raises `WrongState` where the box is closed.
    """
    await tx.locks.take(f"paper|{edition_id}")
    register = await store.register(edition_id, tx) or Register(id=edition_id, version=0)
    if register.closed:
        raise WrongState(ElectionState.CLOSED, ElectionState.OPEN)
    return register.model_copy(update={"version": register.version + 1})
