"""Cards over HTTP: opened by events in any order, finished once, handed to a unit."""

import asyncio

import pytest

from shared.store import new_id
from tests.verification.conftest import (
    API,
    GREEN,
    MAYOR,
    OFFICER,
    announced,
    submitted,
    withdrawn,
)


async def test_every_proposal_gets_a_card_and_a_task_with_its_date_explained(house):
    await house.tell(announced(), submitted(1), submitted(2))

    assert [card["number"] for card in await house.listed("cards")] == [1, 2]
    tasks = await house.events("verification.task_opened")
    assert [task["case"] for task in tasks] == ["BO-2027-001", "BO-2027-002"]
    assert {(task["role"], task["kind"]) for task in tasks} == {("officer", "formal_check")}
    assert tasks[0]["due_at"].startswith("2026-04-28T21:59:59")
    assert tasks[0]["explanation"][0].startswith("Początek: 14 kwietnia 2026")


async def test_a_card_shows_what_the_machine_found(house):
    await house.tell(announced(), submitted(signatures=1))

    card = (await house.get(f"{API}/cards/{1:032x}")).json()

    found = {check["code"]: check["found"] for check in card["checks"]}
    assert (found["signatures"], found["cost_within_cap"], found["decent"]) == ("not_met", "met", None)


async def test_a_card_waits_for_the_rules_of_its_edition(house):
    await house.tell(submitted())
    refused = await house.pass_card()
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")

    await house.tell(announced())

    assert (await house.pass_card()).status_code == 200


async def test_older_rules_do_not_replace_newer_ones(house):
    generous = announced().rules.model_copy(update={"areas": ()})
    await house.tell(announced(version=2, rules=generous), announced(), submitted(cost=130_000_00))

    card = (await house.get(f"{API}/cards/{1:032x}")).json()

    assert {check["code"]: check["found"] for check in card["checks"]}["cost_within_cap"] == "met"


async def test_a_passed_card_goes_to_the_unit(house):
    await house.tell(announced(), submitted())

    done = await house.pass_card(unit="WGOŚ")

    assert (done.json()["state"], done.headers["etag"]) == ("passed", '"2"')
    finished = await house.events("verification.formal_check_finished")
    assert [(event["passed"], event["unit"]) for event in finished] == [(True, "WGOŚ")]
    opened, closed = (await house.events("verification.task_opened")), (await house.events("verification.task_closed"))
    assert [(task["role"], task["unit"]) for task in opened] == [("officer", None), ("unit_reviewer", "WGOŚ")]
    assert [task["task_id"] for task in closed] == [opened[0]["task_id"]]


async def test_a_failed_card_ends_the_case(house):
    await house.tell(announced(), submitted())

    body = {"passed": False, "reasons": ["Działka należy do spółdzielni, a nie ma jej zgody."]}
    done = await house.post(f"{API}/cards/{1:032x}/result", body, OFFICER)

    assert done.json()["state"] == "failed"
    assert await house.listed("reviews") == []
    finished = await house.events("verification.formal_check_finished")
    assert [(event["passed"], event["reasons"], event["unit"]) for event in finished] == [
        (False, body["reasons"], None)
    ]
    assert len(await house.events("verification.task_closed")) == 1


async def test_the_same_result_sent_twice_counts_once(house):
    await house.tell(announced(), submitted())
    key = new_id()
    path, body = f"{API}/cards/{1:032x}/result", {"passed": True, "unit": "ZDM"}

    answers = await asyncio.gather(*(house.post(path, body, OFFICER, key=key) for _ in range(4)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len(await house.events("verification.formal_check_finished")) == 1


async def test_of_two_officers_one_finishes_the_card(house):
    await house.tell(announced(), submitted())

    answers = await asyncio.gather(*(house.pass_card() for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert next(a for a in answers if a.status_code == 409).json()["type"] == "/problems/card-closed"


async def test_another_version_of_the_card_is_refused(house):
    await house.tell(announced(), submitted())
    path = f"{API}/cards/{1:032x}/result"

    answer = await house.post(path, {"passed": True, "unit": "ZDM"}, OFFICER, version=7)

    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/changed-meanwhile")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"passed": True}, "unit-missing"),
        ({"passed": True, "unit": "XYZ"}, "unit-unknown"),
        ({"passed": False}, "failure-unexplained"),
        ({"passed": True, "unit": "ZDM", "reasons": ["Nie."]}, "result-contradicted"),
        ({"passed": True, "unit": "ZDM", "checks": [{"code": "decent", "result": "not_met"}]}, "result-contradicted"),
        ({"passed": True, "unit": "ZDM", "checks": [{"code": "nope", "result": "met"}]}, "check-unknown"),
        ({"passed": False, "checks": [{"code": "located", "result": "not_met"}]}, "overrule-unexplained"),
        ({"passed": True, "unit": "ZDM", "checks": [{"code": "decent", "result": "met"}] * 2}, "invalid"),
    ],
)
async def test_a_card_that_makes_no_sense_is_refused(house, body, problem):
    await house.tell(announced(), submitted())

    answer = await house.post(f"{API}/cards/{1:032x}/result", body, OFFICER)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")
    assert await house.events("verification.formal_check_finished") == []


@pytest.mark.parametrize("who", [GREEN, MAYOR])
async def test_only_an_officer_finishes_a_card(house, who):
    await house.tell(announced(), submitted())
    answer = await house.post(f"{API}/cards/{1:032x}/result", {"passed": True, "unit": "ZDM"}, who)
    assert answer.status_code == 403


async def test_a_withdrawal_closes_the_open_card(house):
    await house.tell(announced(), submitted(), withdrawn())

    assert await house.listed("cards") == []
    assert [card["number"] for card in await house.listed("cards", "closed")] == [1]
    assert len(await house.events("verification.task_closed")) == 1
    assert (await house.pass_card()).status_code == 409


async def test_a_withdrawal_that_comes_before_its_proposal_opens_nothing(house):
    await house.tell(announced(), withdrawn(), submitted())

    assert await house.listed("cards") == []
    assert await house.events() == []


async def test_the_list_goes_on_where_it_stopped(house):
    await house.tell(announced(), *(submitted(number) for number in range(1, 6)))

    first = await house.get(f"{API}/cards?edition_id={'e' * 32}&limit=3")
    second = await house.client.get(first.links["next"]["url"], headers=house.by(OFFICER))

    assert [card["number"] for card in first.json()["items"] + second.json()["items"]] == [1, 2, 3, 4, 5]
    assert second.json()["next"] is None


async def test_nothing_stays_open_when_proposals_and_withdrawals_come_at_once(house):
    await house.tell(announced())
    numbers = range(1, 21)

    await asyncio.gather(*(house.tell(event) for n in numbers for event in (withdrawn(n), submitted(n))))

    assert await house.listed("cards") == []
    opened, closed = await house.events("verification.task_opened"), await house.events("verification.task_closed")
    assert sorted(task["task_id"] for task in opened) == sorted(task["task_id"] for task in closed)


async def test_a_withdrawal_that_meets_the_officers_result_leaves_nothing_open(house):
    numbers = range(1, 11)
    await house.tell(announced(), *(submitted(n) for n in numbers))

    await asyncio.gather(*(work for n in numbers for work in (house.pass_card(n), house.tell(withdrawn(n)))))

    assert [await house.listed(kind) for kind in ("cards", "reviews", "admissions")] == [[], [], []]
    opened, closed = await house.events("verification.task_opened"), await house.events("verification.task_closed")
    assert sorted(task["task_id"] for task in opened) == sorted(task["task_id"] for task in closed)
