"""The frozen rules by which an edition is counted. They must not change once voting has opened."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.voting.ballots.domain import Limits


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


class TiePolicy(StrEnum):
    """Which of two projects with equal points is considered first."""

    LOWER_COST = "lower_cost"
    EARLIER_SUBMISSION = "earlier_submission"
    DRAW = "draw"


class Project(BaseModel):
    """A project put to the vote; `cost` in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    cost: int = Field(ge=0)
    pool_id: str


class Pool(BaseModel):
    """Money for some of the projects (pula); `amount` in grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    amount: int = Field(ge=0)


class Rules(BaseModel):
    """Everything that turns the ballots of a section into its winners."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: Rule
    limits: Limits
    ties: TiePolicy
    threshold: int = Field(
        default=0,
        ge=0,
        description="Points a project needs to be eligible, under every rule. Pabulib: min_project_score_threshold.",
    )
    rank_points: tuple[int, ...] = Field(
        default=(), description="Points of the first, second, … place of an ordinal ballot; empty: max_length … 1."
    )
    exclusive: tuple[tuple[str, ...], ...] = Field(
        default=(), description="Groups of projects of which at most one may be selected, in whatever pools."
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.rule is Rule.GREEDY_THRESHOLD and self.threshold == 0:
            raise ValueError("greedy-threshold needs a threshold")
        if self.exclusive and self.rule not in (Rule.GREEDY_EXCLUSIVE, Rule.GREEDY_NO_SKIP):
            raise ValueError("exclusive groups go with greedy-exclusive, or without skipping")
        if self.rule is Rule.GREEDY_EXCLUSIVE and not self.exclusive:
            raise ValueError("greedy-exclusive needs groups")
        if self.rank_points and not self.limits.asks_order:
            raise ValueError("points by place go with ordinal ballots")
        if self.limits.asks_order:
            if self.limits.max_length is None:
                raise ValueError("ordinal needs max_length")
            if self.rank_points and len(self.rank_points) < self.limits.max_length:
                raise ValueError("a place on the ballot has no points")
        return self

    def worth(self, place: int, given: int) -> int:
        """Give the points of a mark: by its `place` (from 0) on an ordinal ballot, else the `given` points."""
        if not self.limits.asks_order:
            return given
        if self.rank_points:
            return self.rank_points[place]
        assert self.limits.max_length is not None
        return self.limits.max_length - place
