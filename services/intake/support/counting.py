"""Use cases of officers: count the signatures on the lists, look at strangers, find a supporter by surname.

It judges no proposal: verification does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.intake.proposals.content import content
from services.intake.proposals.domain import Proposal
from services.intake.proposals.domain.support import CountClosed, SupportCount
from services.intake.proposals.service import Proposals
from services.intake.support.domain import Gathering, NotToDecide, Resident, Supporter
from services.intake.support.sealed import Sealed
from services.intake.support.service import Supporters
from services.intake.support.wording import REFUSED, refused
from shared.access import Person
from shared.clock import Clock
from shared.contracts.intake import SupportCountedV1
from shared.mail import Mail
from shared.store import Database, Stale, Transaction, transactional

MOST_SHOWN = 50
"""Supporters on one page."""


class CountingStore(Protocol):
    """What the use cases need to keep of supporters."""

    async def of_proposal(self, proposal_id: str, tx: Transaction | None = None) -> Gathering | None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Gathering: ...  # noqa: D102
    async def supporter(self, id: str, tx: Transaction | None = None) -> Supporter: ...  # noqa: D102
    async def save_supporter(self, tx: Transaction, supporter: Supporter) -> None: ...  # noqa: D102
    async def waiting(self, gathering_id: str, limit: int) -> list[Supporter]: ...  # noqa: D102
    async def refused(self, gathering_id: str, limit: int) -> list[Supporter]: ...  # noqa: D102
    async def called(self, gathering_id: str, surname: str, limit: int) -> list[Supporter]: ...  # noqa: D102


class CountedProposals(Protocol):
    """What the use cases need of proposals."""

    async def get(self, id: str, tx: Transaction | None = None) -> Proposal: ...  # noqa: D102
    async def save(self, tx: Transaction, proposal: Proposal) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Counted:
    """Lines of all lists by what they are worth; `online`: of people who support the proposal online as well."""

    valid: int
    strangers: int
    repeated: int
    illegible: int
    online: int = 0


@dataclass(frozen=True)
class Opened:
    """A supporter with the data that an officer sees."""

    supporter: Supporter
    resident: Resident
    reason: str | None


class Counting:
    """Signatures under proposals, and those of them that a person has to look at."""

    def __init__(
        self,
        database: Database,
        store: CountingStore,
        stored: CountedProposals,
        proposals: Proposals,
        supporters: Supporters,
        sealed: Sealed,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._stored, self._proposals, self._supporters, self._sealed = stored, proposals, supporters, sealed

    @transactional
    async def count(self, tx: Transaction, proposal_id: str, version: int, counted: Counted, by: Person) -> None:
        """Enter a count of the lists over the former one. Raises `NotFound`, `Stale` (changed since), `CountClosed`."""
        before = await self._stored.get(proposal_id, tx)
        if not before.was_read_in(version):
            raise Stale("proposals", proposal_id)
        now = self.clock.now()
        after = before.with_count(SupportCount(**vars(counted), counted_at=now, counted_by_name=by.name))
        await self._stored.save(tx, after)
        tx.publish(support_counted(after, now))

    async def strangers(self, proposal_id: str, by: Person) -> list[Opened]:
        """Show an officer whom a person has to look at, and after them who was refused; the reading is written down.

        Raises `NotFound`.
        """
        proposal = await self._proposals.proposal(proposal_id)
        gathering = await self.store.of_proposal(proposal_id)
        if gathering is None:
            return []
        found = [
            *(await self.store.waiting(gathering.id, MOST_SHOWN)),
            *(await self.store.refused(gathering.id, MOST_SHOWN)),
        ]
        return await self._opened(proposal, found, by)

    async def stranger(self, proposal_id: str, supporter_id: str, by: Person) -> Opened:
        """Show an officer one of them; the reading is written down. Raises `NotFound`, `NotToDecide`."""
        proposal = await self._proposals.proposal(proposal_id)
        supporter = await self.store.supporter(supporter_id)
        await self._require_stranger(proposal_id, supporter)
        (opened,) = await self._opened(proposal, [supporter], by)
        return opened

    async def search(self, proposal_id: str, surname: str, by: Person) -> list[Opened]:
        """Show an officer who of this surname supports a proposal; the reading is written down. Raises `NotFound`."""
        proposal = await self._proposals.proposal(proposal_id)
        gathering = await self.store.of_proposal(proposal_id)
        if gathering is None:
            return []
        wanted = self._supporters.surname(gathering, surname)
        return await self._opened(proposal, await self.store.called(gathering.id, wanted, MOST_SHOWN), by)

    @transactional
    async def decide(
        self,
        tx: Transaction,
        proposal_id: str,
        supporter_id: str,
        version: int,
        *,
        accepted: bool,
        reason: str,
        by: Person,
    ) -> None:
        """Count a stranger after all, or not, with the reason; who is not counted is told by mail.

        Raises `NotFound`, `Stale`, `NotToDecide`, `CountClosed`.
        """
        supporter = await self.store.supporter(supporter_id, tx)
        await self._require_stranger(proposal_id, supporter, tx)
        if supporter.version != version:
            raise Stale("supporters", supporter_id)
        proposal = await self._stored.get(proposal_id, tx)
        if not proposal.can_count:
            raise CountClosed(proposal_id)
        sealed = self._sealed.seal_reason(supporter_id, reason)
        after = supporter.decided(accepted=accepted, reason=sealed, by_name=by.name, at=self.clock.now())
        await self.store.save_supporter(tx, after)
        if not accepted:
            text = refused(proposal.title, reason, self._supporters.link(supporter))
            tx.send(Mail(self._sealed.cipher, self._sealed.resident(supporter).email, REFUSED, text))

    async def _require_stranger(self, proposal_id: str, supporter: Supporter, tx: Transaction | None = None) -> None:
        gathering = await self.store.get(supporter.gathering_id, tx)
        if gathering.proposal_id != proposal_id or supporter.doubt is None or not supporter.held:
            raise NotToDecide

    async def _opened(self, proposal: Proposal, found: list[Supporter], by: Person) -> list[Opened]:
        if found:
            await self._proposals.note_supporters(proposal.case, by)
        return [Opened(one, self._sealed.resident(one), self._sealed.reason(one)) for one in found]


def support_counted(proposal: Proposal, at: datetime) -> SupportCountedV1:
    """Tell the whole proposal with its support as it is known now."""
    counted = proposal.counted
    lines = {"strangers": 0, "repeated": 0, "illegible": 0}
    if counted is not None:
        lines = {name: getattr(counted, name) for name in lines} | {"repeated_online": counted.online}
    return SupportCountedV1(**content(proposal), version=proposal.version, **lines, counted_at=at)
