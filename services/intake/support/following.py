"""What happens by itself to support: the count is told, changes are told to supporters, and what has had its time goes.

Everything is done in parts of a hundred, each a transaction: five thousand supporters are fifty small ones.
"""

from datetime import datetime
from typing import Protocol

from services.intake.editions.service import Editions
from services.intake.proposals.domain import Proposal
from services.intake.support.counting import support_counted
from services.intake.support.domain import Gathering, Limits, Supporter, SupporterState, doubt_of
from services.intake.support.domain.text import SupportedChange
from services.intake.support.sealed import Sealed
from services.intake.support.service import Supporters
from services.intake.support.wording import CHANGED, told_of_change
from shared.clock import Clock
from shared.contracts.intake import EditionRules, ProposalMergedV1, ProposalWithdrawnV1
from shared.contracts.verification import AppealDecidedV1
from shared.contracts.voting import ResultsPublishedV1
from shared.deadlines import STATUTE, compute
from shared.mail import Mail
from shared.store import Database, Transaction, transactional

_PART = 100
_AT_ONCE = 100


class FollowingStore(Protocol):
    """What the use cases need to keep."""

    async def get(self, id: str, tx: Transaction | None = None) -> Gathering: ...  # noqa: D102
    async def save(self, tx: Transaction, gathering: Gathering) -> None: ...  # noqa: D102
    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> Gathering | None: ...  # noqa: D102
    async def accepted(self, gathering_id: str, tx: Transaction | None = None) -> int: ...  # noqa: D102
    async def untold(self) -> list[str]: ...  # noqa: D102
    async def mark_told(self, tx: Transaction, gathering_id: str, limit: int) -> int: ...  # noqa: D102
    async def changes_due(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def change(self, id: str, tx: Transaction) -> SupportedChange: ...  # noqa: D102
    async def save_change(self, tx: Transaction, change: SupportedChange) -> None: ...  # noqa: D102
    async def held(  # noqa: D102
        self, tx: Transaction, gathering_id: str, after: str, asked_by: datetime, limit: int
    ) -> list[Supporter]: ...
    async def save_supporter(self, tx: Transaction, supporter: Supporter) -> None: ...  # noqa: D102
    async def end_edition(self, tx: Transaction, edition_id: str, erase_at: datetime) -> None: ...  # noqa: D102
    async def to_erase(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def drop_supporters(self, tx: Transaction, gathering_id: str, limit: int) -> int: ...  # noqa: D102
    async def drop_unconfirmed(self, tx: Transaction, now: datetime, limit: int) -> int: ...  # noqa: D102


class FollowedProposals(Protocol):
    """What the use cases need of proposals."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


class Following:
    """The support of proposals after the supporter has done their part."""

    def __init__(
        self,
        database: Database,
        store: FollowingStore,
        proposals: FollowedProposals,
        editions: Editions,
        supporters: Supporters,
        sealed: Sealed,
        clock: Clock,
        limits: Limits,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._proposals, self._editions, self._supporters = proposals, editions, supporters
        self._sealed, self._limits = sealed, limits

    async def tell_counts(self) -> None:
        """Tell verification how many support each proposal online, where that has changed."""
        for gathering_id in await self.store.untold():
            while await self._tell_count(gathering_id):
                pass

    @transactional
    async def _tell_count(self, tx: Transaction, gathering_id: str) -> bool:
        gathering = await self.store.get(gathering_id, tx)
        if gathering.proposal_id is None:
            # Of a draft nobody is told: the number goes with its filing.
            return False
        proposal = await self._proposals.get(gathering.proposal_id, tx)
        accepted = await self.store.accepted(gathering_id, tx)
        if proposal.can_count and accepted != proposal.accepted_online:
            after = proposal.with_online(accepted)
            await self._proposals.save(tx, after)
            tx.publish(support_counted(after, self.clock.now()))
        return await self.store.mark_told(tx, gathering_id, _PART) == _PART

    async def tell_changes(self) -> None:
        """Write to the supporters of what has changed substantially, to each once."""
        for change_id in await self.store.changes_due(self.clock.now(), _AT_ONCE):
            while await self._tell_some(change_id):
                pass

    @transactional
    async def _tell_some(self, tx: Transaction, change_id: str) -> bool:
        change = await self.store.change(change_id, tx)
        if change.done:
            return False
        rules = (await self._editions.edition((await self.store.get(change.gathering_id, tx)).edition_id, tx)).rules
        part = await self.store.held(tx, change.gathering_id, change.told_to, change.at, _PART)
        for supporter in part:
            if supporter.state is not SupporterState.REFUSED:
                await self._tell(tx, supporter, change, rules)
        done = len(part) < _PART
        await self.store.save_change(tx, change.told(part[-1].id if part else None, done=done))
        return not done

    async def _tell(self, tx: Transaction, supporter: Supporter, change: SupportedChange, rules: EditionRules) -> None:
        resident = self._sealed.resident(supporter)
        link = self._supporters.link(supporter)
        text = told_of_change(change.before, change.after, rules, link)
        tx.send(Mail(self._sealed.cipher, resident.email, CHANGED, text))
        if change.moves:
            doubt = doubt_of(resident, rules, change.after.pool_id, change.after.area_id)
            await self.store.save_supporter(tx, supporter.moved(doubt))

    @transactional
    async def follow_withdrawal(self, tx: Transaction, event: ProposalWithdrawnV1) -> None:
        """Keep the supporters of a withdrawn proposal only for the term of keeping."""
        await self._end(tx, event.proposal_id, event.withdrawn_at)

    @transactional
    async def follow_merger(self, tx: Transaction, event: ProposalMergedV1) -> None:
        """Keep the supporters of what is a part of another proposal now only for the term of keeping."""
        await self._end(tx, event.proposal_id, event.merged_at)

    @transactional
    async def follow_appeal_decision(self, tx: Transaction, event: AppealDecidedV1) -> None:
        """Keep the supporters of a proposal that was refused for good only for the term of keeping."""
        if not event.upheld:
            await self._end(tx, event.proposal_id, event.decided_at)

    @transactional
    async def follow_results(self, tx: Transaction, event: ResultsPublishedV1) -> None:
        """Keep the supporters of an edition that has its results only for the term of keeping."""
        await self.store.end_edition(tx, event.edition_id, self._kept_until(event.published_at))

    async def _end(self, tx: Transaction, proposal_id: str, at: datetime) -> None:
        gathering = await self.store.of_proposal(proposal_id, tx)
        if gathering is not None:
            ending = gathering.ending(self._kept_until(at))
            if ending != gathering:
                await self.store.save(tx, ending)

    def _kept_until(self, at: datetime) -> datetime:
        return compute(self._limits.kept, at, STATUTE).due_at

    async def forget(self) -> None:
        """Delete supporters that nobody needs any more, and those who have not confirmed in time."""
        now = self.clock.now()
        for gathering_id in await self.store.to_erase(now, _AT_ONCE):
            while await self._forget_some(gathering_id):
                pass
        while await self._forget_unconfirmed():
            pass

    @transactional
    async def _forget_some(self, tx: Transaction, gathering_id: str) -> bool:
        gathering = await self.store.get(gathering_id, tx)
        if await self.store.drop_supporters(tx, gathering_id, _PART) == _PART:
            return True
        await self.store.save(tx, gathering.erased(self.clock.now()))
        return False

    @transactional
    async def _forget_unconfirmed(self, tx: Transaction) -> bool:
        return await self.store.drop_unconfirmed(tx, self.clock.now(), _PART) == _PART
