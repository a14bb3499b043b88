"""One election as a `.pb` file tells it. It must not mix what was counted with what somebody published."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from services.voting.ballots.domain.choices import Limits
from services.voting.tally.domain import Box, Pool, Project, Rule, Rules, TiePolicy

POOL = "pool"
"""The id of a file's only pool."""
EXCLUSIVE = re.compile(r"mutually exclusive projects: ([^;]+?)\.(?: |$)")
"""How a comment names projects of which at most one can win, `1,2 / 3,4`: the format has no field for them."""
ELSEWHERE = re.compile(r"selected in other pools: ([^;]+?)\.(?: |$)")
"""How a comment names the winners of other pools that exclude projects of this one, `1,2`."""
IN_ORDER = re.compile(r"equals go in the order of PROJECTS\.(?: |$)")
"""How a comment says that of projects with equal points the one goes first that stands first."""


class RuleNotCounted(Exception):
    """The rule is not one we can count by, or does not go with the ballots of the file."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class NamedProject:
    """A row of PROJECTS; `cost` in grosze."""

    id: str
    cost: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What the file says came out, by project id. It is only ever compared with, never counted from.

    `selected`: 1 selected, 0 not, 2 and 3 as a comment in the file explains.
    """

    votes: Mapping[str, int]
    points: Mapping[str, int]
    selected: Mapping[str, int]

    @property
    def winners(self) -> frozenset[str]:
        """The projects selected by the file's own rule (1)."""
        return frozenset(id for id, mark in self.selected.items() if mark == 1)


@dataclass(frozen=True, slots=True)
class Election:
    """A whole file. `meta`: the keys that have no field of their own here, as written; `budget` in grosze.

    `begins` and `ends` are a day, or a year where no more is known. Nothing about a voter but the ballot is kept, and
    of the ballots only how many there are of each kind. `exclusive`: groups of projects of which at most one can win.
    `elsewhere`: winners of other pools; they may stand in such groups. `ties`: how equals are ranked, where it is said.
    """

    meta: Mapping[str, str]
    rule: str
    limits: Limits
    budget: int
    begins: date | int
    ends: date | int
    projects: tuple[NamedProject, ...]
    ballots: Box
    threshold: int = 0
    rank_points: tuple[int, ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    elsewhere: tuple[str, ...] = ()
    ties: TiePolicy | None = None
    published: Published | None = field(default=None, compare=False)

    def rules(self, ties: TiePolicy) -> Rules:
        """Give the rules to count by; the format does not say how equals are ranked. Raises `RuleNotCounted`."""
        try:
            rule = Rule(self.rule)
            if self.exclusive and rule in (Rule.GREEDY, Rule.GREEDY_THRESHOLD):
                rule = Rule.GREEDY_EXCLUSIVE
            return Rules(
                rule=rule,
                limits=self.limits,
                ties=ties,
                threshold=self.threshold,
                rank_points=self.rank_points,
                exclusive=self.exclusive,
            )
        except ValueError as error:
            raise RuleNotCounted(self.rule) from error

    @property
    def pool(self) -> Pool:
        """The money of the file."""
        return Pool(id=POOL, amount=self.budget)

    @property
    def candidates(self) -> tuple[Project, ...]:
        """The projects, in the order of the file."""
        return tuple(Project(id=project.id, cost=project.cost, pool_id=POOL) for project in self.projects)
