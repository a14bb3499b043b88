"""The use case of support: an officer counts the signatures on the lists. It judges no proposal: verification does."""

from dataclasses import dataclass
from typing import Protocol

from services.intake.proposals.content import content
from services.intake.proposals.domain import Proposal, SupportCount
from shared.access import Person
from shared.clock import Clock
from shared.contracts.intake import SupportCountedV1
from shared.store import Database, Stale, Transaction, transactional


class SupportStore(Protocol):
    """What the use case needs to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Counted:
    """Lines of all lists by what they are worth."""

    valid: int
    strangers: int
    repeated: int
    illegible: int


class Support:
    """Signatures under proposals."""

    def __init__(self, database: Database, store: SupportStore, clock: Clock) -> None:
        self.database, self.store, self.clock = database, store, clock

    @transactional
    async def count(self, tx: Transaction, proposal_id: str, version: int, counted: Counted, by: Person) -> None:
        """Enter a count over the former one. Raises `NotFound`, `Stale` (somebody was faster), `CountClosed`."""
        before = await self.store.get(proposal_id, tx)
        if before.version != version:
            raise Stale("proposals", proposal_id)
        now = self.clock.now()
        after = before.with_count(SupportCount(**vars(counted), counted_at=now, counted_by_name=by.name))
        await self.store.save(tx, after)
        others = {"strangers": counted.strangers, "repeated": counted.repeated, "illegible": counted.illegible}
        tx.publish(SupportCountedV1(**content(after), version=after.version, **others, counted_at=now))
