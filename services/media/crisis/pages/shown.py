"""A warning as pages show it: where it holds in words and as a plan of its shape, and as a bar over every page."""

from dataclasses import dataclass
from datetime import datetime
from math import cos, radians

from services.media.crisis.domain.area import Area, Circle, Point, Polygon, area_text
from services.media.crisis.domain.cap import Issuer
from services.media.crisis.domain.hazards import hazard
from services.media.crisis.domain.message import Message

_SIDE, _MARGIN = 300, 40


@dataclass(frozen=True)
class Sketch:
    """The shape of an area in a square of 300 units, north up. `points`: of a polygon; `radius`: of a circle, km."""

    centre: Point
    points: str | None = None
    radius: float | None = None


@dataclass(frozen=True)
class Shown:
    """A warning with what a page says about it beside its own words."""

    message: Message
    hazard: str
    where: str
    sketch: Sketch | None


def shown(message: Message, issuer: Issuer) -> Shown:
    """Give a warning as a page shows it."""
    area = message.content.area
    return Shown(message, hazard(message.hazard).name, area_text(area, issuer.city), sketch(area))


def sketch(area: Area) -> Sketch | None:
    """Draw a circle or a polygon; None for the whole city and for districts, which have no shape here."""
    if isinstance(area, Circle):
        return Sketch(area.centre, radius=area.radius)
    if not isinstance(area, Polygon):
        return None
    middle = Point(
        latitude=(max(one.latitude for one in area.points) + min(one.latitude for one in area.points)) / 2,
        longitude=(max(one.longitude for one in area.points) + min(one.longitude for one in area.points)) / 2,
    )
    # A degree of longitude is shorter than one of latitude; over a city the earth is flat.
    squeeze = cos(radians(middle.latitude))
    flat = [((one.longitude - middle.longitude) * squeeze, middle.latitude - one.latitude) for one in area.points]
    widest = max(max(abs(x), abs(y)) for x, y in flat) or 1.0
    scale = (_SIDE / 2 - _MARGIN) / widest
    corners = (f"{_SIDE / 2 + x * scale:.1f},{_SIDE / 2 + y * scale:.1f}" for x, y in flat)
    return Sketch(middle, points=" ".join(corners))


@dataclass(frozen=True)
class Alert:
    """A line of the bar over every page."""

    headline: str
    href: str
    expires: datetime
    exercise: bool


def bar(messages: list[Message]) -> list[Alert]:
    """Give the bar for what is in force: what is real first."""
    lines = [Alert(one.headline, f"/ostrzezenia/{one.id}", one.content.expires, one.exercise) for one in messages]
    return sorted(lines, key=lambda line: line.exercise)
