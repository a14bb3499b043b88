"""Counting and selecting in whole numbers. It must not read a file, a clock or a source of chance."""

from services.voting.tally.domain.counting import Ballot, Box, Figures, Profile, count, merged, weighed
from services.voting.tally.domain.draw import (
    SeedMissing,
    by_hand,
    draw_seed,
    drawn_order,
    lot,
    seed_commitment,
    tie_order,
)
from services.voting.tally.domain.rules import Pool, Project, Rule, Rules, TiePolicy
from services.voting.tally.domain.selection import (
    ListedTwice,
    NoSuchPool,
    NotInTieOrder,
    Outcome,
    PoolOutcome,
    ProjectOutcome,
    Result,
    reserve,
    select,
)

__all__ = [
    "Ballot",
    "Box",
    "Figures",
    "ListedTwice",
    "NoSuchPool",
    "NotInTieOrder",
    "Outcome",
    "Pool",
    "PoolOutcome",
    "Profile",
    "Project",
    "ProjectOutcome",
    "Result",
    "Rule",
    "Rules",
    "SeedMissing",
    "TiePolicy",
    "by_hand",
    "count",
    "draw_seed",
    "drawn_order",
    "lot",
    "merged",
    "reserve",
    "seed_commitment",
    "select",
    "tie_order",
    "weighed",
]
