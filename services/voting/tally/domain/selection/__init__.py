"""From figures to winners, with the reason for every project. It must not spend a grosz more than a pool has."""

from collections.abc import Mapping, Sequence

from services.voting.tally.domain.counting import Profile
from services.voting.tally.domain.rules import Exclusions, Pool, Project, Rules
from services.voting.tally.domain.selection.greedy import give_out
from services.voting.tally.domain.selection.outcome import (
    ListedTwice,
    NoSuchPool,
    NotInTieOrder,
    Outcome,
    PoolOutcome,
    ProjectOutcome,
    Result,
    Task,
)
from services.voting.tally.domain.selection.reserve import reserve

__all__ = [
    "ListedTwice",
    "NoSuchPool",
    "NotInTieOrder",
    "Outcome",
    "PoolOutcome",
    "ProjectOutcome",
    "Result",
    "reserve",
    "select",
]


def select(
    projects: Sequence[Project],
    points: Mapping[str, int],
    pools: Sequence[Pool],
    rules: Rules,
    order: Sequence[str],
    profile: Profile = (),
    earlier: Sequence[str] = (),
) -> Result:
    """Give out the pools, one after another, by `rules`; `order` (from `tie_order`) ranks projects with equal points.

    `profile`: the weighed ballots, whose voters share a pool under Equal Shares; greedy looks at the `points` alone.
    `earlier`: winners of pools that are not given, which may exclude projects of these.
    The order of `projects` means nothing; that of `pools` only where projects of different pools exclude each other.
    Raises `NoSuchPool`, `NotInTieOrder`, `ListedTwice`.
    """
    listed = set(order)
    by_pool: dict[str, list[Project]] = {pool.id: [] for pool in pools}
    seen = set[str]()
    for project in projects:
        if project.id in seen:
            raise ListedTwice(project.id)
        if project.pool_id not in by_pool:
            raise NoSuchPool(project.id, project.pool_id)
        if project.id not in listed:
            raise NotInTieOrder(project.id)
        seen.add(project.id)
        by_pool[project.pool_id].append(project)
    exclusions = Exclusions.of(rules.exclusive)
    winners, done = list(earlier), list[PoolOutcome]()
    for pool in pools:
        task = Task(pool, tuple(by_pool[pool.id]), points, rules, exclusions, tuple(winners))
        if rules.rule.shares:
            # Imported here: its arrays are a package that greedy does not need.
            from services.voting.tally.domain.selection.shares import share_out_pool

            outcome = share_out_pool(task, order, profile)
        else:
            outcome = give_out(task, order)
        winners.extend(outcome.selected)
        done.append(outcome)
    return Result(tuple(done))
