"""The reserve list: who comes next where a pool saves money."""

import pytest

from services.voting.tally.domain import Pool, Project, Rule, Rules, reserve, select
from tests.voting.tally.test_selection import FOUR, Row, outcome, rules

TIED = [("a", 20, 5), ("b", 25, 5), ("c", 28, 4), ("d", 1, 1)]


@pytest.mark.parametrize(
    ("given_rules", "table", "amount", "expected"),
    [
        (rules(), FOUR, 100, ("park", "tree")),
        (rules(Rule.GREEDY_NO_SKIP), FOUR, 100, ("park", "lamp", "tree")),
        (rules(Rule.GREEDY_THRESHOLD, threshold=75), FOUR, 100, ("park",)),
        (rules(Rule.GREEDY_NO_SKIP, threshold=6), FOUR, 100, ("park", "lamp")),
        (rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("bench", "lamp"),)), FOUR, 100, ("park",)),
        (rules(Rule.GREEDY_NO_SKIP, exclusive=(("bench", "lamp"),)), FOUR, 100, ("park", "tree")),
        (rules(), TIED, 30, ("b", "c")),
        (rules(Rule.GREEDY_NO_SKIP), TIED, 30, ("b", "c", "d")),
        (rules(Rule.GREEDY_EXCLUSIVE, exclusive=(("a", "b"),)), TIED, 30, ("c",)),
        (rules(), FOUR, 160, ()),
    ],
    ids=[
        "what did not fit",
        "and what came after the stop",
        "not what is below the threshold",
        "nor below it after the stop",
        "not what a winner excludes",
        "nor after the stop",
        "who lost a tie comes first",
        "also where it ended the list",
        "not who lost it to a rival",
        "nobody where all won",
    ],
)
def test_next_come_those_whom_only_money_kept_from_winning(
    given_rules: Rules, table: list[Row], amount: int, expected: tuple[str, ...]
) -> None:
    assert reserve(outcome(table, amount, given_rules), given_rules.exclusive) == {"pool": expected}


def test_a_winner_of_a_later_pool_keeps_its_rival_off_the_list_of_an_earlier_one() -> None:
    projects = [Project(id=id, cost=8, pool_id=pool) for id, pool in (("a", "x"), ("b", "x"), ("c", "y"))]
    exclusive = (("b", "c"),)
    given_rules = rules(Rule.GREEDY_EXCLUSIVE, exclusive=exclusive)
    pools = [Pool(id="x", amount=8), Pool(id="y", amount=8)]
    result = select(projects, {"a": 3, "b": 2, "c": 1}, pools, given_rules, ("a", "b", "c"))

    assert result.selected == ("a", "c")
    assert reserve(result, exclusive) == {"x": (), "y": ()}
