"""The ballots of a pool as arrays. It must not decide anything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from services.voting.tally.domain.counting import Profile

_BITS = 52
"""Projects whose marks are told apart by the bits of one float, exactly."""
ULP = 2.0**-52
"""Twice what rounding can change in a float, as a part of it."""

Floats = np.ndarray[Any, np.dtype[np.float64]]
Numbers = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True, slots=True)
class Backing:
    """The voters behind one project: which kinds of ballot mark it, how many voters, with how many points each.

    `each` is 1 where every mark is worth one point. `worths`: voters times points. `heads`, `worth`: their sums.
    `most`: the most points of one mark. `blur`: more than the part by which a float sum over the kinds is off.
    """

    kinds: Numbers
    voters: Floats
    each: Floats | float
    worths: Floats
    heads: int
    worth: int
    most: int
    blur: float


@dataclass(frozen=True, slots=True)
class Arrays:
    """Backing by project, of `kinds` kinds of ballot by `voters` voters."""

    kinds: int
    voters: int
    backing: Mapping[str, Backing]


@dataclass(frozen=True, slots=True)
class Marks:
    """Every mark on the ballots of a pool, project by project: the kind of ballot, the place in `ids`, the points.

    `times`: how many voters handed in each kind. `voters`: those who marked any of the projects. `heads`: the voters
    who give a project points.
    """

    ids: Sequence[str]
    kind: Numbers
    project: Numbers
    points: Floats
    times: Floats
    voters: int
    heads: Mapping[str, int]

    @classmethod
    def of(cls, profile: Profile, ids: Sequence[str]) -> "Marks":
        """Take what the ballots say about some projects. A mark worth no points gives no money, and is left out."""
        index = {id: at for at, id in enumerate(ids)}
        ballots = [choices for choices, _ in profile]
        marks = list(chain.from_iterable(ballots))
        # Of all the marks few differ: those are told apart once.
        number = {mark: at for at, mark in enumerate(dict.fromkeys(marks))}
        differing = np.fromiter(map(number.__getitem__, marks), np.intp, len(marks))
        project = np.array([index.get(id, -1) for id, _ in number], np.intp)[differing]
        points = np.array([worth for _, worth in number], np.float64)[differing]
        kind = np.repeat(np.arange(len(ballots)), list(map(len, ballots)))
        times = np.array([times for _, times in profile], np.float64)
        stands = np.zeros(len(times), np.bool_)
        stands[kind[project >= 0]] = True
        voters = int(times[stands].sum())
        paying = (project >= 0) & (points > 0)
        kind, project, points = kind[paying], project[paying], points[paying]
        order = np.argsort(project.astype(np.min_scalar_type(len(ids))), kind="stable")
        kind, project, points = kind[order], project[order], points[order]
        heads = np.bincount(project, weights=times[kind], minlength=len(ids)).tolist()
        return cls(ids, kind, project, points, times, voters, dict(zip(ids, map(int, heads), strict=True)))

    def arrays(self, wanted: Collection[str]) -> Arrays:
        """Give the backing of some projects. If they are few, ballots that differ in others alone become one kind."""
        some = np.array([id in wanted for id in self.ids], np.bool_)
        kept = some[self.project]
        kind, project, points = self.kind[kept], self.project[kept], self.points[kept]
        times = self.times
        if 2 * np.count_nonzero(some) < len(some) and not np.any(points != 1):
            same, first = _merged(kind, (np.cumsum(some) - 1)[project], len(times))
            stands = np.zeros(len(times), np.bool_)
            stands[first] = True
            alone = stands[kind]
            kind, project, points = same[kind[alone]], project[alone], points[alone]
            times = np.bincount(same, weights=times).astype(np.float64)
        ends = np.cumsum(np.bincount(project, minlength=len(self.ids)))[:-1]
        rows = zip(self.ids, np.split(kind, ends), np.split(points, ends), strict=True)
        backing = {id: _backing(kinds, times[kinds], each) for id, kinds, each in rows if len(kinds)}
        return Arrays(len(times), self.voters, backing)


def _merged(kind: Numbers, project: Numbers, kinds: int) -> tuple[Numbers, Numbers]:
    """Number the kinds anew, those with the same marks alike; and give the first kind of each number."""
    signs = list[Floats]()
    for start in range(0, int(project.max(initial=0)) + 1, _BITS):
        here = (project >= start) & (project < start + _BITS)
        signs.append(np.bincount(kind[here], 2.0 ** (project[here] - start), kinds).astype(np.float64))
    order = np.lexsort(signs)
    fresh = np.zeros(kinds, np.bool_)
    fresh[:1] = True
    for sign in signs:
        fresh[1:] |= np.diff(sign[order]) != 0
    same = np.empty(kinds, np.intp)
    same[order] = np.cumsum(fresh) - 1
    return same, order[fresh]


def _backing(kinds: Numbers, voters: Floats, points: Floats) -> Backing:
    most, heads, blur = int(points.max()), int(voters.sum()), (len(kinds) + 64) * ULP
    if most == 1:
        return Backing(kinds, voters, 1.0, voters, heads, heads, 1, blur)
    worths = voters * points
    return Backing(kinds, voters, points, worths, heads, int(worths.sum()), most, blur)
