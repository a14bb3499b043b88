"""Equal Shares on one pool: one run, or shares raised until the money is overspent; and which ties decided.

Raising (add1). The first run gives every voter the money divided by the voters. The next share is the next whole
złoty, and so on; the last run that costs no more than the money is the outcome. It does not stop at the first run
after which nothing more would fit: that stop would not give the official winners of Wieliczka 2023. Where a share is
2,000 zł or more, a step is a thousandth of it in whole złoty, so that few voters do not mean tens of thousands of runs.
"""

from dataclasses import dataclass
from fractions import Fraction

from services.voting.tally.domain.equal_shares.method import Ballots, Run

_ZLOTY = 100
_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Shared:
    """The run that decided, the share in it (grosze), and the ties met in all runs whose order may have mattered."""

    run: Run
    share: Fraction
    tied: frozenset[tuple[str, ...]]


def share_out(ballots: Ballots, amount: int, *, raised: bool) -> Shared:
    """Share out `amount` grosze among the voters; `raised`: until that is overspent, or nobody is left to win."""
    share = Fraction(amount, ballots.arrays.voters)
    best, tied = Run(ballots, share), set[tuple[str, ...]]()
    tied.update(best.tied)
    run, reached = best, share
    while raised and run.lost:
        reached = _next(reached)
        run = Run(ballots, reached)
        tied.update(run.tied)
        if sum(ballots.costs[id] for id in run.winners) > amount:
            break
        best, share = run, reached
    return Shared(best, share, frozenset(tied))


def _next(share: Fraction) -> Fraction:
    step = _ZLOTY * max(1, int(share) // (_STEPS * _ZLOTY))
    return Fraction((share // step + 1) * step)
