"""Where a warning holds: the whole city, some of its districts (osiedla), or a shape on the map. It draws nothing."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

DISTRICTS = (
    "Asnyka", "Chmielnik", "Czaszki", "Dobro", "Dobrzec P", "Dobrzec W", "Kaliniec", "Korczak", "Majków", "Ogrody",
    "Piskorzewie", "Piwonice", "Rajsków", "Rogatka", "Rypinek", "Serbinów", "Szczypiorno", "Śródmieście I",
    "Śródmieście II", "Tyniec", "Widok", "Winiary", "XXV-lecia", "Zagorzynek", "Sołectwo Dobrzec", "Sulisławice",
    "Sulisławice-Kolonia",
)  # fmt: skip
"""The districts and villages of the city, as its notices name them."""
MOST_POINTS = 100

Latitude = Annotated[float, Field(ge=49.0, le=55.0)]
"""Degrees north (WGS 84), inside Poland: anything else is a slip."""
Longitude = Annotated[float, Field(ge=14.0, le=24.2)]
"""Degrees east."""
Radius = Annotated[float, Field(ge=0.05, le=30.0)]
"""Kilometres."""
Place = Annotated[str, Field(min_length=3, max_length=200, pattern="^[^\x00-\x1f\x7f\ufffe\uffff]*$")]


class AreaKind(StrEnum):
    """How an area is said."""

    CITY = "city"
    DISTRICTS = "districts"
    CIRCLE = "circle"
    POLYGON = "polygon"


class Point(BaseModel):
    """A place on the map."""

    model_config = ConfigDict(frozen=True)

    latitude: Latitude
    longitude: Longitude


class WholeCity(BaseModel):
    """Everywhere in the city."""

    model_config = ConfigDict(frozen=True)

    kind: Literal[AreaKind.CITY] = AreaKind.CITY


class Districts(BaseModel):
    """Some districts, named as in `DISTRICTS`, in that order."""

    model_config = ConfigDict(frozen=True)

    kind: Literal[AreaKind.DISTRICTS] = AreaKind.DISTRICTS
    names: Annotated[tuple[str, ...], Field(min_length=1, max_length=len(DISTRICTS))]

    @model_validator(mode="after")
    def _known(self) -> "Districts":
        if self.names != tuple(name for name in DISTRICTS if name in self.names):
            raise ValueError("districts of the city, each once, in their order")
        return self


class Circle(BaseModel):
    """All that is within `radius` kilometres of a point; `place` says in words where that is."""

    model_config = ConfigDict(frozen=True)

    kind: Literal[AreaKind.CIRCLE] = AreaKind.CIRCLE
    place: Place
    centre: Point
    radius: Radius


class Polygon(BaseModel):
    """All that lies inside a line through these points (not closed); `place` says in words where that is."""

    model_config = ConfigDict(frozen=True)

    kind: Literal[AreaKind.POLYGON] = AreaKind.POLYGON
    place: Place
    points: Annotated[tuple[Point, ...], Field(min_length=3, max_length=MOST_POINTS)]

    @model_validator(mode="after")
    def _encloses(self) -> "Polygon":
        if len(set(self.points)) != len(self.points):
            raise ValueError("each corner once, the first not repeated")
        return self


Area = Annotated[WholeCity | Districts | Circle | Polygon, Field(discriminator="kind")]


def area_text(area: Area, city: str) -> str:
    """Say in Polish where a warning holds; `city` in the nominative."""
    if isinstance(area, WholeCity):
        return f"całe miasto {city}"
    if isinstance(area, Districts):
        return f"{city}: {', '.join(area.names)}"
    return f"{city}: {area.place}"
