"""One run of Equal Shares with a given share. It must not choose between two projects that floats cannot tell apart.

How the floats are kept honest. Every purse lies between `_least` and `_most`: for the most, what is paid is rounded
down, for the least it is rounded up; so a purse with a most of 0 is empty. A price found from the most is not too
high, one at which the least suffice not too low; a sum of n positive products is off by at most n ulp, in whatever
order it is added. A project whose lowest possible rate is above the highest possible rate of another is dearer beyond
doubt. All others are compared exactly: by their number of voters where all of those can pay in full (the usual tie),
else on the `Ledger`, which repeats the payments so far in fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from services.voting.tally.domain.equal_shares.arrays import ULP, Arrays, Floats
from services.voting.tally.domain.equal_shares.exact import Ledger
from services.voting.tally.domain.rules import Exclusions

_DOWN, _UP = 1 - 8 * ULP, 1 + 8 * ULP


@dataclass(frozen=True, slots=True)
class Ballots:
    """What does not change from run to run: the ballots, the costs (grosze, above zero), the order among equals."""

    arrays: Arrays
    costs: Mapping[str, int]
    turn: Mapping[str, int]
    exclusions: Exclusions

    @classmethod
    def of(cls, arrays: Arrays, costs: Mapping[str, int], order: Sequence[str], exclusions: Exclusions) -> "Ballots":
        """Take the projects that somebody backs."""
        backed = {id: cost for id, cost in costs.items() if id in arrays.backing}
        return cls(arrays, backed, {id: turn for turn, id in enumerate(order)}, exclusions)


class _Price(NamedTuple):
    """A price per point (grosze) not above the true one, and not below it by floats; or exactly.

    `most`: what the project's kinds have. `among`: the points of those who pay in full.
    """

    low: float
    value: float
    most: Floats
    among: float
    exact: Fraction | None = None


class Run:
    """One run, done when it is made.

    `winners` in the order of selection. `lost`: those whose voters cannot pay for them, though no winner excludes them.
    `tied`: sets of projects at one rate of which the first took money that another needed, or excluded another, so that
    their order may matter.
    """

    def __init__(self, ballots: Ballots, share: Fraction) -> None:
        self.winners: list[str] = []
        self.lost: list[str] = []
        self.tied: list[tuple[str, ...]] = []
        self._share, self._ballots = share, ballots
        self._arrays, self._costs = ballots.arrays, ballots.costs
        self._least: Floats = np.full(self._arrays.kinds, float(share) * _DOWN)
        self._most: Floats = np.full(self._arrays.kinds, float(share) * _UP)
        self._rounding = float(share) * ULP
        self._paid: list[tuple[str, Fraction | None]] = []
        self._ledger: Ledger | None = None
        self._entered = 0
        # Rates only rise, so an old one bounds the new one from below. At first everybody can pay in full.
        given, by = share.as_integer_ratio()
        able = [id for id, cost in self._costs.items() if self._arrays.backing[id].heads * given >= cost * by]
        self.lost += self._costs.keys() - set(able)
        self._queue = [(_DOWN / self._arrays.backing[id].worth, id) for id in able]
        heapify(self._queue)
        self._open = set(able)
        self._prices: dict[str, _Price] = {}
        self._rates: dict[str, Fraction] = {}
        """Prices and exact rates known at the present step."""
        while self._open:
            self._step()
        self.lost = [id for id in self.lost if ballots.exclusions.rival(id, self.winners) is None]

    def left(self, id: str) -> int:
        """Give what the voters of a loser still have together, in grosze, rounded down."""
        backing = self._arrays.backing[id]
        return min(int(float(backing.voters @ self._most[backing.kinds]) + 1e-6), self._costs[id] - 1)

    def _step(self) -> None:
        """Select one project, or find that there is none."""
        best = self._cheapest()
        if best is None:
            return
        equals = self._equals(best)
        if equals is None:
            return
        winner = min(equals, key=lambda id: self._ballots.turn[id])
        rate = None if len(equals) == 1 else self._exact_rate(winner)
        self._select(winner)
        others = [id for id in equals if id != winner]
        if others and any(id not in self._open or self._exact_rate(id) != rate for id in others):
            self.tied.append(tuple(sorted(equals, key=lambda id: self._ballots.turn[id])))

    def _cheapest(self) -> str | None:
        """Give the project with the lowest bound of its rate, once that bound is of the present step."""
        while self._queue:
            rate, id = self._queue[0]
            if id in self._prices and id in self._open:
                return id
            heappop(self._queue)
            if id in self._open and self._look(id, rate):
                heappush(self._queue, (self._low(id), id))
        return None

    def _equals(self, best: str) -> list[str] | None:
        """Give the projects of the lowest rate: one beyond doubt, or some that are equal exactly."""
        high = self._high(best)
        if high is None:
            return None
        near: list[str] = []
        looked: list[tuple[float, str]] = []
        while self._queue and self._queue[0][0] <= high:
            rate, id = heappop(self._queue)
            if id in self._open and (id in self._prices or self._look(id, rate)):
                low = self._low(id)
                looked.append((low, id))
                if low <= high:
                    near.append(id)
        for entry in looked:
            heappush(self._queue, entry)
        if len(near) == 1:
            return near
        rates = {id: exact for id in near if (exact := self._exact_rate(id)) is not None}
        least = min(rates.values())
        return [id for id, rate in rates.items() if rate == least]

    def _look(self, id: str, rate: float) -> bool:
        """Find the price of a project at this step; `rate` is a bound from below. False where nobody can pay it."""
        backing, cost = self._arrays.backing[id], self._costs[id]
        most = self._most[backing.kinds]
        if float(most.dot(backing.voters)) * (1 + backing.blur) < cost:
            self._lose(id)
            return False
        # Newton's steps from below: at a price too low more voters can pay in full, so that the next is not too high.
        price, among = rate * cost, 0.0
        while True:
            each = price * backing.each
            before, among = among, float(backing.worths.dot(most >= each))
            if among <= 0:
                return self._look_exactly(id)
            if among == before:
                break
            rise = (cost - float(np.minimum(most, each).dot(backing.voters))) / among
            if rise <= price * 8 * ULP:
                break
            price += rise
        self._prices[id] = _Price(price * _DOWN - backing.blur * cost / among, price, most, among)
        return True

    def _look_exactly(self, id: str) -> bool:
        self._enter()
        assert self._ledger is not None
        exact = self._ledger.price(id, self._costs[id])
        if exact is None:
            self._lose(id)
            return False
        value, backing = float(exact), self._arrays.backing[id]
        self._prices[id] = _Price(value * _DOWN, value, self._most[backing.kinds], 0.0, exact)
        return True

    def _low(self, id: str) -> float:
        """Give a rate that is not above the true one."""
        return self._prices[id].low / self._costs[id] * _DOWN

    def _high(self, id: str) -> float | None:
        """Give a rate that is not below the true one, checked by what is paid at it. None: nobody can pay after all."""
        price, cost, backing = self._prices[id], self._costs[id], self._arrays.backing[id]
        if price.exact is None:
            least = self._least[backing.kinds]
            missing = cost - float(np.minimum(least, price.value * backing.each).dot(backing.voters))
            high = price.value * _UP + 2 * (abs(missing) + 2 * backing.blur * cost) / price.among
            paid = float(np.minimum(least, high * backing.each).dot(backing.voters))
            if paid * (1 - backing.blur) >= cost:
                self._prices[id] = price._replace(value=high)
                return high / cost * _UP
            if not self._look_exactly(id):
                return None
            price = self._prices[id]
        return price.value / cost * _UP

    def _exact_rate(self, id: str) -> Fraction | None:
        """Give the rate as it is. None, and the project is lost, where nobody can pay after all."""
        if id in self._rates:
            return self._rates[id]
        cost, price = self._costs[id], self._prices.get(id)
        rate = price.exact / cost if price and price.exact is not None else self._rate_in_full(id)
        if rate is None:
            self._enter()
            assert self._ledger is not None
            exact = self._ledger.price(id, cost)
            if exact is None:
                self._lose(id)
                return None
            rate = exact / cost
        self._rates[id] = rate
        return rate

    def _rate_in_full(self, id: str) -> Fraction | None:
        """Give the rate where every voter who has anything left can pay in full: then it is 1 by their points."""
        backing = self._arrays.backing[id]
        some = self._most[backing.kinds] > 0
        among = int(backing.worths.dot(some))
        if not among:
            return None
        needed = self._costs[id] / among * _UP * backing.each
        return Fraction(1, among) if bool(np.all((self._least[backing.kinds] >= needed) | ~some)) else None

    def _select(self, winner: str) -> None:
        """Let the voters pay."""
        price, rate, backing = self._prices[winner], self._rates.get(winner), self._arrays.backing[winner]
        exact = price.exact if price.exact is not None or rate is None else rate * self._costs[winner]
        low, high = (price.low, price.value) if exact is None else (float(exact) * _DOWN, float(exact) * _UP)
        self._paid.append((winner, exact))
        kinds, each = backing.kinds, backing.each
        self._most[kinds] = np.maximum(price.most - (low - self._rounding) * each, 0)
        self._least[kinds] = np.maximum(self._least[kinds] - (high + self._rounding) * each, 0)
        self._prices.clear()
        self._rates.clear()
        self._open.discard(winner)
        self.winners.append(winner)
        self._open -= self._ballots.exclusions.rivals.get(winner, frozenset())

    def _lose(self, id: str) -> None:
        self._open.discard(id)
        self.lost.append(id)

    def _enter(self) -> None:
        """Bring the ledger up to date, and the floats with it."""
        if self._ledger is None:
            self._ledger = Ledger(self._arrays, self._share)
        for id, exact in self._paid[self._entered :]:
            price = exact if exact is not None else self._ledger.price(id, self._costs[id])
            assert price is not None, "a winner has been paid for"
            self._ledger.pay(id, price)
        if self._entered < len(self._paid):
            self._entered = len(self._paid)
            exactly = self._ledger.floats()
            self._least, self._most = exactly * _DOWN, exactly * _UP
