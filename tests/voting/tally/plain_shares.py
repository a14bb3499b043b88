"""Equal Shares word by word, voter by voter, in fractions: slow, and short enough to be checked by reading."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

Voter = Mapping[str, int]
"""The points of one voter, by project."""


def price(id: str, cost: int, purses: Sequence[Fraction], voters: Sequence[Voter]) -> Fraction | None:
    """The price per point at which those who marked the project pay for it."""
    backers = sorted(
        (purse / voter[id], voter[id]) for purse, voter in zip(purses, voters, strict=True) if voter.get(id)
    )
    missing, points = Fraction(cost), sum(given for _, given in backers)
    for limit, given in backers:
        if missing <= limit * points:
            return missing / points
        missing -= limit * given
        points -= given
    return None


def one_run(
    share: Fraction,
    costs: Mapping[str, int],
    voters: Sequence[Voter],
    order: Sequence[str],
    exclusive: Sequence[Sequence[str]],
) -> list[str]:
    purses, winners = [share] * len(voters), list[str]()
    while True:
        barred = {id for group in exclusive if set(group) & set(winners) for id in group}
        rates = {
            id: (found / cost, found)
            for id, cost in costs.items()
            if id not in winners and id not in barred and (found := price(id, cost, purses, voters)) is not None
        }
        if not rates:
            return winners
        winner = min(rates, key=lambda id: (rates[id][0], order.index(id)))
        winners.append(winner)
        purses = [
            max(purse - rates[winner][1] * voter.get(winner, 0), Fraction(0))
            for purse, voter in zip(purses, voters, strict=True)
        ]


def equal_shares(
    amount: int,
    costs: Mapping[str, int],
    voters: Sequence[Voter],
    order: Sequence[str],
    *,
    raised: bool,
    exclusive: Sequence[Sequence[str]] = (),
) -> list[str]:
    """`amount` and `costs` in grosze; every voter marked something. Gives the winners in the order of selection."""
    share = Fraction(amount, len(voters))
    winners = one_run(share, costs, voters, order, exclusive)
    backed = {id for id in costs if any(voter.get(id) for voter in voters)}
    while raised:
        barred = {id for group in exclusive if set(group) & set(winners) for id in group}
        if backed <= set(winners) | barred:
            break
        step = 100 * max(1, int(share) // 100_000)
        share = Fraction((share // step + 1) * step)
        more = one_run(share, costs, voters, order, exclusive)
        if sum(costs[id] for id in more) > amount:
            break
        winners = more
    return winners
