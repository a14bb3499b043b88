"""The units carry out what was chosen; residents read what an officer approved."""

from datetime import date

from shared.contracts.reporting import ImplementationStartedV1, ProgressPublishedV1, TaskClosedV1, TaskOpenedV1
from tests.reporting.conftest import (
    OFFICER,
    WRM,
    ZDM,
    announced,
    decided,
    key,
    moment,
    results,
    reviewed,
    submitted,
)

WORKS = "/api/reporting/v1/implementations"
PLAN = {
    "stage": "planned",
    "percent": 5,
    "spent": 0,
    "note": "Ustaliliśmy zakres prac z pomysłodawcami.",
    "planned_end": "2027-08-31",
}


async def chosen(house, *ids):
    await house.hears(announced())
    for number, id in enumerate(ids or ("p-1",), 1):
        await house.hears(submitted(id, number), reviewed(id), decided(id))
    await house.hears(results(won=ids or ("p-1",)))


async def send(site, body=None, who=ZDM, id="p-1", **changes):
    return await site.client.post(
        f"{WORKS}/{id}/progress", json={**(body or PLAN), **changes}, headers={**site.by(who), **key()}
    )


async def approve(site, number, who=OFFICER, id="p-1"):
    return await site.client.post(f"{WORKS}/{id}/progress/{number}/approval", headers={**site.by(who), **key()})


async def published_word(site, **changes):
    answer = await send(site, **changes)
    assert answer.status_code == 201, answer.text
    assert (await approve(site, answer.json()["number"])).status_code == 200


async def test_every_chosen_project_becomes_the_work_of_its_unit_and_a_task(house):
    await chosen(house, "p-1", "p-2")
    starts = await house.publishes(ImplementationStartedV1)
    assert {(one.proposal_id, one.unit, one.budget) for one in starts} == {
        ("p-1", "ZDM", 95_000_00),
        ("p-2", "ZDM", 95_000_00),
    }
    tasks = await house.publishes(TaskOpenedV1)
    assert [(one.role, one.unit, one.action) for one in tasks] == [
        ("unit_reviewer", "ZDM", "Podaj plan realizacji")
    ] * 2
    assert tasks[0].explanation


async def test_results_that_come_before_all_else_wait_for_the_unit(house):
    await house.hears(results(), submitted())
    assert await house.publishes(ImplementationStartedV1) == []
    await house.hears(decided(unit=None, unit_name=None))
    assert await house.publishes(ImplementationStartedV1) == [], "the decision names no unit: the reviewer's is awaited"
    await house.hears(reviewed(unit="WRM", unit_name="Wydział Rozbudowy Miasta"))
    (start,) = await house.publishes(ImplementationStartedV1)
    assert start.unit == "WRM"


async def test_a_project_that_was_not_chosen_is_nobodys_work(house):
    await house.hears(submitted(), reviewed(), decided(), results(won=(), lost=("p-1",)))
    assert await house.publishes(ImplementationStartedV1) == []


async def test_only_what_an_officer_approved_is_published(site):
    await chosen(site.house)
    assert (await send(site)).json() == {"number": 1}
    assert await site.house.publishes(ProgressPublishedV1) == []
    assert (await approve(site, 1)).status_code == 200
    (told,) = await site.house.publishes(ProgressPublishedV1)
    assert (told.stage, told.percent, told.area) == ("planned", 5, "Rogatka")
    assert (await approve(site, 1)).json()["type"] == "/problems/update-decided"
    assert (await approve(site, 2)).status_code == 404


async def test_tasks_follow_the_work_from_the_plan_to_the_approval(site):
    await chosen(site.house)
    await send(site)
    await approve(site, 1)
    opened = [task.task_id for task in await site.house.publishes(TaskOpenedV1)]
    closed = [task.task_id for task in await site.house.publishes(TaskClosedV1)]
    assert opened == ["p-1-plan", "p-1-approve-1"]
    assert closed == ["p-1-plan", "p-1-approve-1"]


async def test_what_comes_back_is_mended_by_the_unit(site):
    await chosen(site.house)
    await send(site)
    body = {"reason": "Podaj, kto jest wykonawcą."}
    answer = await site.client.post(f"{WORKS}/p-1/progress/1/return", json=body, headers={**site.by(OFFICER), **key()})
    assert answer.status_code == 200
    task = (await site.house.publishes(TaskOpenedV1))[-1]
    assert (task.unit, task.action) == ("ZDM", "Popraw postęp realizacji i wyślij ponownie")
    assert (await send(site)).json() == {"number": 2}
    shown = (await site.client.get(f"{WORKS}/p-1", headers=site.by(OFFICER))).json()
    assert [one["state"] for one in shown["updates"]] == ["returned", "waiting"]
    assert shown["waiting"] == 2
    assert "p-1-mend-1" in [task.task_id for task in await site.house.publishes(TaskClosedV1)]


async def test_another_unit_may_not_speak_for_it(site):
    await chosen(site.house)
    assert (await send(site, who=WRM)).status_code == 403
    assert (await send(site, who=OFFICER)).status_code == 403
    assert (await approve(site, 1, who=ZDM)).status_code == 403


async def test_the_next_word_waits_for_the_last_one(site):
    await chosen(site.house)
    await send(site)
    assert (await send(site)).json()["type"] == "/problems/update-waits"


async def test_a_later_end_needs_a_reason_and_residents_read_it(site):
    await chosen(site.house)
    await published_word(site)
    refused = await send(site, planned_end="2027-11-30")
    assert (refused.status_code, refused.json()["field"]) == (422, "delay_reason")
    await published_word(site, planned_end="2027-11-30", delay_reason="W przetargu nie wpłynęła żadna oferta.")
    assert (await site.house.publishes(ProgressPublishedV1))[-1].delay_reason.startswith("W przetargu")


async def test_a_contract_or_a_beginning_that_is_put_off_or_taken_back_needs_a_reason_as_the_end_does(site):
    await chosen(site.house)
    await published_word(site, planned_contract="2027-03-31", planned_building="2027-05-04")
    for contract, building in (("2027-04-30", "2027-05-04"), ("2027-03-31", "2027-06-01"), (None, "2027-05-04")):
        refused = await send(site, planned_contract=contract, planned_building=building)
        assert (refused.status_code, refused.json()["field"]) == (422, "delay_reason")
    assert (await send(site, planned_contract="2027-03-20", planned_building="2027-05-04")).status_code == 201
    await approve(site, 2)
    why = "W przetargu nie wpłynęła żadna oferta."
    await published_word(site, planned_contract="2027-04-30", planned_building="2027-05-04", delay_reason=why)
    assert (await send(site, stage="contracted", planned_building="2027-05-04")).status_code == 201, "it is signed"


async def test_a_day_that_is_over_promises_nothing_so_who_is_late_has_to_say_why(site, clock):
    await chosen(site.house)
    days = {"planned_contract": "2027-03-31", "planned_building": "2027-05-04"}
    await published_word(site, **days)
    clock.moment = moment("2027-09-01")
    for field, stage in (("planned_contract", "planned"), ("planned_building", "contracted"), ("planned_end", "built")):
        refused = await send(site, **days, stage=stage)
        assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert (await send(site, stage="built", planned_end="2027-10-31")).json()["field"] == "delay_reason"
    why = {"planned_end": "2027-10-31", "delay_reason": "Czekamy na dostawę huśtawek."}
    await published_word(site, stage="built", **days, **why)
    assert (await site.house.publishes(ProgressPublishedV1))[-1].planned_end == date(2027, 10, 31)


async def test_more_spent_than_the_budget_is_possible_with_a_reason(site):
    await chosen(site.house)
    refused = await send(site, spent=95_000_01)
    assert (refused.status_code, refused.json()["field"]) == (422, "overrun_reason")
    await published_word(site, spent=95_000_01, overrun_reason="Wzrosły ceny stali.")
    assert (await site.house.publishes(ProgressPublishedV1))[-1].overrun_reason == "Wzrosły ceny stali."


async def test_an_abandonment_says_why_and_ends_the_work(site):
    await chosen(site.house)
    given_up = {"stage": "abandoned", "planned_end": None}
    assert (await send(site, **given_up, note="Nie da się.")).json()["field"] == "note"
    why = "Pod placem biegnie kolektor, a jego przełożenie kosztowałoby więcej niż cały projekt."
    await published_word(site, **given_up, note=why)
    assert (await send(site)).json()["type"] == "/problems/work-over"
    work = (await site.client.get(f"{WORKS}/p-1", headers=site.by(OFFICER))).json()
    assert (work["stage"], work["late"], work["due_on"]) == ("abandoned", False, None)


async def test_finished_is_the_whole_of_it(site):
    await chosen(site.house)
    assert (await send(site, stage="finished", percent=90)).json()["field"] == "percent"
    await published_word(site, stage="finished", percent=100)


async def test_a_work_is_late_from_the_day_after_its_day(site, clock):
    await chosen(site.house)
    await published_word(site)

    async def late():
        answer = await site.client.get(f"{WORKS}?late=true", headers=site.by(OFFICER))
        return [item["proposal_id"] for item in answer.json()["items"]]

    clock.moment = clock.moment.replace(year=2027, month=8, day=31, hour=21)
    assert await late() == []
    clock.move(hours=2)
    assert await late() == ["p-1"]


async def test_the_same_request_sent_twice_counts_once(site):
    await chosen(site.house)
    headers = {**site.by(ZDM), **key("the-same-key")}
    first = await site.client.post(f"{WORKS}/p-1/progress", json=PLAN, headers=headers)
    again = await site.client.post(f"{WORKS}/p-1/progress", json=PLAN, headers=headers)
    assert first.json() == again.json() == {"number": 1}


async def test_works_are_listed_part_by_part(site):
    await chosen(site.house, "p-1", "p-2", "p-3")
    first = (await site.client.get(f"{WORKS}?limit=2", headers=site.by(OFFICER))).json()
    rest = (await site.client.get(f"{WORKS}?limit=2&after={first['next']}", headers=site.by(OFFICER))).json()
    assert [item["proposal_id"] for item in first["items"] + rest["items"]] == ["p-1", "p-2", "p-3"]
    none = (await site.client.get(f"{WORKS}?unit=WRM", headers=site.by(OFFICER))).json()
    assert none == {"items": [], "next": None}
