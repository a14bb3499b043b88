"""Figures of the turnout: nothing small is told, nor what it could be found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.voting.tally.domain.turnout import LEAST, told


@pytest.mark.parametrize(
    ("figures", "shown"),
    [
        ({"online": 100, "paper": 20}, [100, 20]),
        ({"online": 100, "paper": 3}, [None, None]),
        ({"online": 100, "paper": 0}, [100, 0]),
        ({"a": 9, "b": 50, "c": 10}, [None, 50, None]),
        ({"a": 4, "b": 5, "c": 30}, [None, None, None]),
        ({"a": 9, "b": 9, "c": 30}, [None, None, 30]),
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
