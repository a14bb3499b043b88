"""Use cases of the ledger: open it with the contract, enter what was given, put right what was wrong."""

from datetime import date

from services.reporting.initiatives.domain import (
    REPRESENTATIVE,
    Actor,
    Contract,
    Given,
    Ledger,
    Maker,
    Rhythm,
    Stage,
)
from services.reporting.initiatives.service.needs import LedgerStore, StoryStore, Wanted
from services.reporting.initiatives.service.tasks import INSPECTION, Tasks
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, end_of, warsaw
from shared.contracts.initiatives.intake import ContractSignedV1, ContractTerminatedV1
from shared.contracts.initiatives.reporting import RepresentativeLinkRenewedV1
from shared.contracts.initiatives.verification import InitiativeDecidedV1
from shared.free_days import CityFreeDays
from shared.representatives import RepresentativeLinks
from shared.store import Database, Stale, Transaction, transactional

__all__ = ["LedgerStore", "Ledgers", "LinkRenewed", "StoryStore", "Wanted"]

READERS = (Role.OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)
"""Who of the staff reads ledgers."""


class LinkRenewed(Exception):
    """The link of the representative was good once; the office has given out another since."""


class Ledgers:
    """The ledgers of all contracts."""

    def __init__(
        self,
        database: Database,
        store: LedgerStore,
        links: RepresentativeLinks,
        free_days: CityFreeDays,
        clock: Clock,
        rhythm: Rhythm,
    ) -> None:
        self.database, self.store, self.clock, self.rhythm = database, store, clock, rhythm
        self.links, self.free_days, self.tasks = links, free_days, Tasks()

    # -- what the services say ---------------------------------------------------------------------------------------

    @transactional
    async def follow_contract(self, tx: Transaction, event: ContractSignedV1) -> None:
        """Open the ledger, or hold it against an annex."""
        before, now = await self._known(event.initiative_id, tx), self.clock.now()
        after = before.signed(Contract.of(event), self.rhythm, now)
        if after is None:
            return
        await self._write(tx, before, after)
        contract, former = after.signed_contract, before.contract
        if before.stage is Stage.WAITING:
            self.tasks.open_inspection(tx, after, now)
            if after.stage is Stage.TERMINATED:
                self.tasks.open_termination(tx, after, now)
        elif former and former.ends != contract.ends and not after.inspections and after.stage is not Stage.CLOSED:
            self.tasks.move(tx, after, INSPECTION, end_of(contract.ends), (_ENDS,), now)

    @transactional
    async def follow_termination(self, tx: Transaction, event: ContractTerminatedV1) -> None:
        """Take in that a contract has ended before its time."""
        before, now = await self._known(event.initiative_id, tx), self.clock.now()
        after = before.terminated(event.terminated_on, event.reason)
        if after is None:
            return
        await self._write(tx, before, after)
        if before.stage is Stage.HANDED_IN:
            self.tasks.close_acceptance(tx, after, now)
        if before.overdue:
            self.tasks.close_overdue(tx, after, now)
        if after.stage is Stage.TERMINATED:
            self.tasks.open_termination(tx, after, now)

    @transactional
    async def follow_decision(self, tx: Transaction, event: InitiativeDecidedV1) -> None:
        """Know which unit carries it out with the residents."""
        before = await self._known(event.initiative_id, tx)
        if event.version <= before.decision_version:
            return
        told = {"decision_version": event.version, "unit": event.unit, "unit_name": event.unit_name}
        await self._write(tx, before, before.changed(**told))

    async def _known(self, id: str, tx: Transaction) -> Ledger:
        return await self.store.get_or_none(id, tx) or Ledger(id=id)

    async def _write(self, tx: Transaction, before: Ledger, after: Ledger) -> None:
        await (self.store.add if before.version == 0 else self.store.save)(tx, after)

    # -- entries -----------------------------------------------------------------------------------------------------

    @transactional
    async def record(self, tx: Transaction, id: str, given: Given, person: Person) -> int:
        """Enter what was given or spent; gives the number of the entry.

        It adds and overwrites nothing, so of two at once both stand. Raises `NotFound`, `NotAllowed` for another
        unit's initiative, and what `Ledger.recorded` raises.
        """
        before = await self.store.get(id, tx)
        return await self._record(tx, before, given, actor_of(before, person), maker(person))

    @transactional
    async def record_by_link(self, tx: Transaction, token: str, given: Given) -> int:
        """Enter what residents gave, as their representative. Raises as `record` does, and as `of_link`."""
        return await self._record(tx, await self.of_link(token, tx), given, Actor.REPRESENTATIVE, REPRESENTATIVE)

    async def _record(self, tx: Transaction, before: Ledger, given: Given, actor: Actor, by: Maker) -> int:
        after = before.recorded(given, actor, by, self.clock.now())
        await self.store.save(tx, after)
        return len(after.entries)

    @transactional
    async def correct(self, tx: Transaction, id: str, number: int, right: int, reason: str, person: Person) -> int:
        """Put an entry right by a further one; gives its number. Raises `NotFound`, what `Ledger.corrected` raises."""
        before = await self.store.get(id, tx)
        return await self._correct(tx, before, number, right, reason, actor_of(before, person), maker(person))

    @transactional
    async def correct_by_link(self, tx: Transaction, token: str, number: int, right: int, reason: str) -> int:
        """Put right what came by this link. Raises as `correct` does, and as `of_link`."""
        before = await self.of_link(token, tx)
        return await self._correct(tx, before, number, right, reason, Actor.REPRESENTATIVE, REPRESENTATIVE)

    async def _correct(
        self, tx: Transaction, before: Ledger, number: int, right: int, reason: str, actor: Actor, by: Maker
    ) -> int:
        after = before.corrected(number, right, reason, actor, by, self.clock.now())
        await self.store.save(tx, after)
        return len(after.entries)

    # -- the representative ------------------------------------------------------------------------------------------

    async def of_link(self, token: str, tx: Transaction | None = None) -> Ledger:
        """Give the ledger that a link is about. Raises `RepresentativeLinkBroken`, `NotFound`, `LinkRenewed`."""
        id, number = self.links.read(token)
        ledger = await self.store.get(id, tx)
        if ledger.link != number:
            raise LinkRenewed
        return ledger

    @transactional
    async def renew_link(self, tx: Transaction, id: str, version: int) -> int:
        """Give the representative another link, so that the former opens nothing; gives its number.

        Raises `NotFound`, `Stale`, `NotNow`.
        """
        after = (await self.read(tx, id, version)).with_new_link()
        await self.store.save(tx, after)
        tx.publish(
            RepresentativeLinkRenewedV1(
                version=after.version, initiative_id=id, link=after.link, renewed_at=self.clock.now()
            )
        )
        return after.link

    # -- what others of this capability need -------------------------------------------------------------------------

    async def read(self, tx: Transaction, id: str, version: int) -> Ledger:
        """Give a ledger as it was looked at. Raises `NotFound`, `Stale` where it has changed since."""
        ledger = await self.store.get(id, tx)
        if ledger.version != version:
            raise Stale("initiative_ledgers", id)
        return ledger

    def today(self) -> date:
        """Give the present day in the city."""
        return warsaw(self.clock.now()).date()


_ENDS = "Ostatni dzień umowy po aneksie"


def actor_of(ledger: Ledger, person: Person) -> Actor:
    """Tell as whom somebody of the staff acts on a ledger. Raises `NotAllowed` for another unit's, and other roles."""
    if person.role is Role.OFFICER:
        return Actor.OFFICER
    if person.role is Role.UNIT_REVIEWER and person.unit is not None and person.unit == ledger.unit:
        return Actor.UNIT
    raise NotAllowed(person.role)


def maker(person: Person) -> Maker:
    """Say who of the staff made an entry."""
    return Maker(id=person.id, name=person.name)
