"""The mayor's decisions over HTTP: one or many, never above the cap, never twice, with reasons."""

import pytest

from tests.verification.conftest import API, MAYOR, OFFICER, TOO_DEAR, announced, reviewed_anew, submitted, withdrawn


@pytest.fixture
async def waiting(house):
    """Three proposals before the mayor: a good one, one that the unit is against, one that became too dear."""
    await house.tell(announced(), submitted(1), submitted(2), submitted(3))
    for number in (1, 2, 3):
        await house.pass_card(number)
    await house.review(1)
    await house.review(2, positive=False, opinion="Teren nie należy do miasta.")
    await house.review(3, cost=100_000_01, cost_reason="Doszło odwodnienie.", checks=[TOO_DEAR])
    return house


async def decisions(house):
    return [(e["proposal_id"][-1], e["admitted"], e["reason"]) for e in await house.events("verification.admission")]


async def test_what_is_admitted_is_told_with_its_cost_and_unit(waiting):
    assert (await waiting.decide(1)).status_code == 200
    (event,) = await waiting.events("verification.admission_decided")
    assert (event["admitted"], event["cost"], event["unit"]) == (True, 90_000_00, "ZDM")


async def test_nobody_can_admit_what_costs_more_than_the_cap(waiting):
    answer = await waiting.decide(3, reason="Bardzo potrzebny.")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/cost-above-cap")
    assert (answer.json()["cost"], answer.json()["cap"]) == (100_000_01, 100_000_00)


async def test_a_bulk_decision_is_whole_or_not_at_all(waiting):
    assert (await waiting.decide(1, 3)).status_code == 409
    assert await decisions(waiting) == []
    assert len(await waiting.listed("admissions")) == 3


async def test_a_refusal_needs_a_reason(waiting):
    answer = await waiting.decide(1, admitted=False)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/decision-unexplained")
    await waiting.decide(2, admitted=False, reason="Teren nie należy do miasta.")
    assert await decisions(waiting) == [("2", False, "Teren nie należy do miasta.")]


async def test_admitting_against_the_unit_needs_a_reason(waiting):
    assert (await waiting.decide(2)).status_code == 422
    assert (await waiting.decide(2, reason="Miasto odkupiło teren 3 maja.")).status_code == 200


async def test_a_decision_is_made_once(waiting):
    await waiting.decide(1)
    answer = await waiting.decide(1, admitted=False, reason="Jednak nie.")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/admission-closed")
    assert len(await decisions(waiting)) == 1


@pytest.mark.parametrize("said", [{"positive": True, "cost": 95_000_00, "cost_reason": "Drożej."}, {"positive": False}])
async def test_what_the_unit_has_reviewed_anew_since_the_mayor_looked_is_not_decided_about_nor_is_the_rest(house, said):
    await house.tell(announced(), submitted(1), submitted(2))
    for number in (1, 2):
        await house.pass_card(number)
        await house.review(number)
    seen = await house.seen(1, 2)
    await reviewed_anew(house, 2, **said)

    for admitted in (True, False):
        answer = await house.decide(admitted=admitted, reason="Decyzja prezydenta.", seen=seen)
        assert (answer.status_code, answer.json()["type"]) == (412, "/problems/changed-meanwhile")
        assert answer.json()["proposal_ids"] == [f"{2:032x}"]
    assert await decisions(house) == []
    assert (await house.decide(1, 2, reason="Decyzja prezydenta.")).status_code == 200


async def test_what_others_have_decided_since_the_mayor_looked_is_told_with_all_else_that_changed(waiting):
    seen = await waiting.seen(1, 2, 3)
    await waiting.decide(1)
    await waiting.tell(withdrawn(3))
    answer = await waiting.decide(seen=seen)
    assert (answer.status_code, answer.json()["proposal_ids"]) == (412, [f"{1:032x}", f"{3:032x}"])


async def test_what_failed_formally_never_comes_to_the_mayor(house):
    await house.tell(announced(), submitted())
    await house.post(f"{API}/cards/{1:032x}/result", {"passed": False, "reasons": ["Nie."]}, OFFICER)

    assert await house.listed("admissions") == []
    assert (await house.decide(1)).status_code == 404


async def test_only_the_mayor_decides(waiting):
    body = {"versions": await waiting.seen(1), "admitted": True, "reason": ""}
    assert (await waiting.post(f"{API}/admissions", body, OFFICER, version=None)).status_code == 403


@pytest.mark.parametrize("many", [0, 101])
async def test_none_and_more_than_a_hundred_at_once_are_refused(house, many):
    body = {"versions": {f"{n:032x}": 1 for n in range(many)}, "admitted": True, "reason": ""}
    assert (await house.post(f"{API}/admissions", body, MAYOR, version=None)).status_code == 422


async def test_what_was_looked_at_has_to_be_named(waiting):
    body = {"proposal_ids": [f"{1:032x}"], "admitted": True, "reason": ""}
    assert (await waiting.post(f"{API}/admissions", body, MAYOR, version=None)).status_code == 422


@pytest.mark.parametrize("decide_first", [False, True])
async def test_a_withdrawal_ends_the_case_before_and_after_the_decision(waiting, decide_first):
    if decide_first:
        await waiting.decide(1)
    await waiting.tell(withdrawn(1))

    opened, closed = await waiting.events("verification.task_opened"), await waiting.events("verification.task_closed")
    left = {task["case"] for task in opened if task["task_id"] not in {done["task_id"] for done in closed}}
    assert left == {"BO-2027-002", "BO-2027-003"}
    assert (await waiting.decide(1)).status_code == 409
