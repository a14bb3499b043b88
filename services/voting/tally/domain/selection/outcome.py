"""What there is to decide about a pool, and what was decided. It must not decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.voting.tally.domain.rules import Exclusions, Pool, Project, Rules


class Outcome(StrEnum):
    """What the count decided about a project."""

    SELECTED = "selected"
    DID_NOT_FIT = "did_not_fit"
    BELOW_THRESHOLD = "below_threshold"
    AFTER_STOP = "after_stop"
    EXCLUDED_BY_CONFLICT = "excluded_by_conflict"
    LOST_TIE = "lost_tie"
    """Among its equals it went later, and would have won by going first."""


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
class Task:
    """One pool with its projects; `earlier`: the winners of the pools before it."""

    pool: Pool
    projects: tuple[Project, ...]
    points: Mapping[str, int]
    rules: Rules
    exclusions: Exclusions
    earlier: tuple[str, ...]

    @property
    def threshold(self) -> int:
        """The points that a project of the pool needs."""
        return self.rules.threshold if self.pool.threshold is None else self.pool.threshold

    def score(self, id: str) -> int:
        """Give the points of a project."""
        return self.points.get(id, 0)


@dataclass(frozen=True, slots=True)
class ProjectOutcome:
    """The decision about one project. `place` counts from 1 within the pool, in the order of consideration.

    `money_left` is what the pool had (grosze) when the project's turn came; under Equal Shares, for a project that was
    not paid for, what its own voters together still had in the end. `in_conflict_with` is the selected project that
    excluded it, in a tie that it lost too.
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

    @property
    def selected(self) -> tuple[str, ...]:
        """The winners' ids."""
        return tuple(row.project_id for row in self.ranking if row.outcome is Outcome.SELECTED)


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
        """The winners' ids, pool by pool, in the order of consideration."""
        return tuple(id for pool in self.pools for id in pool.selected)

    @property
    def spent(self) -> int:
        """Grosze given out of all pools."""
        return sum(pool.spent for pool in self.pools)
