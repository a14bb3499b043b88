"""Use cases of wreaths: who lays what at a ceremony, in which order; by precedence first, then by hand."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from services.events.calendar.domain import Entry, EntryCancelled
from services.events.calendar.service import Calendar
from services.events.memorials.service import MemorialStore
from services.events.precedence.domain import Why
from services.events.precedence.service import Precedence
from services.events.readings.domain import What
from services.events.wreaths.domain import (
    MOST_DELEGATIONS,
    Action,
    Delegation,
    DelegationGone,
    Given,
    NoMoveToUndo,
    ReadOut,
    Site,
    SpotUnknown,
    Supply,
    Told,
    TooManyDelegations,
    WreathOrder,
    sites_of,
)
from services.events.wreaths.domain.lines import (
    Lines,
    back,
    entered,
    lines_of,
    moved,
    placed,
    proposed,
    read_out,
    renumbered,
)
from services.events.wreaths.tasks import Tasks
from shared.access import NotAllowed, Person, Role
from shared.clock import Clock, warsaw
from shared.deadlines import FreeDays, Term
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, NotFound, Stale, Transaction, new_id, transactional

KEEPERS = (Role.PROTOCOL_OFFICER, Role.OFFICER)
READERS = (*KEEPERS, Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
HANDS: dict[Action, tuple[Role, ...]] = dict.fromkeys(Action, KEEPERS)
"""By whose hand."""
_AT_ONCE = 50
Known = Callable[[Transaction], Awaitable[FreeDays]]


class WreathStore(Protocol):
    """What the use cases need to keep."""

    async def order(self, event_id: str, tx: Transaction | None = None) -> WreathOrder | None: ...  # noqa: D102
    async def orders(self, ids: Sequence[str]) -> list[WreathOrder]: ...  # noqa: D102
    async def add_order(self, tx: Transaction, one: WreathOrder) -> None: ...  # noqa: D102
    async def save_order(self, tx: Transaction, one: WreathOrder) -> None: ...  # noqa: D102
    async def delegation(self, id: str, tx: Transaction | None = None) -> Delegation: ...  # noqa: D102
    async def delegations(self, event_id: str, tx: Transaction | None = None) -> list[Delegation]: ...  # noqa: D102
    async def of_partner(self, partner_id: str) -> list[Delegation]: ...  # noqa: D102
    async def has_rank(self, tx: Transaction, rank_id: str) -> bool: ...  # noqa: D102
    async def add(self, tx: Transaction, one: Delegation) -> None: ...  # noqa: D102
    async def save(self, tx: Transaction, one: Delegation) -> None: ...  # noqa: D102
    async def vacate(self, tx: Transaction, ids: Sequence[str]) -> None: ...  # noqa: D102
    async def over(self, today: date, limit: int) -> list[str]: ...  # noqa: D102
    async def to_erase(self, today: date, limit: int) -> list[str]: ...  # noqa: D102


class Partners(Protocol):
    """The register of organisations, of which a delegation can be."""

    async def pick(self, tx: Transaction, partner_id: str) -> None:
        """Make sure that there is one. Raises where there is not."""
        ...


@dataclass(frozen=True)
class Habits:
    """The house's own: how long before a ceremony wreaths are to be there, how many days after it names are kept."""

    ready: Term
    names_kept: int


class Wreaths:
    """The wreaths. Steps raise `NotAllowed`, `NotFound`, `Stale`, `OrderClosed`."""

    def __init__(
        self,
        database: Database,
        store: WreathStore,
        cipher: Cipher,
        calendar: Calendar,
        precedence: Precedence,
        memorials: MemorialStore,
        partners: Partners,
        readings: Readings,
        free_days: Known,
        clock: Clock,
        habits: Habits,
    ) -> None:
        self.database, self.store, self.clock = database, store, clock
        self.calendar, self.precedence, self.memorials = calendar, precedence, memorials
        self._cipher, self._partners, self._readings, self._free_days = cipher, partners, readings, free_days
        self._habits, self._tasks = habits, Tasks(clock, habits.ready)

    @property
    def today(self) -> date:
        """The day in the city."""
        return warsaw(self.clock.now()).date()

    # -- reading -----------------------------------------------------------------------------------------------------

    async def announced(self, event_id: str) -> tuple[ReadOut, ...]:
        """Give what the announcer reads at each monument, in its order; one without delegations has nothing to read."""
        order = await self.store.order(event_id)
        return read_out(order.sites, await self.store.delegations(event_id)) if order else ()

    async def order(self, event_id: str) -> WreathOrder:
        """Give the order of a ceremony: one that waits to be begun where nobody has entered anything.

        Raises `NotFound` where the calendar has no such entry.
        """
        return await self.store.order(event_id) or self._begun(await self.calendar.entry(event_id))

    async def one(self, event_id: str, id: str) -> Delegation:
        """Give a delegation of a ceremony. Raises `NotFound`."""
        found = await self.store.delegation(id)
        if found.event_id != event_id:
            raise NotFound("wreath_delegations", id)
        return found

    async def people(self, one: Delegation, by: Person) -> str:
        """Give who lays it, "" where nobody knows; the reading is written down first."""
        if one.people is None:
            return ""
        await self._readings.note(What.WREATHS, one.id, by)
        return self._cipher.open(one.people, _seal(one.id))

    # -- delegations -------------------------------------------------------------------------------------------------

    @transactional
    async def enter(
        self, tx: Transaction, event_id: str, site_id: str | None, given: Given, people: str, by: Person
    ) -> str:
        """Enter a delegation where precedence puts it; give its id. `site_id`: None for the first one.

        Raises `EntryCancelled`, `RankUnknown`, `SpotUnknown`, `TooManyDelegations`.
        """
        order, had = await self._open(tx, event_id, None, Action.ENTER, by)
        site = order.site(site_id) if site_id else order.sites[0]
        if len(had) >= MOST_DELEGATIONS:
            raise TooManyDelegations
        await self._require_known(tx, None, given)
        id = new_id()
        one = Delegation(id=id, event_id=event_id, site_id=site.id, given=given, people=self._sealed(id, people))
        await self.store.add(tx, one)
        lines = entered(self._lines(order, had), one, await self._places(tx))
        after = order.done(self._told(Action.ENTER, by, given.institution))
        await self._keep(tx, order, after, lines, [*had, one])
        return id

    @transactional
    async def change(
        self, tx: Transaction, event_id: str, id: str, version: int, given: Given, people: str | None, by: Person
    ) -> int:
        """Change what is said of a delegation, which stays in its place; `people`: None leaves the names.

        `version`: of the delegation; give the new one. Raises `RankUnknown`.
        """
        order, had = await self._open(tx, event_id, None, Action.CHANGE, by)
        one = await self._delegation(tx, event_id, id, version)
        await self._require_known(tx, one.given, given)
        sealed = one.people if people is None else self._sealed(id, people)
        supply = one.supply if given.provider is one.given.provider else Supply.WANTED
        after = one.changed(given=given, people=sealed, supply=supply)
        return await self._put(tx, order, had, after, Action.CHANGE, by)

    @transactional
    async def supply(self, tx: Transaction, event_id: str, id: str, version: int, supply: Supply, by: Person) -> int:
        """Say how far a wreath of the city is; `version`: of the delegation; give the new one.

        Of a ceremony that is off it can only be recalled, and is ordered again where the ceremony is held after all.
        """
        order, had = await self._open(tx, event_id, None, Action.SUPPLY, by)
        order.require_supply(supply)
        one = await self._delegation(tx, event_id, id, version)
        return await self._put(tx, order, had, one.changed(supply=supply), Action.SUPPLY, by)

    @transactional
    async def withdraw(self, tx: Transaction, event_id: str, id: str, version: int, reason: str, by: Person) -> int:
        """Take a delegation out of the order, for a reason; `version`: of the order; give the new one."""
        order, had = await self._open(tx, event_id, version, Action.WITHDRAW, by)
        one = _of(had, id)
        if one.withdrawn:
            raise DelegationGone(id)
        gone = one.changed(place=None, why=None)
        await self.store.save(tx, gone)
        rest = [gone if each.id == id else each for each in had]
        told = self._told(Action.WITHDRAW, by, one.given.institution, reason)
        return await self._keep(tx, order, order.done(told), self._lines(order, rest), rest)

    @transactional
    async def put_back(self, tx: Transaction, event_id: str, id: str, version: int, by: Person) -> int:
        """Take a withdrawn delegation in again, where precedence puts it; `version`: of the order."""
        order, had = await self._open(tx, event_id, version, Action.PUT_BACK, by)
        one = _of(had, id)
        if not one.withdrawn:
            raise DelegationGone(id)
        if one.site_id not in {site.id for site in order.sites}:
            one = one.model_copy(update={"site_id": order.sites[0].id})
        lines = entered(self._lines(order, had), one, await self._places(tx))
        told = self._told(Action.PUT_BACK, by, one.given.institution)
        return await self._keep(tx, order, order.done(told), lines, had)

    # -- the order; `version` is the order's, and the new one is given -----------------------------------------------

    @transactional
    async def move(
        self,
        tx: Transaction,
        event_id: str,
        version: int,
        id: str,
        site_id: str,
        before: str | None,
        reason: str,
        by: Person,
    ) -> int:
        """Move a delegation before another one, or to the end of a site's line, for a reason.

        Raises `DelegationGone`, `SpotUnknown`, `NothingMoved`.
        """
        order, had = await self._open(tx, event_id, version, Action.MOVE, by)
        lines = self._lines(order, had)
        why = Why(reason=reason, by_name=by.name, at=self.clock.now())
        after = moved(lines, id, site_id, before, why)
        told = self._told(Action.MOVE, by, _of(had, id).given.institution, reason)
        return await self._keep(tx, order, order.done(told, placed(lines)), after, had)

    @transactional
    async def propose(self, tx: Transaction, event_id: str, version: int, by: Person) -> int:
        """Put all in the order of precedence; what was moved by hand is forgotten, and can be taken back."""
        order, had = await self._open(tx, event_id, version, Action.PROPOSE, by)
        lines = self._lines(order, had)
        after = order.done(self._told(Action.PROPOSE, by), placed(lines))
        return await self._keep(tx, order, after, proposed(lines, await self._places(tx)), had)

    @transactional
    async def undo(self, tx: Transaction, event_id: str, version: int, by: Person) -> int:
        """Take back the newest move. Raises `NoMoveToUndo`."""
        order, had = await self._open(tx, event_id, version, Action.UNDO, by)
        if not order.undo:
            raise NoMoveToUndo
        lines = back(self._lines(order, had), order.undo)
        return await self._keep(tx, order, order.done(self._told(Action.UNDO, by)), lines, had)

    @transactional
    async def add_site(
        self, tx: Transaction, event_id: str, name: str | None, memorial_id: str | None, by: Person
    ) -> str:
        """Add a monument and give its id. Raises `SiteTaken`, `TooManyDelegations`, `NotFound`."""
        order, had = await self._open(tx, event_id, None, Action.SITES, by)
        if memorial_id:
            name = (await self.memorials.memorial(memorial_id, tx)).card.name
        assert name is not None
        site = Site(id=new_id()[:12], name=name, memorial_id=memorial_id)
        after = order.with_site(site, self._told(Action.SITES, by, name))
        await self._keep(tx, order, after, self._lines(after, had), had)
        return site.id

    @transactional
    async def drop_site(self, tx: Transaction, event_id: str, version: int, site_id: str, by: Person) -> int:
        """Take away a monument at which nobody lays anything. Raises `SiteTaken`, `SpotUnknown`."""
        order, had = await self._open(tx, event_id, version, Action.SITES, by)
        used = any(one.site_id == site_id and not one.withdrawn for one in had)
        after = order.without_site(site_id, used, self._told(Action.SITES, by, order.site(site_id).name))
        return await self._keep(tx, order, after, self._lines(after, had), had)

    @transactional
    async def tell(self, tx: Transaction, event_id: str, version: int, by: Person) -> int:
        """Note that all delegations were told that the ceremony is off, or that it is to be held after all.

        `version`: of the order; give the new one. Raises `NothingToTell`.
        """
        order, had = await self._open(tx, event_id, version, Action.TELL, by)
        after = order.told(self._told(Action.TELL, by))
        await self.store.save_order(tx, await self._settled(tx, after, had))
        return after.version

    # -- for neighbours and for the clock ----------------------------------------------------------------------------

    async def follow(self, tx: Transaction, _: Entry | None, entry: Entry) -> None:
        """Let the order go where its entry goes, its tasks with it; for the calendar to tell."""
        order = await self.store.order(entry.id, tx)
        if order is None:
            return
        after = order.following(entry, self._erase_on(entry.last_day))
        if after == order:
            return
        line = await self.store.delegations(entry.id, tx)
        await self.store.save_order(tx, await self._settled(tx, after, line))

    async def has_rank(self, tx: Transaction, rank_id: str) -> bool:
        """Say whether any delegation has a rank; for precedence to ask."""
        return await self.store.has_rank(tx, rank_id)

    async def look_after(self) -> None:
        """Close the tasks of who is over, erase names whose time is over; the order itself stays."""
        for id in await self.store.over(self.today, _AT_ONCE):
            await self._settle(id)
        for id in await self.store.to_erase(self.today, _AT_ONCE):
            await self._erase(id)

    @transactional
    async def _settle(self, tx: Transaction, event_id: str) -> None:
        await self.database.next_number(tx, _turn(event_id))
        order = await self.store.order(event_id, tx)
        if order is None:
            return
        after = await self._settled(tx, order.again(), await self.store.delegations(event_id, tx))
        if after.tasks != order.tasks:
            await self.store.save_order(tx, after)

    @transactional
    async def _erase(self, tx: Transaction, event_id: str) -> None:
        await self.database.next_number(tx, _turn(event_id))
        order = await self.store.order(event_id, tx)
        if order is None or order.erase_on is None or order.erase_on > self.today:
            return
        for one in await self.store.delegations(event_id, tx):
            if one.people is not None:
                await self.store.save(tx, one.changed(people=None))
        await self.store.save_order(tx, order.erased())

    # ----------------------------------------------------------------------------------------------------------------

    async def _open(
        self, tx: Transaction, event_id: str, version: int | None, action: Action, by: Person
    ) -> tuple[WreathOrder, list[Delegation]]:
        """Give the order that somebody is about to change, with all its delegations; begin it where there is none."""
        if by.role not in HANDS[action]:
            raise NotAllowed(by.role)
        # Who changes one ceremony's order at the same moment takes turns.
        await self.database.next_number(tx, _turn(event_id))
        order = await self.store.order(event_id, tx)
        if order is None:
            entry = await self.calendar.store.get(event_id, tx)
            if entry.cancelled:
                raise EntryCancelled(event_id)
            order = self._begun(entry)
            await self.store.add_order(tx, order)
        if version is not None and order.version != version:
            raise Stale("wreath_orders", event_id)
        order.require(action, self.today)
        return order, await self.store.delegations(event_id, tx)

    def _begun(self, entry: Entry) -> WreathOrder:
        plan, day = entry.plan, entry.last_day
        return WreathOrder(
            id=entry.id,
            title=plan.title,
            day=day,
            off=not entry.takes_place,
            sites=sites_of(plan),
            erase_on=self._erase_on(day),
        )

    def _erase_on(self, day: date) -> date:
        return day + timedelta(days=self._habits.names_kept)

    async def _delegation(self, tx: Transaction, event_id: str, id: str, version: int) -> Delegation:
        one = await self.store.delegation(id, tx)
        if one.event_id != event_id:
            raise NotFound("wreath_delegations", id)
        if one.version != version:
            raise Stale("wreath_delegations", id)
        return one

    async def _require_known(self, tx: Transaction, before: Given | None, given: Given) -> None:
        if given.rank_id is not None and (before is None or given.rank_id != before.rank_id):
            await self.precedence.give(tx, given.rank_id)
        if given.partner_id is not None and (before is None or given.partner_id != before.partner_id):
            await self._partners.pick(tx, given.partner_id)

    async def _places(self, tx: Transaction) -> dict[str, int]:
        return {one.id: one.place for one in (await self.precedence.order(tx)).ranks}

    def _lines(self, order: WreathOrder, delegations: Sequence[Delegation]) -> Lines:
        return lines_of([site.id for site in order.sites], delegations)

    async def _put(
        self, tx: Transaction, order: WreathOrder, had: list[Delegation], after: Delegation, action: Action, by: Person
    ) -> int:
        await self.store.save(tx, after)
        line = [after if one.id == after.id else one for one in had]
        told = order.done(self._told(action, by, after.given.institution), order.undo)
        await self.store.save_order(tx, await self._settled(tx, told, line))
        return after.version

    async def _keep(
        self, tx: Transaction, before: WreathOrder, after: WreathOrder, lines: Lines, had: Sequence[Delegation]
    ) -> int:
        changed = renumbered(lines, had)
        if changed:
            # All leave their places before any takes its new one: the index lets no two stand in one.
            await self.store.vacate(tx, [one.id for one in changed])
        for one in changed:
            await self.store.save(tx, one)
        by_id = {one.id: one for one in (*had, *changed)}
        await self.store.save_order(tx, await self._settled(tx, after, list(by_id.values())))
        return before.version + 1

    async def _settled(self, tx: Transaction, order: WreathOrder, line: Sequence[Delegation]) -> WreathOrder:
        return self._tasks.settle(tx, order, line, await self._free_days(tx), self.today)

    def _sealed(self, id: str, people: str) -> bytes | None:
        return self._cipher.seal(people, _seal(id)) if people else None

    def _told(self, action: Action, by: Person, about: str = "", reason: str = "") -> Told:
        return Told(at=self.clock.now(), action=action, by_id=by.id, by_name=by.name, about=about, reason=reason)


def _of(had: Sequence[Delegation], id: str) -> Delegation:
    for one in had:
        if one.id == id:
            return one
    raise SpotUnknown(id)


def _turn(event_id: str) -> str:
    return f"wreaths {event_id}"


def _seal(id: str) -> str:
    return f"wreath_delegations/{id}/people"
