"""What the use cases of plans need others to keep."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.intake.arrangements.domain import Arrangement
from services.intake.proposals.domain import OldVersion, Proposal
from services.intake.regroupings.domain import Regrouping
from shared.free_days import OpenDeadlines
from shared.store import Transaction


class RegroupingStore(Protocol):
    """Plans."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def add(self, tx: Transaction, plan: Regrouping) -> None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Regrouping: ...  # noqa: D102
    async def save(self, tx: Transaction, plan: Regrouping) -> None: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str) -> list[Regrouping]: ...  # noqa: D102
    async def pending(self, proposal_id: str, tx: Transaction | None = None) -> Regrouping | None: ...  # noqa: D102
    async def page(self, edition_id: str, before: int | None, limit: int) -> list[Regrouping]: ...  # noqa: D102
    async def to_remind(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def to_expire(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102


class RegroupedProposals(Protocol):
    """Proposals."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102
    async def keep_version(self, tx: Transaction, old: OldVersion) -> None: ...  # noqa: D102
    async def numbered(self, edition_id: str, numbers: Sequence[int]) -> list[Proposal]: ...  # noqa: D102


class ArrangedProposals(Protocol):
    """Arrangements: nothing else is asked of authors while one is pending."""

    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> list[Arrangement]: ...  # noqa: D102


class RegroupedSupport(Protocol):
    """Supporters: they are told of what their proposal says now."""

    async def follow_change(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102
