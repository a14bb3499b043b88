"""Reviews over HTTP: by the unit's own people, with an opinion and a cost that is explained."""

import pytest

from services.verification.merit.domain import CHECKS
from tests.verification.conftest import API, GREEN, OFFICER, ROADS, TOO_DEAR, announced, submitted, withdrawn


@pytest.fixture
async def reviewed(house):
    """A proposal that waits for the roads' opinion."""
    await house.tell(announced(), submitted())
    await house.pass_card()
    return house


async def test_the_unit_has_thirty_days_from_the_passed_card(reviewed):
    (review,) = await reviewed.listed("reviews")
    assert (review["unit"], review["submitted_cost"]) == ("ZDM", 90_000_00)
    # 15 April + 30 days is a Friday.
    assert review["due_at"].startswith("2026-05-15T21:59:59")


async def test_a_positive_review_goes_to_the_mayor_by_the_edition_window(reviewed):
    done = await reviewed.review()

    assert done.json()["state"] == "positive"
    (event,) = await reviewed.events("verification.merit_review_finished")
    assert (event["positive"], event["cost"], event["unit"]) == (True, 90_000_00, "ZDM")
    task = (await reviewed.events("verification.task_opened"))[-1]
    assert (task["role"], task["kind"]) == ("mayor", "admission")
    assert task["due_at"].startswith("2026-08-07T21:59:59")
    assert task["explanation"] == ["Według harmonogramu edycji prezydent dopuszcza projekty do 07.08.2026."]


async def test_another_unit_does_not_review(reviewed):
    answer = await reviewed.review(who=GREEN)
    assert answer.status_code == 403
    assert (await reviewed.review(who=OFFICER)).status_code == 403


async def test_another_cost_needs_its_reason(reviewed):
    refused = await reviewed.review(cost=95_000_00)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/cost-unexplained")

    done = await reviewed.review(cost=95_000_00, cost_reason="Doszło odwodnienie.")

    assert done.status_code == 200


async def test_an_opinion_is_required(reviewed):
    assert (await reviewed.review(opinion="  ")).status_code == 422


async def test_a_positive_opinion_against_an_unmet_check_is_refused(reviewed):
    answer = await reviewed.review(checks=[{"code": "land", "result": "not_met"}])
    assert answer.json()["type"] == "/problems/result-contradicted"


async def test_the_card_has_nineteen_lines_and_each_says_what_to_look_at():
    assert len({check.code for check in CHECKS}) == len(CHECKS) == 19
    assert all(check.guidance for check in CHECKS)


@pytest.mark.parametrize(
    ("cost", "found"), [(90_000_00, "met"), (100_000_00, "met"), (100_000_01, "not_met")], ids=["below", "at", "above"]
)
async def test_the_machine_compares_the_cost_with_the_cap(reviewed, cost, found):
    said = {"cost": cost, "cost_reason": "Doszło odwodnienie.", "positive": False, "opinion": "Za drogo."}
    await reviewed.review(**said)
    shown = (await reviewed.get(f"{API}/reviews/{1:032x}")).json()
    (line,) = [check for check in shown["checks"] if check["code"] == "within_cap"]
    assert (line["found"], line["result"]) == (found, found)


async def test_the_open_card_shows_what_the_machine_finds_in_the_proposal(reviewed):
    shown = (await reviewed.get(f"{API}/reviews/{1:032x}")).json()
    assert [(check["code"], check["found"]) for check in shown["checks"] if check["found"]] == [("within_cap", "met")]
    page = (await reviewed.get(f"/panel/weryfikacja/oceny/{1:032x}", ROADS)).text
    assert "sprawdzone automatycznie" in page
    assert page.count('<details class="how"><summary>na co patrzeć') == 19


async def test_a_positive_opinion_above_the_cap_says_why(reviewed):
    dear = {"cost": 100_000_01, "cost_reason": "Doszło odwodnienie."}
    assert (await reviewed.review(**dear)).json()["type"] == "/problems/result-contradicted"
    silent = await reviewed.review(**dear, checks=[{**TOO_DEAR, "note": ""}])
    assert silent.json()["type"] == "/problems/overrule-unexplained"
    assert (await reviewed.review(**dear, checks=[TOO_DEAR])).status_code == 200


async def test_a_review_is_finished_once(reviewed):
    await reviewed.review()
    answer = await reviewed.review(positive=False, opinion="Jednak nie.")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/review-closed")


async def test_a_withdrawal_closes_the_open_review(reviewed):
    await reviewed.tell(withdrawn())

    assert await reviewed.listed("reviews") == []
    assert (await reviewed.review()).status_code == 409
    opened, closed = (
        await reviewed.events("verification.task_opened"),
        await reviewed.events("verification.task_closed"),
    )
    assert {task["task_id"] for task in opened} == {task["task_id"] for task in closed}


async def test_events_of_a_case_have_growing_versions(reviewed):
    await reviewed.review()
    await reviewed.decide(1)

    facts = [event for event in await reviewed.events() if "task" not in event["name"]]

    assert [event["version"] for event in facts] == [2, 3, 4]
