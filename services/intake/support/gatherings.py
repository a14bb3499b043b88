"""Gatherings inside the transactions of others: a draft is filed or deleted, a proposal has changed."""

from datetime import timedelta
from typing import Protocol

from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.draft import Draft
from services.intake.support.domain import Gathering
from services.intake.support.domain.text import SupportedChange, SupportedText, changed
from shared.clock import Clock
from shared.store import Transaction, new_id

_SETTLES = timedelta(minutes=1)
"""After which no transaction is left that read a proposal before it changed: the database ends them by then."""


class GatheringStore(Protocol):
    """What is kept of gatherings."""

    async def of_draft(self, draft_id: str, tx: Transaction | None = None) -> Gathering | None: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> Gathering | None: ...  # noqa: D102
    async def add(self, tx: Transaction, gathering: Gathering) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, gathering: Gathering) -> None: ...  # noqa: D102
    async def accepted(self, gathering_id: str, tx: Transaction | None = None) -> int: ...  # noqa: D102
    async def add_change(self, tx: Transaction, change: SupportedChange) -> None: ...  # noqa: D102


class Gatherings:
    """Where support is gathered."""

    def __init__(self, store: GatheringStore, clock: Clock) -> None:
        self.store, self._clock = store, clock

    async def follow_filing(self, tx: Transaction, draft_id: str, proposal_id: str, draft: Draft) -> int:
        """Give a proposal the supporters of the draft that it was, and tell how many are accepted."""
        gathering = await self.store.of_draft(draft_id, tx)
        if gathering is None:
            return 0
        text = SupportedText.of(draft)
        await self._note(tx, gathering, text)
        await self.store.save(tx, gathering.filed(proposal_id, text))
        return await self.store.accepted(gathering.id, tx)

    async def follow_deletion(self, tx: Transaction, draft_id: str) -> None:
        """Let the supporters of a draft be deleted with it."""
        gathering = await self.store.of_draft(draft_id, tx)
        if gathering is not None:
            await self.store.save(tx, gathering.dropped(self._clock.now()))

    async def follow_change(self, tx: Transaction, proposal: Proposal) -> None:
        """Let the supporters of a proposal be told of what it says now, where that is substantially different."""
        gathering = await self.store.of_proposal(proposal.id, tx)
        if gathering is not None:
            await self.retell(tx, gathering, SupportedText.of(proposal))

    async def retell(self, tx: Transaction, gathering: Gathering, text: SupportedText) -> None:
        """Put another text in front of those who come, and tell those who have supported the former one."""
        if text != gathering.text:
            await self._note(tx, gathering, text)
            await self.store.save(tx, gathering.said(text))

    async def _note(self, tx: Transaction, gathering: Gathering, text: SupportedText) -> None:
        if changed(gathering.text, text):
            now = self._clock.now()
            change = SupportedChange(
                id=new_id(), gathering_id=gathering.id, before=gathering.text, after=text, at=now, due_at=now + _SETTLES
            )
            await self.store.add_change(tx, change)
