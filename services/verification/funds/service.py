"""Use cases of the year's money: set the total, countersign within it, follow the contracts, release.

The sum never exceeds the total, also where two are secured at once: each takes what it needs by one conditional
update of the year's one document, in the transaction that writes what it is for.
"""

from datetime import datetime
from typing import Any, Protocol

from services.verification.cases.domain import By, Step, StepKind, Task, zloty
from services.verification.funds.domain import (
    FundsExceeded,
    FundsState,
    NothingMissing,
    Secured,
    TotalUnknown,
    YearFunds,
)
from services.verification.initiatives.domain import InitiativeCase, InitiativeStage
from services.verification.initiatives.service import PLACE, Initiatives
from shared.access import Person, Role
from shared.clock import Clock
from shared.contracts.initiatives.intake import ContractMoneyAskedV1, ContractSignedV1, ContractTerminatedV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1
from shared.contracts.initiatives.verification import FundsSecuredV1
from shared.deadlines import Term
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, transactional


class FundsStore(Protocol):
    """What the use cases need to keep."""

    async def year(self, year: int, tx: Transaction | None = None) -> YearFunds | None: ...  # noqa: D102
    async def years(self) -> list[YearFunds]: ...  # noqa: D102
    async def add_year(self, tx: Transaction, year: YearFunds) -> None: ...  # noqa: D102
    async def save_year(self, tx: Transaction, year: YearFunds) -> None: ...  # noqa: D102
    async def take(self, tx: Transaction, year: int, amount: int) -> bool: ...  # noqa: D102
    async def give_back(self, tx: Transaction, year: int, amount: int) -> None: ...  # noqa: D102
    async def get(self, id: str, tx: Transaction | None = None) -> Secured: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Secured | None: ...  # noqa: D102
    async def add(self, tx: Transaction, secured: Secured) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, secured: Secured) -> None: ...  # noqa: D102
    async def of_year(self, year: int, after: str, limit: int) -> list[Secured]: ...  # noqa: D102


class Funds:
    """The money of all years."""

    def __init__(
        self, database: Database, store: FundsStore, initiatives: Initiatives, term: Term, clock: Clock
    ) -> None:
        """Take `term`: how long the treasurer has for what an annex is to give beyond what is secured."""
        self.database, self.store, self.clock = database, store, clock
        self._initiatives, self._term = initiatives, term
        initiatives.ends(self._release_withdrawn)

    @transactional
    async def set_total(self, tx: Transaction, year: int, version: int, *, total: int, by: Person) -> dict[str, Any]:
        """Set the total of a year in grosze; `version`: 0 at first. Raises `Stale`, `TotalBelowSecured`."""
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        known = await self.store.year(year, tx)
        if version != (known.version if known else 0):
            raise Stale("year_funds", str(year))
        if known is None:
            after = YearFunds.first(year, total, by=author, at=now)
            try:
                await self.store.add_year(tx, after)
            except Duplicate:
                raise Stale("year_funds", str(year)) from None
        else:
            after = known.with_total(total, by=author, at=now)
            await self.store.save_year(tx, after)
        return {"year": year, "total": after.total, "version": after.version}

    @transactional
    async def secure(
        self, tx: Transaction, initiative_id: str, version: int, *, year: int, by: Person
    ) -> dict[str, Any]:
        """Countersign what the mayor has approved within the total of `year`; `version` is the case's.

        Raises `NotFound`, `NotAtThisStage`, `Stale`, `TotalUnknown`, `FundsExceeded`.
        """
        case = await self._initiatives.case(initiative_id, tx)
        case.require(InitiativeStage.FUNDS)
        if version != case.version:
            raise Stale("initiatives", initiative_id)
        application, city = case.application, case.city
        if application is None or city is None:
            raise NotFound("initiatives", initiative_id)
        await self._take(tx, year, city)
        now, author = self.clock.now(), By(id=by.id, name=by.name)
        secured = Secured(
            id=initiative_id,
            year=year,
            case=application.case,
            title=application.title,
            city=city,
            wanted=city,
            secured_at=now,
            secured_by=author,
        )
        await self.store.add(tx, secured)
        step = Step(kind=StepKind.FUNDS_SECURED, at=now, by=author, why=f"{zloty(city)} z roku {year}.")
        after = case.went(step, InitiativeStage.SECURED)
        await self._initiatives.move(tx, case, after)
        _tell(tx, secured, after, now)
        return {"initiative_id": initiative_id, "stage": after.stage.value, "version": after.version}

    @transactional
    async def cover(self, tx: Transaction, initiative_id: str, version: int, *, by: Person) -> dict[str, Any]:
        """Countersign what an annex is to give beyond what is secured, of the same year; `version` is the case's.

        Raises `NotFound`, `Stale`, `NothingMissing`, `FundsExceeded`.
        """
        case, secured = await self._initiatives.case(initiative_id, tx), await self.store.get(initiative_id, tx)
        if secured.state is not FundsState.SHORT:
            raise NothingMissing(initiative_id)
        if version != case.version:
            raise Stale("initiatives", initiative_id)
        await self._take(tx, secured.year, secured.wanted - secured.city)
        now, held = self.clock.now(), secured.covered()
        await self.store.save(tx, held)
        why = f"{zloty(held.city)} z roku {held.year}."
        step = Step(kind=StepKind.FUNDS_SECURED, at=now, by=By(id=by.id, name=by.name), why=why)
        after = case.went(step, InitiativeStage.CONTRACTED)
        await self._initiatives.move(tx, case, after)
        _tell(tx, held, after, now, asked=held.asked_version)
        return {"initiative_id": initiative_id, "stage": after.stage.value, "version": after.version}

    async def _take(self, tx: Transaction, year: int, amount: int) -> None:
        if await self.store.take(tx, year, amount):
            return
        known = await self.store.year(year, tx)
        if known is None:
            raise TotalUnknown(year)
        raise FundsExceeded(year, amount, known.free)

    @transactional
    async def follow_contract(self, tx: Transaction, event: ContractSignedV1) -> None:
        """Hold no more than the newest contract or annex gives.

        Raises `NotFound` where the money of the initiative is not here yet, `NeverCountersigned`.
        """
        case = await self._initiatives.case(event.initiative_id, tx)
        if event.version <= case.contract_version:
            return
        secured = await self.store.get(event.initiative_id, tx)
        why = (
            f"Umowa nr {event.contract}." if event.annex == 0 else f"Aneks nr {event.annex} do umowy {event.contract}."
        )
        step = Step(kind=StepKind.CONTRACT_SIGNED, at=event.signed_at, why=why)
        known = {"contract": event.contract, "contract_version": event.version, "city": event.city}
        if secured.state.over or case.stage is InitiativeStage.TERMINATED:
            # It was terminated or settled before this word of an earlier annex came.
            await self._initiatives.note(tx, case.model_copy(update=known), step)
            return
        signed = await self._initiatives.note(tx, case.model_copy(update=known), step)
        now, held = self.clock.now(), secured.signed(event.city)
        if held.city < secured.city:
            await self.store.give_back(tx, secured.year, secured.city - held.city)
        if held.city < secured.city or secured.state is FundsState.SHORT:
            await self.store.save(tx, held)
            why = f"{zloty(held.city)} z roku {held.year}."
            after = signed.went(Step(kind=StepKind.FUNDS_ADJUSTED, at=now, why=why), InitiativeStage.CONTRACTED)
            _tell(tx, held, after, now)
        else:
            after = signed.model_copy(
                update={"stage": InitiativeStage.CONTRACTED, "task": None, "version": signed.version + 1}
            )
        await self._initiatives.move(tx, signed, after)

    @transactional
    async def follow_asking(self, tx: Transaction, event: ContractMoneyAskedV1) -> None:
        """Ask the treasurer for what an annex is to give beyond what is secured; give back what it is not to give.

        Raises `NotFound` where the word of what the annex changes is still to come.
        """
        case = await self._initiatives.case(event.initiative_id, tx)
        if case.contract_version < event.since:
            raise NotFound("contracts", event.initiative_id)
        secured = await self.store.get(event.initiative_id, tx)
        overtaken = event.version <= max(case.contract_version, secured.asked_version)
        if overtaken or secured.state.over or case.stage is InitiativeStage.TERMINATED:
            return
        now, asked = self.clock.now(), secured.asked(event.city, event.version)
        await self.store.save(tx, asked)
        if asked.state is FundsState.SHORT:
            await self._ask_for_more(tx, case, asked, event, now)
            return
        if asked.city < secured.city:
            await self.store.give_back(tx, secured.year, secured.city - asked.city)
        why = f"{zloty(asked.city)} z roku {asked.year}."
        after = case.went(Step(kind=StepKind.FUNDS_ADJUSTED, at=now, why=why), InitiativeStage.CONTRACTED)
        await self._initiatives.move(tx, case, after)
        _tell(tx, asked, after, now, asked=asked.asked_version)

    async def _ask_for_more(
        self, tx: Transaction, case: InitiativeCase, secured: Secured, event: ContractMoneyAskedV1, now: datetime
    ) -> None:
        task = Task.until(
            await self._initiatives.deadline(tx, self._term, now),
            id=f"initiative-short-{case.id}-{event.version}",
            kind="initiative_short",
            action="Kontrasygnuj, co aneks daje więcej",
            link=f"{PLACE}/srodki/sprawy/{case.id}",
            role=Role.TREASURER,
            at=now,
        )
        missing = zloty(secured.wanted - secured.city)
        why = f"Aneks nr {event.annex} ma dać o {missing} więcej. {event.reason or ''}".strip()
        step = Step(kind=StepKind.FUNDS_MISSING, at=now, why=why)
        await self._initiatives.move(tx, case, case.went(step, InitiativeStage.SHORT, task=task))

    @transactional
    async def follow_termination(self, tx: Transaction, event: ContractTerminatedV1) -> None:
        """Know that a contract has ended before its time: what is spent already stays taken until it is settled.

        Raises `NotFound` as above.
        """
        case = await self._initiatives.case(event.initiative_id, tx)
        if event.version <= case.contract_version:
            return
        secured = await self.store.get(event.initiative_id, tx)
        if secured.state is FundsState.SHORT:
            await self.store.save(tx, secured.holding(secured.city))
        step = Step(kind=StepKind.CONTRACT_TERMINATED, at=event.terminated_at, why=event.reason)
        known = case.model_copy(update={"contract": event.contract, "contract_version": event.version})
        await self._initiatives.move(tx, case, known.went(step, InitiativeStage.TERMINATED))

    @transactional
    async def follow_settlement(self, tx: Transaction, event: InitiativeSettledV1) -> None:
        """Free what a settled contract has not spent. It may come before or after the word of an annex it did not know.

        Raises `NotFound` where the word of the contract is still to come, `NeverCountersigned`, `FundsExceeded` where
        an annex gave back what was spent and the year does not hold it any more: the total is to be raised first.
        """
        case = await self._initiatives.case(event.initiative_id, tx)
        if case.contract_version == 0:
            raise NotFound("contracts", event.initiative_id)
        secured = await self.store.get(event.initiative_id, tx)
        if event.version <= secured.settled_version:
            return
        spent, after = event.city_spent, secured.settled(event.city_spent, event.version)
        why = f"Wydano {zloty(spent)} z {zloty(event.city_planned)}."
        told = await self._initiatives.note(
            tx, case, Step(kind=StepKind.CONTRACT_SETTLED, at=event.settled_at, why=why)
        )
        if spent < secured.city:
            await self.store.give_back(tx, secured.year, secured.city - spent)
        elif spent > secured.city:
            await self._take(tx, secured.year, spent - secured.city)
        await self.store.save(tx, after)
        if told.stage is InitiativeStage.SHORT:
            # The annex that waited for the treasurer was never signed.
            changes = {"stage": InitiativeStage.CONTRACTED, "task": None, "version": told.version + 1}
            await self._initiatives.move(tx, told, told.model_copy(update=changes))

    async def _release_withdrawn(self, tx: Transaction, case: InitiativeCase, at: datetime) -> None:
        secured = await self.store.get_or_none(case.id, tx)
        if secured is not None:
            await self._release(tx, secured, at)

    async def _release(self, tx: Transaction, secured: Secured, at: datetime) -> None:
        if secured.state is not FundsState.RELEASED:
            await self.store.give_back(tx, secured.year, secured.city)
            await self.store.save(tx, secured.released(at))

    async def of_initiative(self, initiative_id: str) -> Secured | None:
        """Give what is secured for an initiative, None where nothing ever was."""
        return await self.store.get_or_none(initiative_id)


def _tell(tx: Transaction, secured: Secured, case: InitiativeCase, at: datetime, *, asked: int | None = None) -> None:
    tx.publish(
        FundsSecuredV1(
            version=case.version,
            initiative_id=secured.id,
            year=secured.year,
            city=secured.city,
            secured_at=at,
            asked=asked,
        )
    )
