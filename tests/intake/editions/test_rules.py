"""What the rules of an edition must satisfy (art. 5a ust. 5-7 ustawy o samorządzie gminnym)."""

from datetime import datetime, timedelta

import pytest

from services.intake.editions.domain.rules import (
    BelowLegalMinimum,
    CapAbovePool,
    ChoicesReversed,
    DoubleVoteUnknown,
    IdentityUnknown,
    IdsRepeated,
    PointsContradictory,
    PoolsNotCovered,
    RulesRefused,
    SignaturesUnlawful,
    WindowMissing,
    WindowReversed,
    WindowWithoutZone,
    check,
    lawful_signatures,
    legal_minimum,
)
from shared.contracts.intake import EditionRules
from tests.intake.conftest import rules


def altered(part: str, place: int, **changes: object) -> EditionRules:
    """Lawful rules but for one entry of one part."""
    entries = [entry.model_dump() for entry in getattr(rules(), part)]
    entries[place] |= changes
    return rules(**{part: entries})


def test_lawful_rules_are_accepted() -> None:
    check(rules())


@pytest.mark.parametrize(
    "laid_down",
    [
        {"max_cost": 100_00},
        {"vote_type": "ordinal", "max_choices": 3},
        {"vote_type": "ordinal", "max_choices": 3, "place_points": [5, 3, 3]},
        {"vote_type": "cumulative", "max_points": 10},
        {"vote_type": "cumulative", "max_points": 10, "max_project_points": 4, "max_cost": 100_00},
    ],
)
def test_a_council_may_lay_down_points_by_place_points_of_one_project_and_what_the_marks_may_cost(
    laid_down: dict[str, object],
) -> None:
    check(altered("sections", 0, **laid_down))


@pytest.mark.parametrize(("residents", "signatures"), [(0, 1), (880, 1), (1999, 1), (2000, 2), (9150, 9)])
def test_an_area_needs_a_thousandth_of_its_residents_and_at_least_one(residents: int, signatures: int) -> None:
    assert lawful_signatures(residents) == signatures


def test_the_legal_minimum_is_half_a_percent_of_the_reported_expenditure() -> None:
    assert legal_minimum(840_000_000_00) == 4_200_000_00
    assert legal_minimum(1) == 1  # Rounded up: a grosz less would be too little.


def test_pools_below_the_legal_minimum_are_refused() -> None:
    with pytest.raises(BelowLegalMinimum) as refused:
        check(rules(expenditure_basis=100_000_001_00))
    assert (refused.value.total, refused.value.minimum) == (500_000_00, 500_000_01)


def test_where_the_expenditure_is_not_known_no_minimum_holds() -> None:
    check(rules(expenditure_basis=0))


@pytest.mark.parametrize("signatures", [1, 3])
def test_more_or_fewer_signatures_than_the_law_allows_are_refused(signatures: int) -> None:
    with pytest.raises(SignaturesUnlawful) as refused:
        check(altered("areas", 0, signatures=signatures))
    assert (refused.value.place, refused.value.lawful) == ("rogatka", 2)


def test_a_citywide_pool_may_not_ask_for_more_than_a_thousandth_of_the_city() -> None:
    with pytest.raises(SignaturesUnlawful):
        check(altered("pools", 0, signatures=12))


NAIVE = datetime(2026, 4, 1)  # noqa: DTZ001  # the fault under test


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (altered("windows", 0, closes=rules().windows[0].opens - timedelta(days=1)), WindowReversed),
        (altered("windows", 0, closes=rules().windows[0].opens), WindowReversed),
        (altered("windows", 0, opens=NAIVE), WindowWithoutZone),
        (altered("windows", 0, kind="opinions"), WindowMissing),
        (altered("windows", 1, kind="submission"), IdsRepeated),
        (altered("pools", 1, id="city"), IdsRepeated),
        (altered("areas", 1, id="rogatka"), IdsRepeated),
        (altered("sections", 0, id="local"), IdsRepeated),
        (altered("sections", 0, pools=["city", "local"]), PoolsNotCovered),
        (altered("sections", 0, pools=[]), PoolsNotCovered),
        (altered("sections", 0, pools=["city", "green"]), PoolsNotCovered),
        (altered("pools", 0, cap=200_000_01), CapAbovePool),
        (altered("areas", 0, cap=300_000_01), CapAbovePool),
        (altered("sections", 0, min_choices=9), ChoicesReversed),
        (altered("sections", 0, max_points=5), PointsContradictory),
        (altered("sections", 0, vote_type="cumulative"), PointsContradictory),
        (altered("sections", 0, vote_type="cumulative", max_points=5, max_project_points=6), PointsContradictory),
        (altered("sections", 0, max_project_points=2), PointsContradictory),
        (altered("sections", 0, place_points=[2, 1]), PointsContradictory),
        (altered("sections", 0, vote_type="ordinal", max_choices=2, place_points=[1, 2]), PointsContradictory),
        (altered("sections", 0, vote_type="ordinal", max_choices=3, place_points=[2, 1]), PointsContradictory),
        (rules(identity="pesel"), IdentityUnknown),
        (rules(identity="declared"), IdentityUnknown),
        (rules(double_vote="newest"), DoubleVoteUnknown),
    ],
)
def test_rules_that_contradict_themselves_are_refused(broken: EditionRules, error: type[RulesRefused]) -> None:
    with pytest.raises(error):
        check(broken)
