"""What a resident can do, and where in the year the edition stands; windows overlap."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from services.intake.editions.domain import Edition, Stage, building_state, phases, stage
from tests.intake.conftest import rules

ANNOUNCED = datetime(2026, 3, 1, tzinfo=UTC)


def edition() -> Edition:
    return Edition(id="e-1", rules=rules(), announced_at=ANNOUNCED, announced_by="p-anna")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-04-01", Stage.WAIT),
        ("2026-04-15", Stage.PROPOSE),
        ("2026-06-01", Stage.FOLLOW),
        ("2026-09-22", Stage.VOTE),
        ("2026-10-10", Stage.COUNT),
    ],
)
def test_the_page_offers_what_can_be_done_that_day(day: str, expected: Stage, at: Callable[[str], datetime]) -> None:
    assert stage(edition(), at(day)) is expected


def test_once_the_results_are_out_they_come_first(at: Callable[[str], datetime]) -> None:
    assert stage(edition().with_results(at("2026-10-12")), at("2026-10-12")) is Stage.RESULTS


def test_submission_and_checking_run_at_the_same_time(at: Callable[[str], datetime]) -> None:
    now = [phase.name for phase in phases(rules(), at("2026-04-15")) if phase.state == "now"]

    assert now == ["submission", "checking"]


@pytest.mark.parametrize(("day", "state"), [("2026-12-31", "next"), ("2027-01-01", "now"), ("2028-01-01", "done")])
def test_what_won_is_built_in_the_year_of_the_edition(day: str, state: str, at: Callable[[str], datetime]) -> None:
    assert building_state(rules(), at(day)) == state


def test_a_window_is_open_up_to_and_including_its_last_second() -> None:
    last = rules().windows[0].closes

    assert stage(edition(), last) is Stage.PROPOSE
