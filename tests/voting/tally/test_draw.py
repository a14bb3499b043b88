"""A draw that anyone can do again with `sha256sum`."""

import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.tally.domain import (
    Project,
    SeedMissing,
    TiePolicy,
    draw_seed,
    drawn_order,
    seed_commitment,
    tie_order,
)


def test_the_draw_can_be_done_again_by_hand() -> None:
    # printf '%s' 'dąb|7 12 23 31 40 44|O-1' | sha256sum gives 8022…, for O-2 dd18…, for O-3 05de….
    seed = draw_seed("dąb", "7 12 23 31 40 44")

    assert drawn_order(("O-1", "O-2", "O-3"), seed) == ("O-3", "O-1", "O-2")


def test_the_committed_secret_can_be_checked_afterwards() -> None:
    assert seed_commitment("dąb") == hashlib.sha256("dąb".encode()).hexdigest()


def test_another_public_value_is_another_draw() -> None:
    ids = [f"O-{number}" for number in range(20)]

    assert drawn_order(ids, draw_seed("dąb", "1")) != drawn_order(ids, draw_seed("dąb", "2"))


def test_every_candidate_has_about_the_same_luck() -> None:
    first = [drawn_order(("a", "b", "c", "d"), f"seed {number}")[0] for number in range(4000)]

    assert all(900 < first.count(id) < 1100 for id in "abcd")


@given(st.lists(st.text(), unique=True), st.randoms(use_true_random=False))
def test_nobody_gains_by_standing_elsewhere_on_the_list(ids: list[str], chance: Random) -> None:
    assert drawn_order(chance.sample(ids, len(ids)), "seed") == drawn_order(ids, "seed")


@given(st.lists(st.text(min_size=1), unique=True, min_size=1))
def test_leaving_a_candidate_out_keeps_the_order_of_the_others(ids: list[str]) -> None:
    whole = drawn_order(ids, "seed")

    assert drawn_order(ids[1:], "seed") == tuple(id for id in whole if id != ids[0])


def test_a_draw_without_a_seed_is_refused() -> None:
    with pytest.raises(SeedMissing):
        tie_order([Project(id="a", cost=1, pool_id="p")], TiePolicy.DRAW)


def test_equal_costs_fall_back_on_the_published_order() -> None:
    projects = [Project(id=id, cost=cost, pool_id="p") for id, cost in (("x", 5), ("y", 3), ("a", 5))]

    assert tie_order(projects, TiePolicy.LOWER_COST) == ("y", "x", "a")
    assert tie_order(projects, TiePolicy.EARLIER_SUBMISSION) == ("x", "y", "a")
