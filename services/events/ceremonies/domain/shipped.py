"""Reads what the house brings along for ceremonies, or another city's file. It stores nothing."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.events.ceremonies.domain.military import Component
from services.events.ceremonies.domain.permits import KindUnknown, PermitKind
from services.events.ceremonies.domain.scenario import Item, Name, Post, Rain, Script, Spot

FILE = Path(__file__).parents[1] / "data" / "ceremonies.toml"


class Usual(BaseModel):
    """An item of the usual scenario. Without a `place` it is where the ceremony is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Name
    offset: int
    minutes: int
    place: Spot | None = None
    who: tuple[Post, ...] = ()
    script: Script = ""
    wreaths: bool = False
    rain: Rain = Rain.SAME
    rain_place: Spot | None = None

    def item(self, id: str, place: str) -> Item:
        """Give it as an item of a ceremony at `place`."""
        return Item(id=id, **self.model_dump(exclude={"place"}), place=self.place or place)


class Shipped(BaseModel):
    """The usual scenario, the components of military assistance, and the kinds of permits."""

    model_config = ConfigDict(frozen=True)

    items: Annotated[tuple[Usual, ...], Field(min_length=1)]
    components: Annotated[tuple[Component, ...], Field(min_length=1)]
    permits: Annotated[tuple[PermitKind, ...], Field(min_length=1)]

    def kind(self, id: str) -> PermitKind:
        """Give a kind of permits. Raises `KindUnknown`."""
        found = next((one for one in self.permits if one.id == id), None)
        if found is None:
            raise KindUnknown(id)
        return found

    def names(self, components: tuple[str, ...]) -> tuple[str, ...]:
        """Name components, in the order of the file; one that has left it is known by its id."""
        named = {one.id: one.name for one in self.components}
        order = {id: number for number, id in enumerate(named)}
        return tuple(named.get(id, id) for id in sorted(components, key=lambda id: order.get(id, len(order))))


def shipped(file: Path, days: dict[str, int]) -> Shipped:
    """Give what a file holds; `days`: other leads of permits, by kind. Raises pydantic's ValidationError."""
    plain = tomllib.loads(file.read_text())
    for kind in plain.get("permits", ()):
        kind["days"] = days.get(kind["id"], kind["days"])
    return Shipped.model_validate(plain)
