"""Who voted how and where, in figures (frekwencja). It must not give a figure that could be about single people."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

LEAST = 10
"""A figure from 1 up to, without, this one is about so few people that somebody could be recognised."""


class Cell(BaseModel):
    """How many voters; None where that is not told, because they are few or because a few could be told from it."""

    model_config = ConfigDict(frozen=True)

    of: str
    voters: int | None


class Turnout(BaseModel):
    """The ballots that were counted, by channel, and by area the voters who marked one of its projects.

    A voter who marked projects of two areas stands at both of them. Age is not collected, so there is nothing by age.
    """

    model_config = ConfigDict(frozen=True)

    channels: tuple[Cell, ...] = ()
    areas: tuple[Cell, ...] = ()


def turnout(online: int, paper: int, areas: Mapping[str, int]) -> Turnout:
    """Give the figures that may be told."""
    return Turnout(channels=told({"online": online, "paper": paper}), areas=told(areas))


def told(figures: Mapping[str, int]) -> tuple[Cell, ...]:
    """Hide what is small, and as much beside it that nobody finds it by subtracting the others from their sum.

    The sum is taken as known. A zero is about nobody and is told; what is hidden beside the small ones is the smallest
    of the others, until at least two figures and ten voters are hidden.
    """
    hidden = {name for name, voters in figures.items() if 0 < voters < LEAST}
    others = sorted((voters, name) for name, voters in figures.items() if voters >= LEAST)
    while hidden and others and (len(hidden) < 2 or sum(figures[name] for name in hidden) < LEAST):
        hidden.add(others.pop(0)[1])
    return tuple(Cell(of=name, voters=None if name in hidden else voters) for name, voters in figures.items())
