"""The mayor's decisions over HTTP: one or many, never above the cap, never twice, with reasons."""

import pytest

from tests.verification.conftest import API, MAYOR, OFFICER, TOO_DEAR, announced, submitted, withdrawn


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


async def test_a_proposal_named_twice_is_decided_once(waiting):
    assert (await waiting.decide(1, 1)).json()["proposal_ids"] == [f"{1:032x}"]


async def test_what_failed_formally_never_comes_to_the_mayor(house):
    await house.tell(announced(), submitted())
    await house.post(f"{API}/cards/{1:032x}/result", {"passed": False, "reasons": ["Nie."]}, OFFICER)

    assert await house.listed("admissions") == []
    assert (await house.decide(1)).status_code == 404


async def test_only_the_mayor_decides(waiting):
    body = {"proposal_ids": [f"{1:032x}"], "admitted": True, "reason": ""}
    assert (await waiting.post(f"{API}/admissions", body, OFFICER, version=None)).status_code == 403


async def test_more_than_a_hundred_at_once_are_refused(house):
    body = {"proposal_ids": [f"{n:032x}" for n in range(101)], "admitted": True, "reason": ""}
    assert (await house.post(f"{API}/admissions", body, MAYOR, version=None)).status_code == 422


@pytest.mark.parametrize("decide_first", [False, True])
async def test_a_withdrawal_ends_the_case_before_and_after_the_decision(waiting, decide_first):
    if decide_first:
        await waiting.decide(1)
    await waiting.tell(withdrawn(1))

    opened, closed = await waiting.events("verification.task_opened"), await waiting.events("verification.task_closed")
    left = {task["case"] for task in opened if task["task_id"] not in {done["task_id"] for done in closed}}
    assert left == {"BO-2027-002", "BO-2027-003"}
    assert (await waiting.decide(1)).status_code == 409
