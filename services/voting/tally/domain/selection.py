"""From figures to winners, with the reason for every project. It must not spend a grosz more than a pool has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from services.voting.tally.domain.rules import Pool, Project, Rule, Rules


class Outcome(StrEnum):
    """What the count decided about a project."""

    SELECTED = "selected"
    DID_NOT_FIT = "did_not_fit"
    BELOW_THRESHOLD = "below_threshold"
    AFTER_STOP = "after_stop"
    EXCLUDED_BY_CONFLICT = "excluded_by_conflict"


class NoSuchPool(Exception):
    """A project belongs to a pool that is not given."""

    def __init__(self, project_id: str, pool_id: str) -> None:
        super().__init__(f"{project_id}: {pool_id}")
        self.project_id, self.pool_id = project_id, pool_id


class NotInTieOrder(Exception):
    """The order among equals leaves a project out."""

    def __init__(self, project_id: str) -> None:
        super().__init__(project_id)
        self.project_id = project_id


class ListedTwice(Exception):
    """A project stands on the list more than once: its money would be spent twice."""

    def __init__(self, project_id: str) -> None:
        super().__init__(project_id)
        self.project_id = project_id


@dataclass(frozen=True, slots=True)
class ProjectOutcome:
    """The decision about one project. `place` counts from 1 within the pool, in the order of consideration.

    `money_left` is what the pool had (grosze) when the project's turn came; `in_conflict_with` is the selected project
    that excluded it.
    """

    project_id: str
    place: int
    cost: int
    points: int
    outcome: Outcome
    money_left: int
    in_conflict_with: str | None = None


@dataclass(frozen=True, slots=True)
class PoolOutcome:
    """The decision about one pool, amounts in grosze. `ties`: groups of equals whose order changed who won."""

    pool_id: str
    amount: int
    spent: int
    ranking: tuple[ProjectOutcome, ...]
    ties: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The decision about all pools, in the order in which they were given out."""

    pools: tuple[PoolOutcome, ...]

    @property
    def outcomes(self) -> dict[str, ProjectOutcome]:
        """The decision about every project, by its id."""
        return {row.project_id: row for pool in self.pools for row in pool.ranking}

    @property
    def selected(self) -> tuple[str, ...]:
        """The winners' ids, pool by pool, most points first."""
        return tuple(id for id, row in self.outcomes.items() if row.outcome is Outcome.SELECTED)

    @property
    def spent(self) -> int:
        """Grosze given out of all pools."""
        return sum(pool.spent for pool in self.pools)


def select(
    projects: Sequence[Project], points: Mapping[str, int], pools: Sequence[Pool], rules: Rules, order: Sequence[str]
) -> Result:
    """Give out the pools, one after another, by `rules`; `order` (from `tie_order`) ranks projects with equal points.

    The order of `projects` means nothing; that of `pools` only where projects of different pools exclude each other.
    Raises `NoSuchPool`, `NotInTieOrder`, `ListedTwice`.
    """
    turn = {id: place for place, id in enumerate(order)}
    by_pool: dict[str, list[Project]] = {pool.id: [] for pool in pools}
    seen = set[str]()
    for project in projects:
        if project.id in seen:
            raise ListedTwice(project.id)
        if project.pool_id not in by_pool:
            raise NoSuchPool(project.id, project.pool_id)
        if project.id not in turn:
            raise NotInTieOrder(project.id)
        seen.add(project.id)
        by_pool[project.pool_id].append(project)
    winners, done = list[str](), list[PoolOutcome]()
    for pool in pools:
        ranked = sorted(by_pool[pool.id], key=lambda project: (-points.get(project.id, 0), turn[project.id]))
        outcome = _give_out(pool, ranked, points, rules, winners)
        winners.extend(row.project_id for row in outcome.ranking if row.outcome is Outcome.SELECTED)
        done.append(outcome)
    return Result(tuple(done))


def _give_out(
    pool: Pool, ranked: Iterable[Project], points: Mapping[str, int], rules: Rules, earlier: Iterable[str]
) -> PoolOutcome:
    rivals = _rivals(rules.exclusive)
    left, stopped, place = pool.amount, False, 0
    winners = list(earlier)
    rows, ties = list[ProjectOutcome](), list[tuple[str, ...]]()
    for score, equals in groupby(ranked, key=lambda project: points.get(project.id, 0)):
        group = list(equals)
        if score >= rules.threshold and not stopped and _order_matters(group, left, rules.rule, rivals, winners):
            ties.append(tuple(project.id for project in group))
        for project in group:
            place += 1
            before, rival = left, _selected_rival(project.id, rivals, winners)
            if score < rules.threshold:
                outcome = Outcome.BELOW_THRESHOLD
            elif stopped:
                outcome = Outcome.AFTER_STOP
            elif rival is not None:
                outcome = Outcome.EXCLUDED_BY_CONFLICT
            elif project.cost > left:
                outcome = Outcome.DID_NOT_FIT
                stopped = rules.rule is Rule.GREEDY_NO_SKIP
            else:
                outcome = Outcome.SELECTED
                left -= project.cost
                winners.append(project.id)
            named = rival if outcome is Outcome.EXCLUDED_BY_CONFLICT else None
            rows.append(ProjectOutcome(project.id, place, project.cost, score, outcome, before, named))
    return PoolOutcome(pool.id, pool.amount, pool.amount - left, tuple(rows), tuple(ties))


def _order_matters(
    group: Sequence[Project], left: int, rule: Rule, rivals: Mapping[str, frozenset[str]], winners: Sequence[str]
) -> bool:
    """Tell whether another order of these equals would select others among them.

    Only those that fit on their own compete. If they all fit together and none excludes another, each order selects
    them all. If not, each of them wins by going first, and some order leaves one out. Without skipping, a larger equal
    that goes first ends it for the rest.
    """
    free = [project for project in group if _selected_rival(project.id, rivals, winners) is None]
    fitting = [project for project in free if project.cost <= left]
    ids = {project.id for project in fitting}
    clash = any(rivals.get(id, frozenset()) & ids for id in ids)
    if rule is Rule.GREEDY_NO_SKIP:
        return clash or (bool(fitting) and sum(project.cost for project in free) > left)
    return clash or sum(project.cost for project in fitting) > left


def _rivals(groups: Iterable[Iterable[str]]) -> dict[str, frozenset[str]]:
    rivals: dict[str, frozenset[str]] = {}
    for group in map(frozenset, groups):
        for id in group:
            rivals[id] = rivals.get(id, frozenset()) | (group - {id})
    return rivals


def _selected_rival(id: str, rivals: Mapping[str, frozenset[str]], winners: Iterable[str]) -> str | None:
    return next((winner for winner in winners if winner in rivals.get(id, ())), None)
