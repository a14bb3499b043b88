"""The formal card of an initiative: what the machine finds, the call, the units, what is left without consideration."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.verification.formal.domain.initiatives import (
    INITIATIVE_CHECKS,
    initiative_findings,
    worked,
)
from services.verification.initiatives.domain import Application, Rules, percent
from tests.verification.conftest import OFFICER, House
from tests.verification.initiatives.conftest import (
    completed,
    content,
    filed,
    of,
    pass_on,
    rules_set,
    shown,
    stage,
)

DUE = datetime(2026, 4, 22, 21, 59, 59, tzinfo=UTC)
"""Seven days after the test's Wednesday; the whole last day, in Warsaw."""
MISSING = {"checks": [{"code": "owner_consents", "result": "not_met", "note": "Dołącz zgodę spółdzielni."}]}
LEAVE: dict[str, Any] = {"passed": False, **MISSING}


def found(**changes: Any) -> dict[str, str]:
    """What the machine finds about an application."""
    rules = Rules(id="r", **rules_set().model_dump(exclude={"rules_id", "set_at"}))
    findings = initiative_findings(Application.model_validate(content(**changes)), rules)
    return {code: finding.result.value for code, finding in findings.items()}


WORK = content()["declared"][0]


@pytest.mark.parametrize(
    ("changes", "code", "result"),
    [
        ({}, "own_share", "met"),
        ({}, "estimate", "met"),
        ({}, "authorised", "not_applicable"),
        ({"organisation": "Stowarzyszenie Złota"}, "authorised", None),
        ({"own": 1_000_00, "city": 9_000_00}, "own_share", "met"),
        ({"own": 999_99, "city": 9_000_00}, "own_share", "not_met"),
        ({"own_share": 1440}, "own_share", "not_met"),
        ({"own_share": 1439}, "own_share", "met"),
        ({"estimate": []}, "estimate", "not_met"),
        ({"city": 9_000_01}, "estimate", "not_met"),
        ({"city": 9_000_01}, "city_share", "not_met"),
        ({"declared": []}, "declared", "not_met"),
        ({"own": 1_514_01}, "declared", "not_met"),
        ({"declared": [WORK | {"value": 314_01}]}, "work_valued", "not_met"),
        ({"declared": [content()["declared"][1]]}, "work_valued", "not_applicable"),
        ({"steps": []}, "schedule", "not_met"),
        ({"steps": [{"name": "x", "starts": "2026-09-02", "ends": "2026-09-01"}]}, "schedule", "not_met"),
        ({"place": " "}, "located", "not_met"),
        ({"description": ""}, "described", "not_met"),
    ],
)
def test_the_machine_finds_what_figures_and_dates_tell(changes: dict[str, Any], code: str, result: str | None) -> None:
    assert found(**changes).get(code) == result


@pytest.mark.parametrize(
    ("minutes", "rate", "value"), [(600, 31_40, 314_00), (1, 30, 1), (1, 29, 0), (90, 31_41, 47_12)]
)
def test_work_is_worth_its_time_by_the_rate_rounded_half_up(minutes: int, rate: int, value: int) -> None:
    assert worked(minutes, rate) == value


def test_a_share_just_below_the_threshold_never_reads_like_it() -> None:
    assert (percent(999), percent(1000), percent(1050)) == ("9,99\u00a0%", "10\u00a0%", "10,5\u00a0%")


def test_every_check_can_be_mended_by_the_applicants() -> None:
    assert all(check.opens is not None for check in INITIATIVE_CHECKS)


async def call(house: House, body: dict[str, Any] = MISSING, *, version: int = 1) -> Any:
    return await house.post(of(1, "/card/call"), body, OFFICER, version=version)


async def test_a_call_gives_seven_days_and_opens_what_is_missing(house: House) -> None:
    await house.tell(rules_set(), filed())
    assert (await call(house)).status_code == 200
    [told] = await house.events("verification.initiative_called")
    assert (told["parts"], told["call"]) == (["place"], 1)
    assert any("Dołącz zgodę spółdzielni." in point for point in told["points"])
    assert told["due_at"] == DUE.isoformat().replace("+00:00", "Z")
    assert told["explanation"]
    assert told["term"]["amount"] == 7


async def test_a_call_gives_as_many_days_as_the_council_has_laid_down(house: House) -> None:
    await house.tell(rules_set(correction_days=14), filed())
    await call(house)
    [told] = await house.events("verification.initiative_called")
    assert told["term"]["amount"] == 14
    assert told["due_at"] == (DUE + timedelta(days=7)).isoformat().replace("+00:00", "Z")


async def test_while_the_applicants_have_time_nothing_is_decided(house: House) -> None:
    await house.tell(rules_set(), filed())
    await call(house)
    for answer in (
        await pass_on(house, version=2),
        await house.post(of(1, "/card/result"), LEAVE, OFFICER, version=2),
        await call(house, version=2),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/call-pending")


async def test_what_was_not_completed_in_time_is_left_without_consideration(house: House) -> None:
    await house.tell(rules_set(), filed())
    await call(house)
    house.clock.moment = DUE + timedelta(seconds=1)
    answer = await house.post(of(1, "/card/result"), LEAVE, OFFICER, version=2)
    assert answer.status_code == 200, answer.text
    assert await stage(house) == "left_unconsidered"
    [checked] = await house.events("verification.initiative_check_finished")
    [decided] = await house.events("verification.initiative_decided")
    assert (checked["passed"], decided["outcome"], decided["city"]) == (False, "left_unconsidered", 0)
    assert "Dołącz zgodę spółdzielni." in decided["reason"]
    assert decided["version"] > checked["version"]


async def test_nothing_is_left_without_consideration_before_a_call(house: House) -> None:
    await house.tell(rules_set(), filed())
    answer = await house.post(of(1, "/card/result"), LEAVE, OFFICER)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-yet-called")


async def test_an_answer_leads_on_with_the_new_text(house: House) -> None:
    await house.tell(rules_set(), filed(own=900_00))
    short = {"checks": [{"code": "declared", "result": "not_met", "note": "Dopisz deklarację."}]}
    assert (await call(house, short)).status_code == 200
    [told] = await house.events("verification.initiative_called")
    assert told["parts"] == ["own_share", "costs"], "what the machine found is said, too"
    await house.tell(completed(title="Zielony skwer"))
    assert (await shown(house))["title"] == "Zielony skwer"
    assert (await pass_on(house, version=3)).status_code == 200


async def test_a_card_passes_to_several_units_with_one_question(house: House) -> None:
    await house.tell(rules_set(), filed())
    assert (await pass_on(house, 1, "WGOŚ", "ZDM")).status_code == 200
    [told] = await house.events("verification.initiative_check_finished")
    assert told["units"] == ["Wydział Gospodarki Komunalnej i Ochrony Środowiska", "Zarząd Dróg Miejskich"]
    tasks = [one for one in await house.events("verification.task_opened") if one["kind"] == "unit_opinion"]
    assert {one["unit"] for one in tasks} == {"WGOŚ", "ZDM"}


async def test_a_card_that_names_an_own_share_too_small_does_not_pass(house: House) -> None:
    await house.tell(rules_set(), filed(own_share=2000))
    answer = await pass_on(house)
    assert (answer.status_code, answer.json()["codes"]) == (422, ["own_share"])
