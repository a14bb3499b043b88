"""From ballots to figures. It must not judge a ballot: it counts those that passed `ballots.domain.check`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.voting.ballots.domain import Choice
from services.voting.tally.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Ballot:
    """The marks of one voter in one section, in order of preference where places count."""

    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """By project id: the ballots that name it, and its points (equal to the votes where marks alone are asked for)."""

    votes: Mapping[str, int]
    points: Mapping[str, int]


def count(ballots: Iterable[Ballot], rules: Rules) -> Figures:
    """Count the ballots of one section. A project nobody named is not in the figures."""
    votes, points = Counter[str](), Counter[str]()
    # Many ballots are alike: each kind is taken apart once.
    for choices, times in Counter(ballot.choices for ballot in ballots).items():
        for place, (project, given) in enumerate(choices):
            votes[project] += times
            points[project] += times * rules.worth(place, given)
    return Figures(dict(votes), dict(points))
