"""Two proposals that may stand in each other's way, and what a person decides about them. No clock, no database."""

import hashlib
import math
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.verification.cases.domain import By

EARTH = 6_371_008.8
"""Mean radius in metres (IUGG)."""


class NotAPair(Exception):
    """A conflict is between two different proposals of one edition that are both on their way to the vote."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first}, {second}")
        self.first, self.second = first, second


class ConflictKnown(Exception):
    """These two are known already: decide the one that there is."""

    def __init__(self, conflict_id: str) -> None:
        super().__init__(conflict_id)
        self.conflict_id = conflict_id


class ConflictLapsed(Exception):
    """One of the two is no longer on its way to the vote: there is nothing to decide."""

    def __init__(self, conflict_id: str) -> None:
        super().__init__(conflict_id)
        self.conflict_id = conflict_id


class ListPublished(Exception):
    """The ballot list of the edition is out: what excludes what is frozen."""

    def __init__(self, edition_id: str) -> None:
        super().__init__(edition_id)
        self.edition_id = edition_id


class Point(BaseModel):
    """A place on the map (WGS 84), as GeoJSON has it: longitude before latitude."""

    model_config = ConfigDict(frozen=True)

    type: str = "Point"
    coordinates: tuple[float, float]

    @property
    def latitude(self) -> float:
        """Degrees north."""
        return self.coordinates[1]

    @property
    def longitude(self) -> float:
        """Degrees east."""
        return self.coordinates[0]


class Place(BaseModel):
    """Where a proposal is to be built, and whether it is on its way to the vote. It has the proposal's id.

    Its parts come with events in any order; what has not come is None.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    number: int = 0
    case: str = ""
    title: str = ""
    location: str = ""
    point: Point | None = None
    parcel: str | None = None
    """The parcel's number, folded, so that two spellings are one parcel."""
    content_version: int = 0
    passed: bool = False
    check_version: int = 0
    refused: bool = False
    decision_version: int = 0
    withdrawn: bool = False
    """Or merged into another one, whose place counts instead."""
    live: bool = False
    """On its way to the vote: past the formal check, neither refused nor withdrawn."""

    def told(self, **changes: Any) -> "Place":
        """Give the place with what an event has told."""
        new = self.model_copy(update=changes)
        live = bool(new.content_version) and new.passed and not new.refused and not new.withdrawn
        return new.model_copy(update={"live": live})


def fold_parcel(text: str | None) -> str | None:
    """Write a parcel's number in one way: no spaces, lower case; None where there is none."""
    return "".join((text or "").casefold().split()) or None


def metres(first: Point, second: Point) -> int:
    """Give the distance of two points along the ground, in whole metres (haversine)."""
    north, south = math.radians(first.latitude), math.radians(second.latitude)
    across = math.radians(second.longitude - first.longitude)
    square = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    return round(2 * EARTH * math.asin(math.sqrt(square)))


def offset(first: Point, second: Point) -> tuple[float, float]:
    """Give how far east and north of the first point the second is, in metres; right for places in one city."""
    east = math.radians(second.longitude - first.longitude) * math.cos(math.radians(first.latitude))
    return EARTH * east, EARTH * math.radians(second.latitude - first.latitude)


class ConflictState(StrEnum):
    """What is known of a pair."""

    OPEN = "open"
    EXCLUDING = "excluding"
    """Only one of the two can win."""
    COMPATIBLE = "compatible"
    """Both can be built."""
    LAPSED = "lapsed"
    """Nothing to decide: one of the two has been refused or withdrawn before anybody had."""


class Side(BaseModel):
    """One of the two, as it was when the pair was found."""

    model_config = ConfigDict(frozen=True)

    proposal_id: str
    number: int
    case: str
    title: str
    location: str
    point: Point | None

    @classmethod
    def of(cls, place: Place) -> "Side":
        """Give what the pair shows of a proposal."""
        return cls(
            proposal_id=place.id,
            number=place.number,
            case=place.case,
            title=place.title,
            location=place.location,
            point=place.point,
        )


class Decision(BaseModel):
    """What a person has decided about a pair, and why."""

    model_config = ConfigDict(frozen=True)

    excluding: bool
    reason: str
    by: By
    at: datetime


class Conflict(BaseModel):
    """A pair of proposals for the same place. Decided, it can be decided otherwise until the ballot list is out."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    first: Side
    second: Side
    proposals: tuple[str, str]
    """Both ids, to be found by."""
    metres: int | None
    """How far apart the points are; None where a point is missing."""
    same_parcel: bool
    by_hand: str = ""
    """Why an officer reports it; empty where the machine has found it."""
    state: ConflictState = ConflictState.OPEN
    decisions: tuple[Decision, ...] = ()
    """All of them, the newest last."""
    found_at: datetime
    version: int = 1

    def decided(self, decision: Decision) -> "Conflict":
        """Give the decided pair. Raises `ConflictLapsed`."""
        if self.state is ConflictState.LAPSED:
            raise ConflictLapsed(self.id)
        state = ConflictState.EXCLUDING if decision.excluding else ConflictState.COMPATIBLE
        return self._with(state=state, decisions=(*self.decisions, decision))

    def lapsed(self) -> "Conflict":
        """Give the pair that nobody has to decide."""
        return self._with(state=ConflictState.LAPSED)

    def revived(self) -> "Conflict":
        """Give the lapsed pair of which both are on their way to the vote again."""
        return self._with(state=ConflictState.OPEN)

    def _with(self, **changes: Any) -> "Conflict":
        return self.model_copy(update={**changes, "version": self.version + 1})


def pair_id(one: str, other: str) -> str:
    """Give the id of the pair: the same whichever of the two is named first."""
    return hashlib.sha256("|".join(sorted((one, other))).encode()).hexdigest()[:32]


def pair(one: Place, other: Place, at: datetime, by_hand: str = "") -> Conflict:
    """Make the open pair of two places; the earlier number goes first."""
    first, second = sorted((one, other), key=lambda place: (place.number, place.id))
    return Conflict(
        id=pair_id(one.id, other.id),
        edition_id=one.edition_id,
        first=Side.of(first),
        second=Side.of(second),
        proposals=(first.id, second.id),
        metres=metres(first.point, second.point) if first.point and second.point else None,
        same_parcel=first.parcel is not None and first.parcel == second.parcel,
        by_hand=by_hand,
        found_at=at,
    )
