"""Use cases of the settlement: remind of it, hand it in, send it back, accept it. It enters nothing in a ledger."""

from datetime import datetime
from functools import partial

from services.reporting.initiatives.domain import REPRESENTATIVE, Actor, Ledger, Maker, Stage, days_to
from services.reporting.initiatives.service import Ledgers, actor_of, maker
from services.reporting.initiatives.service.tasks import acceptance
from shared.access import Person
from shared.contracts.initiatives.reporting import (
    InitiativeSettledV1,
    SettlementReminderDueV1,
    SettlementReturnedV1,
)
from shared.deadlines import Term
from shared.store import Stale, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class Settlements:
    """The settlements of all contracts."""

    def __init__(self, ledgers: Ledgers, deciding: Term, mending: Term) -> None:
        """`deciding`: in which an officer decides; `mending`: in which the residents mend what came back."""
        self.ledgers, self.database, self.store, self.clock = ledgers, ledgers.database, ledgers.store, ledgers.clock
        self._deciding, self._mending, self._tasks = deciding, mending, ledgers.tasks

    # -- by itself ---------------------------------------------------------------------------------------------------

    async def look_after(self) -> None:
        """Remind and chase whose moment has come, once each."""
        await in_turn([partial(self._remind, id) for id in await self.store.to_remind(self.clock.now(), _AT_ONCE)])

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        now, before = self.clock.now(), await self.store.get(id, tx)
        # Read again inside the transaction: another replica may just have reminded.
        if not before.waits_for_residents or before.remind_at is None or before.remind_at > now:
            return
        # What is still to be held against a new set of free days may have longer than it says.
        if before.free_days < (await self.ledgers.free_days.known(tx)).version:
            return
        assert before.due_at is not None
        after = before.reminded(self.ledgers.rhythm, now)
        await self.store.save(tx, after)
        tx.publish(
            SettlementReminderDueV1(
                version=after.version,
                initiative_id=id,
                due_at=before.due_at,
                days=days_to(before.due_at, now),
                reminded_at=now,
                link=after.link,
            )
        )
        if after.overdue and not before.overdue:
            self._tasks.open_overdue(tx, after, now)

    @transactional
    async def postpone(self, tx: Transaction, id: str) -> None:
        """Hold the date of a ledger against the days that the city has declared free."""
        free, before, now = await self.ledgers.free_days.known(tx), await self.store.get(id, tx), self.clock.now()
        if before.free_days >= free.version:
            return
        moved = before.postponed(free, self.ledgers.rhythm, now)
        if moved is None:
            await self.store.held(tx, id, free.version)
            return
        after, later = moved
        await self.store.save(tx, after)
        if after.stage is Stage.HANDED_IN:
            self._tasks.move(tx, after, acceptance(after), later.due_at, later.explanation, now)

    # -- the residents -----------------------------------------------------------------------------------------------

    @transactional
    async def hand_in(self, tx: Transaction, id: str, version: int, person: Person) -> int:
        """Hand in for the residents, who brought it on paper; gives the version.

        Raises `NotFound`, `Stale`, `NotAllowed`, `NotNow`.
        """
        before = await self.ledgers.read(tx, id, version)
        return await self._hand_in(tx, before, actor_of(before, person), maker(person))

    @transactional
    async def hand_in_by_link(self, tx: Transaction, token: str, version: int) -> int:
        """Hand in as the representative what was looked at. Raises as `hand_in` does, and as `Ledgers.of_link`."""
        before = await self.ledgers.of_link(token, tx)
        if before.version != version:
            raise Stale("initiative_ledgers", before.id)
        return await self._hand_in(tx, before, Actor.REPRESENTATIVE, REPRESENTATIVE)

    async def _hand_in(self, tx: Transaction, before: Ledger, actor: Actor, by: Maker) -> int:
        now = self.clock.now()
        due = await self.ledgers.free_days.compute(self._deciding, now, tx)
        after = before.handed(actor, by, now, due)
        await self.store.save(tx, after)
        self._tasks.open_acceptance(tx, after, due, now)
        if before.overdue:
            self._tasks.close_overdue(tx, after, now, len(before.handed_in))
        return after.version

    # -- the office --------------------------------------------------------------------------------------------------

    @transactional
    async def send_back(self, tx: Transaction, id: str, version: int, points: tuple[str, ...], person: Person) -> int:
        """Ask the residents to mend a settlement; gives the version. Raises `NotFound`, `Stale`, `NotNow`."""
        now, before = self.clock.now(), await self.ledgers.read(tx, id, version)
        due = await self.ledgers.free_days.compute(self._mending, now, tx)
        after = before.sent_back(points, maker(person), now, due, self.ledgers.rhythm)
        await self.store.save(tx, after)
        tx.publish(
            SettlementReturnedV1(
                version=after.version,
                initiative_id=id,
                points=points,
                due_at=due.due_at,
                explanation=tuple(due.explained()),
                returned_at=now,
                link=after.link,
            )
        )
        self._tasks.close_acceptance(tx, after, now)
        return after.version

    @transactional
    async def accept(
        self, tx: Transaction, id: str, version: int, note: str | None, person: Person, *, excess_is_own: bool = False
    ) -> int:
        """Settle a contract as its ledger was looked at, for good; gives the version.

        `excess_is_own`: the applicants pay what the invoices say beyond the contract.

        Raises `NotFound`, `Stale`, and what `Ledger.accepted` raises.
        """
        now, before = self.clock.now(), await self.ledgers.read(tx, id, version)
        after = before.accepted(note, maker(person), now, excess_is_own=excess_is_own)
        await self.store.save(tx, after)
        tx.publish(_settled(after, now))
        if before.stage is Stage.TERMINATED:
            self._tasks.close_termination(tx, after, now)
            if not after.inspections:
                self._tasks.close_inspection(tx, after, now)
        else:
            self._tasks.close_acceptance(tx, after, now)
        return after.version


def _settled(ledger: Ledger, now: datetime) -> InitiativeSettledV1:
    settled, contract = ledger.settled, ledger.signed_contract
    assert settled is not None
    told = settled.model_dump(
        include={"outcome", "note", "own_declared", "own_delivered", "city_planned", "city_spent", "excess"}
    )
    return InitiativeSettledV1(
        version=ledger.version,
        initiative_id=ledger.id,
        case=contract.case,
        title=contract.title,
        settled_at=now,
        **told,
    )
