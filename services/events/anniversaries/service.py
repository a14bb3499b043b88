"""Use cases of anniversaries: the register, the plan of a year, the checklist that goes with an occasion's day."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial
from typing import Protocol

from services.events.anniversaries.domain import (
    Anniversary,
    NotInPlan,
    Occasion,
    Planning,
    PlanTooFar,
    Step,
    Work,
    YearPlan,
)
from services.events.anniversaries.tasks import Tasks, wanted
from services.events.calendar.domain import Entry
from services.events.calendar.service import Calendar
from services.events.memorials.domain import HeldAt, Memorial
from services.events.work import Work as OpenWork
from services.events.work import settled
from shared.access import Person, Role
from shared.clock import Clock, warsaw
from shared.contracts.events import PlannedOccasion, YearPlanApprovedV1
from shared.deadlines import FreeDays
from shared.store import Database, Duplicate, NotFound, Stale, Transaction, transactional
from shared.ticks import in_turn

KEEPERS = (Role.PROTOCOL_OFFICER, Role.OFFICER)
"""Who draws plans up and works on them; the mayor approves them."""
READERS = (*KEEPERS, Role.MAYOR, Role.PRESS_OFFICER, Role.AUDITOR)
_AT_ONCE = 100
MOST_OF_A_YEAR = 500
YEARS_AHEAD = 3


class AnniversaryStore(Protocol):
    """What the use cases need to keep."""

    async def anniversary(self, id: str, tx: Transaction | None = None) -> Anniversary: ...  # noqa: D102
    async def register(self, tx: Transaction | None = None) -> list[Anniversary]: ...  # noqa: D102
    async def page(self, skip: int, limit: int) -> list[Anniversary]: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Anniversary) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Anniversary) -> None: ...  # noqa: D102
    async def plan(self, year: int, tx: Transaction | None = None) -> YearPlan | None: ...  # noqa: D102
    async def add_plan(self, tx: Transaction, plan: YearPlan) -> None: ...  # noqa: D102
    async def save_plan(self, tx: Transaction, plan: YearPlan) -> None: ...  # noqa: D102
    async def occasion(self, id: str, tx: Transaction | None = None) -> Occasion: ...  # noqa: D102
    async def occasion_or_none(self, id: str, tx: Transaction) -> Occasion | None: ...  # noqa: D102
    async def occasions(  # noqa: D102
        self, year: int, tx: Transaction | None = None, *, skip: int = 0, limit: int = MOST_OF_A_YEAR
    ) -> list[Occasion]: ...
    async def add_occasion(self, tx: Transaction, one: Occasion) -> None: ...  # noqa: D102
    async def save_occasion(self, tx: Transaction, one: Occasion) -> None: ...  # noqa: D102
    async def to_open(self, first: date, last: date, limit: int) -> list[str]: ...  # noqa: D102
    async def work(self, year: int, tx: Transaction) -> OpenWork | None: ...  # noqa: D102
    async def put_work(self, tx: Transaction, work: OpenWork) -> None: ...  # noqa: D102


class Register(Protocol):
    """The register of memorials, as far as anniversaries are held there."""

    async def memorial(self, id: str, tx: Transaction | None = None) -> Memorial: ...  # noqa: D102
    async def register(self) -> list[Memorial]: ...  # noqa: D102


class Anniversaries:
    """What the city remembers."""

    def __init__(
        self,
        database: Database,
        store: AnniversaryStore,
        calendar: Calendar,
        free_days: Callable[[Transaction], Awaitable[FreeDays]],
        clock: Clock,
        shipped: tuple[Anniversary, ...],
        steps: tuple[Step, ...],
        lead: int,
        planning: Planning,
        memorials: Register,
    ) -> None:
        """`shipped`: what the register begins with; `steps`: the house's checklist; `lead`: days before it opens.

        `planning`: when the plan of the next year is begun; `memorials`: their register.
        """
        self.database, self.store, self.calendar, self.clock = database, store, calendar, clock
        self.steps = {step.key: step for step in steps}
        self._free_days, self._shipped, self._lead, self._tasks = free_days, shipped, lead, Tasks(clock)
        self._planning, self.memorials = planning, memorials

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- the register ------------------------------------------------------------------------------------------------

    @transactional
    async def begin(self, tx: Transaction) -> None:
        """Put into the register what the house brings along and what is not there; what was changed stays so."""
        there = {one.id for one in await self.store.register(tx)}
        for one in self._shipped:
            if one.id not in there:
                await self.store.add(tx, one)

    @transactional
    async def enter(self, tx: Transaction, one: Anniversary) -> str:
        """Enter an anniversary; give its id.

        Raises `Duplicate` where the id is taken, `StepUnknown`, `NotFound` where a memorial is in no register.
        """
        await self._require_known(tx, one)
        await self.store.add(tx, one)
        return one.id

    @transactional
    async def change(self, tx: Transaction, one: Anniversary, version: int) -> int:
        """Change one that the caller read in `version`; plans that are drawn up stay.

        Raises `NotFound`, `Stale`, `StepUnknown`.
        """
        await self._require_known(tx, one)
        before = await self.store.anniversary(one.id, tx)
        if before.version != version:
            raise Stale("anniversaries", one.id)
        await self.store.save(tx, one.model_copy(update={"version": version + 1}))
        return version + 1

    async def _require_known(self, tx: Transaction, one: Anniversary) -> None:
        one.require_steps(self.steps)
        for id in one.memorials:
            await self.memorials.memorial(id, tx)

    # -- the plan of a year ------------------------------------------------------------------------------------------

    @transactional
    async def draw_up(self, tx: Transaction, year: int) -> str:
        """Draw the plan of a year up, or add to one what has come into the register since; give its id.

        Raises `PlanTooFar`.
        """
        if not self.today.year <= year <= self.today.year + YEARS_AHEAD:
            raise PlanTooFar(year)
        plan = await self.store.plan(year, tx)
        if plan is None:
            plan = YearPlan(id=str(year), year=year, drawn_up_at=self.clock.now())
            try:
                await self.store.add_plan(tx, plan)
            except Duplicate:
                raise Stale("year_plans", str(year)) from None
        there = {one.anniversary_id for one in await self.store.occasions(year, tx)}
        for anniversary in await self.store.register(tx):
            if anniversary.held_in(year) and anniversary.id not in there:
                occasion = anniversary.occasion(year)
                await self.store.add_occasion(tx, occasion)
                if plan.approved_at is not None:
                    await self._into_calendar(tx, occasion)
        await self._settle(tx, year)
        return plan.id

    @transactional
    async def approve(self, tx: Transaction, year: int, version: int, by: Person) -> int:
        """Approve a plan: what has a day stands in the calendar. Raises `NotFound`, `Stale`, `PlanApproved`."""
        plan = await self.store.plan(year, tx)
        if plan is None:
            raise NotFound("year_plans", str(year))
        if plan.version != version:
            raise Stale("year_plans", plan.id)
        after = plan.approved(self.clock.now(), by.name)
        await self.store.save_plan(tx, after)
        await self._settle(tx, year)
        occasions = [one for one in await self.store.occasions(year, tx) if one.struck is None]
        for one in occasions:
            await self._into_calendar(tx, one)
        tx.publish(
            YearPlanApprovedV1(
                version=after.version,
                plan_id=after.id,
                year=year,
                occasions=tuple(PlannedOccasion(occasion_id=o.id, title=o.title[:300], day=o.day) for o in occasions),
                approved_at=self.clock.now(),
            )
        )
        return after.version

    @transactional
    async def move(self, tx: Transaction, id: str, version: int, day: date, reason: str, by: Person) -> int:
        """Put an occasion on a day, for a reason that residents read; its entry and its checklist go along.

        Raises `NotFound`, `Stale`, `NotInPlan`, `OtherYear`.
        """
        before = await self._read(tx, id, version)
        after = before.on(day, reason)
        if before.in_calendar:
            entry = await self.calendar.store.get(id, tx)
            shift = after.plan().starts - before.plan().starts if before.day else None
            moved = {"starts": entry.plan.starts + shift, "ends": entry.plan.ends + shift} if shift else {}
            plan = entry.plan.model_copy(update=moved) if moved else after.plan()
            await self.calendar.replace(tx, entry, plan, reason, by)
            return (await self.store.occasion(id, tx)).version
        await self.store.save_occasion(tx, after)
        approved = await self.store.plan(before.year, tx)
        if approved is not None and approved.approved_at is not None:
            await self._into_calendar(tx, after)
        await self._settle(tx, before.year)
        return (await self.store.occasion(id, tx)).version

    @transactional
    async def strike_out(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Take an occasion out of its year, for a reason; what stood in the calendar is called off.

        Raises `NotFound`, `Stale`, `NotInPlan`.
        """
        before = await self._read(tx, id, version)
        after = before.struck_out(reason)
        if before.in_calendar:
            await self.calendar.cancel(tx, id, reason, by)
        else:
            await self.store.save_occasion(tx, after)
        await self._settle(tx, before.year)
        return (await self.store.occasion(id, tx)).version

    # -- the checklist -----------------------------------------------------------------------------------------------

    @transactional
    async def done(self, tx: Transaction, id: str, version: int, key: str, by: Person) -> int:
        """Tick a step. Raises `NotFound`, `Stale`, `NoSuchStep`."""
        before = await self._read(tx, id, version)
        after = before.done(key, self.clock.now(), by.name)
        self._tasks.settle(tx, before, after)
        await self.store.save_occasion(tx, after)
        return after.version

    @transactional
    async def not_done(self, tx: Transaction, id: str, version: int, key: str) -> int:
        """Open a step again that was ticked by a slip. Raises `NotFound`, `Stale`, `NoSuchStep`."""
        before = await self._read(tx, id, version)
        after = before.not_done(key)
        self._tasks.settle(tx, before, after)
        await self.store.save_occasion(tx, after)
        return after.version

    async def look_after(self) -> None:
        """Begin the register, ask for plans, and open the checklists whose time has come; for a tick."""
        await self.begin()
        # Of the year that is over, what nobody did is closed.
        years = range(self.today.year - 1, self.today.year + 2)
        opened = await self.store.to_open(self.today, self.today + timedelta(days=self._lead), _AT_ONCE)
        await in_turn(
            [
                *(partial(self.ask_for_plan, year) for year in years),
                *(partial(self.open_checklist, id) for id in opened),
            ]
        )

    @transactional
    async def ask_for_plan(self, tx: Transaction, year: int) -> None:
        """Put on the work list what the plan of a year waits for, each once; for the tick."""
        await self._settle(tx, year)

    @transactional
    async def open_checklist(self, tx: Transaction, id: str) -> None:
        """Put the steps of an occasion on the work list, once; for the tick, which may come late."""
        before = await self.store.occasion(id, tx)
        if before.held and before.opened_at is None:
            await self._open(tx, before)

    @transactional
    async def raise_work(self, tx: Transaction, id: str, version: int) -> int:
        """Put the steps of an occasion on the work list before their time; what is there already stays as it is.

        Raises `NotFound`, `Stale`, `NotInPlan`.
        """
        before = await self._read(tx, id, version)
        if not before.held:
            raise NotInPlan(id)
        return before.version if before.opened_at is not None else await self._open(tx, before)

    async def _open(self, tx: Transaction, before: Occasion) -> int:
        after = before.next()
        works = await self._works(tx, after)
        after = after.with_works(works, self.clock.now())
        self._tasks.settle(tx, before, after)
        await self.store.save_occasion(tx, after)
        return after.version

    async def follow(self, tx: Transaction, _: Entry | None, entry: Entry) -> None:
        """Let an occasion go where its entry goes, with its checklist; for the calendar to tell."""
        before = await self.store.occasion_or_none(entry.id, tx)
        if before is None:
            return
        after = before.following(entry)
        if before.opened_at is not None:
            works = await self._works(tx, after) if after.held else tuple(_waiting(one) for one in before.works)
            after = after.with_works(works, before.opened_at)
        self._tasks.settle(tx, before, after)
        await self.store.save_occasion(tx, after)

    async def at_memorials(self, year: int, tx: Transaction) -> list[HeldAt]:
        """Give at which memorials something is held in a year from today on, and when; the first day first."""
        return [
            HeldAt(memorial_id, one.day, one.title)
            for one in await self.store.occasions(year, tx)
            if one.day is not None and one.held and one.day >= self.today
            for memorial_id in one.memorials
        ]

    async def hand_over(self, tx: Transaction, id: str, keys: frozenset[str]) -> tuple[str, ...]:
        """Give up steps of an occasion to its ceremony, in a transaction that is open; give those that it had.

        What was done stays where it is. What is no occasion has none.
        """
        before = await self.store.occasion_or_none(id, tx)
        if before is None:
            return ()
        given, after = before.without(keys)
        self._tasks.settle(tx, before, after)
        await self.store.save_occasion(tx, after)
        return given

    async def _works(self, tx: Transaction, occasion: Occasion) -> tuple[Work, ...]:
        """Give the steps by the occasion's day: what was done stays done, what waited is opened anew."""
        assert occasion.day is not None
        free, had = await self._free_days(tx), {one.key: one for one in occasion.works}
        works = []
        for step in (self.steps[key] for key in occasion.wanted if key in self.steps):
            due_at, why = step.due(occasion.day, free)
            known = had.get(step.key)
            work = Work(key=step.key, action=step.action, role=step.role, due_at=due_at, explanation=why)
            if known is not None:
                again = not known.open and known.done_at is None
                kept = {"done_at": known.done_at, "done_by": known.done_by, "open": known.done_at is None}
                work = work.model_copy(update={**kept, "round": known.round + again})
            works.append(work)
        return tuple(works)

    async def _settle(self, tx: Transaction, year: int) -> None:
        """Let the work list say what the plan of a year waits for now."""
        before = await self.store.work(year, tx) or OpenWork(id=str(year))
        plan, occasions = await self.store.plan(year, tx), await self.store.occasions(year, tx)
        todo = wanted(year, plan, occasions, self.today, self._planning, await self._free_days(tx))
        after = settled(tx, before, todo, self.clock.now())
        if after != before:
            await self.store.put_work(tx, after)

    async def _into_calendar(self, tx: Transaction, occasion: Occasion) -> None:
        # The calendar tells us of the entry, and the occasion follows it.
        if occasion.day is not None and not occasion.in_calendar:
            await self.calendar.place(tx, occasion.plan(), id=occasion.id)

    async def _read(self, tx: Transaction, id: str, version: int) -> Occasion:
        occasion = await self.store.occasion(id, tx)
        if occasion.version != version:
            raise Stale("occasions", id)
        return occasion


def _waiting(work: Work) -> Work:
    """Give a step that is needed only where the occasion is held after all."""
    return work.model_copy(update={"open": False})
