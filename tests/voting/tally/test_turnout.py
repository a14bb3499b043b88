"""Figures of the turnout: nothing small is told, nor what it could be found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.voting.ballots.service.casting import Came
from services.voting.tally.domain.turnout import LEAST, by_age, told
from shared.contracts.voting import ResultsPublishedV1
from shared.store import Database
from tests.voting.conftest import EDITION, PRIVATE, SECRET, Vote, rules, seen_of


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        ({"online": 100, "paper": 20}, [100, 20]),
        ({"online": 100, "paper": 3}, [None, None]),
        ({"online": 100, "paper": 0}, [100, 0]),
        ({"a": 9, "b": 50, "c": 10}, [None, 50, None]),
        ({"a": 4, "b": 5, "c": 30}, [None, None, None]),
        ({"a": 9, "b": 9, "c": 30}, [None, None, 30]),
        ({"a": 3, "b": 0, "c": 0}, [None, None, None]),
        ({"a": 1, "b": 1, "c": 0}, [None, None, None]),
        ({"a": 12, "b": 0, "c": 0}, [12, 0, 0]),
    ],
)
def test_small_figures_and_those_that_give_them_away_are_not_told(
    figures: dict[str, int], shown: list[int | None]
) -> None:
    assert [cell.voters for cell in told(figures)] == shown


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(min_value=0, max_value=60), max_size=8))
def test_whoever_subtracts_from_the_sum_finds_ten_voters_in_two_figures_or_all_hidden(figures: dict[str, int]) -> None:
    cells = told(figures)
    hidden = [figures[cell.of] for cell in cells if cell.voters is None]
    assert all(not 0 < cell.voters < LEAST for cell in cells if cell.voters is not None)
    if hidden and any(cell.voters for cell in cells):
        assert len(hidden) >= 2
        assert sum(hidden) >= LEAST


@pytest.mark.parametrize(
    ("years", "groups", "shown"),
    [
        ({18: 20, 19: 30, 64: 5, 65: 40}, (19, 65), {"0": 20, "19": 35, "65": 40, "unknown": 0}),
        ({0: 12, 120: 11, 121: 10, -1: 4, None: 6}, (19,), {"0": 12, "19": 11, "unknown": 20}),
        ({18: 4, 30: 50, 70: 60}, (19, 65), {"0": None, "19": None, "65": 60, "unknown": 0}),
        ({18: 4, 30: 3}, (19, 65), {"0": None, "19": None, "65": None, "unknown": None}),
        ({18: 20, 30: 50}, (), {}),
    ],
)
def test_ages_are_told_in_the_groups_of_the_rules_and_nothing_small(
    years: dict[int | None, int], groups: tuple[int, ...], shown: dict[str, int | None]
) -> None:
    assert {cell.of: cell.voters for cell in by_age(years, groups)} == shown


@given(
    st.dictionaries(st.none() | st.integers(-5, 130), st.integers(0, 40), max_size=30),
    st.lists(st.integers(1, 120), max_size=6, unique=True).map(sorted),
)
def test_whatever_the_ages_no_group_of_one_to_nine_is_told_nor_left_alone_to_be_found(
    years: dict[int | None, int], groups: list[int]
) -> None:
    cells = by_age(years, groups)
    shown = [cell.voters for cell in cells if cell.voters is not None]
    assert all(voters == 0 or voters >= LEAST for voters in shown)
    if cells and len(shown) < len(cells):
        hidden = sum(years.values()) - sum(shown)
        assert len(cells) - len(shown) >= 2
        assert not shown or hidden >= LEAST


async def test_ages_come_from_what_was_seen_of_the_ballots_that_count_and_outlive_it_only_where_they_are_many(
    vote: Vote, database: Database
) -> None:
    await vote.open(age_groups=(19, 65))
    ages = [18, *[40] * 11, *[70] * 12, None]
    for number, age in enumerate(ages):
        came = Came(age=age)
        await vote.ballots.cast(EDITION, f"r-{number:02}", {"miasto": [("drzewa", 1)]}, f"{number:016}", came)
        if number == len(ages) // 2:
            await vote.fraud.examine_due()
    await vote.close()
    counted = await vote.tally.count(EDITION, PRIVATE, SECRET)
    shown = {cell.of: cell.voters for cell in counted.turnout.ages}
    assert shown == {"0": None, "19": None, "65": 12, "unknown": None}
    assert await seen_of(database) == []
    kept = await database.collection("counted_ages").find_one({"_id": EDITION})
    assert kept is not None
    assert [cell["voters"] for cell in kept["cells"]] == [None, None, 12, None], "nothing small is kept anywhere"
    await vote.tally.publish(EDITION)
    [row] = [row async for row in database.published_events([ResultsPublishedV1.name])]
    assert [(one.of, one.ballots) for one in ResultsPublishedV1.model_validate_json(row["body"]).ages] == [
        *shown.items()
    ]


async def test_a_count_that_is_begun_again_finds_the_ages_that_it_had(vote: Vote, database: Database) -> None:
    await vote.open(age_groups=(19,))
    for number in range(11):
        await vote.ballots.cast(EDITION, f"r-{number:02}", {"miasto": [("drzewa", 1)]}, f"{number:016}", Came(age=30))
    await vote.close()
    await vote.tally.count(EDITION, PRIVATE, SECRET)
    # As a crash between the forgetting and the keeping of the count would leave it.
    await database.collection("counts").delete_one({"_id": EDITION})
    await database.collection("counted_ballots").delete_many({"edition_id": EDITION})
    again = await vote.tally.count(EDITION, PRIVATE, SECRET)
    assert {cell.of: cell.voters for cell in again.turnout.ages} == {"0": 0, "19": 11, "unknown": 0}


async def test_where_the_rules_set_no_groups_no_age_is_counted(vote: Vote) -> None:
    await vote.open()
    await vote.ballots.cast(EDITION, "r-00", {"miasto": [("drzewa", 1)]}, f"{0:016}", Came(age=30))
    await vote.close()
    assert (await vote.tally.count(EDITION, PRIVATE, SECRET)).turnout.ages == ()


def test_groups_of_ages_rise_and_are_named_by_their_years() -> None:
    assert rules(age_groups=(19, 65)).age_names == {"0": "0–18", "19": "19–64", "65": "65+"}
    assert rules().age_names == {}
    with pytest.raises(ValidationError):
        rules(age_groups=(65, 19))
