"""Giving out the money: every rule, every reason, every tie."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.ballots.domain import Limits, VoteType
from services.voting.tally.domain import (
    ListedTwice,
    NoSuchPool,
    NotInTieOrder,
    Outcome,
    Pool,
    Project,
    Result,
    Rule,
    Rules,
    TiePolicy,
    select,
    tie_order,
)

Row = tuple[str, int, int]

APPROVAL = Limits(vote_type=VoteType.APPROVAL)


def rules(rule: Rule = Rule.GREEDY, threshold: int = 0, exclusive: tuple[tuple[str, ...], ...] = ()) -> Rules:
    return Rules(rule=rule, limits=APPROVAL, ties=TiePolicy.LOWER_COST, threshold=threshold, exclusive=exclusive)


def outcome(table: list[Row], amount: int, given_rules: Rules, policy: TiePolicy = TiePolicy.LOWER_COST) -> Result:
    """`table`: rows of id, cost, points in the published order, one pool."""
    projects = [Project(id=id, cost=cost, pool_id="pool") for id, cost, _ in table]
    points = {id: score for id, _, score in table}
    return select(projects, points, [Pool(id="pool", amount=amount)], given_rules, tie_order(projects, policy))


def reasons(result: Result) -> dict[str, str]:
    return {id: row.outcome.value for id, row in result.outcomes.items()}


FOUR = [("bench", 60, 90), ("park", 50, 80), ("lamp", 40, 70), ("tree", 10, 5)]


@pytest.mark.parametrize(
    ("given_rules", "expected"),
    [
        (rules(), {"bench": "selected", "park": "did_not_fit", "lamp": "selected", "tree": "did_not_fit"}),
        (
            rules(Rule.GREEDY_NO_SKIP),
            {"bench": "selected", "park": "did_not_fit", "lamp": "after_stop", "tree": "after_stop"},
        ),
        (
            rules(Rule.GREEDY_THRESHOLD, threshold=75),
            {"bench": "selected", "park": "did_not_fit", "lamp": "below_threshold", "tree": "below_threshold"},
        ),
        (
            rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("bench", "lamp"),)),
            {"bench": "selected", "park": "did_not_fit", "lamp": "excluded_by_conflict", "tree": "selected"},
        ),
        (
            rules(Rule.GREEDY_NO_SKIP, threshold=6),
            {"bench": "selected", "park": "did_not_fit", "lamp": "after_stop", "tree": "below_threshold"},
        ),
    ],
    ids=["greedy", "no-skip", "threshold", "exclusive", "no-skip with a threshold"],
)
def test_every_project_gets_the_reason_of_its_rule(given_rules: Rules, expected: dict[str, str]) -> None:
    assert reasons(outcome(FOUR, 100, given_rules)) == expected


def test_a_project_that_takes_the_last_grosz_is_selected() -> None:
    assert outcome([("a", 100, 1)], 100, rules()).selected == ("a",)
    assert outcome([("a", 101, 1)], 100, rules()).selected == ()


def test_a_project_with_exactly_the_threshold_is_eligible() -> None:
    result = outcome([("a", 1, 50), ("b", 1, 49)], 10, rules(threshold=50))

    assert reasons(result) == {"a": "selected", "b": "below_threshold"}


def test_the_threshold_holds_under_every_rule() -> None:
    table = [("a", 5, 9), ("b", 5, 3)]
    named = outcome(table, 10, rules(Rule.GREEDY_THRESHOLD, threshold=4))

    assert outcome(table, 10, rules(Rule.GREEDY, threshold=4)) == named


def test_a_pool_may_ask_for_more_or_fewer_points_than_the_rules() -> None:
    pools = [Pool(id="x", amount=9, threshold=5), Pool(id="y", amount=9, threshold=0), Pool(id="z", amount=9)]
    projects = [Project(id=pool.id, cost=9, pool_id=pool.id) for pool in pools]
    result = select(projects, {"x": 4, "y": 1, "z": 3}, pools, rules(threshold=3), ("x", "y", "z"))

    assert reasons(result) == {"x": "below_threshold", "y": "selected", "z": "selected"}


def test_a_dear_project_below_the_threshold_does_not_stop_the_others() -> None:
    table = [("a", 5, 9), ("b", 99, 3), ("c", 5, 2)]

    assert outcome(table, 10, rules(Rule.GREEDY_NO_SKIP, threshold=4)).selected == ("a",)
    assert reasons(outcome(table, 10, rules(Rule.GREEDY_NO_SKIP, threshold=4)))["b"] == "below_threshold"


def test_the_excluded_project_names_the_winner_that_excludes_it() -> None:
    row = outcome(FOUR, 100, rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("lamp", "bench"),))).outcomes["lamp"]

    assert row.in_conflict_with == "bench"


def test_a_winner_in_an_earlier_pool_excludes_its_rival_in_a_later_one() -> None:
    projects = [Project(id="local", cost=5, pool_id="district"), Project(id="big", cost=5, pool_id="city")]
    pools = [Pool(id="district", amount=10), Pool(id="city", amount=10)]
    exclusive = rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("local", "big"),))
    points = {"local": 1, "big": 99}

    assert select(projects, points, pools, exclusive, ("local", "big")).selected == ("local",)
    assert select(projects, points, pools[::-1], exclusive, ("local", "big")).selected == ("big",)


def test_pools_do_not_share_their_money() -> None:
    projects = [Project(id="a", cost=8, pool_id="x"), Project(id="b", cost=8, pool_id="y")]
    result = select(projects, {"a": 1, "b": 1}, [Pool(id="x", amount=8), Pool(id="y", amount=7)], rules(), ("a", "b"))

    assert [(pool.pool_id, pool.spent) for pool in result.pools] == [("x", 8), ("y", 0)]
    assert result.spent == 8


def test_of_equals_the_cheaper_goes_first() -> None:
    result = outcome([("dear", 70, 5), ("cheap", 60, 5)], 100, rules())

    assert result.selected == ("cheap",)
    assert result.pools[0].ties == (("cheap", "dear"),)


@pytest.mark.parametrize(
    ("given_rules", "table", "expected"),
    [
        (rules(), [("a", 20, 5), ("b", 25, 5), ("c", 10, 4)], {"a": "selected", "b": "lost_tie", "c": "selected"}),
        (
            rules(Rule.GREEDY_NO_SKIP),
            [("a", 20, 5), ("b", 25, 5), ("c", 10, 4)],
            {"a": "selected", "b": "lost_tie", "c": "after_stop"},
        ),
        (
            rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("a", "b"),)),
            [("a", 1, 5), ("b", 1, 5), ("c", 40, 4)],
            {"a": "selected", "b": "lost_tie", "c": "did_not_fit"},
        ),
    ],
    ids=["greedy", "no-skip", "exclusive"],
)
def test_who_would_have_won_by_going_first_lost_a_tie(
    given_rules: Rules, table: list[Row], expected: dict[str, str]
) -> None:
    assert reasons(outcome(table, 30, given_rules)) == expected


def test_who_lost_a_tie_to_a_rival_names_it() -> None:
    result = outcome([("a", 1, 5), ("b", 1, 5)], 30, rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("a", "b"),)))

    assert result.outcomes["b"].in_conflict_with == "a"


def test_of_equals_the_earlier_goes_first_where_the_edition_says_so() -> None:
    result = outcome([("dear", 70, 5), ("cheap", 60, 5)], 100, rules(), TiePolicy.EARLIER_SUBMISSION)

    assert result.selected == ("dear",)


@pytest.mark.parametrize(
    ("table", "amount"),
    [
        ([("a", 10, 5), ("b", 20, 5)], 30),
        ([("a", 40, 5), ("b", 50, 5)], 30),
        ([("a", 10, 5), ("b", 50, 5)], 30),
    ],
    ids=["all fit", "none fits", "one can never fit"],
)
def test_a_tie_that_changes_nothing_is_not_reported(table: list[Row], amount: int) -> None:
    assert outcome(table, amount, rules()).pools[0].ties == ()


def test_without_skipping_a_tie_of_which_nothing_fits_changes_nothing() -> None:
    assert outcome([("a", 40, 5), ("b", 50, 5)], 30, rules(Rule.GREEDY_NO_SKIP)).pools[0].ties == ()


def test_without_skipping_a_dear_equal_may_end_it_and_so_the_tie_matters() -> None:
    assert outcome([("a", 10, 5), ("b", 50, 5)], 30, rules(Rule.GREEDY_NO_SKIP)).pools[0].ties == (("a", "b"),)


def test_equals_that_exclude_each_other_are_a_tie_though_both_would_fit() -> None:
    result = outcome([("a", 1, 5), ("b", 1, 5)], 30, rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("a", "b"),)))

    assert result.pools[0].ties == (("a", "b"),)


def test_a_list_that_does_not_hold_together_is_refused() -> None:
    project, pool = Project(id="a", cost=1, pool_id="x"), Pool(id="x", amount=1)
    with pytest.raises(NoSuchPool):
        select([project], {}, [], rules(), ("a",))
    with pytest.raises(NotInTieOrder):
        select([project], {}, [pool], rules(), ())
    with pytest.raises(ListedTwice):
        select([project, project], {}, [pool], rules(), ("a",))


@pytest.mark.parametrize(
    "contradiction",
    [
        {"rule": Rule.GREEDY, "exclusive": (("a", "b"),)},
        {"rule": Rule.GREEDY, "rank_points": (3, 2, 1)},
        {"rule": Rule.GREEDY, "limits": Limits(vote_type=VoteType.ORDINAL)},
    ],
)
def test_rules_that_contradict_themselves_are_refused(contradiction: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Rules(**{"limits": APPROVAL, "ties": TiePolicy.DRAW, **contradiction})


tables = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=12).map(
    lambda rows: [(f"p{number}", cost, points) for number, (cost, points) in enumerate(rows)]
)
plain_rules = st.builds(
    rules, rule=st.sampled_from([Rule.GREEDY, Rule.GREEDY_NO_SKIP]), threshold=st.integers(min_value=0, max_value=5)
)
exclusive_rules = st.builds(
    rules,
    rule=st.sampled_from([Rule.GREEDY_EXCLUSIVE, Rule.GREEDY_NO_SKIP]),
    threshold=st.integers(min_value=0, max_value=5),
    exclusive=st.lists(
        st.lists(st.sampled_from([f"p{n}" for n in range(8)]), min_size=2, max_size=3, unique=True).map(tuple),
        min_size=1,
        max_size=4,
    ).map(tuple),
)
some_rules = plain_rules | exclusive_rules


@given(tables, st.integers(0, 200), some_rules)
def test_never_is_more_spent_than_the_pool_has(table: list[Row], amount: int, given_rules: Rules) -> None:
    result = outcome(table, amount, given_rules)
    costs = {id: cost for id, cost, _ in table}

    assert result.spent == sum(costs[id] for id in result.selected) <= amount
    assert set(result.outcomes) == set(costs)


@given(tables, st.integers(0, 200), exclusive_rules)
def test_never_do_two_win_that_exclude_each_other(table: list[Row], amount: int, given_rules: Rules) -> None:
    result = outcome(table, amount, given_rules)

    assert all(len(set(group) & set(result.selected)) <= 1 for group in given_rules.exclusive)
    excluded = [row for row in result.outcomes.values() if row.outcome is Outcome.EXCLUDED_BY_CONFLICT]
    assert all(row.in_conflict_with is None or row.outcome is not Outcome.SELECTED for row in result.outcomes.values())
    assert all(row.in_conflict_with in result.selected for row in excluded)


@given(tables, st.integers(0, 200))
def test_without_skipping_the_winners_are_the_head_of_the_ranking(table: list[Row], amount: int) -> None:
    ranking = outcome(table, amount, rules(Rule.GREEDY_NO_SKIP)).pools[0].ranking
    won = [row.outcome is Outcome.SELECTED for row in ranking]

    assert won == sorted(won, reverse=True)


@given(tables, st.integers(0, 200), some_rules, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_change_the_result(
    table: list[Row], amount: int, given_rules: Rules, chance: Random
) -> None:
    projects = [Project(id=id, cost=cost, pool_id="pool") for id, cost, _ in table]
    points = {id: score for id, _, score in table}
    pools, order = [Pool(id="pool", amount=amount)], tie_order(projects, TiePolicy.LOWER_COST)
    shuffled = chance.sample(projects, len(projects))

    assert select(shuffled, points, pools, given_rules, order) == select(projects, points, pools, given_rules, order)


@given(tables, st.integers(0, 200), some_rules, st.randoms(use_true_random=False))
def test_where_no_tie_is_reported_any_order_among_equals_selects_the_same(
    table: list[Row], amount: int, given_rules: Rules, chance: Random
) -> None:
    projects = [Project(id=id, cost=cost, pool_id="pool") for id, cost, _ in table]
    points, pools = {id: score for id, _, score in table}, [Pool(id="pool", amount=amount)]
    order = [project.id for project in projects]
    first = select(projects, points, pools, given_rules, order)
    second = select(projects, points, pools, given_rules, chance.sample(order, len(order)))

    if not first.pools[0].ties:
        assert set(second.selected) == set(first.selected)
        assert second.pools[0].ties == ()
