"""Equal Shares on one pool: one run, or shares raised until the money is overspent; and which ties decided.

Raising (add1). The first run gives every voter the money divided by the voters. The next share is the next whole
złoty, and so on; the last run that costs no more than the money is the outcome. It does not stop at the first run
after which nothing more would fit: that stop would not give the official winners of Wieliczka 2023. Where a share is
2,000 zł or more, a step is a thousandth of it in whole złoty, so that few voters do not mean tens of thousands of runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.voting.tally.domain.equal_shares.arrays import Marks
from services.voting.tally.domain.equal_shares.method import Ballots, Run
from services.voting.tally.domain.rules import Exclusions

_ZLOTY = 100
_STEPS = 1000
_AHEAD = Fraction(13, 10)


@dataclass(frozen=True, slots=True)
class Shared:
    """The run that decided, the share in it (grosze), and the ties met in all runs whose order may have mattered."""

    run: Run
    share: Fraction
    tied: frozenset[tuple[str, ...]]


def share_out(
    marks: Marks, costs: Mapping[str, int], amount: int, order: Sequence[str], exclusions: Exclusions, *, raised: bool
) -> Shared:
    """Share out `amount` grosze among the voters; `raised`: until that is overspent, or nobody is left to win."""
    share = Fraction(amount, marks.voters)
    everything = Ballots.of(marks.arrays(costs), costs, order, exclusions)
    run, tied = Run(everything, share), set[tuple[str, ...]]()
    tied.update(run.tied)
    best, reached, lost = share, share, bool(run.lost)
    ballots, known = everything, share
    while raised and lost:
        reached = _next(reached)
        if ballots is everything or reached > known:
            # Projects that the shares cannot reach yet are left out, and ballots that differ in those alone are one.
            known = reached * _AHEAD
            able = {id: cost for id, cost in costs.items() if marks.heads[id] * known >= cost}
            ballots = Ballots.of(marks.arrays(able), able, order, exclusions)
        run = Run(ballots, reached)
        tied.update(run.tied)
        if sum(costs[id] for id in run.winners) > amount:
            break
        best, lost = reached, bool(run.lost) or len(ballots.costs) < len(everything.costs)
    return Shared(Run(everything, best), best, frozenset(tied))


def _next(share: Fraction) -> Fraction:
    step = _ZLOTY * max(1, int(share) // (_STEPS * _ZLOTY))
    return Fraction((share // step + 1) * step)
