"""Where memorials lie on a sketch of the city, north up. It draws nothing."""

from math import cos, radians

from pydantic import BaseModel, ConfigDict

from services.events.memorials.domain import Memorial

SIDE, MARGIN = 340, 30


class Spot(BaseModel):
    """A numbered spot in a square of `SIDE` units; the numbers are those of the list."""

    model_config = ConfigDict(frozen=True)

    number: int
    x: float
    y: float


def spots(memorials: list[Memorial]) -> list[Spot]:
    """Give the spots of those that have a point, numbered by their places in the list."""
    points = [
        (number, one.card.latitude, one.card.longitude)
        for number, one in enumerate(memorials, 1)
        if one.card.latitude is not None and one.card.longitude is not None
    ]
    if not points:
        return []
    north, south = max(p[1] for p in points), min(p[1] for p in points)
    east, west = max(p[2] for p in points), min(p[2] for p in points)
    middle = (north + south) / 2
    # A degree of longitude is shorter than one of latitude; over a city the earth is flat.
    squeeze = cos(radians(middle))
    widest = max((east - west) * squeeze, north - south) or 1.0
    scale = (SIDE - 2 * MARGIN) / widest
    return [
        Spot(
            number=number,
            x=round(SIDE / 2 + (longitude - (east + west) / 2) * squeeze * scale, 1),
            y=round(SIDE / 2 - (latitude - middle) * scale, 1),
        )
        for number, latitude, longitude in points
    ]
