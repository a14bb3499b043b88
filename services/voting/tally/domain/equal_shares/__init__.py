"""The Method of Equal Shares (Peters, Pierczyński, Skowron 2021). It must not let rounding decide who wins.

Every voter gets an equal share of the money. A mark is worth cost times points to its voter (cost utilities). Of the
projects that their voters can still pay for, the one goes next whose price per unit of worth is the lowest, where
everybody pays that price times the worth, or all that is left. Most voters' money is kept as floats with a bound on
their error; wherever that bound leaves a decision open, it is taken on exact fractions.
"""

from services.voting.tally.domain.equal_shares.arrays import Marks
from services.voting.tally.domain.equal_shares.raising import Shared, share_out

__all__ = ["Marks", "Shared", "share_out"]
