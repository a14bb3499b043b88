"""Real Polish elections, counted anew from their votes and compared with what was announced."""

from pathlib import Path

import pytest

from services.voting.tally.domain import TiePolicy
from services.voting.tally.pabulib import RuleNotCounted, read, recount, tally_file

ELECTIONS = Path(__file__).parents[4] / "shared" / "elections"

pytestmark = pytest.mark.skipif(
    not ELECTIONS.is_dir(), reason="the real elections (Pabulib) do not lie beside the repository"
)

REPRODUCED = [
    "Poland_Czestochowa_2024_Mirow",
    "Poland_Gdynia_2020_Babie_Doly__large",
    "Poland_Gdynia_2020_Chylonia__large",
    "Poland_Gdynia_2020_Cisowa__small",
    "Poland_Gdynia_2020_Orlowo__small",
    "Poland_Katowice_2021_Zawodzie",
    "Poland_Krakow_2022_Bronowice",
    "Poland_Lodz_2022",
    "Poland_Warszawa_2023_Wesola",
    "Poland_Warszawa_2026_Nowodwory",
    "Poland_Wroclaw_2016_Rejon_nr_11_750",
]
"""Decided by the rule in META whatever the order among equals."""


def file(name: str) -> Path:
    return ELECTIONS / f"{name}.pb"


def announced(name: str) -> frozenset[str]:
    published = read(file(name)).published
    assert published is not None
    return published.winners


@pytest.mark.parametrize("name", REPRODUCED)
def test_the_announced_winners_win_again(name: str) -> None:
    counted = tally_file(file(name))

    assert set(counted.selected) == announced(name)
    assert counted.ties == ()
    assert counted.void == 0
    assert counted.spent <= counted.budget


@pytest.mark.parametrize("name", [*REPRODUCED, "Poland_Krakow_2022_Czyzyny", "Poland_Warszawa_2023_Ursus"])
def test_the_announced_votes_and_points_are_counted_again(name: str) -> None:
    election = read(file(name))
    counted = recount(election)

    assert election.published is not None
    assert {project.id: project.votes for project in counted.projects} == election.published.votes
    assert {project.id: project.points for project in counted.projects} == election.published.points


def test_ursus_hangs_on_a_tie_that_the_lower_cost_settles_as_announced() -> None:
    counted = tally_file(file("Poland_Warszawa_2023_Ursus"))

    assert counted.ties == (("387", "311"),)
    assert set(counted.selected) == announced("Poland_Warszawa_2023_Ursus")
    drawn_otherwise = tally_file(file("Poland_Warszawa_2023_Ursus"), TiePolicy.DRAW, "1")
    assert [set(tie) for tie in drawn_otherwise.ties] == [{"387", "311"}]


def test_czyzyny_hangs_on_a_tie_that_was_not_settled_by_the_lower_cost() -> None:
    counted = tally_file(file("Poland_Krakow_2022_Czyzyny"))

    assert counted.ties == (("24", "26"),)
    assert set(counted.selected) - announced("Poland_Krakow_2022_Czyzyny") == {"24"}
    assert announced("Poland_Krakow_2022_Czyzyny") - set(counted.selected) == {"26"}


def test_orlowo_is_explained_by_its_threshold_alone() -> None:
    # Without it, project 2 (43 votes, 5,995 PLN) would fit into what is left of the pool.
    name = "Poland_Gdynia_2020_Orlowo__small"
    election = read(file(name))

    assert election.threshold == 50
    assert set(recount(election).selected) == announced(name)
    below = {project.id for project in recount(election).projects if project.outcome == "below_threshold"}
    assert below == {"2", "3", "4", "5"}


def test_equal_shares_is_not_counted_by_a_greedy_rule_in_silence() -> None:
    with pytest.raises(RuleNotCounted) as refused:
        tally_file(file("Poland_Wieliczka_2023_Green_Budget"))
    assert refused.value.rule == "equalshares/add1-comparison"


def test_no_file_was_forgotten() -> None:
    asserted = {*REPRODUCED, "Poland_Krakow_2022_Czyzyny", "Poland_Warszawa_2023_Ursus"}

    assert {path.stem for path in ELECTIONS.glob("*.pb")} - asserted == {"Poland_Wieliczka_2023_Green_Budget"}


def test_two_counts_of_one_file_are_the_same_to_the_last_letter() -> None:
    path = file("Poland_Krakow_2022_Bronowice")

    assert tally_file(path).model_dump_json() == tally_file(path).model_dump_json()
