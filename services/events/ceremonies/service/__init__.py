"""Use cases of ceremonies: from the plan over concept, consultations and approval to the day; they follow the calendar.

The scenario, military assistance, permits and the report have their own files beside this one.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from services.events.anniversaries.service import Anniversaries
from services.events.calendar.domain import Entry, EntryKind
from services.events.calendar.service import Calendar, Sought
from services.events.ceremonies.domain import (
    OVER,
    Action,
    Ceremony,
    Concept,
    Consultation,
    NotACeremony,
    State,
    slot_of,
)
from services.events.ceremonies.domain.military import Copy
from services.events.ceremonies.domain.permits import DayUnfit
from services.events.ceremonies.domain.shipped import Shipped
from services.events.ceremonies.domain.work import DAYS, TAKEN_OVER, Clocks, ToDo
from services.events.ceremonies.domain.work import Clock as Step
from services.events.ceremonies.service.rights import HANDS
from services.events.ceremonies.service.telling import told
from services.events.ceremonies.tasks import Tasks
from services.events.wreaths.domain import ReadOut
from shared.access import NotAllowed, Person
from shared.clock import Clock, warsaw
from shared.deadlines import FreeDays
from shared.store import Database, NotFound, Stale, Transaction, new_id, transactional

_ENTRIES_SHOWN = 100
_AHEAD = timedelta(days=400)
Known = Callable[[Transaction | None], Awaitable[FreeDays]]


class WreathOrder(Protocol):
    """Who lays wreaths at a ceremony, as the announcer reads it."""

    async def announced(self, event_id: str) -> tuple[ReadOut, ...]: ...  # noqa: D102


class CeremonyStore(Protocol):
    """What the use cases need to keep. A copy is written once and never again."""

    async def get(self, id: str, tx: Transaction | None = None) -> Ceremony: ...  # noqa: D102
    async def get_or_none(self, id: str, tx: Transaction | None = None) -> Ceremony | None: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Ceremony) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Ceremony) -> None: ...  # noqa: D102
    async def page(  # noqa: D102
        self, states: Sequence[State], skip: int, limit: int, *, newest: bool
    ) -> list[Ceremony]: ...
    async def begun(self, ids: Sequence[str]) -> set[str]: ...  # noqa: D102
    async def asked_of(self, partner_id: str) -> list[Ceremony]: ...  # noqa: D102
    async def copy(self, ceremony_id: str, number: int) -> Copy: ...  # noqa: D102
    async def add_copy(self, tx: Transaction, copy: Copy) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Habits:
    """The house's own. `days`: other dates than the house comes with; `commander`: to whom requests are addressed."""

    shipped: Shipped
    days: dict[Step, int]
    commander: str
    signatory: str
    mayor: str


class Ceremonies:
    """The ceremonies. Steps raise `NotFound`, `Stale`, `NotAllowed`, `CeremonyNotNow`."""

    def __init__(
        self,
        database: Database,
        store: CeremonyStore,
        calendar: Calendar,
        anniversaries: Anniversaries,
        free_days: Known,
        clock: Clock,
        habits: Habits,
    ) -> None:
        self.database, self.store, self.clock, self.habits = database, store, clock, habits
        self._calendar, self._anniversaries, self._free_days = calendar, anniversaries, free_days
        self._tasks = Tasks(clock)

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- reading -----------------------------------------------------------------------------------------------------

    async def waiting(self) -> list[Entry]:
        """Give ceremonies of the calendar that nobody has begun to prepare yet, the next one first."""
        now = self.clock.now()
        found = await self._calendar.store.from_now(now, 0, _ENTRIES_SHOWN, Sought(kind=EntryKind.CEREMONY))
        coming = [one for one in found if one.takes_place and one.plan.starts < now + _AHEAD and one.kept_by_hand]
        begun = await self.store.begun([one.id for one in coming])
        return [one for one in coming if one.id not in begun]

    async def entry(self, id: str) -> Entry:
        """Give the entry of a ceremony, prepared or not. Raises `NotFound`."""
        entry = await self._calendar.entry(id)
        if entry.plan.kind is not EntryKind.CEREMONY:
            raise NotFound("ceremonies", id)
        return entry

    async def to_do(self, one: Ceremony) -> list[ToDo]:
        """Give what is to be done for a ceremony, the first due first."""
        return sorted((await self.clocks()).to_do(one).values(), key=lambda todo: todo.due_at)

    async def clocks(self, tx: Transaction | None = None) -> Clocks:
        """Give what finds dates, by the days that are free now."""
        return Clocks({**DAYS, **self.habits.days}, await self._free_days(tx))

    # -- steps -------------------------------------------------------------------------------------------------------

    @transactional
    async def begin(self, tx: Transaction, id: str, by: Person) -> str:
        """Begin to prepare the ceremony of an entry; it does what the anniversary's checklist asked of it.

        Raises `NotFound`, `NotACeremony`, `Duplicate`.
        """
        self.require_may(Action.CONCEPT, by)
        entry = await self._calendar.store.get(id, tx)
        if entry.plan.kind is not EntryKind.CEREMONY or entry.cancelled or not entry.kept_by_hand:
            raise NotACeremony(id)
        steps = await self._anniversaries.hand_over(tx, id, TAKEN_OVER)
        clocks, slot = await self.clocks(tx), slot_of(entry)
        kinds = [kind for kind in self.habits.shipped.permits if kind.step and kind.step in steps]
        permits = tuple(clocks.permit(new_id()[:12], kind, slot.day) for kind in kinds)
        military = "military" in steps or not steps
        one = Ceremony(id=id, slot=slot, military=military, permits=permits)
        await self.store.add(tx, self._tasks.settle(tx, one, clocks.to_do(one)))
        return id

    @transactional
    async def conceive(self, tx: Transaction, id: str, version: int, concept: Concept, by: Person) -> int:
        """Write the concept, or change it."""
        one = await self.read(tx, id, version, Action.CONCEPT, by)
        return await self.keep(tx, one, one.conceived(concept, by, self.clock.now()))

    @transactional
    async def consult(
        self, tx: Transaction, id: str, version: int, body: str, on: date, opinion: str, by: Person
    ) -> int:
        """Enter what somebody who was asked has said. Raises `DayUnfit`, `CeremonyFull`."""
        one = await self.read(tx, id, version, Action.CONSULT, by)
        if on > self.today:
            raise DayUnfit
        consultation = Consultation(body=body, on=on, opinion=opinion, by_name=by.name)
        return await self.keep(tx, one, one.consulted(consultation, by, self.clock.now()))

    @transactional
    async def approve(self, tx: Transaction, id: str, version: int, by: Person, reason: str = "") -> int:
        """Approve it; with a reason also where a permit is lacking. Raises `OwnCeremony`, `PermitLacking`."""
        one = await self.read(tx, id, version, Action.APPROVE, by)
        return await self.keep(tx, one, one.approved(by, self.clock.now(), self.habits.shipped.permits, reason))

    @transactional
    async def lock(self, tx: Transaction, id: str, version: int, by: Person, reason: str = "") -> int:
        """Lock the final scenario; with a reason also where a permit or the assistance was refused.

        Raises `OwnCeremony`, `HourMissing`, `ScenarioEmpty`, `RefusalStands`.
        """
        one = await self.read(tx, id, version, Action.LOCK, by)
        return await self.keep(tx, one, one.locked(by, self.clock.now(), reason))

    @transactional
    async def reopen(self, tx: Transaction, id: str, version: int, reason: str, by: Person) -> int:
        """Open it to be changed."""
        one = await self.read(tx, id, version, Action.REOPEN, by)
        return await self.keep(tx, one, one.reopened(reason, by, self.clock.now()))

    @transactional
    async def confirm(self, tx: Transaction, id: str, version: int, by: Person) -> int:
        """Say that it goes on at its new time or place. Raises `HourMissing`."""
        one = await self.read(tx, id, version, Action.CONFIRM, by)
        return await self.keep(tx, one, one.confirmed(by, self.clock.now()))

    @transactional
    async def hold(self, tx: Transaction, id: str, version: int, mayor: bool, by: Person) -> int:
        """Note that it was held; `mayor`: whether the mayor was there. Raises `NotYetHeld`."""
        one = await self.read(tx, id, version, Action.HOLD, by)
        return await self.keep(tx, one, one.held(by, self.clock.now(), mayor=mayor))

    async def follow(self, tx: Transaction, _: Entry | None, entry: Entry) -> None:
        """Let a ceremony go where its entry goes, with its permits and its work; for the calendar to tell."""
        before = await self.store.get_or_none(entry.id, tx)
        if before is None:
            return
        after = before.following(entry, self.clock.now())
        if after is not before:
            await self.keep(tx, before, after)

    # -- for the files beside ----------------------------------------------------------------------------------------

    def require_may(self, action: Action, by: Person) -> None:
        """Pass where somebody may do this. Raises `NotAllowed`."""
        if by.role not in HANDS[action]:
            raise NotAllowed(by.role)

    async def read(self, tx: Transaction, id: str, version: int, action: Action, by: Person) -> Ceremony:
        """Give a ceremony to whom may change it and has seen its newest version. Raises `NotAllowed`, `Stale`."""
        self.require_may(action, by)
        one = await self.store.get(id, tx)
        if one.version != version:
            raise Stale("ceremonies", id)
        one.require(action)
        return one

    async def keep(self, tx: Transaction, before: Ceremony, after: Ceremony) -> int:
        """Write the next version, with the dates and the work that go with it; tell the others what it is now."""
        clocks = await self.clocks(tx)
        if after.slot.day != before.slot.day and not after.slot.waits:
            after = after.with_clocks([clocks.moved(one, after.slot.day) if one.open else one for one in after.permits])
        after = self._tasks.settle(tx, after, clocks.to_do(after))
        await self.store.save(tx, after)
        for event in told(before, after, self.clock.now()):
            tx.publish(event)
        return after.version


WORKED_ON = (*(state for state in State if state not in OVER), State.HELD)
"""States in which there is something to do."""
