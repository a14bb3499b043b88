"""The ballots of a pool as arrays. It must not decide anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.voting.tally.domain.counting import Profile

Floats = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class Backing:
    """The voters behind one project: which kinds of ballot mark it, how many voters, with how many points each.

    `each` is 1 where every mark is worth one point. `worths`: voters times points. `heads`, `worth`: their sums.
    `most`: the most points of one mark.
    """

    kinds: Numbers
    voters: Floats
    each: Floats | float
    worths: Floats
    heads: int
    worth: int
    most: int


@dataclass(frozen=True, slots=True)
class Arrays:
    """Backing by project, of `kinds` kinds of ballot by `voters` voters."""

    kinds: int
    voters: int
    backing: Mapping[str, Backing]


def arrays(profile: Profile, ids: Sequence[str]) -> Arrays:
    """Take what the ballots say about some projects; voters who marked none of them have no part in it.

    A mark worth no points gives no money.
    """
    index = {id: at for at, id in enumerate(ids)}
    marked = np.array([index.get(id, -1) for choices, _ in profile for id, _ in choices], np.intp)
    points = np.array([worth for choices, _ in profile for _, worth in choices], np.float64)
    kind = np.repeat(np.arange(len(profile)), [len(choices) for choices, _ in profile])
    times = np.array([times for _, times in profile], np.float64)
    voters = int(times[np.unique(kind[marked >= 0])].sum())
    paying = (marked >= 0) & (points > 0)
    kind, marked, points = kind[paying], marked[paying], points[paying]
    order = np.argsort(marked, kind="stable")
    ends = np.cumsum(np.bincount(marked, minlength=len(ids)))[:-1]
    rows = zip(np.split(kind[order], ends), np.split(points[order], ends), strict=True)
    backing = {
        id: _backing(kinds, times[kinds], each) for id, (kinds, each) in zip(ids, rows, strict=True) if len(kinds)
    }
    return Arrays(len(profile), voters, backing)


def _backing(kinds: Numbers, voters: Floats, points: Floats) -> Backing:
    most, heads = int(points.max()), int(voters.sum())
    if most == 1:
        return Backing(kinds, voters, 1.0, voters, heads, heads, 1)
    worths = voters * points
    return Backing(kinds, voters, points, worths, heads, int(worths.sum()), most)
