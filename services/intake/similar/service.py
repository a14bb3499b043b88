"""Use cases of similar proposals: follow what is filed and decided, and find what is like a text."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.similar.domain import COMMON, Likeness, Outcome, Said, alike, rarest, stems_of
from shared.contracts.intake import ProposalContent, ProposalMergedV1, ProposalWithdrawnV1
from shared.contracts.verification import AdmissionDecidedV1, FormalCheckFinishedV1
from shared.contracts.voting import Outcome as Result
from shared.contracts.voting import ResultsPublishedV1
from shared.store import Database, Transaction, transactional

_ASKED = 16
"""Stems of a question that are looked up."""
_SOUGHT = 6
"""The rarest of them, by which candidates are taken."""
_CANDIDATES = 50
"""Candidates for one stem, the newest: the cost does not grow with the archive."""


class LikenessStore(Protocol):
    """What the use cases need to keep."""

    async def of(self, id: str, tx: Transaction) -> Likeness | None: ...  # noqa: D102
    async def put(self, tx: Transaction, likeness: Likeness) -> None: ...  # noqa: D102
    async def count(self, stem: str, most: int) -> int: ...  # noqa: D102
    async def newest(self, stem: str, limit: int) -> list[Likeness]: ...  # noqa: D102


@dataclass(frozen=True)
class Found:
    """A similar proposal, as everybody may see it."""

    proposal_id: str
    case: str
    title: str
    edition_id: str
    edition: str
    outcome: Outcome


class Similar:
    """What proposals of all editions are alike."""

    def __init__(self, database: Database, store: LikenessStore, editions: Editions) -> None:
        self.database, self.store, self._editions = database, store, editions

    @transactional
    async def follow_text(self, tx: Transaction, event: ProposalContent) -> None:
        """Take over what a proposal says."""
        await self._change(tx, event.proposal_id, event.edition_id, lambda known: known.saying(event))

    @transactional
    async def follow_withdrawal(self, tx: Transaction, event: ProposalWithdrawnV1) -> None:
        """Know that a proposal is withdrawn."""
        await self._change(
            tx, event.proposal_id, event.edition_id, lambda known: known.model_copy(update={"withdrawn": True})
        )

    @transactional
    async def follow_merger(self, tx: Transaction, event: ProposalMergedV1) -> None:
        """Know that a proposal has become a part of another one."""
        await self._change(
            tx, event.proposal_id, event.edition_id, lambda known: known.model_copy(update={"merged": True})
        )

    @transactional
    async def follow_check(self, tx: Transaction, event: FormalCheckFinishedV1) -> None:
        """Know how the formal check ended."""
        said = Said(favourable=event.passed, version=event.version)
        await self._change(tx, event.proposal_id, event.edition_id, lambda known: known.checked(said))

    @transactional
    async def follow_admission(self, tx: Transaction, event: AdmissionDecidedV1) -> None:
        """Know what the mayor has decided."""
        said = Said(favourable=event.admitted, version=event.version)
        await self._change(tx, event.proposal_id, event.edition_id, lambda known: known.decided(said))

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Know what residents have chosen."""
        for result in event.projects:
            known = await self.store.of(result.proposal_id, tx)
            likeness = known or Likeness(id=result.proposal_id, edition_id=event.edition_id)
            chosen = {"selected": result.outcome is Result.SELECTED}
            await self.store.put(tx, likeness.model_copy(update=chosen))

    async def like(self, text: str, besides: str | None = None) -> list[Found]:
        """Give up to five proposals that are like a text, the most alike first; `besides`: not this proposal."""
        return await self._find(stems_of(text)[:_ASKED], besides)

    async def _find(self, wanted: Sequence[str], besides: str | None) -> list[Found]:
        counts = await asyncio.gather(*(self.store.count(one, COMMON) for one in wanted))
        known = dict(zip(wanted, counts, strict=True))
        parts = await asyncio.gather(*(self.store.newest(one, _CANDIDATES) for one in rarest(known, _SOUGHT)))
        candidates = {one.id: one for part in parts for one in part if one.id != besides}
        found = alike(wanted, candidates.values(), known)
        names = {edition.id: edition.rules.name for edition in await self._editions.all()} if found else {}
        return [
            Found(one.id, one.case, one.title, one.edition_id, names.get(one.edition_id, ""), one.outcome)
            for one in found
        ]

    async def _change(self, tx: Transaction, id: str, edition_id: str, change: Callable[[Likeness], Likeness]) -> None:
        known = await self.store.of(id, tx) or Likeness(id=id, edition_id=edition_id)
        await self.store.put(tx, change(known))
