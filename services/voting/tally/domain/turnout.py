"""Who voted how and where, in figures (frekwencja). It must not give a figure that could be about single people."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

LEAST = 10
"""A figure from 1 up to, without, this one is about so few people that somebody could be recognised."""
UNKNOWN_AGE = "unknown"
OLDEST = 120
"""Nobody is older: such an age is a slip of the roll."""


class Cell(BaseModel):
    """How many voters; None where that is not told, because they are few or because a few could be told from it."""

    model_config = ConfigDict(frozen=True)

    of: str
    voters: int | None


class Turnout(BaseModel):
    """The ballots that were counted, by channel, and by area the voters who marked one of its projects.

    A voter who marked projects of two areas stands at both of them. `ages`: by groups, where the rules set such.
    """

    model_config = ConfigDict(frozen=True)

    channels: tuple[Cell, ...] = ()
    areas: tuple[Cell, ...] = ()
    ages: tuple[Cell, ...] = ()


def turnout(online: int, paper: int, areas: Mapping[str, int], ages: tuple[Cell, ...] = ()) -> Turnout:
    """Give the figures that may be told. `ages`: hidden already, as they were kept."""
    return Turnout(channels=told({"online": online, "paper": paper}), areas=told(areas), ages=ages)


def by_age(years: Mapping[int | None, int], groups: Sequence[int]) -> tuple[Cell, ...]:
    """Give how many voters are in each group of ages, as far as that may be told; nothing where there are no groups.

    `years`: voters by age, None and ages that cannot be where nobody knows it. `groups`: the first year of age of
    every group but the youngest, rising (`EditionRules.age_groups`). The youngest is called 0.
    """
    if not groups:
        return ()
    figures = {str(first): 0 for first in (0, *groups)} | {UNKNOWN_AGE: 0}
    for age, voters in years.items():
        known = age is not None and 0 <= age <= OLDEST
        group = max((first for first in (0, *groups) if age is not None and first <= age), default=0)
        figures[str(group) if known else UNKNOWN_AGE] += voters
    return told(figures)


def told(figures: Mapping[str, int]) -> tuple[Cell, ...]:
    """Hide what is small, and as much beside it that nobody finds it by subtracting the others from their sum.

    The sum is taken as known. A zero is about nobody and is told; what is hidden beside the small ones is the smallest
    of the others, until at least two figures and ten voters are hidden. Where that cannot be, nothing is told, not
    even a zero: what is left to one figure, or to two of which each is at least 1, would be known.
    """
    hidden = {name for name, voters in figures.items() if 0 < voters < LEAST}
    others = sorted((voters, name) for name, voters in figures.items() if voters >= LEAST)
    while hidden and others and (len(hidden) < 2 or sum(figures[name] for name in hidden) < LEAST):
        hidden.add(others.pop(0)[1])
    if hidden and (len(hidden) < 2 or sum(figures[name] for name in hidden) < LEAST):
        hidden = set(figures)
    return tuple(Cell(of=name, voters=None if name in hidden else voters) for name, voters in figures.items())
