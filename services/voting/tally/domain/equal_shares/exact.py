"""The voters' money in exact fractions. It must not hold a float.

What a voter has left depends only on the projects that the voter paid for: voters with the same amount make a class,
and only a handful of classes differ, however many voters there are.
"""

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from services.voting.tally.domain.equal_shares.arrays import Arrays, Backing, Floats


class Ledger:
    """What every kind of voter has left, in grosze. Starts with `share` for each."""

    def __init__(self, arrays: Arrays, share: Fraction) -> None:
        self._arrays = arrays
        self._class_of = np.zeros(arrays.kinds, np.intp)
        self._left = [share]
        self._number_of = {share.as_integer_ratio(): 0}

    def price(self, id: str, cost: int) -> Fraction | None:
        """Give the price per point at which the voters of a project pay its cost, None where they cannot."""
        backing = self._arrays.backing[id]
        purses = sorted(
            (self._left[held] / points, points, voters) for (held, points), voters in self._purses(backing).items()
        )
        missing, worth = Fraction(cost), sum(points * voters for _, points, voters in purses)
        for limit, points, voters in purses:
            price = missing / worth
            if price <= limit:
                return price
            missing -= limit * points * voters
            worth -= points * voters
        return None

    def pay(self, id: str, price: Fraction) -> None:
        """Let the voters of a project pay: `price` per point, or all that is left."""
        backing = self._arrays.backing[id]
        fresh: dict[tuple[int, int], int] = {}
        for held, points in self._purses(backing):
            left = max(self._left[held] - price * points, Fraction(0))
            number = self._number_of.setdefault(left.as_integer_ratio(), len(self._left))
            if number == len(self._left):
                self._left.append(left)
            fresh[held, points] = number
        held_by, points_by = self._class_of[backing.kinds].tolist(), _points(backing)
        self._class_of[backing.kinds] = [fresh[pair] for pair in zip(held_by, points_by, strict=True)]

    def floats(self) -> Floats:
        """Give what every kind has left, each correctly rounded."""
        return np.array([float(left) for left in self._left])[self._class_of]

    def left(self, id: str) -> Fraction:
        """Give what the voters of a project have left together."""
        purses = self._purses(self._arrays.backing[id])
        return sum((self._left[held] * voters for (held, _), voters in purses.items()), Fraction(0))

    def _purses(self, backing: Backing) -> dict[tuple[int, int], int]:
        """Count the voters of a project by class and points."""
        found: dict[tuple[int, int], int] = {}
        held_by = self._class_of[backing.kinds].tolist()
        for held, points, voters in zip(held_by, _points(backing), backing.voters.tolist(), strict=True):
            found[held, points] = found.get((held, points), 0) + int(voters)
        return found


def _points(backing: Backing) -> Iterable[int]:
    if isinstance(backing.each, float):
        return [1] * len(backing.kinds)
    return [int(points) for points in backing.each.tolist()]
