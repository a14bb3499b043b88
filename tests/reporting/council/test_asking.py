"""The units of a resolution are asked how far they are when its last day is near, and no more when they are done."""

import asyncio

import pytest

from shared.contracts.reporting import TaskChangedV1, TaskOpenedV1
from tests.reporting.conftest import OFFICER, ZDM, Site, moment
from tests.reporting.council.conftest import API, call, report, resolution, term
from tests.reporting.reports.conftest import open_tasks


async def asked(site: Site, clock, day: str) -> dict[str | None, str]:
    """Which units are asked, with the date of their tasks, once several replicas have ticked on a day."""
    clock.moment = moment(day)
    for _ in range(2):
        await asyncio.gather(*(site.house.resolutions.look_after() for _ in range(4)))
    changed = await site.house.publishes(TaskChangedV1)
    due = {one.task_id: one.due_at for one in changed if isinstance(one, TaskChangedV1)}
    tasks = [one for one in (await open_tasks(site)).values() if one.kind == "resolution"]
    return {one.unit: f"{due.get(one.task_id) or one.due_at:%Y-%m-%d}" for one in tasks}


async def opened_times(site: Site) -> int:
    opened = await site.house.publishes(TaskOpenedV1)
    return len([one for one in opened if isinstance(one, TaskOpenedV1) and one.kind == "resolution"])


@pytest.mark.parametrize(
    ("due_on", "day", "units"),
    [
        ("2026-05-30", "2026-05-15", set()),
        ("2026-05-30", "2026-05-16", {"ZDM", "WE"}),
        # Entered late, or imported from a file of old ones: its day is over.
        ("2026-04-01", "2026-05-16", {"ZDM", "WE"}),
        (None, "2026-05-16", set()),
    ],
)
async def test_units_are_asked_fourteen_days_before_the_last_day_and_once(site, clock, due_on, day, units):
    await term(site)
    id = await resolution(site, units=["ZDM", "WE"], due_on=due_on)
    assert await asked(site, clock, day) == dict.fromkeys(units, due_on)
    assert await opened_times(site) == len(units)
    if units:
        [task] = [one for one in (await open_tasks(site)).values() if one.unit == "ZDM"]
        assert (task.role, task.link) == ("unit_reviewer", f"/panel/rada/uchwaly/{id}")
        assert task.title == "w sprawie parku przy Rogatce"


async def test_a_unit_is_asked_until_its_part_is_done_and_again_where_it_is_not_done_after_all(site, clock):
    await term(site)
    id = await resolution(site, units=["ZDM", "WE"], due_on="2026-05-30")
    assert set(await asked(site, clock, "2026-05-20")) == {"ZDM", "WE"}
    await report(site, id, "in_progress", on="2026-05-01")
    assert set(await asked(site, clock, "2026-06-10")) == {"ZDM", "WE"}, "late, and still to be done"
    await report(site, id, "executed", on="2026-06-01")
    assert set(await asked(site, clock, "2026-06-11")) == {"WE"}
    await report(site, id, "partly", on="2026-06-05")
    assert set(await asked(site, clock, "2026-06-12")) == {"ZDM", "WE"}
    assert await opened_times(site) == 3


@pytest.mark.parametrize(
    ("due_on", "units", "then"),
    [
        ("2026-06-02", ["ZDM", "WE"], {"ZDM": "2026-06-02", "WE": "2026-06-02"}),
        ("2026-09-30", ["ZDM", "WE"], {}),
        (None, ["ZDM", "WE"], {}),
        ("2026-05-30", ["ZDM", "WRM"], {"ZDM": "2026-05-30", "WRM": "2026-05-30"}),
    ],
)
async def test_a_changed_entry_moves_ends_or_opens_what_its_units_are_asked(site, clock, due_on, units, then):
    await term(site)
    id = await resolution(site, units=["ZDM", "WE"], due_on="2026-05-30")
    await asked(site, clock, "2026-05-20")
    entry = {"title": "w sprawie parku", "units": units, "due_on": due_on, "reason": "Pomyłka."}
    assert (await call(site, "PUT", f"/resolutions/{id}", entry, version=2)).status_code == 200
    assert await asked(site, clock, "2026-05-21") == then


async def test_of_what_has_ended_nobody_is_asked(site, clock):
    await term(site)
    id = await resolution(site, due_on="2026-05-30")
    await asked(site, clock, "2026-05-20")
    end = {"status": "annulled", "text": "Wojewoda stwierdził nieważność.", "on": "2026-05-19"}
    assert (await call(site, "POST", f"/resolutions/{id}/ending", end, who=OFFICER, version=2)).status_code == 200
    assert await asked(site, clock, "2026-06-20") == {}


async def test_a_unit_finds_what_it_is_asked_on_its_list_and_answers_there(site, clock):
    await term(site)
    id = await resolution(site, due_on="2026-05-30")
    await asked(site, clock, "2026-05-20")
    await site.house.hears(*await site.house.publishes(TaskOpenedV1))
    assert f"/panel/rada/uchwaly/{id}" in (await site.client.get("/panel", headers=site.by(ZDM))).text
    given = {"unit": "ZDM", "status": "executed", "text": "Posadzono drzewa.", "on": "2026-05-20"}
    seen = (await site.client.get(f"{API}/resolutions/{id}")).json()["version"]
    assert (await call(site, "POST", f"/resolutions/{id}/executions", given, who=ZDM, version=seen)).status_code == 200
    assert await open_tasks(site) == {}
