"""Counting and selecting in whole numbers. It must not read a file, a clock or a source of chance."""

from services.voting.tally.domain.counting import Ballot, Figures, count
from services.voting.tally.domain.draw import SeedMissing, draw_seed, drawn_order, seed_commitment, tie_order
from services.voting.tally.domain.edition import Uncountable, require_countable, rules_of
from services.voting.tally.domain.rules import Pool, Project, Rule, Rules, TiePolicy
from services.voting.tally.domain.selection import (
    ListedTwice,
    NoSuchPool,
    NotInTieOrder,
    Outcome,
    PoolOutcome,
    ProjectOutcome,
    Result,
    select,
)

__all__ = [
    "Ballot",
    "Figures",
    "ListedTwice",
    "NoSuchPool",
    "NotInTieOrder",
    "Outcome",
    "Pool",
    "PoolOutcome",
    "Project",
    "ProjectOutcome",
    "Result",
    "Rule",
    "Rules",
    "SeedMissing",
    "TiePolicy",
    "Uncountable",
    "count",
    "draw_seed",
    "drawn_order",
    "require_countable",
    "rules_of",
    "seed_commitment",
    "select",
    "tie_order",
]
