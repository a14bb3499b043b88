"""What the use cases of initiatives need to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.reporting.initiatives.domain import Ledger, Stage
from services.reporting.initiatives.domain.figures import YearOfInitiatives
from services.reporting.initiatives.domain.story import State, Story
from shared.store import Transaction


@dataclass(frozen=True)
class Wanted:
    """Which ledgers a list shows; empty means all that have a contract. `late_at`: those whose day is over then."""

    unit: str | None = None
    stage: Stage | None = None
    late_at: datetime | None = None


@dataclass(frozen=True)
class Sought:
    """Which initiatives a list shows; empty means all that were filed. `text`: words of the title, place, case."""

    text: str = ""
    state: State | None = None


class LedgerStore(Protocol):
    """Keeps ledgers."""

    async def get(self, id: str, tx: Transaction | None = None) -> Ledger: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Ledger | None: ...  # noqa: D102
    async def add(self, tx: Transaction, ledger: Ledger) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, ledger: Ledger) -> None: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Ledger]: ...  # noqa: D102
    async def after(self, wanted: Wanted, after: str, limit: int) -> list[Ledger]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def to_remind(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def held(self, tx: Transaction, id: str, free_days: int) -> None: ...  # noqa: D102


class StoryStore(Protocol):
    """Keeps life lines."""

    async def story_or_none(self, id: str) -> Story | None: ...  # noqa: D102
    async def story_of_case(self, case: str) -> Story | None: ...  # noqa: D102
    async def stories(self, ids: Sequence[str], tx: Transaction) -> list[Story]: ...  # noqa: D102
    async def put_stories(self, tx: Transaction, stories: Sequence[Story]) -> None: ...  # noqa: D102
    async def page(self, sought: Sought, skip: int, limit: int) -> list[Story]: ...  # noqa: D102
    async def count(self, sought: Sought) -> int: ...  # noqa: D102
    async def states(self, text: str) -> dict[State, int]: ...  # noqa: D102
    async def years(self) -> list[YearOfInitiatives]: ...  # noqa: D102
