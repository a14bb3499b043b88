"""Use cases of wreaths: who lays what at a ceremony, in which order; by precedence first, then by hand."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from services.events.calendar.domain import Entry, EntryCancelled
from services.events.calendar.service import Calendar
from services.events.calendar.wording import said_time
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


class Contact(NamedTuple):
    """Who lays something, and the mailbox of their delegation; "" is nobody, None leaves what there is."""

    people: str | None = ""
    email: str | None = ""


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
        self.cipher, self._partners, self._readings, self._free_days = cipher, partners, readings, free_days
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

    async def timed(self, order: WreathOrder, tx: Transaction | None = None) -> WreathOrder:
        """Give an order with its hour and place, also one that is older than these fields."""
        if order.when:
            return order
        entry = await self.calendar.store.get(order.id, tx)
        return order.model_copy(update={"when": said_time(entry), "where": entry.plan.place or ""})

    async def one(self, event_id: str, id: str) -> Delegation:
        """Give a delegation of a ceremony. Raises `NotFound`."""
        found = await self.store.delegation(id)
        if found.event_id != event_id:
            raise NotFound("wreath_delegations", id)
        return found

    async def contact(self, one: Delegation, by: Person) -> Contact:
        """Give who lays it and where they are written to; the reading is written down first."""
        if one.people is None and one.email is None:
            return Contact()
        await self._readings.note(What.WREATHS, one.id, by)
        people = self.cipher.open(one.people, _seal(one.id)) if one.people else ""
        return Contact(people, self.email(one))

    def email(self, one: Delegation) -> str:
        """Give where it is written to, "" where nobody knows: for the machine that writes."""
        return self.cipher.open(one.email, _seal(one.id, "email")) if one.email else ""

    # -- delegations -------------------------------------------------------------------------------------------------

    @transactional
    async def enter(
        self, tx: Transaction, event_id: str, site_id: str | None, given: Given, contact: Contact, by: Person
    ) -> str:
        """Enter a delegation where precedence puts it; give its id. `site_id`: None for the first one.

        Raises `EntryCancelled`, `RankUnknown`, `SpotUnknown`, `TooManyDelegations`.
        """
        order, had = await self.opened(tx, event_id, None, Action.ENTER, by)
        site = order.site(site_id) if site_id else order.sites[0]
        if len(had) >= MOST_DELEGATIONS:
            raise TooManyDelegations
        await self._require_known(tx, None, given)
        id = new_id()
        one = Delegation(id=id, event_id=event_id, site_id=site.id, given=given, **self._sealed(id, contact))
        await self.store.add(tx, one)
        lines = entered(self._lines(order, had), one, await self._places(tx))
        after = order.done(self.told_by(Action.ENTER, by, given.institution))
        await self._keep(tx, order, after, lines, [*had, one])
        return id

    @transactional
    async def change(
        self, tx: Transaction, event_id: str, id: str, version: int, given: Given, contact: Contact, by: Person
    ) -> int:
        """Change what is said of a delegation, which stays in its place; of `contact`, None leaves what there is.

        `version`: of the delegation; give the new one. Raises `RankUnknown`.
        """
        order, had = await self.opened(tx, event_id, None, Action.CHANGE, by)
        one = await self._delegation(tx, event_id, id, version)
        await self._require_known(tx, one.given, given)
        sealed = self._sealed(id, contact)
        if contact.email not in (None, self.email(one)):
            sealed["known"] = None  # Another mailbox has not read anything yet.
        supply = one.supply if given.provider is one.given.provider else Supply.WANTED
        after = one.changed(given=given, **sealed, supply=supply)
        return await self._put(tx, order, had, after, Action.CHANGE, by)

    @transactional
    async def supply(self, tx: Transaction, event_id: str, id: str, version: int, supply: Supply, by: Person) -> int:
        """Say how far a wreath of the city is; `version`: of the delegation; give the new one.

        Of a ceremony that is off it can only be recalled, and is ordered again where the ceremony is held after all.
        """
        order, had = await self.opened(tx, event_id, None, Action.SUPPLY, by)
        order.require_supply(supply)
        one = await self._delegation(tx, event_id, id, version)
        return await self._put(tx, order, had, one.changed(supply=supply), Action.SUPPLY, by)

    @transactional
    async def withdraw(self, tx: Transaction, event_id: str, id: str, version: int, reason: str, by: Person) -> int:
        """Take a delegation out of the order, for a reason; `version`: of the order; give the new one."""
        order, had = await self.opened(tx, event_id, version, Action.WITHDRAW, by)
        one = _of(had, id)
        if one.withdrawn:
            raise DelegationGone(id)
        gone = one.changed(place=None, why=None)
        await self.store.save(tx, gone)
        rest = [gone if each.id == id else each for each in had]
        told = self.told_by(Action.WITHDRAW, by, one.given.institution, reason)
        return await self._keep(tx, order, order.done(told), self._lines(order, rest), rest)

    @transactional
    async def put_back(self, tx: Transaction, event_id: str, id: str, version: int, by: Person) -> int:
        """Take a withdrawn delegation in again, where precedence puts it; `version`: of the order."""
        order, had = await self.opened(tx, event_id, version, Action.PUT_BACK, by)
        one = _of(had, id)
        if not one.withdrawn:
            raise DelegationGone(id)
        if one.site_id not in {site.id for site in order.sites}:
            one = one.model_copy(update={"site_id": order.sites[0].id})
        lines = entered(self._lines(order, had), one, await self._places(tx))
        told = self.told_by(Action.PUT_BACK, by, one.given.institution)
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
        order, had = await self.opened(tx, event_id, version, Action.MOVE, by)
        lines = self._lines(order, had)
        why = Why(reason=reason, by_name=by.name, at=self.clock.now())
        after = moved(lines, id, site_id, before, why)
        told = self.told_by(Action.MOVE, by, _of(had, id).given.institution, reason)
        return await self._keep(tx, order, order.done(told, placed(lines)), after, had)

    @transactional
    async def propose(self, tx: Transaction, event_id: str, version: int, by: Person) -> int:
        """Put all in the order of precedence; what was moved by hand is forgotten, and can be taken back."""
        order, had = await self.opened(tx, event_id, version, Action.PROPOSE, by)
        lines = self._lines(order, had)
        after = order.done(self.told_by(Action.PROPOSE, by), placed(lines))
        return await self._keep(tx, order, after, proposed(lines, await self._places(tx)), had)

    @transactional
    async def undo(self, tx: Transaction, event_id: str, version: int, by: Person) -> int:
        """Take back the newest move. Raises `NoMoveToUndo`."""
        order, had = await self.opened(tx, event_id, version, Action.UNDO, by)
        if not order.undo:
            raise NoMoveToUndo
        lines = back(self._lines(order, had), order.undo)
        return await self._keep(tx, order, order.done(self.told_by(Action.UNDO, by)), lines, had)

    @transactional
    async def add_site(
        self, tx: Transaction, event_id: str, name: str | None, memorial_id: str | None, by: Person
    ) -> str:
        """Add a monument and give its id. Raises `SiteTaken`, `TooManyDelegations`, `NotFound`."""
        order, had = await self.opened(tx, event_id, None, Action.SITES, by)
        if memorial_id:
            name = (await self.memorials.memorial(memorial_id, tx)).card.name
        assert name is not None
        site = Site(id=new_id()[:12], name=name, memorial_id=memorial_id)
        after = order.with_site(site, self.told_by(Action.SITES, by, name))
        await self._keep(tx, order, after, self._lines(after, had), had)
        return site.id

    @transactional
    async def drop_site(self, tx: Transaction, event_id: str, version: int, site_id: str, by: Person) -> int:
        """Take away a monument at which nobody lays anything. Raises `SiteTaken`, `SpotUnknown`."""
        order, had = await self.opened(tx, event_id, version, Action.SITES, by)
        used = any(one.site_id == site_id and not one.withdrawn for one in had)
        after = order.without_site(site_id, used, self.told_by(Action.SITES, by, order.site(site_id).name))
        return await self._keep(tx, order, after, self._lines(after, had), had)

    @transactional
    async def tell(self, tx: Transaction, event_id: str, version: int, by: Person) -> int:
        """Note that all delegations were told that the ceremony is off, or that it is to be held after all.

        `version`: of the order; give the new one. Raises `NothingToTell`.
        """
        order, had = await self.opened(tx, event_id, version, Action.TELL, by)
        after = order.told(self.told_by(Action.TELL, by))
        await self.store.save_order(tx, await self.settled(tx, after, had))
        return after.version

    # -- for neighbours ----------------------------------------------------------------------------

    async def follow(self, tx: Transaction, _: Entry | None, entry: Entry) -> None:
        """Let the order go where its entry goes, its tasks with it; for the calendar to tell."""
        order = await self.store.order(entry.id, tx)
        if order is None:
            return
        after = order.following(entry, said_time(entry), self._erase_on(entry.last_day))
        if after == order:
            return
        line = await self.store.delegations(entry.id, tx)
        await self.store.save_order(tx, await self.settled(tx, after, line))

    async def has_rank(self, tx: Transaction, rank_id: str) -> bool:
        """Say whether any delegation has a rank; for precedence to ask."""
        return await self.store.has_rank(tx, rank_id)

    # ----------------------------------------------------------------------------------------------------------------

    async def opened(
        self, tx: Transaction, event_id: str, version: int | None, action: Action, by: Person
    ) -> tuple[WreathOrder, list[Delegation]]:
        """Give the order that somebody is about to change, with all its delegations; begin it where there is none."""
        if by.role not in HANDS[action]:
            raise NotAllowed(by.role)
        # Who changes one ceremony's order at the same moment takes turns.
        await self.database.next_number(tx, turn(event_id))
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
            when=said_time(entry),
            where=plan.place or "",
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
        told = order.done(self.told_by(action, by, after.given.institution), order.undo)
        await self.store.save_order(tx, await self.settled(tx, told, line))
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
        await self.store.save_order(tx, await self.settled(tx, after, list(by_id.values())))
        return before.version + 1

    async def settled(self, tx: Transaction, order: WreathOrder, line: Sequence[Delegation]) -> WreathOrder:
        """Give an order with its tasks as they are to be, in a transaction that is open."""
        return self._tasks.settle(tx, order, line, await self._free_days(tx), self.today)

    def _sealed(self, id: str, contact: Contact) -> dict[str, Any]:
        given = {part: text for part, text in contact._asdict().items() if text is not None}
        return {part: self.cipher.seal(text, _seal(id, part)) if text else None for part, text in given.items()}

    def told_by(self, action: Action, by: Person, about: str = "", reason: str = "") -> Told:
        """Give the line of the history that says what somebody does now."""
        return Told(at=self.clock.now(), action=action, by_id=by.id, by_name=by.name, about=about, reason=reason)


def _of(had: Sequence[Delegation], id: str) -> Delegation:
    for one in had:
        if one.id == id:
            return one
    raise SpotUnknown(id)


def turn(event_id: str) -> str:
    """Give the turn that who changes the order of a ceremony takes."""
    return f"wreaths {event_id}"


def _seal(id: str, part: str = "people") -> str:
    return f"wreath_delegations/{id}/{part}"
