"""The frozen rules by which an edition is counted. They must not change once voting has opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.voting.ballots.domain.choices import Limits


class Rule(StrEnum):
    """How money is given out, by the names of Pabulib."""

    GREEDY = "greedy"
    """Most points first; what does not fit is passed over."""
    GREEDY_NO_SKIP = "greedy-no-skip"
    """Most points first; the first that does not fit ends it."""
    GREEDY_THRESHOLD = "greedy-threshold"
    """Greedy among those that reach the threshold."""
    GREEDY_EXCLUSIVE = "greedy-exclusive"
    """Greedy; of projects that exclude each other at most one."""
    EQUAL_SHARES = "equalshares"
    """Every voter gets an equal share of the money; a project is paid by those who marked it."""
    EQUAL_SHARES_ADD1 = "equalshares/add1"
    """Equal Shares, the shares raised step by step until the money is spent."""
    EQUAL_SHARES_COMPARED = "equalshares/add1-comparison"
    """The same, unless more voters are better served by greedy: then greedy."""

    @property
    def shares(self) -> bool:
        """Whether it is a variant of Equal Shares."""
        return self in (Rule.EQUAL_SHARES, Rule.EQUAL_SHARES_ADD1, Rule.EQUAL_SHARES_COMPARED)


class TiePolicy(StrEnum):
    """Which of two projects with equal points is considered first."""

    LOWER_COST = "lower_cost"
    EARLIER_SUBMISSION = "earlier_submission"
    DRAW = "draw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project put to the vote; `cost` in grosze."""

    id: str
    cost: int
    pool_id: str

    def __post_init__(self) -> None:
        if self.cost < 0:
            raise ValueError("a cost is below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Money for some of the projects (pula); `amount` in grosze. `threshold`: its own, None for that of the rules."""

    id: str
    amount: int
    threshold: int | None = None

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("an amount is below zero")
        if self.threshold is not None and self.threshold < 0:
            raise ValueError("a threshold is below zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Everything that turns the ballots of a section into its winners.

    `threshold`: points a project needs to be eligible, under every rule (Pabulib: min_project_score_threshold), in a
    pool that has none of its own.
    `rank_points`: points of the first, second, … place of an ordinal ballot; empty: max_length … 1.
    `exclusive`: groups of projects of which at most one may be selected, in whatever pools.
    Raises `ValueError` where they contradict each other.
    """

    rule: Rule
    limits: Limits
    ties: TiePolicy
    threshold: int = 0
    rank_points: tuple[int, ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.threshold < 0:
            raise ValueError("a threshold is below zero")
        if self.exclusive and self.rule in (Rule.GREEDY, Rule.GREEDY_THRESHOLD):
            raise ValueError("exclusive groups go with greedy-exclusive, without skipping, or with Equal Shares")
        if self.rank_points and not self.limits.asks_order:
            raise ValueError("points by place go with ordinal ballots")
        if self.limits.asks_order:
            if self.limits.max_length is None:
                raise ValueError("ordinal needs max_length")
            if self.rank_points and len(self.rank_points) < self.limits.max_length:
                raise ValueError("a place on the ballot has no points")

    def worth(self, place: int, given: int) -> int:
        """Give the points of a mark: by its `place` (from 0) on an ordinal ballot, else the `given` points."""
        if not self.limits.asks_order:
            return given
        if self.rank_points:
            return self.rank_points[place]
        assert self.limits.max_length is not None
        return self.limits.max_length - place


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Who excludes whom, from the groups of which at most one may be selected."""

    rivals: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> "Exclusions":
        """Take the groups apart; one project may stand in several."""
        rivals: dict[str, frozenset[str]] = {}
        for group in map(frozenset, groups):
            for id in group:
                rivals[id] = rivals.get(id, frozenset()) | (group - {id})
        return cls(rivals)

    def rival(self, id: str, winners: Iterable[str]) -> str | None:
        """Give the first of the winners that excludes the project, if there is one."""
        others = self.rivals.get(id)
        return next((winner for winner in winners if winner in others), None) if others else None

    def clash(self, ids: frozenset[str]) -> bool:
        """Tell whether two of the projects exclude each other."""
        return any(self.rivals.get(id, frozenset()) & ids for id in ids)
