"""What a voter may mark, and what each wrong ballot is told."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain import (
    Blank,
    Choice,
    Fault,
    Limits,
    NotOnTheBallot,
    PointsNotAsked,
    PointsOutOfRange,
    Refused,
    Repeated,
    Section,
    TooDear,
    TooFew,
    TooFewPoints,
    TooMany,
    TooManyPoints,
    UnknownSection,
    VoteType,
    check,
    faults_of_ballot,
    faults_of_section,
    shown_order,
)

COSTS = {"a": 100, "b": 200, "c": 300, "d": 400}


def section(**limits: Any) -> Section:
    return Section(id="city", limits=Limits(**limits), costs=COSTS)


KALISZ = section(vote_type=VoteType.APPROVAL, max_length=3)
KRAKOW = section(vote_type=VoteType.ORDINAL, min_length=3, max_length=3)
KATOWICE = section(vote_type=VoteType.CUMULATIVE, min_sum_points=2, max_sum_points=5, max_points=3)
KNAPSACK = section(vote_type=VoteType.APPROVAL, max_sum_cost=600)


@pytest.mark.parametrize(
    ("by", "chosen", "faults"),
    [
        (KALISZ, [("a", 1), ("b", 1), ("c", 1)], []),
        (KALISZ, [("a", 1), ("b", 1), ("c", 1), ("d", 1)], [TooMany("city", 3, 4)]),
        (KALISZ, [], [TooFew("city", 1, 0)]),
        (KALISZ, [("a", 1), ("a", 1)], [Repeated("city", "a")]),
        (KALISZ, [("x", 1)], [NotOnTheBallot("city", "x")]),
        (KALISZ, [("a", 2)], [PointsNotAsked("city", "a")]),
        (KRAKOW, [("a", 1), ("b", 1)], [TooFew("city", 3, 2)]),
        (KATOWICE, [("a", 3), ("b", 2)], []),
        (KATOWICE, [("a", 3), ("b", 3)], [TooManyPoints("city", 5, 6)]),
        (KATOWICE, [("a", 1)], [TooFewPoints("city", 2, 1)]),
        (KATOWICE, [("a", 4)], [PointsOutOfRange("city", "a", 4)]),
        (KATOWICE, [("a", 3), ("b", 0)], [PointsOutOfRange("city", "b", 0)]),
        (KATOWICE, [("a", 3), ("b", -3)], [PointsOutOfRange("city", "b", -3), TooFewPoints("city", 2, 0)]),
        (KNAPSACK, [("a", 1), ("b", 1), ("c", 1)], []),
        (KNAPSACK, [("c", 1), ("d", 1)], [TooDear("city", 600, 700)]),
    ],
)
def test_every_fault_has_its_name_and_numbers(by: Section, chosen: list[Choice], faults: list[Fault]) -> None:
    assert faults_of_section(by, chosen) == faults


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        check([KALISZ], {"city": [("a", 1), ("a", 1), ("x", 1), ("b", 2)]})

    assert [type(fault) for fault in refused.value.faults] == [TooMany, Repeated, NotOnTheBallot, PointsNotAsked]


def test_a_section_may_be_left_empty_but_not_the_whole_ballot() -> None:
    local = Section(id="local", limits=KRAKOW.limits, costs={"x": 1, "y": 1, "z": 1})

    assert faults_of_ballot([KALISZ, local], {"city": [("a", 1)]}) == []
    assert faults_of_ballot([KALISZ, local], {"city": [("a", 1)], "local": []}) == []
    assert faults_of_ballot([KALISZ, local], {"city": [], "local": []}) == [Blank("")]
    assert faults_of_ballot([KALISZ, local], {}) == [Blank("")]


def test_a_project_of_another_section_is_not_on_this_one() -> None:
    local = Section(id="local", limits=KALISZ.limits, costs={"x": 1})

    assert faults_of_ballot([KALISZ, local], {"local": [("a", 1)]}) == [NotOnTheBallot("local", "a")]
    assert faults_of_ballot([KALISZ], {"elsewhere": [("a", 1)]}) == [UnknownSection("elsewhere")]


@pytest.mark.parametrize(
    "limits",
    [
        {"vote_type": VoteType.APPROVAL, "min_length": 3, "max_length": 2},
        {"vote_type": VoteType.CHOOSE_1},
        {"vote_type": VoteType.CUMULATIVE},
        {"vote_type": VoteType.CUMULATIVE, "min_sum_points": 4, "max_sum_points": 3},
    ],
)
def test_limits_that_contradict_themselves_are_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Limits(**limits)


@given(st.text(min_size=1), st.lists(st.text(), unique=True), st.randoms(use_true_random=False))
def test_a_voter_sees_the_projects_in_one_order_at_every_look(tag: str, ids: list[str], chance: Random) -> None:
    assert shown_order(tag, chance.sample(ids, len(ids))) == shown_order(tag, ids)
    assert sorted(shown_order(tag, ids)) == sorted(ids)


def test_no_project_stands_first_for_everybody() -> None:
    first = [shown_order(f"voter {number}", COSTS)[0] for number in range(4000)]

    assert all(900 < first.count(id) < 1100 for id in COSTS)
