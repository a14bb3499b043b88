"""Use cases of the destruction: propose, confirm, carry out step by step from wherever it was. Nothing comes back."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from services.voting.ballots.service import BallotStore
from services.voting.complaints.service import Complaints
from services.voting.complaints.tasks import destroyed
from services.voting.destruction.domain import Destruction, DestructionState, Kind
from services.voting.enquiries.service import Enquiries
from services.voting.keys.service import Keys
from shared.access import Person
from shared.clock import Clock
from shared.contracts.voting import DestroyedPart, EditionDataDestroyedV1
from shared.store import Database, NotFound, Stale, Transaction, transactional


class DestructionStore(Protocol):
    """What the use cases need to keep, and to destroy."""

    async def destruction(self, edition_id: str, tx: Transaction | None = None) -> Destruction | None: ...  # noqa: D102
    async def running(self) -> list[str]: ...  # noqa: D102
    async def add(self, tx: Transaction, destruction: Destruction) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, destruction: Destruction) -> None: ...  # noqa: D102
    async def count(self, kind: Kind, edition_id: str) -> int: ...  # noqa: D102
    async def erase(self, kind: Kind, edition_id: str) -> None: ...  # noqa: D102
    async def mail_waits(self, edition_id: str) -> bool: ...  # noqa: D102


class Destructions:
    """The destruction of keys and personal data of each edition."""

    def __init__(
        self,
        database: Database,
        store: DestructionStore,
        ballots: BallotStore,
        complaints: Complaints,
        enquiries: Enquiries,
        keys: Keys,
        clock: Clock,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self._ballots, self._complaints, self._enquiries, self._keys = ballots, complaints, enquiries, keys

    @transactional
    async def propose(self, tx: Transaction, edition_id: str, members: Sequence[str], by: Person) -> None:
        """Propose to destroy; `members`: who of the commission is present.

        Raises `NotFound`, `PeriodRunning`, `ComplaintsWaiting`, `ResultInQuestion`, `ReportsWaiting`,
        `AlreadyProposed`.
        """
        known = await self.store.destruction(edition_id, tx)
        if known is not None:
            known.require_sent_back()
        (await self._complaints.period(edition_id, tx)).require_over(self.clock.now())
        await self._enquiries.require_settled(edition_id, tx)
        proposed = Destruction(
            id=edition_id,
            state=DestructionState.PROPOSED,
            members=tuple(members),
            proposed_by_id=by.id,
            proposed_by_name=by.name,
            proposed_at=self.clock.now(),
            version=known.version + 1 if known else 1,
        )
        await (self.store.save(tx, proposed) if known else self.store.add(tx, proposed))

    @transactional
    async def confirm(self, tx: Transaction, edition_id: str, version: int, by: Person) -> None:
        """Confirm, as a second person: from now on it runs to its end, and no complaint or report is taken any more.

        Raises `NotFound`, `Stale`, `NothingProposed`, `SameMember`, `PeriodRunning`, `ComplaintsWaiting`,
        `ResultInQuestion`, `ReportsWaiting`.
        """
        after = (await self._read(tx, edition_id, version)).confirmed(by.id, by.name, self.clock.now())
        await self._complaints.finish(tx, edition_id)
        await self._enquiries.finish(tx, edition_id)
        await self.store.save(tx, after)

    @transactional
    async def send_back(self, tx: Transaction, edition_id: str, version: int) -> None:
        """Send the proposal back, or withdraw one's own. Raises `NotFound`, `Stale`, `NothingProposed`."""
        await self.store.save(tx, (await self._read(tx, edition_id, version)).sent_back())

    # -- by itself ---------------------------------------------------------------------------------------------------

    async def go_on(self) -> None:
        """Carry out what was confirmed; whatever stopped it, the next tick goes on."""
        for edition_id in await self.store.running():
            await self.carry_out(edition_id)

    async def carry_out(self, edition_id: str) -> None:
        """Destroy kind by kind, from wherever it was.

        How many there were is written down before the first is touched, so that a count is right also where the
        process dies in between; to destroy once more what is gone does nothing. While a mail is on its way, nothing is
        begun: the next tick looks again. Raises `NotFound`, `EditionKeyMissing`.
        """
        if await self.store.mail_waits(edition_id):
            return
        for kind in Kind:
            part = (await self.get(edition_id)).part(kind)
            if part is not None and part.done_at is not None:
                continue
            if part is None:
                await self._found(edition_id, kind, await self._count(kind, edition_id))
            if kind is Kind.KEY:
                await asyncio.to_thread(self._keys.destroy, edition_id)
            else:
                await self.store.erase(kind, edition_id)
            await self._destroyed(edition_id, kind)
        await self._finish(edition_id)

    async def get(self, edition_id: str, tx: Transaction | None = None) -> Destruction:
        """Give the destruction of an edition. Raises `NotFound`."""
        found = await self.store.destruction(edition_id, tx)
        if found is None:
            raise NotFound("destructions", edition_id)
        return found

    async def _count(self, kind: Kind, edition_id: str) -> int:
        return 1 if kind is Kind.KEY else await self.store.count(kind, edition_id)

    @transactional
    async def _found(self, tx: Transaction, edition_id: str, kind: Kind, count: int) -> None:
        before = await self.get(edition_id, tx)
        await self._write(tx, before, before.found(kind, count))

    @transactional
    async def _destroyed(self, tx: Transaction, edition_id: str, kind: Kind) -> None:
        before = await self.get(edition_id, tx)
        await self._write(tx, before, before.destroyed(kind, self.clock.now()))

    @transactional
    async def _finish(self, tx: Transaction, edition_id: str) -> None:
        before = await self.get(edition_id, tx)
        if before.state is DestructionState.DONE:
            return
        now = self.clock.now()
        after = before.finished(now)
        await self.store.save(tx, after)
        tx.publish(
            EditionDataDestroyedV1(
                version=after.version,
                edition_id=edition_id,
                destroyed=tuple(DestroyedPart(kind=part.kind, count=part.count) for part in after.parts),
                destroyed_at=now,
            )
        )
        destroyed(tx, edition_id, now)

    async def _write(self, tx: Transaction, before: Destruction, after: Destruction) -> None:
        # Another replica, or the try before a crash, may have written it already.
        if after.version != before.version:
            await self.store.save(tx, after)

    async def _read(self, tx: Transaction, edition_id: str, version: int) -> Destruction:
        found = await self.get(edition_id, tx)
        if found.version != version:
            raise Stale("destructions", edition_id)
        return found
