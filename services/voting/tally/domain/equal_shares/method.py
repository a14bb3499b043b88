"""One run of Equal Shares with a given share. It must not choose between two projects that floats cannot tell apart.

How the floats are kept honest. `_errors` bounds, in grosze, how far each purse is from its true value; a price is known
to within those bounds carried through the sum it comes from (numpy adds pairwise: a sum is off by a few dozen ulp). A
project whose lowest possible rate is above the highest possible rate of another is dearer beyond doubt. All others are
compared exactly: by their number of voters where all of those can pay in full (the usual tie), else on the `Ledger`,
which repeats the payments so far in fractions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush

import numpy as np

from services.voting.tally.domain.equal_shares.arrays import Arrays, Floats
from services.voting.tally.domain.equal_shares.exact import Ledger
from services.voting.tally.domain.rules import Exclusions

_ULP = 2.0**-52
_SUM = 64 * _ULP
"""More than the relative error of a pairwise sum of positive products, for any number of terms that fits in memory."""
_sum = np.add.reduce
_DOWN, _UP = 1 - 8 * _ULP, 1 + 8 * _ULP


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


@dataclass(frozen=True, slots=True)
class _Price:
    """A price per point (grosze), by floats and within `error`; or exactly. `purses`: those of the project's kinds.

    `full`: beyond doubt everybody pays in full.
    """

    value: float
    error: float
    purses: Floats
    exact: Fraction | None = None
    full: bool = False


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
        self._purses: Floats = np.full(self._arrays.kinds, float(share))
        self._errors: Floats = self._purses * _ULP
        self._error = float(share) * _ULP
        """The largest of the errors there have been."""
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
        return min(int(float(backing.voters @ self._purses[backing.kinds]) + 1e-6), self._costs[id] - 1)

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
        purses = self._purses[backing.kinds]
        money = purses * backing.voters
        all = float(_sum(money))
        slack = self._error * backing.heads + _SUM * all
        if all + slack < cost:
            self._lose(id)
            return False
        if all - slack < cost:
            return self._look_exactly(id)
        price = rate * cost
        while True:
            poor = purses < price * backing.each
            among = backing.worth - float(backing.worths @ poor)
            if among <= 0:
                return self._look_exactly(id)
            next = (cost - float(_sum(money * poor))) / among
            if next <= price * _UP:
                break
            price = next
        if among == backing.worth and float(purses.min()) - self._error > price * backing.most * _UP:
            self._prices[id] = _Price(price, price * 32 * _ULP, purses, full=True)
        else:
            self._prices[id] = _Price(price, (self._error * backing.heads + _SUM * cost) / among, purses)
        return True

    def _look_exactly(self, id: str) -> bool:
        self._enter()
        assert self._ledger is not None
        exact = self._ledger.price(id, self._costs[id])
        if exact is None:
            self._lose(id)
            return False
        value = float(exact)
        purses = self._purses[self._arrays.backing[id].kinds]
        self._prices[id] = _Price(value, value * _ULP, purses, exact)
        return True

    def _low(self, id: str) -> float:
        """Give a rate that is not above the true one: below the price, voters who pay in full only become more."""
        price = self._prices[id]
        return (price.value - price.error) / self._costs[id] * _DOWN

    def _high(self, id: str) -> float | None:
        """Give a rate that is not below the true one, checked by what is paid at it. None: nobody can pay after all."""
        price, cost, backing = self._prices[id], self._costs[id], self._arrays.backing[id]
        if price.full:
            return (price.value + price.error) / cost * _UP
        if price.exact is None:
            purses, errors = price.purses, self._errors[backing.kinds] * backing.voters
            poor = purses < price.value * backing.each
            among = backing.worth - float(backing.worths @ poor)
            doubt = float(_sum(errors * poor)) + _SUM * cost
            high = price.value * _UP + 4 * doubt / among
            full = high * backing.each
            doubt = float(_sum(errors * (purses < full))) + _SUM * cost
            if float(_sum(np.minimum(purses, full) * backing.voters)) - 2 * doubt >= cost:
                self._prices[id] = _Price(price.value, high - price.value, purses)
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
        purses, errors = self._purses[backing.kinds], self._errors[backing.kinds]
        some = purses > 0
        among = int(backing.worths @ some)
        if not among:
            return None
        needed = self._costs[id] / among * _UP * backing.each
        # An empty purse is known to be empty if it has no error.
        return Fraction(1, among) if bool(np.all(np.where(some, purses - errors >= needed, errors == 0))) else None

    def _select(self, winner: str) -> None:
        """Let the voters pay."""
        price, rate, backing = self._prices[winner], self._rates.get(winner), self._arrays.backing[winner]
        exact = price.exact if price.exact is not None or rate is None else rate * self._costs[winner]
        value, error = (price.value, price.error) if exact is None else (float(exact), float(exact) * _ULP)
        self._paid.append((winner, exact))
        payment = value * backing.each
        left = price.purses - payment
        errors = self._errors[backing.kinds] + (error * backing.each + _ULP * (float(self._share) + payment))
        errors *= left >= -errors
        self._purses[backing.kinds], self._errors[backing.kinds] = np.maximum(left, 0), errors
        self._error = max(self._error, float(errors.max()))
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
            self._purses = self._ledger.floats()
            self._errors, self._error = self._purses * _ULP, float(self._share) * _ULP
