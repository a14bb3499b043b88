"""Use cases of contracts: from the approval to the signed text, annexes, lent things, the end. It weighs no case."""

from datetime import date, datetime
from functools import partial
from typing import Protocol

from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.parts import Agreement, Decision, Money
from services.intake.contracts.domain.states import RUNNING, ContractState
from services.intake.contracts.domain.terms import Terms
from services.intake.contracts.telling import (
    UNANSWERED,
    contract_signed,
    item_id,
    item_task,
    money_asked,
    task_of,
    tell_moved,
    waits,
)
from services.intake.contracts.wording import CLAUSES
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.initiatives.intake import (
    ContractTerminatedV1,
    InitiativeContent,
    InitiativeWithdrawnV1,
)
from shared.contracts.initiatives.reporting import InitiativeSettledV1
from shared.contracts.initiatives.verification import FundsSecuredV1, InitiativeDecidedV1, InitiativeOutcome
from shared.contracts.intake import TaskClosedV1
from shared.deadlines import STATUTE, Term, compute
from shared.files import StoredFile
from shared.privacy import Cipher
from shared.store import Database, NotFound, Stale, Transaction, transactional
from shared.ticks import in_turn

_AT_ONCE = 100


class ContractStore(Protocol):
    """What the use cases need to keep."""

    async def add(self, tx: Transaction, contract: Contract) -> None: ...  # noqa: D102
    async def find(self, id: str, tx: Transaction | None = None) -> Contract | None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Contract: ...  # noqa: D102
    async def save(self, tx: Transaction, contract: Contract) -> None: ...  # noqa: D102
    async def to_remind(self, now: datetime, limit: int) -> list[str]: ...  # noqa: D102
    async def reminded(self, tx: Transaction, id: str, now: datetime, task_id: str) -> bool: ...  # noqa: D102
    async def listed(  # noqa: D102
        self, state: ContractState | None, skip: int, limit: int, unit: str | None = None
    ) -> list[Contract]: ...


class Asked(Protocol):
    """What the use cases need of those who apply."""

    async def ask(self, tx: Transaction, initiative_id: str, annex: int) -> None: ...  # noqa: D102
    async def remind(self, tx: Transaction, initiative_id: str, annex: int, offered_at: datetime) -> None: ...  # noqa: D102
    async def bind(self, tx: Transaction, initiative_id: str) -> None: ...  # noqa: D102
    def initiative_id(self, token: str) -> str: ...  # noqa: D102


class Contracts:
    """The contracts of the city with those who apply for initiatives."""

    def __init__(
        self,
        database: Database,
        store: ContractStore,
        asked: Asked,
        cipher: Cipher,
        clock: Clock,
        reminder_term: Term,
    ) -> None:
        """Take `reminder_term`: after how long without an answer applicants are reminded of a text."""
        self.database, self.store, self.clock = database, store, clock
        self._asked, self._cipher, self._reminder_term = asked, cipher, reminder_term

    @transactional
    async def follow_content(self, tx: Transaction, event: InitiativeContent) -> None:
        """Know what an application says now."""
        content = InitiativeContent.model_validate(event.model_dump())
        await self._told(tx, event.initiative_id, content=content)

    @transactional
    async def follow_decision(self, tx: Transaction, event: InitiativeDecidedV1) -> None:
        """Know what the mayor has decided."""
        approved = event.outcome is InitiativeOutcome.APPROVED
        known = Decision(
            approved=approved, city=event.city, unit=event.unit, unit_name=event.unit_name, version=event.version
        )
        await self._told(tx, event.initiative_id, decision=known)

    @transactional
    async def follow_money(self, tx: Transaction, event: FundsSecuredV1) -> None:
        """Know what the treasurer has countersigned, and for which text."""
        known = Money(city=event.city, version=event.version, asked=event.asked)
        await self._told(tx, event.initiative_id, money=known)

    @transactional
    async def follow_withdrawal(self, tx: Transaction, event: InitiativeWithdrawnV1) -> None:
        """Drop what was not signed."""
        before = await self.store.find(event.initiative_id, tx)
        if before is None:
            await self.store.add(tx, Contract(id=event.initiative_id, state=ContractState.DROPPED))
        elif (after := before.dropped()) != before:
            await self._save(tx, before, after)

    @transactional
    async def follow_settlement(self, tx: Transaction, event: InitiativeSettledV1) -> None:
        """Close what was settled."""
        before = await self.store.get(event.initiative_id, tx)
        if (after := before.settled()) != before:
            await self._save(tx, before, after)

    async def of_staff(self, id: str, by: Person) -> Contract:
        """Give a contract to somebody of the staff: a unit reads those that it carries out.

        Raises `NotFound`, `NotAllowed`.
        """
        one = await self.store.get(id)
        if by.role is Role.UNIT_REVIEWER and (one.decision is None or by.unit is None or one.decision.unit != by.unit):
            raise NotAllowed(by.role)
        return one

    async def listed(self, state: ContractState | None, skip: int, limit: int, by: Person) -> list[Contract]:
        """Give the contracts that somebody of the staff reads, of a state or all, the newest first.

        Raises `NotAllowed` for a reviewer of no unit.
        """
        if by.role is not Role.UNIT_REVIEWER:
            return await self.store.listed(state, skip, limit)
        if by.unit is None:
            raise NotAllowed(by.role)
        return await self.store.listed(state, skip, limit, by.unit)

    @transactional
    async def edit(self, tx: Transaction, id: str, terms: Terms, version: int) -> int:
        """Change the terms in work; give the new version. Raises `NotFound`, `Stale`, `NotPossible`."""
        before = await self._read(tx, id, version)
        return await self._save(tx, before, before.edited(terms))

    @transactional
    async def offer(self, tx: Transaction, id: str, version: int) -> int:
        """Ask the applicants to accept the text. Raises `NotFound`, `Stale`, `NotPossible`, `TermsUnfit`."""
        before, now = await self._read(tx, id, version), self.clock.now()
        await self._asked.ask(tx, id, len(before.signed))
        remind_at = compute(self._reminder_term, now, STATUTE).due_at
        return await self._save(tx, before, before.offered(now, remind_at))

    async def look_after(self) -> None:
        """Remind applicants who have not answered, and ask an officer to call them."""
        await in_turn([partial(self._remind, id) for id in await self.store.to_remind(self.clock.now(), _AT_ONCE)])

    @transactional
    async def _remind(self, tx: Transaction, id: str) -> None:
        contract, now = await self.store.get(id, tx), self.clock.now()
        # The version stays, and so does what applicants and officers have before them.
        opened = task_of(contract, f"{id}-contract-unanswered-{contract.version}", UNANSWERED, now)
        if contract.offered_at is not None and await self.store.reminded(tx, id, now, opened.task_id):
            tx.publish(opened)
            await self._asked.remind(tx, id, len(contract.signed), contract.offered_at)

    async def of_initiative(self, id: str) -> Contract | None:
        """Give the contract of an initiative; None before one is worked on."""
        one = await self.store.find(id)
        return one if one is not None and one.opened_at is not None else None

    async def of_applicant(self, token: str) -> Contract:
        """Give the contract of an applicants' link. Raises `LinkBroken`, `NotFound` (also before its application)."""
        one = await self.store.get(self._asked.initiative_id(token))
        if one.content is None:
            raise NotFound("contracts", one.id)
        return one

    async def accept(self, token: str, version: int) -> None:
        """Take in that the applicants accept the text that they saw.

        Raises as `of_applicant`, `Stale`, `NotPossible`.
        """
        await self._accept(self._asked.initiative_id(token), version)

    @transactional
    async def _accept(self, tx: Transaction, id: str, version: int) -> None:
        before = await self._read(tx, id, version)
        await self._save(tx, before, before.accepted(self.clock.now()))

    async def object(self, token: str, version: int, text: str) -> None:
        """Take in what the applicants want changed. Raises as `accept`."""
        await self._object(self._asked.initiative_id(token), version, text)

    @transactional
    async def _object(self, tx: Transaction, id: str, version: int, text: str) -> None:
        before = await self._read(tx, id, version)
        sealed = self._cipher.seal(text, _place_of_words(id))
        await self._save(tx, before, before.objected(sealed, self.clock.now()))

    def objection(self, contract: Contract) -> str | None:
        """Open what the applicants want changed; None where they have not said."""
        return self._cipher.open(contract.objection, _place_of_words(contract.id)) if contract.objection else None

    @transactional
    async def agree(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Close the text: it goes to be signed. Raises `NotFound`, `Stale`, `NotPossible`, `TermsUnfit`."""
        before = await self._read(tx, id, version)
        return await self._save(tx, before, before.agreed(Agreement(at=self.clock.now(), by_name=by.name)))

    @transactional
    async def reopen(self, tx: Transaction, id: str, version: int) -> int:
        """Work on the text again. Raises `NotFound`, `Stale`, `NotPossible`."""
        before = await self._read(tx, id, version)
        return await self._save(tx, before, before.reopened())

    @transactional
    async def sign(self, tx: Transaction, id: str, version: int, on: date, file: StoredFile, by: Person) -> int:
        """Enter that both sides have signed, with the copy.

        Raises as `Contract.signed_on`, `NotFound`, `Stale`, `NotNow` where the applicants have withdrawn.
        """
        before, now = await self._read(tx, id, version), self.clock.now()
        copy = (file.id, file.filename)
        after = before.signed_on(on, copy, by_name=by.name, at=now, today=warsaw(now).date())
        if not before.signed:
            await self._asked.bind(tx, id)
        tx.publish(contract_signed(after, now))
        tell_moved(tx, before, after, "Ostatni dzień umowy według aneksu", now)
        return await self._save(tx, before, after)

    @transactional
    async def begin_annex(self, tx: Transaction, id: str, version: int, reason: str) -> int:
        """Begin an annex from what holds now. Raises `NotFound`, `Stale`, `NotPossible`."""
        before = await self._read(tx, id, version)
        return await self._save(tx, before, before.annex_begun(reason))

    @transactional
    async def drop_annex(self, tx: Transaction, id: str, version: int) -> int:
        """Drop the annex in work: the contract stays as it was signed. Raises `NotFound`, `Stale`, `NotPossible`."""
        before = await self._read(tx, id, version)
        return await self._save(tx, before, before.annex_dropped())

    @transactional
    async def lend(
        self, tx: Transaction, id: str, version: int, name: str, value: int, condition: str, on: date
    ) -> int:
        """Enter a thing that was handed over; give its number. `value` in grosze.

        Raises `NotFound`, `Stale`, `NotPossible`, `TooManyItems`, `DayUnfit`.
        """
        before, now = await self._read(tx, id, version), self.clock.now()
        after = before.lending(name, value, condition, on, today=warsaw(now).date())
        await self._save(tx, before, after)
        item = after.items[-1]
        tx.publish(item_task(after, item, now))
        return item.number

    @transactional
    async def take_back(
        self, tx: Transaction, id: str, version: int, number: int, on: date, condition: str, *, complete: bool
    ) -> int:
        """Enter a thing that is back. Raises `NotFound`, `Stale` and as `Contract.taken_back`."""
        before, now = await self._read(tx, id, version), self.clock.now()
        after = before.taken_back(number, on, condition, complete=complete, today=warsaw(now).date())
        tx.publish(TaskClosedV1(version=after.version, task_id=item_id(id, number), closed_at=now))
        return await self._save(tx, before, after)

    @transactional
    async def terminate(self, tx: Transaction, id: str, version: int, reason: str, on: date, by: Person) -> int:
        """Enter that a contract has ended before its time. Raises `NotFound`, `Stale`, `NotPossible`, `DayUnfit`."""
        before, now = await self._read(tx, id, version), self.clock.now()
        after = before.terminated(reason, on, by_name=by.name, at=now, today=warsaw(now).date())
        tx.publish(
            ContractTerminatedV1(
                version=after.version,
                initiative_id=id,
                contract=after.number,
                reason=reason,
                terminated_on=on,
                terminated_at=now,
            )
        )
        tell_moved(tx, before, after, "Umowę rozwiązano", now)
        return await self._save(tx, before, after)

    async def _told(
        self,
        tx: Transaction,
        id: str,
        *,
        content: InitiativeContent | None = None,
        decision: Decision | None = None,
        money: Money | None = None,
    ) -> None:
        before, now = await self.store.find(id, tx), self.clock.now()
        known = before or Contract(id=id)
        after = known.told(content=content, decision=decision, money=money, clauses=CLAUSES, at=now)
        if before is None:
            await self.store.add(tx, after)
        elif after != before:
            await self._save(tx, before, after)

    async def _read(self, tx: Transaction, id: str, version: int) -> Contract:
        contract = await self.store.get(id, tx)
        if contract.version != version:
            raise Stale("contracts", id)
        return contract

    async def _save(self, tx: Transaction, before: Contract, after: Contract) -> int:
        """Write the next version, with what waits on a desk now, and give its number."""
        now = self.clock.now()
        if before.asked != after.asked and after.state in RUNNING and len(after.signed) == len(before.signed):
            tx.publish(money_asked(after, now))
        if waits(before) != waits(after):
            if before.task_id is not None:
                tx.publish(TaskClosedV1(version=2, task_id=before.task_id, closed_at=now))
            after = after.model_copy(update={"task_id": None})
            if (waiting := waits(after)) is not None:
                opened = task_of(after, f"{after.id}-contract-{after.version}", waiting, now)
                tx.publish(opened)
                after = after.model_copy(update={"task_id": opened.task_id})
        await self.store.save(tx, after)
        return after.version


def _place_of_words(id: str) -> str:
    return f"contracts/{id}/objection"
