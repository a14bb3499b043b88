"""The calendar of what is built: a month for residents, files for calendar programs, JSON for others."""

import icalendar
import pytest

from tests.reporting.conftest import EDITION, announced, checked, progressed, results, started, submitted
from tests.reporting.milestones.test_schedule import DAYS

PLACE = "/budzet-obywatelski/projekty"


async def planned(site, *ids, **changes):
    await site.house.hears(announced())
    for number, id in enumerate(ids or ("p-1",), 1):
        await site.house.hears(submitted(id, number), progressed(id, stage="planned", **(DAYS | changes)))


async def events(site, path):
    answer = await site.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


async def test_a_month_lists_its_days_in_order_and_leads_on_from_an_empty_one(site):
    await planned(site, "p-1", "p-2")
    may = (await site.client.get(f"{PLACE}/kalendarz?miesiac=2027-05")).text
    assert may.count("kasztanami: początek prac") == 2
    assert "kasztanami: koniec prac" not in may
    empty = (await site.client.get(f"{PLACE}/kalendarz?miesiac=2027-06")).text
    assert "Najbliższa data: 31\u00a0sierpnia 2027." in empty
    assert "miesiac=2027-08" in empty
    last = (await site.client.get(f"{PLACE}/kalendarz?miesiac=2027-12")).text
    assert "Daty pojawią się" in last


async def test_before_the_first_plan_the_calendar_says_so(site):
    page = await site.client.get(f"{PLACE}/kalendarz")
    assert page.status_code == 200
    assert "Daty pojawią się, gdy jednostki podadzą plany realizacji." in page.text


@pytest.mark.parametrize("month", ["2027-13", "maj", "1999-01"])
async def test_what_is_no_month_is_refused(site, month):
    assert (await site.client.get(f"{PLACE}/kalendarz", params={"miesiac": month})).status_code == 422


async def test_the_file_of_a_project_has_an_entry_for_each_planned_day(site):
    await planned(site)
    found = await events(site, f"{PLACE}/p-1/kalendarz.ics")
    assert [str(one["uid"]) for one in found] == [
        f"p-1-{stage}@localhost" for stage in ("contracted", "built", "finished")
    ]
    assert [one.decoded("dtstart").isoformat() for one in found] == list(DAYS.values())
    assert {one.decoded("sequence") for one in found} == {0}
    assert str(found[2]["summary"]) == "Plac zabaw pod kasztanami: koniec prac"
    assert str(found[0]["url"]).endswith(f"{PLACE}/p-1")


async def test_a_day_that_moves_is_the_same_entry_with_a_higher_number(site):
    await planned(site)
    before = await events(site, f"{PLACE}/p-1/kalendarz.ics")
    await site.house.hears(progressed("p-1", 8, stage="planned", **(DAYS | {"planned_end": "2027-11-30"})))
    after = await events(site, f"{PLACE}/p-1/kalendarz.ics")
    assert [one["uid"] for one in before] == [one["uid"] for one in after]
    assert [one.decoded("sequence") for one in after] == [0, 0, 1]


async def test_an_abandoned_project_is_cancelled_in_the_calendars_that_have_it(site):
    await planned(site)
    over = {"planned_contract": None, "planned_building": None, "planned_end": None}
    await site.house.hears(progressed("p-1", 8, stage="abandoned", **over))
    found = await events(site, f"{PLACE}/edycja/{EDITION}/kalendarz.ics")
    assert {(str(one["status"]), one.decoded("sequence")) for one in found} == {("CANCELLED", 1)}
    assert "odwołane" in (await site.client.get(f"{PLACE}/kalendarz?miesiac=2027-08")).text


async def test_the_file_of_an_edition_holds_all_its_projects(site):
    await planned(site, "p-1", "p-2", "p-3")
    assert len(await events(site, f"{PLACE}/edycja/{EDITION}/kalendarz.ics")) == 9
    assert (await site.client.get(f"{PLACE}/edycja/none/kalendarz.ics")).status_code == 404
    assert (await site.client.get(f"{PLACE}/p-9/kalendarz.ics")).status_code == 404


async def test_programs_read_the_days_of_a_stretch_or_of_a_project(site):
    await planned(site)
    path = "/api/reporting/v1/milestones"
    found = (await site.client.get(path, params={"from": "2027-03-01", "to": "2027-05-10"})).json()["items"]
    assert [(one["stage"], one["planned"]) for one in found] == [
        ("contracted", "2027-03-31"),
        ("built", "2027-05-10"),
    ]
    other = {"from": "2027-03-01", "to": "2027-05-10", "edition_id": "edition-2026"}
    assert (await site.client.get(path, params=other)).json()["items"] == []
    assert (await site.client.get(path, params={"from": "maj", "to": "2027-05-10"})).status_code == 422
    assert len((await site.client.get("/api/reporting/v1/projects/p-1/milestones")).json()["items"]) == 3
    assert (await site.client.get("/api/reporting/v1/projects/p-9/milestones")).status_code == 404


async def test_a_project_leads_to_its_calendar_and_the_list_to_that_of_all(site):
    await site.house.hears(announced(), submitted(), checked(), results(), started())
    assert f"{PLACE}/kalendarz" in (await site.client.get(PLACE)).text
