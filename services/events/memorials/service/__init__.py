"""Use cases of the register of memorials and of their yearly care."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Protocol

from services.events.memorials.domain import (
    MOST_SHOWN,
    Card,
    CareClosed,
    CareYear,
    Condition,
    HeldAt,
    Inspection,
    Memorial,
    MemorialKind,
    Photograph,
    due_on,
    inspection_id,
)
from services.events.memorials.domain.proposals import MemorialProposal
from services.events.memorials.tasks import Tasks, to_plan, to_repair
from services.events.work import Wanted, Work, settled
from shared.access import Person, Role
from shared.clock import Clock, end_of, warsaw
from shared.contracts.events import MemorialListedV1
from shared.files import Pictures
from shared.free_days import OpenDeadlines
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, new_id, transactional
from shared.ticks import in_turn

KEEPERS = (Role.PROTOCOL_OFFICER, Role.OFFICER)
"""Who keeps the register."""
READERS = (*KEEPERS, Role.MAYOR, Role.AUDITOR)
TURN = "care of memorials"
"""Who adds a site and who makes a year's plan take turns: neither may miss the other's."""


class MemorialStore(Protocol):
    """What the use cases need to keep."""

    @property
    def deadlines(self) -> OpenDeadlines: ...  # noqa: D102
    async def memorial(self, id: str, tx: Transaction | None = None) -> Memorial: ...  # noqa: D102
    async def register(  # noqa: D102
        self,
        kind: MemorialKind | None = None,
        sought: str = "",
        skip: int = 0,
        limit: int = ...,
        tx: Transaction | None = None,
    ) -> list[Memorial]: ...
    async def add(self, tx: Transaction, one: Memorial) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Memorial) -> None: ...  # noqa: D102
    async def year(self, year: int, tx: Transaction | None = None) -> CareYear | None: ...  # noqa: D102
    async def add_year(self, tx: Transaction, one: CareYear) -> None: ...  # noqa: D102
    async def save_year(self, tx: Transaction, one: CareYear) -> None: ...  # noqa: D102
    async def work(self, id: str, tx: Transaction) -> Work: ...  # noqa: D102
    async def put_work(self, tx: Transaction, work: Work) -> None: ...  # noqa: D102
    async def inspection(self, id: str, tx: Transaction | None = None) -> Inspection: ...  # noqa: D102
    async def inspections(  # noqa: D102
        self, year: int, skip: int = 0, limit: int = ..., tx: Transaction | None = None
    ) -> list[Inspection]: ...
    async def of_memorial(self, memorial_id: str, tx: Transaction | None = None) -> list[Inspection]: ...  # noqa: D102
    async def add_inspection(self, tx: Transaction, one: Inspection) -> None: ...  # noqa: D102
    async def save_inspection(self, tx: Transaction, one: Inspection) -> None: ...  # noqa: D102
    async def proposal(self, id: str, tx: Transaction | None = None) -> MemorialProposal: ...  # noqa: D102
    async def proposals(self, skip: int, limit: int) -> list[MemorialProposal]: ...  # noqa: D102
    async def proposed_by(self, digests: Sequence[str]) -> list[MemorialProposal]: ...  # noqa: D102
    async def asked_of(self, partner_id: str) -> list[MemorialProposal]: ...  # noqa: D102
    async def places(self, asker: str, tx: Transaction) -> set[int]: ...  # noqa: D102
    async def add_proposal(self, tx: Transaction, one: MemorialProposal) -> None: ...  # noqa: D102
    async def save_proposal(self, tx: Transaction, one: MemorialProposal) -> None: ...  # noqa: D102


class Memorials:
    """The register and the care."""

    def __init__(
        self,
        database: Database,
        store: MemorialStore,
        pictures: Pictures,
        clock: Clock,
        care_day: tuple[int, int],
        plan_day: tuple[int, int],
    ) -> None:
        """`care_day`: month and day by which the sites of a year are inspected; `plan_day`: by which it is planned."""
        self.database, self.store, self.pictures, self.clock = database, store, pictures, clock
        self.care_day, self._plan_day, self.tasks = care_day, plan_day, Tasks(clock)

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- the register ------------------------------------------------------------------------------------------------

    async def shown(self, id: str) -> Memorial:
        """Give one that residents see. Raises `NotFound`."""
        one = await self.store.memorial(id)
        if one.withdrawn is not None:
            raise NotFound("memorials", id)
        return one

    async def listed(
        self, sought: str = "", kind: MemorialKind | None = None, skip: int = 0, limit: int = MOST_SHOWN
    ) -> list[Memorial]:
        """Give at most `limit` of those in the register whose card has every word of `sought`, by names."""
        return await self.store.register(kind, sought, skip, limit)

    @transactional
    async def enter(self, tx: Transaction, card: Card) -> str:
        """Enter a memorial and give its id; a care plan that is made already gets its inspection, too."""
        return await self.put(tx, card)

    async def put(self, tx: Transaction, card: Card) -> str:
        """Enter a memorial in a transaction that is open; give its id."""
        await self.database.next_number(tx, TURN)
        one = Memorial(id=new_id(), card=card, changed_at=self.clock.now())
        await self.store.add(tx, one)
        self._tell(tx, one)
        for year in (self.today.year, self.today.year + 1):
            plan = await self.store.year(year, tx)
            if plan is not None and plan.closed_at is None:
                await self.want(tx, one, year, None)
        return one.id

    @transactional
    async def change(self, tx: Transaction, id: str, version: int, card: Card) -> int:
        """Change what the register says. Raises `NotFound`, `Stale`, `MemorialWithdrawn`."""
        return await self._save(tx, (await self._read(tx, id, version)).changed(card, self.clock.now()))

    @transactional
    async def take_out(self, tx: Transaction, id: str, version: int, reason: str) -> int:
        """Take a memorial out; what waits to be inspected needs it no longer.

        Raises `NotFound`, `Stale`, `MemorialWithdrawn`.
        """
        await self.database.next_number(tx, TURN)
        after = (await self._read(tx, id, version)).taken_out(reason, self.clock.now())
        for one in await self.store.of_memorial(id, tx):
            if one.done_on is None and not one.needless:
                needless = one.model_copy(update={"needless": True, "version": one.version + 1})
                await self.store.save_inspection(tx, needless)
                self.tasks.inspected(tx, needless)
        await self._ask(tx, id, to_repair(after))
        return await self._save(tx, after)

    @transactional
    async def add_photograph(
        self, tx: Transaction, id: str, version: int, picture: str, alt: str, taken_in: str, by: Person
    ) -> int:
        """Add a photograph that is kept. Raises `NotFound`, `Stale`, `TooManyPhotographs`, `MemorialWithdrawn`."""
        kept = await self.pictures.kept(picture)
        one = Photograph(id=kept.id, width=kept.width, height=kept.height, alt=alt, taken_in=taken_in, by=by.name)
        after = (await self._read(tx, id, version)).with_photograph(one, self.clock.now())
        await self.pictures.hold(tx, picture)
        return await self._save(tx, after)

    @transactional
    async def drop_photograph(self, tx: Transaction, id: str, version: int, photograph: str) -> int:
        """Take a photograph away. Raises `NotFound`, `Stale`, `MemorialWithdrawn`."""
        before = await self._read(tx, id, version)
        if photograph in {one.id for one in before.photographs}:
            await self.pictures.let_go(tx, photograph)
        return await self._save(tx, before.without_photograph(photograph, self.clock.now()))

    async def picture(self, id: str, photograph: str, width: int, *, public: bool) -> tuple[str, bytes]:
        """Give a photograph of a memorial. Raises `NotFound`."""
        one = await (self.shown if public else self.store.memorial)(id)
        if photograph not in {each.id for each in one.photographs}:
            raise NotFound("photograph", photograph)
        return await self.pictures.read(photograph, width)

    # -- the care of a year ------------------------------------------------------------------------------------------

    @transactional
    async def plan_care(self, tx: Transaction, year: int) -> str:
        """Make the care plan of a year and give its id: each site of the register gets its inspection.

        Made again, it adds what is missing. `year`: the present or the next one. Raises `CareClosed`.
        """
        if year not in (self.today.year, self.today.year + 1):
            raise CareClosed(year)
        await self.database.next_number(tx, TURN)
        plan = await self.store.year(year, tx)
        if plan is not None and plan.closed_at is not None:
            raise CareClosed(year)
        if plan is None:
            try:
                await self.store.add_year(tx, CareYear(id=str(year), year=year, made_at=self.clock.now()))
            except Duplicate:
                raise Stale("care_years", str(year)) from None
        there = {one.memorial_id for one in await self.store.inspections(year, tx=tx)}
        for one in await self.store.register(tx=tx):
            if one.id not in there:
                await self.want(tx, one, year, None)
        await self._settle(tx, year)
        return str(year)

    async def look_after(self) -> None:
        """Ask for the care plan of the present year, and for that of the last one no more; for a tick."""
        await in_turn([partial(self.ask_for_plan, year) for year in (self.today.year - 1, self.today.year)])

    @transactional
    async def ask_for_plan(self, tx: Transaction, year: int) -> None:
        """Put the care plan of a year on the work list, once, where it is wanted and nobody has made it."""
        await self._settle(tx, year)

    @transactional
    async def inspect(
        self, tx: Transaction, id: str, version: int, on: date, condition: Condition, findings: str, by: Person
    ) -> int:
        """Enter what was found at a site, or put it right while the year is open.

        What is in no good state is on the work list until it is found good.
        Raises `NotFound`, `Stale`, `CareClosed`, `InspectedAhead`.
        """
        # Whoever closes the year at the same moment counts on what stands.
        await self.database.next_number(tx, TURN)
        before = await self.store.inspection(id, tx)
        if before.version != version:
            raise Stale("care_inspections", id)
        plan = await self.store.year(before.year, tx)
        if plan is not None and plan.closed_at is not None:
            raise CareClosed(before.year)
        after = before.done(on, condition, findings, by.name, self.today)
        await self.store.save_inspection(tx, after)
        if before.done_on is None:
            self.tasks.inspected(tx, after)
        memorial = await self.store.memorial(before.memorial_id, tx)
        found = memorial.found(condition, on, self.clock.now())
        if found != memorial:
            await self.store.save(tx, found)
            await self._ask(tx, found.id, to_repair(found))
        return after.version

    @transactional
    async def close_care(self, tx: Transaction, year: int, version: int, by: Person) -> int:
        """Close the care of a year. Raises `NotFound`, `Stale`, `CareClosed`, `InspectionsMissing`."""
        await self.database.next_number(tx, TURN)
        plan = await self.store.year(year, tx)
        if plan is None:
            raise NotFound("care_years", str(year))
        if plan.version != version:
            raise Stale("care_years", plan.id)
        closed = plan.closed(await self.store.inspections(year, tx=tx), self.clock.now(), by.name)
        await self.store.save_year(tx, closed)
        return closed.version

    async def _settle(self, tx: Transaction, year: int) -> None:
        planned = await self.store.year(year, tx) is not None
        asked = year == self.today.year and not planned and bool(await self.store.register(limit=1, tx=tx))
        await self._ask(tx, str(year), to_plan(year, self._plan_day) if asked else {})

    async def _ask(self, tx: Transaction, id: str, wanted: Mapping[str, Wanted]) -> None:
        before = await self.store.work(id, tx)
        after = settled(tx, before, wanted, self.clock.now())
        if after != before:
            await self.store.put_work(tx, after)

    async def want(self, tx: Transaction, one: Memorial, year: int, held: HeldAt | None) -> None:
        """Ask for the inspection of a site in a year, in a transaction that is open. `held`: what it comes before."""
        day, why = due_on(year, self.care_day, held)
        inspection = Inspection(
            id=inspection_id(one.id, year),
            memorial_id=one.id,
            year=year,
            name=one.card.name,
            place=one.card.place,
            due_at=end_of(day),
            explanation=(why,),
        )
        await self.store.add_inspection(tx, inspection)
        self.tasks.inspect(tx, inspection)

    async def _read(self, tx: Transaction, id: str, version: int) -> Memorial:
        one = await self.store.memorial(id, tx)
        if one.version != version:
            raise Stale("memorials", id)
        return one

    async def _save(self, tx: Transaction, after: Memorial) -> int:
        await self.store.save(tx, after)
        self._tell(tx, after)
        return after.version

    def _tell(self, tx: Transaction, one: Memorial) -> None:
        tx.publish(
            MemorialListedV1(
                version=one.version,
                memorial_id=one.id,
                title=one.card.name,
                kind=one.card.kind.value,
                place=one.card.place,
                page=f"/miejsca-pamieci/{one.id}",
                withdrawn=one.withdrawn is not None,
                listed_at=one.changed_at,
            )
        )
