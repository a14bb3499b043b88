"""From ballots to figures. It must not judge a ballot: it counts those that passed `ballots.domain.check`."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from services.voting.ballots.domain.choices import Choice
from services.voting.tally.domain.rules import Rules

Ballot = tuple[Choice, ...]
"""The marks of one voter in one section, in order of preference where places count."""

Box = Mapping[Ballot, int]
"""Ballots of one section, the equal ones merged: how many voters handed in each. Most ballots have a twin."""

Profile = Collection[tuple[Ballot, int]]
"""The same with the points each mark is worth in place of those written, for ballots of one or many sections."""


class Figures(NamedTuple):
    """By project id: the ballots that name it, and its points (equal to the votes where marks alone are asked for)."""

    votes: Mapping[str, int]
    points: Mapping[str, int]


def merged(ballots: Iterable[Ballot]) -> Counter[Ballot]:
    """Put equal ballots together."""
    return Counter(ballots)


def weighed(box: Box, rules: Rules) -> Profile:
    """Give every mark the points it is worth."""
    if not rules.limits.asks_order:
        return box.items()
    return [
        (tuple([(project, rules.worth(place, given)) for place, (project, given) in enumerate(ballot)]), times)
        for ballot, times in box.items()
    ]


def count(profile: Profile) -> Figures:
    """Count the weighed ballots. A project nobody named is not in the figures."""
    marks = defaultdict[Choice, int](int)
    for choices, times in profile:
        for mark in choices:
            marks[mark] += times
    votes, points = defaultdict[str, int](int), defaultdict[str, int](int)
    for (project, worth), times in marks.items():
        votes[project] += times
        points[project] += times * worth
    return Figures(dict(votes), dict(points))
