"""Real Polish elections, counted anew from their votes and compared with what was announced."""

from pathlib import Path

import pytest
from pabulib.checker import Checker

from services.voting.tally.domain import TiePolicy
from services.voting.tally.pabulib import read, read_text, recount, tally_file, write

BESIDE = (folder / "shared" / "elections" for folder in Path(__file__).parents)
ELECTIONS = next((folder for folder in BESIDE if folder.is_dir()), Path("elections"))

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
    "Poland_Wieliczka_2023_Green_Budget",
    "Poland_Wroclaw_2016_Rejon_nr_11_750",
]
"""Decided by the rule in META whatever the order among equals."""
TOO_LONG_FOR_THE_CHECKER = {"Poland_Lodz_2022", "Poland_Wieliczka_2023_Green_Budget"}
"""It takes most of a minute for the Equal Shares of Wieliczka (and accepts them), and reads ballots row by row."""


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
    assert counted.pool.spent <= counted.pool.amount


@pytest.mark.parametrize("name", [*REPRODUCED, "Poland_Krakow_2022_Czyzyny", "Poland_Warszawa_2023_Ursus"])
def test_the_announced_votes_and_points_are_counted_again(name: str) -> None:
    election = read(file(name))
    counted = recount(election)

    assert election.published is not None
    assert {project.id: counted.figures.votes.get(project.id, 0) for project in election.projects} == (
        election.published.votes
    )
    assert counted.as_json()["votes"] == election.published.points


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
    below = {id for id, reason in recount(election).reasons.items() if reason["code"] == "below_threshold"}
    assert below == {"2", "3", "4", "5"}


def test_wieliczka_stops_where_the_money_would_be_overspent() -> None:
    """The stop at the first set of winners to which nothing could be added would give 31."""
    counted = tally_file(file("Poland_Wieliczka_2023_Green_Budget"))

    assert counted.rules.rule == "equalshares/add1-comparison"
    assert (len(counted.selected), counted.pool.spent) == (30, 995_079_00)


@pytest.mark.parametrize("name", [*REPRODUCED, "Poland_Krakow_2022_Czyzyny", "Poland_Warszawa_2023_Ursus"])
def test_a_recount_is_read_back_to_the_same(name: str) -> None:
    election = read(file(name))
    counted = recount(election)
    back = read_text(write(election, counted.figures, counted.selected))

    assert recount(back).as_json() == counted.as_json()


@pytest.mark.parametrize("name", sorted({*REPRODUCED, "Poland_Warszawa_2023_Ursus"} - TOO_LONG_FOR_THE_CHECKER))
def test_a_recount_is_accepted_by_pabulibs_own_checker(name: str) -> None:
    """Not Czyżyny's: there the checker wants the announced order among equals, which the file does not tell."""
    election = read(file(name))
    counted = recount(election)
    checked = Checker().process_files([write(election, counted.figures, counted.selected)])

    assert checked["metadata"]["valid"] == 1, checked


def test_no_file_was_forgotten() -> None:
    asserted = {*REPRODUCED, "Poland_Krakow_2022_Czyzyny", "Poland_Warszawa_2023_Ursus"}

    assert {path.stem for path in ELECTIONS.glob("*.pb")} - asserted == set()


def test_two_counts_of_one_file_are_the_same_to_the_last_letter() -> None:
    path = file("Poland_Krakow_2022_Bronowice")

    assert tally_file(path).as_json() == tally_file(path).as_json()
