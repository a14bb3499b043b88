"""A delegation with what it lays, and the order in which delegations lay it. No framework, no await."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.events.calendar.domain import Entry, Plan
from services.events.calendar.domain.places import places_of
from services.events.open_task import OpenTask
from services.events.precedence.domain import Why

MOST_SITES = 10
SHORTEST_NAME = 3
"""Characters of a monument's name."""
MOST_DELEGATIONS = 200
_ENTRIES_KEPT = 200


def _text(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Institution = Annotated[str, _text(2, 200)]
ReadAs = Annotated[str, _text(3, 300)]
People = Annotated[str, _text(2, 1_000)]
SiteName = Annotated[str, _text(SHORTEST_NAME, 200)]
Heads = Annotated[int, Field(ge=1, le=100)]


class State(StrEnum):
    """Where the order stands; it goes where its entry in the calendar goes."""

    OPEN = "open"
    OFF = "off"
    """The ceremony does not take place."""
    LAID = "laid"
    """The day is over: who came before whom is history."""


class Action(StrEnum):
    """What people do with the order."""

    ENTER = "enter"
    CHANGE = "change"
    MOVE = "move"
    PROPOSE = "propose"
    UNDO = "undo"
    WITHDRAW = "withdraw"
    PUT_BACK = "put_back"
    SUPPLY = "supply"
    SITES = "sites"
    TELL = "tell"
    """Delegations, that the ceremony is off, or is to be held after all."""
    WRITE = "write"
    """To delegations, when, where and in which place they lay."""


_WHEN_OFF = frozenset({Action.TELL, Action.WRITE, Action.SUPPLY})
TABLE: dict[Action, frozenset[State]] = {
    action: frozenset({State.OPEN, State.OFF} if action in _WHEN_OFF else {State.OPEN}) for action in Action
}
"""What may be done while it stands where: everything before the day is over, then nothing."""


class OrderClosed(Exception):
    """The ceremony is over or does not take place."""

    def __init__(self, event_id: str, state: str) -> None:
        super().__init__(f"the order of {event_id} is {state}")
        self.event_id, self.state = event_id, state


class DelegationGone(Exception):
    """The delegation was withdrawn, or was put back already."""

    def __init__(self, delegation_id: str) -> None:
        super().__init__(f"delegation {delegation_id} is not where it was")
        self.delegation_id = delegation_id


class SpotUnknown(Exception):
    """There is no such site, or no such delegation at it."""

    def __init__(self, spot: str) -> None:
        super().__init__(f"no spot {spot}")
        self.spot = spot


class SiteTaken(Exception):
    """Delegations lay something at the site, it is the only one, or another has its name."""

    def __init__(self, site_id: str) -> None:
        super().__init__(f"site {site_id} is taken")
        self.site_id = site_id


class TooManyDelegations(Exception):
    """There are as many sites or delegations as there may be."""


class NothingToTell(Exception):
    """Delegations know already whether the ceremony takes place."""


class NoMoveToUndo(Exception):
    """The newest change was no move, or was taken back already."""


class Offering(StrEnum):
    """What is laid."""

    WREATH = "wreath"
    FLOWERS = "flowers"
    CANDLE = "candle"


class Provider(StrEnum):
    """Who provides it."""

    CITY = "city"
    DELEGATION = "delegation"


class Supply(StrEnum):
    """How far it is, where the city provides it."""

    WANTED = "wanted"
    ORDERED = "ordered"
    READY = "ready"


_READ: dict[Offering, str] = {
    Offering.WREATH: "Wieniec składa",
    Offering.FLOWERS: "Wiązankę składa",
    Offering.CANDLE: "Znicz zapala",
}


class Site(BaseModel):
    """A monument at which something is laid. `memorial_id`: of the register, where it stands there."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: SiteName
    memorial_id: str | None = None


class ReadOut(NamedTuple):
    """What the announcer reads at a monument: its name, and a line for each delegation, in its order."""

    site: str
    lines: tuple[str, ...]


class Given(BaseModel):
    """What is said of a delegation. `read_as`: how the announcer reads it after "składa"; "" as the house does.

    `partner_id`: of the register of partners; `rank_id`: of the order of precedence; `count`: how many lay.
    """

    model_config = ConfigDict(frozen=True)

    institution: Institution
    read_as: ReadAs | None = None
    partner_id: str | None = None
    rank_id: str | None = None
    count: Heads
    offering: Offering
    provider: Provider


class Notice(BaseModel):
    """What a delegation is written of its ceremony: when and where, at which monument, in which place of its line."""

    model_config = ConfigDict(frozen=True)

    when: str
    where: str
    off: bool
    site: SiteName
    place: int


class Delegation(BaseModel):
    """A delegation at one site. `people`: names, sealed; `place`: from 1, None once it was withdrawn.

    `why`: None while it stands where precedence has put it. `email`: its mailbox, sealed; `known`: what was written
    to it last.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    event_id: str
    site_id: str
    given: Given
    people: bytes | None = None
    email: bytes | None = None
    known: Notice | None = None
    supply: Supply = Supply.WANTED
    place: int | None = None
    why: Why | None = None
    version: int = 1

    @property
    def withdrawn(self) -> bool:
        """True where it does not come."""
        return self.place is None

    @property
    def awaited(self) -> bool:
        """True where the city has its wreath to get still."""
        return not self.withdrawn and self.given.provider is Provider.CITY and self.supply is not Supply.READY

    def needless(self, off: bool) -> bool:
        """Tell whether its wreath is ordered and nobody will lay it; `off`: the ceremony does not take place."""
        return self.given.provider is Provider.CITY and self.supply is Supply.ORDERED and (off or self.withdrawn)

    @property
    def read(self) -> str:
        """The sentence of the announcer."""
        return f"{_READ[self.given.offering]} {self.given.read_as or f'delegacja: {self.given.institution}'}."

    def changed(self, **changes: object) -> Self:
        """Give its next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})


class Placed(BaseModel):
    """Where a delegation stood before the newest move."""

    model_config = ConfigDict(frozen=True)

    delegation_id: str
    site_id: str
    place: int
    why: Why | None = None


class Told(BaseModel):
    """Something that was done with the order."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    action: Action
    by_id: str
    by_name: str
    about: str = ""
    reason: str = ""


class WreathOrder(BaseModel):
    """The order of one ceremony. `id`: of its entry in the calendar; `day`: its last one in the city.

    `undo`: where all stood before the newest move, nothing once something else was done. `erase_on`: the day on which
    names are erased, None once they were. `known_off`: what its delegations were told last; `tasks`: those open, by
    what is to be done. `when`, `where`: as they are written to delegations; "" of one that is older than these.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    day: date
    when: str = ""
    where: str = ""
    off: bool = False
    known_off: bool = False
    sites: tuple[Site, ...]
    undo: tuple[Placed, ...] = ()
    history: tuple[Told, ...] = ()
    tasks: dict[str, OpenTask] = {}
    erase_on: date | None = None
    version: int = 1

    def state(self, today: date) -> State:
        """Give where it stands on a day."""
        return State.OFF if self.off else State.LAID if today > self.day else State.OPEN

    @property
    def untold(self) -> bool:
        """True where delegations reckon with something else than what is."""
        return self.off is not self.known_off

    def told(self, told: Told) -> Self:
        """Give it with its delegations told whether it takes place. Raises `NothingToTell`."""
        if not self.untold:
            raise NothingToTell
        return self.done(told, self.undo, known_off=self.off)

    def require(self, action: Action, today: date) -> None:
        """Raise `OrderClosed` where that does not have its time."""
        if self.state(today) not in TABLE[action]:
            raise OrderClosed(self.id, self.state(today))

    def require_supply(self, supply: Supply) -> None:
        """Raise `OrderClosed` where wreaths of a ceremony that is off would be got instead of recalled."""
        if self.off and supply is not Supply.WANTED:
            raise OrderClosed(self.id, State.OFF)

    def site(self, site_id: str) -> Site:
        """Give a site. Raises `SpotUnknown`."""
        found = next((one for one in self.sites if one.id == site_id), None)
        if found is None:
            raise SpotUnknown(site_id)
        return found

    def done(self, told: Told, undo: tuple[Placed, ...] = (), **changes: object) -> Self:
        """Give it after something was done."""
        history = (*self.history, told)[-_ENTRIES_KEPT:]
        return self._next(history=history, undo=undo, **changes)

    def with_site(self, site: Site, told: Told) -> Self:
        """Give it with another site. Raises `SiteTaken`, `TooManyDelegations`."""
        if any(one.name.casefold() == site.name.casefold() for one in self.sites):
            raise SiteTaken(site.id)
        if len(self.sites) >= MOST_SITES:
            raise TooManyDelegations
        return self.done(told, sites=(*self.sites, site))

    def without_site(self, site_id: str, used: bool, told: Told) -> Self:
        """Give it without a site at which nobody lays anything. Raises `SpotUnknown`, `SiteTaken`."""
        self.site(site_id)
        if used or len(self.sites) == 1:
            raise SiteTaken(site_id)
        return self.done(told, sites=tuple(one for one in self.sites if one.id != site_id))

    def notice(self, one: Delegation) -> Notice | None:
        """Give what a delegation is to know by now; None for one that does not come."""
        if one.place is None:
            return None
        where = {"when": self.when, "where": self.where, "off": self.off}
        return Notice(**where, site=self.site(one.site_id).name, place=one.place)

    def following(self, entry: Entry, when: str, kept_days: date) -> Self:
        """Give it gone where its entry goes; itself where nothing of it changes. `when`: as it is said to people."""
        where = {"when": when, "where": entry.plan.place or ""}
        told = {"title": entry.plan.title, "day": entry.last_day, "off": not entry.takes_place, **where}
        if self.erase_on is not None:
            told["erase_on"] = kept_days
        return self if all(getattr(self, name) == value for name, value in told.items()) else self._next(**told)

    def with_tasks(self, tasks: dict[str, OpenTask]) -> Self:
        """Give the same version with the tasks that are open."""
        return self.model_copy(update={"tasks": tasks})

    def again(self) -> Self:
        """Give its next version with nothing changed: its tasks may be."""
        return self._next()

    def erased(self) -> Self:
        """Give it with all names erased."""
        return self._next(erase_on=None)

    def _next(self, **changes: object) -> Self:
        return self.model_copy(update={**changes, "version": self.version + 1})


def sites_of(plan: Plan) -> tuple[Site, ...]:
    """Give the monuments of an entry: one for each of its places; its title where it names none.

    Their ids are the same each time, whoever begins the order.
    """
    places = places_of(plan.place)[:MOST_SITES]
    if not places or any(len(each) < SHORTEST_NAME for each in places):
        places = (plan.place or plan.title,)
    return tuple(Site(id=f"place-{number}" if number > 1 else "first", name=n) for number, n in enumerate(places, 1))
