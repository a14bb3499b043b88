"""The use case of former versions: what each change of a proposal has changed. Nothing is ever forgotten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.intake.proposals.domain import OldVersion, Paper, Proposal
from services.intake.proposals.domain.changes import Difference, difference


class VersionStore(Protocol):
    """What the use case reads."""

    async def get(self, id: str) -> Proposal: ...  # noqa: D102
    async def old_versions(self, proposal_id: str) -> list[OldVersion]: ...  # noqa: D102


@dataclass(frozen=True)
class Change:
    """A change of a proposal's content: when it came in (UTC), how it was keyed in if on paper, what it changed."""

    at: datetime
    paper: Paper | None
    difference: Difference


class Versions:
    """What was changed in proposals after they were filed."""

    def __init__(self, store: VersionStore) -> None:
        self.store = store

    async def changes(self, proposal_id: str) -> list[Change]:
        """Give the changes of a proposal, the newest first. Raises `NotFound`."""
        now, old = await self.store.get(proposal_id), await self.store.old_versions(proposal_id)
        next_ones = [*(each.proposal for each in old[1:]), now]
        found = [
            Change(each.replaced_at, each.paper, difference(each.proposal, after))
            for each, after in zip(old, next_ones, strict=bool(old))
        ]
        return found[::-1]
