"""Where and when one votes on paper (punkt głosowania), and what became of the cards there (rozliczenie kart)."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from services.voting.ballots.domain.election import Election
from shared.clock import warsaw

MOST_HOURS = 60
"""Openings of one point at most."""
MOST_CARDS = 100_000


class NoPaperVote(Exception):
    """The edition has no vote on paper."""


class HoursUnfit(Exception):
    """An opening ends before it begins, meets another one, or lies outside the window of the vote on paper.

    `number`: of the opening in the list, from 1. `opens`, `closes`: the window.
    """

    def __init__(self, number: int, opens: datetime, closes: datetime) -> None:
        super().__init__(f"opening {number}; the window is from {opens.isoformat()} to {closes.isoformat()}")
        self.number, self.opens, self.closes = number, opens.isoformat(), closes.isoformat()


class SheetDiffers(Exception):
    """The sheet does not reconcile: issued − (cast + spoiled + returned) is `difference` cards, and nobody says why."""

    def __init__(self, difference: int) -> None:
        super().__init__(f"{difference} cards")
        self.difference = difference


class MoreCardsKeyed(Exception):
    """More cards have been keyed in from this point than its sheet says were cast."""

    def __init__(self, keyed: int) -> None:
        super().__init__(f"{keyed} keyed")
        self.keyed = keyed


class AllCardsKeyed(Exception):
    """As many cards have been keyed in as were cast at this point: one more is one too many."""

    def __init__(self, cast: int) -> None:
        super().__init__(f"{cast} cast")
        self.cast = cast


class PointUnsettled(Exception):
    """The point has no sheet yet: nobody knows how many cards there are to key in."""


class PointNotOpenYet(Exception):
    """The point has not opened yet, so there are no cards to account for."""


class PointInUse(Exception):
    """The point has a sheet or cards; it cannot be withdrawn, nor changed to another time."""


class Hours(BaseModel):
    """One opening (UTC). `place`: where, if a mobile point stands elsewhere than at its address."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    opens: AwareDatetime
    closes: AwareDatetime
    place: str | None = Field(default=None, max_length=200)


class PointPlan(BaseModel):
    """What everybody may know of a point."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=3, max_length=200)
    address: str = Field(min_length=3, max_length=200)
    mobile: bool = False
    hours: tuple[Hours, ...] = Field(min_length=1, max_length=MOST_HOURS)

    @field_validator("hours")
    @classmethod
    def _ordered(cls, hours: tuple[Hours, ...]) -> tuple[Hours, ...]:
        return tuple(sorted(hours, key=lambda one: one.opens))


class Sheet(BaseModel):
    """What became of the cards of a point: issued to voters and staff, cast into the urn, spoiled, returned unused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    issued: int = Field(ge=0, le=MOST_CARDS)
    cast: int = Field(ge=0, le=MOST_CARDS)
    spoiled: int = Field(ge=0, le=MOST_CARDS)
    returned: int = Field(ge=0, le=MOST_CARDS)
    explanation: str | None = Field(default=None, min_length=10, max_length=2_000)

    @property
    def difference(self) -> int:
        """How many cards more were issued than are accounted for; negative: fewer."""
        return self.issued - self.cast - self.spoiled - self.returned

    def require_reconciled(self) -> None:
        """Raise `SheetDiffers` where the cards do not add up and nobody explains it."""
        if self.difference and self.explanation is None:
            raise SheetDiffers(self.difference)


class Change(BaseModel):
    """Who changed a point, when and why; in the words of the officer."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_id: str
    by_name: str
    what: str
    reason: str


class Point(PointPlan):
    """A point of an edition. `asked`: its sheet has been put on the work list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    edition_id: str
    sheet: Sheet | None = None
    withdrawn: bool = False
    asked: bool = False
    changes: tuple[Change, ...] = ()
    opens_at: datetime
    ends_at: datetime
    version: int = 1

    @property
    def flagged(self) -> bool:
        """Whether the commission has to look at it: its cards do not add up."""
        return self.sheet is not None and self.sheet.difference != 0

    def open_at(self, now: datetime) -> Hours | None:
        """Give the opening that is on, None where the point is closed."""
        return next((one for one in self.hours if one.opens <= now < one.closes), None)

    def next_after(self, now: datetime) -> Hours | None:
        """Give the next opening, None where there is none."""
        return next((one for one in self.hours if one.opens > now), None)


def require_fit(hours: Sequence[Hours], election: Election) -> None:
    """Let hours in their order pass that lie in the window of the vote on paper. Raises `NoPaperVote`, `HoursUnfit`."""
    window = election.paper_window
    if window is None:
        raise NoPaperVote
    opens, closes = window
    for number, one in enumerate(hours, start=1):
        if not (opens <= one.opens < one.closes and one.closes <= closes):
            raise HoursUnfit(number, opens, closes)
    for number, (one, other) in enumerate(pairwise(hours), start=2):
        if other.opens < one.closes:
            raise HoursUnfit(number, opens, closes)


def by_day(points: Sequence[Point]) -> list[tuple[date, list[tuple[Point, Hours]]]]:
    """Give the openings of all points by their days in Warsaw's calendar, each day in the order of its hours."""
    days: dict[date, list[tuple[Point, Hours]]] = {}
    for point in points:
        for one in point.hours:
            days.setdefault(warsaw(one.opens).date(), []).append((point, one))
    return [(day, sorted(found, key=lambda pair: (pair[1].opens, pair[0].name))) for day, found in sorted(days.items())]
