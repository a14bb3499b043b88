"""Seats of an event: rows and places, filled by rank, changed by hand for a reason. One seat holds one guest."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

MOST_ROWS, MOST_PLACES = 40, 40


class NoSuchSeat(Exception):
    """The plan has no such row or place."""


class SeatTaken(Exception):
    """Somebody sits there."""


class SeatsMissing(Exception):
    """There are fewer seats than people who come. `lacking`: how many."""

    def __init__(self, lacking: int) -> None:
        super().__init__(str(lacking))
        self.lacking = lacking


class Spot(NamedTuple):
    """A seat by its numbers, from 1."""

    row: int
    place: int


class Sitter(NamedTuple):
    """Who sits: `number` 0 is the guest or who represents them, 1 and on those who come along."""

    invitation_id: str
    number: int


class Seat(BaseModel):
    """A seat that is taken. `reason`: why somebody was put there by hand, "" where by rank alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    list_id: str
    row: int
    place: int
    invitation_id: str
    number: int
    reason: str = ""
    by_name: str = ""
    at: datetime

    @property
    def spot(self) -> Spot:
        """Where it is."""
        return Spot(self.row, self.place)

    @property
    def sitter(self) -> Sitter:
        """Who sits there."""
        return Sitter(self.invitation_id, self.number)


def seat_id(list_id: str, spot: Spot) -> str:
    """Give the id of a seat: there is one of it."""
    return f"{list_id}|{spot.row}|{spot.place}"


def by_rank(sitters: Sequence[Sitter], kept: Sequence[Seat], rows: int, places: int) -> dict[Sitter, Spot]:
    """Give who sits where, the first in the first row, those who come along beside them. Raises `SeatsMissing`.

    `sitters`: all who come, in the order of their ranks. `kept`: seats that somebody was put on by hand stay theirs.
    """
    stays = {seat.sitter: seat.spot for seat in kept if seat.sitter in set(sitters)}
    taken = set(stays.values())
    free = [
        Spot(row, place)
        for row in range(1, rows + 1)
        for place in range(1, places + 1)
        if Spot(row, place) not in taken
    ]
    wait = [one for one in sitters if one not in stays]
    if len(wait) > len(free):
        raise SeatsMissing(len(wait) - len(free))
    return stays | dict(zip(wait, free, strict=False))
