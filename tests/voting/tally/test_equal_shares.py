"""Equal Shares: the winners are those of exact arithmetic, and every tie that decides is told."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest

from services.voting.ballots.domain import Limits, VoteType
from services.voting.tally.domain import (
    Outcome,
    Pool,
    Project,
    Result,
    Rule,
    Rules,
    TiePolicy,
    count,
    select,
)
from services.voting.tally.domain.equal_shares import method
from tests.voting.tally.plain_shares import Voter, equal_shares

ZLOTY = 100


def rules(rule: Rule, threshold: int = 0, exclusive: tuple[tuple[str, ...], ...] = ()) -> Rules:
    limits = Limits(vote_type=VoteType.CUMULATIVE, max_sum_points=99)
    return Rules(rule=rule, limits=limits, ties=TiePolicy.DRAW, threshold=threshold, exclusive=exclusive)


def outcome(
    costs: dict[str, int], voters: Sequence[Voter], amount: int, by: Rules, order: list[str] | None = None
) -> Result:
    """One pool; `costs` and `amount` in grosze."""
    profile = list(Counter(tuple(voter.items()) for voter in voters).items())
    projects = [Project(id=id, cost=cost, pool_id="pool") for id, cost in costs.items()]
    pool = Pool(id="pool", amount=amount)
    return select(projects, count(profile).points, [pool], by, order or list(costs), profile)


class Drawn:
    """A small election from a seed, made so that equals, poor voters and exact fits are common."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        ids = [f"p{number}" for number in range(chance.randint(2, 7))]
        unit = chance.choice([1, ZLOTY, ZLOTY])
        self.costs = {id: unit * chance.randint(1, 40) for id in ids}
        most = chance.choice([1, 1, 4])
        self.voters: Sequence[Voter] = [
            {id: chance.randint(1, most) for id in chance.sample(ids, chance.randint(1, min(len(ids), 4)))}
            for _ in range(chance.randint(1, 14))
        ]
        self.amount = unit * chance.randint(1, 90)
        self.order = chance.sample(ids, len(ids))
        self.exclusive = tuple(tuple(chance.sample(ids, 2)) for _ in range(chance.choice([0, 0, 1])))
        self.raised = chance.random() < 0.5
        self.by = rules(Rule.EQUAL_SHARES_ADD1 if self.raised else Rule.EQUAL_SHARES, exclusive=self.exclusive)

    def plainly(self, order: list[str]) -> list[str]:
        return equal_shares(self.amount, self.costs, self.voters, order, raised=self.raised, exclusive=self.exclusive)


@pytest.mark.parametrize("part", range(5))
def test_the_winners_are_those_of_plain_exact_arithmetic(part: int) -> None:
    for seed in range(part * 100, part * 100 + 100):
        drawn = Drawn(seed)
        found = outcome(drawn.costs, drawn.voters, drawn.amount, drawn.by, drawn.order)

        assert list(found.selected) == drawn.plainly(drawn.order), seed


def test_where_no_tie_is_told_any_order_among_equals_gives_the_same_winners() -> None:
    told = 0
    for seed in range(120):
        drawn, chance = Drawn(seed), Random(seed)
        found = outcome(drawn.costs, drawn.voters, drawn.amount, drawn.by, drawn.order)
        told += bool(found.pools[0].ties)
        if not found.pools[0].ties:
            orders = [chance.sample(drawn.order, len(drawn.order)) for _ in range(4)]
            assert {frozenset(drawn.plainly(order)) for order in orders} == {frozenset(found.selected)}, seed
    assert told > 5, "the elections are made so that some hang on a tie"


def test_a_tie_that_is_told_has_another_order_with_other_winners() -> None:
    for seed in range(120):
        drawn, chance = Drawn(seed), Random(seed)
        found = outcome(drawn.costs, drawn.voters, drawn.amount, drawn.by, drawn.order)
        if found.pools[0].ties:
            orders = (chance.sample(drawn.order, len(drawn.order)) for _ in range(200))
            assert any(set(drawn.plainly(order)) != set(found.selected) for order in orders), seed


@pytest.mark.parametrize("raised", [True, False])
def test_large_elections_too_are_counted_as_exactly(raised: bool) -> None:
    chance = Random(7)
    ids = [f"p{number}" for number in range(25)]
    costs = {id: ZLOTY * chance.randint(50, 900) for id in ids}
    voters: Sequence[Voter] = [dict.fromkeys(sorted(chance.sample(ids, chance.randint(1, 5))), 1) for _ in range(150)]
    by = rules(Rule.EQUAL_SHARES_ADD1 if raised else Rule.EQUAL_SHARES)

    found = outcome(costs, voters, 1_500 * ZLOTY, by)

    assert list(found.selected) == equal_shares(1_500 * ZLOTY, costs, voters, list(costs), raised=raised)


def test_floats_that_cannot_tell_two_rates_apart_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two projects with the same voters but one, after payments in thirds; only fractions see which is cheaper."""
    entered, enter = [], method.Run._enter

    def watched(run: method.Run) -> None:
        entered.append(run)
        enter(run)

    monkeypatch.setattr(method.Run, "_enter", watched)
    # After `a` (paid by three, 1/3 of a grosz each is lost to no float), b and c are backed by purses that differ by
    # a seventh of a grosz in ten millions of złoty.
    voters: Sequence[Voter] = [{"a": 1, "b": 1}, {"a": 1, "c": 1}, {"a": 1, "c": 1, "b": 1}, {"b": 1, "c": 1}]
    costs = {"a": 10**12, "b": 2 * 10**12 + 1, "c": 2 * 10**12}

    found = outcome(costs, voters, 5 * 10**12, rules(Rule.EQUAL_SHARES))

    assert list(found.selected) == equal_shares(5 * 10**12, costs, voters, list(costs), raised=False)
    assert entered


def test_a_group_of_voters_gets_what_its_share_pays_for_though_a_larger_one_prefers_all_else() -> None:
    costs = {"big1": 30, "big2": 30, "big3": 30, "small": 30}
    voters: Sequence[Voter] = [{"big1": 1, "big2": 1, "big3": 1}] * 60 + [{"small": 1}] * 30
    amount = 90 * ZLOTY
    costs = {id: cost * ZLOTY for id, cost in costs.items()}

    assert set(outcome(costs, voters, amount, rules(Rule.EQUAL_SHARES)).selected) == {"big1", "big2", "small"}
    assert set(outcome(costs, voters, amount, rules(Rule.GREEDY)).selected) == {"big1", "big2", "big3"}


def test_more_voters_served_better_by_greedy_make_greedy_decide() -> None:
    costs = dict.fromkeys(("big1", "big2", "big3", "small"), 30 * ZLOTY)
    voters: Sequence[Voter] = [{"big1": 1, "big2": 1, "big3": 1}] * 60 + [{"small": 1}] * 30

    found = outcome(costs, voters, 90 * ZLOTY, rules(Rule.EQUAL_SHARES_COMPARED))

    assert set(found.selected) == {"big1", "big2", "big3"}


def test_raising_the_shares_stops_when_the_money_would_be_overspent_not_when_nothing_more_fits() -> None:
    # One voter for each: with equal shares of 10 only `a` is paid; at 20 both b and c would be, for 50 of 30 in all.
    costs = {"a": 10 * ZLOTY, "b": 20 * ZLOTY, "c": 20 * ZLOTY}
    voters: Sequence[Voter] = [{"a": 1}, {"b": 1}, {"c": 1}]

    found = outcome(costs, voters, 30 * ZLOTY, rules(Rule.EQUAL_SHARES_ADD1))

    assert found.selected == ("a",)
    assert {row.project_id: row.money_left for row in found.outcomes.values()}["b"] == 19 * ZLOTY


def test_every_loser_is_told_why() -> None:
    costs = {"won": 10, "rival": 10, "dear": 99, "few": 1, "free": 0, "unmarked": 1}
    voters: Sequence[Voter] = [{"won": 1, "rival": 1, "free": 1}] * 3 + [{"won": 1, "dear": 1}] * 2 + [{"few": 1}]
    by = rules(Rule.EQUAL_SHARES, threshold=2, exclusive=(("won", "rival"),))

    reasons = {id: row.outcome for id, row in outcome(costs, voters, 30, by).outcomes.items()}

    assert reasons == {
        "free": Outcome.SELECTED,
        "won": Outcome.SELECTED,
        "rival": Outcome.EXCLUDED_BY_CONFLICT,
        "dear": Outcome.DID_NOT_FIT,
        "few": Outcome.BELOW_THRESHOLD,
        "unmarked": Outcome.BELOW_THRESHOLD,
    }


@pytest.mark.parametrize("amount", [0, 10**13])
def test_no_money_and_more_than_enough_are_counted_too(amount: int) -> None:
    costs = {"a": 10 * ZLOTY, "b": 10**9}

    found = outcome(costs, [{"a": 1}, {"b": 1}], amount, rules(Rule.EQUAL_SHARES_ADD1))

    assert set(found.selected) == ({"a", "b"} if amount else set())


def test_a_pool_nobody_voted_in_gives_out_nothing() -> None:
    assert outcome({"a": 1}, [], 5, rules(Rule.EQUAL_SHARES_ADD1)).selected == ()
