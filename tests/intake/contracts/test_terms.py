"""What city and applicants agree on must add up before anybody signs it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.intake.contracts.domain.terms import Fault, Terms, value_of_work
from shared.contracts.initiatives.intake import (
    CityShare,
    CityShareKind,
    ContributionKind,
    Declared,
    EstimateItem,
    InitiativeSubmittedV1,
    Step,
)
from shared.deadlines import Term, Unit
from tests.conftest import told

ASKED = told(InitiativeSubmittedV1)
REMINDED_AFTER = Term(amount=7, unit=Unit.DAY)
DATED = {"starts": date(2027, 4, 1), "ends": date(2027, 9, 30), "settle_by": date(2027, 10, 30)}


def terms(**changes: Any) -> Terms:
    """What the sample application asks for, with its days."""
    return Terms.of(ASKED, "Postanowienia.").model_copy(update={**DATED, **changes})


def fewer_shrubs() -> Terms:
    """The same with 2 000 zł less of the city."""
    less = ASKED.city_shares[0].model_copy(update={"value": ASKED.city_shares[0].value - 2_000_00})
    line = ASKED.estimate[0].model_copy(update={"city": ASKED.estimate[0].city - 2_000_00})
    return terms(city_shares=(less, *ASKED.city_shares[1:]), estimate=(line, *ASKED.estimate[1:]))


def faults(agreed: Terms, *, limit: int = ASKED.city, least_own: int = 1000) -> list[Fault]:
    return list(agreed.faults(limit=limit, least_own=least_own))


def test_what_an_application_asks_for_lacks_nothing_but_its_days() -> None:
    assert faults(Terms.of(ASKED, "")) == [Fault.DATES_MISSING]
    assert faults(terms()) == []


def _work(minutes: int, rate: int, value: int) -> Declared:
    plain = {"declaration_id": "d", "number": 1, "kind": ContributionKind.WORK, "subject": "grabienie"}
    return Declared(**plain, minutes=minutes, rate=rate, value=value)


WRONG: list[tuple[str, dict[str, Any], Fault]] = [
    ("no end", {"ends": None}, Fault.DATES_MISSING),
    ("ends before it starts", {"ends": date(2027, 3, 31)}, Fault.DATES_REVERSED),
    ("settled before it ends", {"settle_by": date(2027, 9, 29)}, Fault.DATES_REVERSED),
    ("a step before the start", {"starts": date(2027, 4, 11)}, Fault.STEP_OUTSIDE),
    ("a step after the end", {"ends": date(2027, 4, 29)}, Fault.STEP_OUTSIDE),
    (
        "a step that ends before it begins",
        {"steps": (Step(name="x", starts=date(2027, 5, 2), ends=date(2027, 5, 1)),)},
        Fault.STEP_OUTSIDE,
    ),
    ("nobody gives anything", {"declared": ()}, Fault.NOTHING_DECLARED),
    ("work at another value", {"declared": (_work(600, 3140, 31_401), *ASKED.declared[1:])}, Fault.WORK_MISCOUNTED),
    ("less declared than estimated", {"declared": ASKED.declared[:1]}, Fault.OWN_NOT_ESTIMATE),
    ("no share of the city", {"city_shares": ()}, Fault.CITY_NOT_ESTIMATE),
    ("an empty estimate", {"estimate": ()}, Fault.CITY_NOT_ESTIMATE),
]


@pytest.mark.parametrize(("what", "changes", "fault"), WRONG, ids=[row[0] for row in WRONG])
def test_terms_that_do_not_add_up_are_named(what: str, changes: dict[str, Any], fault: Fault) -> None:
    assert fault in faults(terms(**changes)), what


def test_the_city_gives_no_more_than_was_decided() -> None:
    assert faults(terms(), limit=ASKED.city - 1) == [Fault.CITY_ABOVE_DECISION]


@pytest.mark.parametrize(("own", "city", "least", "enough"), [(10, 90, 1000, True), (10, 91, 1000, False)])
def test_the_own_share_reaches_the_threshold_to_the_grosz(own: int, city: int, least: int, enough: bool) -> None:
    gift = Declared(declaration_id="d", number=1, kind=ContributionKind.MONEY, subject="wpłata", value=own)
    agreed = terms(
        declared=(gift,),
        city_shares=(CityShare(kind=CityShareKind.PURCHASE, subject="farba", value=city),),
        estimate=(EstimateItem(name="farba", own=own, city=city),),
    )
    assert (Fault.OWN_BELOW_LEAST in faults(agreed, least_own=least)) is not enough


@pytest.mark.parametrize(
    ("minutes", "rate", "value"), [(60, 3140, 3140), (30, 3141, 1571), (20, 100, 33), (50, 1, 1), (29, 1, 0)]
)
def test_work_counts_as_hours_by_the_rate_rounded_half_up(minutes: int, rate: int, value: int) -> None:
    assert value_of_work(_work(minutes, rate, value)) == value


@given(some.integers(1, 600_000), some.integers(0, 100_000))
def test_the_value_of_work_is_never_off_by_more_than_half_a_grosz(minutes: int, rate: int) -> None:
    assert abs(60 * value_of_work(_work(minutes, rate, 0)) - minutes * rate) <= 30


def test_another_text_has_another_digest() -> None:
    assert terms().sha256 == terms().sha256
    assert terms().sha256 != terms(clauses="Inne postanowienia.").sha256
