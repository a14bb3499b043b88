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

    Ballots that differ in other projects alone, or in the order of marks, become one kind. A mark worth no points
    gives no money.
    """
    wanted = set(ids)
    kinds: dict[tuple[tuple[str, int], ...], int] = {}
    for choices, times in profile:
        marks = tuple(sorted(choice for choice in choices if choice[0] in wanted))
        if marks:
            kinds[marks] = kinds.get(marks, 0) + times
    rows: dict[str, tuple[list[int], list[int]]] = {id: ([], []) for id in ids}
    for kind, marks in enumerate(kinds):
        for id, points in marks:
            if points:
                numbers, worths = rows[id]
                numbers.append(kind)
                worths.append(points)
    times_of = np.fromiter(kinds.values(), np.float64, len(kinds))
    backing = {}
    for id, (numbers, worths) in rows.items():
        if not numbers:
            continue
        at = np.array(numbers, np.intp)
        voters = times_of[at]
        if max(worths) == 1:
            backing[id] = Backing(at, voters, 1.0, voters, int(voters.sum()), int(voters.sum()), 1)
        else:
            each = np.array(worths, np.float64)
            weighted = voters * each
            backing[id] = Backing(at, voters, each, weighted, int(voters.sum()), int(weighted.sum()), max(worths))
    return Arrays(len(kinds), sum(kinds.values()), backing)
