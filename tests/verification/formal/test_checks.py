"""The formal card: what the machine finds, what an officer may say against it, how a card ends."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.verification.cases.domain import By, Edition, Proposal, Unit
from services.verification.cases.domain.checks import (
    CheckUnknown,
    Contradicted,
    Finding,
    Given,
    OverruleUnexplained,
    Result,
)
from services.verification.formal.domain import (
    Card,
    CardClosed,
    CardState,
    FailureUnexplained,
    ReviewUnitMissing,
    Verdict,
    findings,
)
from tests.verification.conftest import announced, submitted

NOW = datetime(2026, 4, 15, tzinfo=UTC)
ANNA = By(id="p-anna", name="Anna Bielecka")
ROADS = Unit(symbol="ZDM", name="Zarząd Dróg Miejskich")


def found(**changes: Any) -> dict[str, Finding]:
    edition = Edition(id="e", rules=announced().rules, version=1)
    return findings(Proposal.model_validate(submitted(**changes).model_dump()), edition)


def finish(given: dict[str, Given] | None = None, machine: dict[str, Finding] | None = None, **said: Any) -> Card:
    card = Card(id="p", edition_id="e", number=1, case="BO-2027-001", title="Ławka", opened_at=NOW, due_at=NOW)
    verdict = Verdict(**{"passed": True, "units": (ROADS,), **said}, given=given or {})
    return card.finished(verdict, found() if machine is None else machine, by=ANNA, at=NOW)


NOT_MET, MET = Given(result=Result.NOT_MET), Given(result=Result.MET)


def test_a_proposal_that_has_everything_is_met_wherever_the_machine_can_tell():
    assert {finding.result for finding in found().values()} == {Result.MET}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("received_in_time", {"submitted_at": datetime(2026, 4, 25, 8, tzinfo=UTC)}),
        ("cost_within_cap", {"cost": 100_000_01}),
        ("signatures", {"signatures": 1}),
        ("cost_items", {"cost_items": []}),
        ("cost_items", {"cost": 89_000_00}),
        ("located", {"location": "  "}),
        ("described", {"summary": ""}),
    ],
)
def test_the_machine_sees_what_is_wrong(code, changes):
    assert found(**changes)[code].result is Result.NOT_MET


def test_a_proposal_of_the_last_second_is_in_time():
    last = announced().rules.windows[0].closes
    assert found(submitted_at=last)["received_in_time"].result is Result.MET


def test_the_cap_of_the_area_counts_and_not_the_highest_of_the_pool():
    assert found(area_id="dobro")["cost_within_cap"].note == "Koszt 90\u00a0000\u00a0zł, limit 60\u00a0000\u00a0zł."


def test_a_citywide_proposal_goes_by_its_pool():
    citywide = found(pool_id="city", area_id=None, cost=200_000_00, signatures=9)
    assert citywide["cost_within_cap"].result is Result.MET
    assert citywide["signatures"].result is Result.NOT_MET


def test_what_the_machine_has_found_stands_as_its_own():
    card = finish()
    assert card.state is CardState.PASSED
    assert {answer.code for answer in card.answers if answer.by_machine} == set(found())


def test_the_machine_is_overruled_with_a_reason_only():
    machine = found(signatures=1)
    with pytest.raises(OverruleUnexplained):
        finish({"signatures": MET}, machine)
    why = "Drugą kartę listy złożono osobno."
    card = finish({"signatures": Given(result=Result.MET, note=why)}, machine)
    overruled = [answer for answer in card.answers if answer.overruled]
    assert [(answer.code, answer.note) for answer in overruled] == [("signatures", why)]


def test_a_card_with_an_unmet_check_does_not_pass():
    with pytest.raises(Contradicted) as error:
        finish({"decent": NOT_MET})
    assert error.value.codes == ["decent"]


def test_a_finding_nobody_overruled_does_not_let_a_card_pass():
    with pytest.raises(Contradicted):
        finish(machine=found(cost=500_000_00))


def test_a_card_passes_to_a_unit_only():
    with pytest.raises(ReviewUnitMissing):
        finish(units=())


def test_a_failed_card_tells_the_reasons_of_its_unmet_checks():
    card = finish({"decent": Given(result=Result.NOT_MET, note="Drugie zdanie obraża.")}, passed=False)
    assert card.reasons == ("Niespełniony warunek: Nie ma treści obraźliwych ani reklamy. Drugie zdanie obraża.",)
    assert card.unit is None


def test_the_machines_figures_are_the_reason_where_nobody_wrote_one():
    card = finish(machine=found(signatures=1), passed=False)
    assert card.reasons[0].endswith("Podano podpisów: 1, potrzeba: 2.")


def test_a_card_does_not_fail_without_a_reason():
    with pytest.raises(FailureUnexplained):
        finish(passed=False)


def test_a_card_is_finished_once():
    with pytest.raises(CardClosed):
        finish().finished(Verdict(passed=True, units=(ROADS,)), found(), by=ANNA, at=NOW)


def test_the_card_has_no_other_checks():
    with pytest.raises(CheckUnknown):
        finish({"beautiful": MET})
