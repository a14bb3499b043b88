"""What the use cases of the building need to keep and to know. It must not say how."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.reporting.implementation.domain import Implementation
from shared.contracts.reporting import Stage
from shared.free_days import OpenDeadlines
from shared.store import Transaction


@dataclass(frozen=True)
class Wanted:
    """Which works a list shows; empty means all that have started."""

    edition_id: str | None = None
    unit: str | None = None
    stage: Stage | None = None
    late_on: date | None = None
    """Only what was due before this day."""
    waiting: bool = False
    """Only what waits for an officer."""


class ImplementationStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Implementation: ...  # noqa: D102
    async def get_or_none(self, id: str) -> Implementation | None: ...  # noqa: D102
    async def known(self, ids: list[str], tx: Transaction) -> dict[str, Implementation]: ...  # noqa: D102
    async def add(self, tx: Transaction, work: Implementation) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, work: Implementation) -> None: ...  # noqa: D102
    async def after(self, wanted: Wanted, after: str, limit: int) -> list[Implementation]: ...  # noqa: D102
    async def page(self, wanted: Wanted, skip: int, limit: int) -> list[Implementation]: ...  # noqa: D102
    async def count(self, wanted: Wanted) -> int: ...  # noqa: D102
    async def count_without_unit(self) -> int: ...  # noqa: D102
    async def units(self) -> dict[str, str]: ...  # noqa: D102
    async def to_call(self, today: date, limit: int) -> list[str]: ...  # noqa: D102
    async def to_step(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def running_in(self, edition_id: str, tx: Transaction) -> list[Implementation]: ...  # noqa: D102
    async def running(self, unit: str, tx: Transaction) -> list[Implementation]: ...  # noqa: D102
