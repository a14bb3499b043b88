"""What waits, as the department's dashboards read it."""

from tests.reporting.conftest import OFFICER, WRM, ZDM, moment
from tests.reporting.worklist.test_tasks import closed, opened

TASKS = "/api/reporting/v1/tasks"


async def test_a_dashboard_walks_through_what_waits_for_a_unit_the_most_urgent_first(site, clock):
    clock.moment = moment("2026-04-15")
    due = [*(moment(f"2026-04-{day}") for day in (20, 14, 17)), None]
    await site.house.hears(*(opened(f"t-{number}", due_at=at) for number, at in enumerate(due)))
    await site.house.hears(opened("other", unit="WRM"), opened("mine", role="officer", unit=None))
    found, address = [], f"{TASKS}?limit=3"
    while address:
        answer = await site.client.get(address, headers=site.by(ZDM))
        found += [task["id"] for task in answer.json()["items"]]
        address = answer.links.get("next", {}).get("url", "")
    assert found == ["verification|t-1", "verification|t-2", "verification|t-0", "verification|t-3"]


async def test_the_walk_goes_on_where_the_last_task_seen_was_closed_meanwhile(site, clock):
    await site.house.hears(*(opened(f"t-{number}") for number in range(4)))
    first = (await site.client.get(TASKS, params={"limit": 2}, headers=site.by(ZDM))).json()
    await site.house.hears(closed("t-1"))
    rest = await site.client.get(TASKS, params={"after": first["next"]}, headers=site.by(ZDM))
    assert [task["id"] for task in rest.json()["items"]] == ["verification|t-2", "verification|t-3"]


async def test_late_tasks_and_words_narrow_the_list(site, clock):
    clock.moment = moment("2026-04-18")
    await site.house.hears(opened("a"), opened("b", due_at=moment("2026-04-30"), title="Alejka w parku"))
    late = (await site.client.get(TASKS, params={"late": True}, headers=site.by(ZDM))).json()
    park = (await site.client.get(TASKS, params={"q": "parku"}, headers=site.by(ZDM))).json()
    assert [task["id"] for task in late["items"]] == ["verification|a"]
    assert [task["id"] for task in park["items"]] == ["verification|b"]


async def test_only_an_officer_looks_into_the_units(site):
    await site.house.hears(opened("a"), opened("b", unit="WRM"))
    all_units = (await site.client.get(TASKS, params={"units": True}, headers=site.by(OFFICER))).json()
    one = (await site.client.get(TASKS, params={"units": True, "unit": "WRM"}, headers=site.by(OFFICER))).json()
    own = (await site.client.get(TASKS, params={"units": True, "unit": "ZDM"}, headers=site.by(WRM))).json()
    assert len(all_units["items"]) == 2
    assert [task["unit"] for task in one["items"]] == ["WRM"]
    assert [task["unit"] for task in own["items"]] == ["WRM"]


async def test_how_much_waits_is_counted_by_deadlines(site, clock):
    clock.moment = moment("2026-04-15")
    await site.house.hears(opened("a", due_at=moment("2026-04-14")), opened("b"), opened("c", due_at=None))
    counted = (await site.client.get(f"{TASKS}/waiting", headers=site.by(ZDM))).json()
    assert counted == {"all": 3, "late": 1, "today": 0, "week": 1}


async def test_a_key_that_no_task_has_is_not_found(site):
    answer = await site.client.get(TASKS, params={"after": "verification|nie-ma"}, headers=site.by(ZDM))
    assert answer.status_code == 404
