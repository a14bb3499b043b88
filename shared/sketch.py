"""Where things of a list lie on a sketch of the city, north up: no tiles, no other host. It draws nothing."""

from collections.abc import Sequence
from math import cos, hypot, radians
from statistics import median
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

SIDE, MARGIN, RADIUS = 340, 30, 15
"""Of the square, of its empty edge and of a spot, in units of the sketch: on a phone a spot can still be touched."""
REACH = 25.0
"""Kilometres from the middle of all: a point farther away is a slip and would press the others into one."""
_KILOMETRES = 111.2
"""Of a degree of latitude."""
_SAME = 0.001
"""Kilometres within which all is one place, however its figures differ."""
_BARS = (0.1, 0.2, 0.5, 1, 2, 5, 10)

Point: TypeAlias = tuple[float, float]
"""Degrees north and east (WGS 84)."""


class Spot(BaseModel):
    """A spot with its centre. `of`: what lies there, as places in the list, from 0."""

    model_config = ConfigDict(frozen=True)

    number: int
    x: float
    y: float
    of: tuple[int, ...]


class Sketch(BaseModel):
    """Spots that do not touch, numbered as they come in the list. `elsewhere`: places in the list without one.

    `bar`, `metres`: a length on the sketch, in its units, and what it is on the ground; 0 where all lie in one spot.
    """

    model_config = ConfigDict(frozen=True)

    side: int = SIDE
    radius: int = RADIUS
    spots: tuple[Spot, ...] = ()
    elsewhere: tuple[int, ...] = ()
    bar: float = 0.0
    metres: int = 0

    @property
    def shared(self) -> bool:
        """Tell whether several things share a spot."""
        return any(len(spot.of) > 1 for spot in self.spots)


def sketch(points: Sequence[Point | None]) -> Sketch:
    """Give the sketch of a list. What would lie on another's spot shares it; who has no point is elsewhere."""
    known = [point for point in points if point is not None]
    if not known:
        return Sketch(elsewhere=tuple(range(len(points))))
    middle = (median(point[0] for point in known), median(point[1] for point in known))
    # A degree of longitude is shorter than one of latitude; over a city the earth is flat.
    wide = _KILOMETRES * cos(radians(middle[0]))
    flat = {
        place: ((point[1] - middle[1]) * wide, (middle[0] - point[0]) * _KILOMETRES)
        for place, point in enumerate(points)
        if point is not None
    }
    near = {place: at for place, at in flat.items() if hypot(*at) <= REACH}
    if not near:
        return Sketch(elsewhere=tuple(range(len(points))))
    west, east = min(at[0] for at in near.values()), max(at[0] for at in near.values())
    north, south = min(at[1] for at in near.values()), max(at[1] for at in near.values())
    widest = max(east - west, south - north)
    scale = (SIDE - 2 * MARGIN) / widest if widest > _SAME else 0.0
    drawn = {
        place: (SIDE / 2 + (x - (east + west) / 2) * scale, SIDE / 2 + (y - (north + south) / 2) * scale)
        for place, (x, y) in near.items()
    }
    length = max((bar for bar in _BARS if bar * scale <= SIDE / 3), default=0.0)
    return Sketch(
        spots=_apart(drawn),
        elsewhere=tuple(place for place in range(len(points)) if place not in near),
        bar=round(length * scale, 1),
        metres=round(1000 * length) if scale else 0,
    )


def _apart(drawn: dict[int, Point]) -> tuple[Spot, ...]:
    """Gather what would touch around the first of the list that lies there."""
    gathered: list[tuple[Point, list[int]]] = []
    for place, at in drawn.items():
        for centre, of in gathered:
            if hypot(at[0] - centre[0], at[1] - centre[1]) <= 2 * RADIUS:
                of.append(place)
                break
        else:
            gathered.append((at, [place]))
    return tuple(
        Spot(number=number, x=round(x, 1), y=round(y, 1), of=tuple(of))
        for number, ((x, y), of) in enumerate(gathered, 1)
    )
