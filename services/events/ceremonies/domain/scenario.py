"""The scenario of a ceremony, minute by minute, for fair weather and for wind and rain. No framework, no await."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.events.calendar.domain.places import LONGEST as LONGEST_PLACE
from services.events.wreaths.domain import ReadOut
from shared.clock import warsaw
from shared.contracts.base import Id

EARLIEST, LATEST = -720, 1_440
"""Minutes before and after the beginning between which items lie."""
LONGEST = 600
"""Minutes of an item."""
MOST_ITEMS = 100
MOST_POSTS = 6
MOST_PARTIES = 30
_HALF_A_DAY = 720


def _text(least: int, most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Name = Annotated[str, _text(3, 150)]
Spot = Annotated[str, _text(2, LONGEST_PLACE)]
Post = Annotated[str, _text(3, 100)]
Script = Annotated[str, _text(0, 5_000)]
Note = Annotated[str, _text(2, 200)]


class Elsewhere(Exception):
    """A post, or a place, is wanted for two items at once. `rain`: in the plan for wind and rain."""

    def __init__(self, what: str, first: str, second: str, *, rain: bool) -> None:
        super().__init__("two items at once")
        self.what, self.first, self.second, self.rain = what, first, second, rain


class NoSuchItem(LookupError):
    """The scenario has no such item, or nothing to put back."""


class TooManyItems(Exception):
    """The scenario has as many items, or posts, as it may."""


class PostTaken(Exception):
    """Somebody stands at this post already, or carries this standard."""


class StartUnreadable(ValueError):
    """The text says no time: neither "12:05" nor "T-15"."""


class Rain(StrEnum):
    """What becomes of an item in wind and rain."""

    SAME = "same"
    OTHER_PLACE = "other_place"
    LEFT_OUT = "left_out"


class PartyKind(StrEnum):
    """Who stands at a post."""

    COLOUR_PARTY = "colour_party"
    GUARD = "guard"
    OTHER = "other"


class Item(BaseModel):
    """An item: begins `offset` minutes after the ceremony does (before it where negative) and lasts `minutes`.

    `who`: posts, never names. `wreaths`: here the delegations with wreaths are read out. `rain_place`: where it is
    held in wind and rain, with `rain` other_place.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    title: Name
    offset: Annotated[int, Field(ge=EARLIEST, le=LATEST)]
    minutes: Annotated[int, Field(ge=1, le=LONGEST)]
    place: Spot
    who: Annotated[tuple[Post, ...], Field(max_length=MOST_POSTS)] = ()
    script: Script = ""
    wreaths: bool = False
    rain: Rain = Rain.SAME
    rain_place: Spot | None = None

    @property
    def ends(self) -> int:
        """Minutes from the beginning of the ceremony to the end of the item."""
        return self.offset + self.minutes

    def in_rain(self) -> Self | None:
        """Give the item as it is in wind and rain; None where it is left out."""
        if self.rain is Rain.LEFT_OUT:
            return None
        return self.model_copy(update={"place": self.rain_place}) if self.rain is Rain.OTHER_PLACE else self


class Party(BaseModel):
    """Who stands at a post of the scenario: a colour party with its standard, a guard, or another service."""

    model_config = ConfigDict(frozen=True)

    id: Id
    kind: PartyKind
    unit: Note
    standard: Note | None = None
    post: Post


class Scenario(BaseModel):
    """Items in the order of their time, posts, and the item that was removed last."""

    model_config = ConfigDict(frozen=True)

    items: tuple[Item, ...] = ()
    parties: tuple[Party, ...] = ()
    removed: Item | None = None

    def item(self, id: str) -> Item:
        """Give one. Raises `NoSuchItem`."""
        found = next((one for one in self.items if one.id == id), None)
        if found is None:
            raise NoSuchItem(id)
        return found

    def in_rain(self) -> tuple[Item, ...]:
        """Give plan B: the items as they are in wind and rain, without what is left out."""
        return tuple(wet for one in self.items if (wet := one.in_rain()) is not None)

    def with_items(self, items: Sequence[Item]) -> Self:
        """Give it with other items. Raises `Elsewhere`, `TooManyItems`."""
        if len(items) > MOST_ITEMS:
            raise TooManyItems
        ordered = tuple(sorted(items, key=lambda one: (one.offset, one.ends, one.id)))
        after = self.model_copy(update={"items": ordered})
        apart(ordered, rain=False)
        apart(after.in_rain(), rain=True)
        return after

    def added(self, item: Item) -> Self:
        """Give it with another item. Raises as `with_items`."""
        return self.with_items((*self.items, item))

    def changed(self, item: Item, *, push: bool) -> Self:
        """Give it with an item changed; `push`: what begins at its end or later moves by as much as its end does.

        Raises `NoSuchItem` and as `with_items`.
        """
        before = self.item(item.id)
        by = item.ends - before.ends if push else 0
        rest = (
            one.model_copy(update={"offset": one.offset + by}) if one.offset >= before.ends else one
            for one in self.items
            if one.id != item.id
        )
        return self.with_items(tuple(_bounded(one) for one in (item, *rest)))

    def removed_one(self, id: str) -> Self:
        """Give it without an item, which can be put back. Raises `NoSuchItem`."""
        gone = self.item(id)
        return self.model_copy(update={"items": tuple(one for one in self.items if one.id != id), "removed": gone})

    def put_back(self) -> Self:
        """Give it with the item that was removed last. Raises `NoSuchItem` and as `with_items`."""
        if self.removed is None:
            raise NoSuchItem("removed")
        return self.added(self.removed).model_copy(update={"removed": None})

    def swapped(self, id: str, *, earlier: bool) -> Self:
        """Give it with an item in the place of the one before it (or after); both keep their lengths.

        What lies around the two stays where it is. Raises `NoSuchItem`, where there is none, and as `with_items`.
        """
        here = self.items.index(self.item(id))
        first = here - 1 if earlier else here
        if first < 0 or first + 1 >= len(self.items):
            raise NoSuchItem(id)
        one, two = self.items[first], self.items[first + 1]
        gap = max(0, two.offset - one.ends)
        moved = (
            two.model_copy(update={"offset": one.offset}),
            one.model_copy(update={"offset": one.offset + two.minutes + gap}),
        )
        return self.with_items((*self.items[:first], *moved, *self.items[first + 2 :]))

    def posted(self, party: Party) -> Self:
        """Give it with somebody at a post. Raises `PostTaken`, `TooManyItems`."""
        if len(self.parties) >= MOST_PARTIES:
            raise TooManyItems
        for one in self.parties:
            same_standard = party.standard and one.standard and _same(one.standard, party.standard)
            if _same(one.post, party.post) or same_standard:
                raise PostTaken
        return self.model_copy(update={"parties": (*self.parties, party)})

    def relieved(self, id: str) -> Self:
        """Give it without somebody at a post. Raises `NoSuchItem`."""
        rest = tuple(one for one in self.parties if one.id != id)
        if len(rest) == len(self.parties):
            raise NoSuchItem(id)
        return self.model_copy(update={"parties": rest})

    def unused(self) -> tuple[Party, ...]:
        """Give those whose post stands in no item."""
        named = {_key(name) for one in self.items for name in one.who}
        return tuple(one for one in self.parties if _key(one.post) not in named)


def apart(items: Sequence[Item], *, rain: bool) -> None:
    """Pass where nobody and nothing is wanted for two items at once. Raises `Elsewhere`."""
    for number, one in enumerate(items):
        posts = {_key(name): name for name in one.who}
        for other in items[number + 1 :]:
            if other.offset >= one.ends or one.offset >= other.ends:
                continue
            if _same(one.place, other.place):
                raise Elsewhere(one.place, one.title, other.title, rain=rain)
            both = next((posts[_key(name)] for name in other.who if _key(name) in posts), None)
            if both is not None:
                raise Elsewhere(both, one.title, other.title, rain=rain)


def offset_of(text: str, begins: datetime | None) -> int:
    """Read when an item begins, in minutes from the beginning: "12:05", or "T-15", "-15", "+10", "0".

    `begins`: the ceremony's beginning, needed for a time of the clock; the nearest such time counts.
    Raises `StartUnreadable`.
    """
    plain = text.strip().replace("−", "-").replace("–", "-").upper().removeprefix("T").strip()
    if match := re.fullmatch(r"[+-]?\s?(\d{1,4})", plain):
        minutes = int(match[1]) * (-1 if plain.startswith("-") else 1)
    elif (match := re.fullmatch(r"(\d{1,2})[:.](\d{2})", plain)) and begins is not None:
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            raise StartUnreadable
        base = warsaw(begins)
        away = hour * 60 + minute - (base.hour * 60 + base.minute)
        minutes = (away + _HALF_A_DAY) % (2 * _HALF_A_DAY) - _HALF_A_DAY
    else:
        raise StartUnreadable
    if not EARLIEST <= minutes <= LATEST:
        raise StartUnreadable
    return minutes


def clock_of(offset: int, begins: datetime | None) -> str:
    """Say when something is: "12:05", or "T-15" where the ceremony has no hour yet."""
    if begins is None:
        return f"T{offset:+d}" if offset else "T"
    at: time = warsaw(begins + timedelta(minutes=offset)).time()
    return f"{at:%H:%M}"


def read_at(item: Item, scenario: Scenario, sites: Sequence[ReadOut]) -> tuple[ReadOut, ...]:
    """Give the monuments whose delegations are read out at an item, as its place says.

    Where the place is no monument's, it is all that no other item is held at: who lays something is read somewhere.
    """
    if not item.wreaths:
        return ()
    here = tuple(site for site in sites if _same(site.site, item.place))
    named = {_key(each.place) for each in scenario.items if each.wreaths}
    return here or (tuple(sites) if len(sites) == 1 else tuple(one for one in sites if _key(one.site) not in named))


def _bounded(item: Item) -> Item:
    return Item.model_validate(item.model_dump())


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)
