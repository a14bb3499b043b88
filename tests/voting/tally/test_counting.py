"""From ballots to figures."""

from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain import Choice, Limits, VoteType
from services.voting.tally.domain import Ballot, Figures, Rule, Rules, TiePolicy, count, merged, weighed


def rules(rank_points: tuple[int, ...] = (), **limits: Any) -> Rules:
    return Rules(rule=Rule.GREEDY, limits=Limits(**limits), ties=TiePolicy.DRAW, rank_points=tuple(rank_points))


def counted(ballots: Iterable[Ballot], by: Rules) -> Figures:
    return count(weighed(merged(ballots), by))


APPROVAL = rules(vote_type=VoteType.APPROVAL)
ORDINAL = rules(vote_type=VoteType.ORDINAL, max_length=3)
CUMULATIVE = rules(vote_type=VoteType.CUMULATIVE, max_sum_points=10)


@pytest.mark.parametrize(
    ("by", "ballots", "points"),
    [
        (APPROVAL, [[("a", 1), ("b", 1)], [("b", 1)]], {"a": 1, "b": 2}),
        (rules(vote_type=VoteType.CHOOSE_1, max_length=1), [[("a", 1)], [("a", 1)]], {"a": 2}),
        (ORDINAL, [[("a", 1), ("b", 1), ("c", 1)], [("c", 1), ("a", 1)]], {"a": 5, "b": 2, "c": 4}),
        (rules((5, 2, 1), vote_type=VoteType.ORDINAL, max_length=3), [[("a", 1), ("b", 1)]], {"a": 5, "b": 2}),
        (CUMULATIVE, [[("a", 7), ("b", 3)], [("b", 4)]], {"a": 7, "b": 7}),
        (APPROVAL, [], {}),
    ],
    ids=["approval", "choose-1", "ordinal", "ordinal with its own points", "cumulative", "nobody voted"],
)
def test_a_mark_is_worth_what_the_rules_say(by: Rules, ballots: list[list[Choice]], points: dict[str, int]) -> None:
    assert counted([Ballot(tuple(choices)) for choices in ballots], by).points == points


def test_points_and_votes_are_two_figures() -> None:
    figures = counted([Ballot((("a", 7), ("b", 3))), Ballot((("a", 1),))], CUMULATIVE)

    assert figures.votes == {"a": 2, "b": 1}
    assert figures.points == {"a": 8, "b": 3}


ballots = st.lists(
    st.lists(st.sampled_from("abcde"), unique=True, max_size=3).map(lambda ids: Ballot(tuple((id, 1) for id in ids)))
)


@given(ballots, st.randoms(use_true_random=False), st.sampled_from([APPROVAL, ORDINAL]))
def test_shuffling_the_box_never_changes_the_figures(box: list[Ballot], chance: Random, by: Rules) -> None:
    assert counted(chance.sample(box, len(box)), by) == counted(box, by)


@given(ballots, ballots)
def test_two_boxes_counted_apart_add_up(one: list[Ballot], other: list[Ballot]) -> None:
    together, first, second = counted(one + other, ORDINAL), counted(one, ORDINAL), counted(other, ORDINAL)

    for id in together.points:
        assert together.points[id] == first.points.get(id, 0) + second.points.get(id, 0)
        assert together.votes[id] == first.votes.get(id, 0) + second.votes.get(id, 0)
