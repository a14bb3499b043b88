"""Terms, sessions and resolutions over the public API: nothing twice, nothing lost, nobody overwrites another."""

import asyncio
from datetime import time

import pytest

from shared.contracts.reporting import SessionScheduledV1
from tests.reporting.conftest import COUNCILLOR, MAYOR, OFFICER, WRM, ZDM, Site, key
from tests.reporting.council.conftest import API, CSV, call, made, report, resolution, session, term


async def entered(site: Site, data: str | bytes, dry_run: bool = False):
    headers = {**site.by(OFFICER), **key(), "Content-Type": "text/csv"}
    path = f"{API}/resolutions/import?dry_run={'true' if dry_run else 'false'}"
    content = data.encode() if isinstance(data, str) else data
    return await site.client.post(path, content=content, headers=headers)


@pytest.mark.parametrize(
    ("first", "last"), [("2029-05-06", "2034-05-05"), ("2019-01-01", "2024-05-07"), ("2031-01-01", "2030-01-01")]
)
async def test_terms_of_the_council_neither_overlap_nor_run_backwards(site, first, last):
    await term(site)
    given = {"number": 10, "first_day": first, "last_day": last, "council": "Rady Miasta Kalisza"}
    assert (await call(site, "POST", "/council-terms", given)).json()["type"] == "/problems/term-misplaced"


async def test_of_two_terms_entered_at_once_that_overlap_one_is_refused(site):
    given = {"first_day": "2024-05-07", "last_day": "2029-05-06", "council": "Rady Miasta Kalisza"}
    answers = await asyncio.gather(
        *(call(site, "POST", "/council-terms", {"number": number, **given}) for number in (8, 9, 10))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_a_session_is_told_to_the_house_each_time_it_changes(site):
    await term(site)
    id = await session(site)
    await made(site, "PUT", f"/council-sessions/{id}", {"on": "2026-06-04", "place": "Ratusz"}, version=1)
    await made(site, "POST", f"/council-sessions/{id}/cancellation", {"reason": "Brak kworum."}, version=2)
    told = await site.house.publishes(SessionScheduledV1)
    assert [(one.version, str(one.on), one.state) for one in told] == [
        (1, "2026-05-28", "planned"),
        (2, "2026-06-04", "planned"),
        (3, "2026-06-04", "cancelled"),
    ]
    assert (told[0].roman, told[0].term) == ("XX", 9)


async def test_a_session_has_its_hour_where_it_is_known(site):
    await term(site)
    given = {"number": 21, "kind": "ordinary", "on": "2026-06-25", "place": "Ratusz"}
    id = (await made(site, "POST", "/council-sessions", {**given, "begins": "10:00"}))["id"]
    shown = await site.client.get(f"{API}/council-sessions/{id}")
    assert shown.json()["begins"] == "10:00:00"
    await made(
        site, "PUT", f"/council-sessions/{id}", {"on": "2026-06-25", "place": "Ratusz", "begins": "12:30"}, version=1
    )
    await made(site, "PUT", f"/council-sessions/{id}", {"on": "2026-06-26", "place": "Ratusz"}, version=2)
    told = await site.house.publishes(SessionScheduledV1)
    assert [one.begins for one in told] == [time(10, 0), time(12, 30), None]


@pytest.mark.parametrize("hour", ["25:00", "10:00:30", "10:00+02:00", "rano"])
async def test_an_hour_of_a_session_is_one_of_the_citys_clocks_to_the_minute(site, hour):
    await term(site)
    given = {"number": 21, "kind": "ordinary", "on": "2026-06-25", "place": "Ratusz", "begins": hour}
    refused = await call(site, "POST", "/council-sessions", given)
    assert refused.status_code == 422
    assert [fault["at"] for fault in refused.json()["errors"]] == ["body/begins"]


async def test_the_number_of_a_cancelled_session_is_free_again_and_another_is_not(site):
    await term(site)
    id = await session(site)
    given = {"number": 20, "kind": "extraordinary", "on": "2026-05-29", "place": "Ratusz"}
    assert (await call(site, "POST", "/council-sessions", given)).json()["type"] == "/problems/session-known"
    await made(site, "POST", f"/council-sessions/{id}/cancellation", {"reason": "Brak kworum."}, version=1)
    assert (await call(site, "POST", "/council-sessions", given)).status_code == 201
    again = await call(site, "POST", f"/council-sessions/{id}/cancellation", {"reason": "Jeszcze raz."}, version=2)
    assert again.json()["type"] == "/problems/session-settled"


async def test_a_session_is_in_its_term_and_held_on_its_day(site, clock):
    await term(site)
    given = {"number": 1, "kind": "ordinary", "on": "2031-01-01", "place": "Ratusz"}
    assert (await call(site, "POST", "/council-sessions", given)).json()["type"] == "/problems/term-unknown"
    id = await session(site)
    early = await call(site, "POST", f"/council-sessions/{id}/holding", version=1)
    assert early.json()["type"] == "/problems/session-ahead"
    clock.move(days=60)
    assert (await made(site, "POST", f"/council-sessions/{id}/holding", version=1))["version"] == 2


async def test_a_resolution_has_its_executors_and_a_status_from_the_first_moment(site):
    await term(site)
    id = await resolution(site, "Uchwała Nr XIX/301/2026 Rady Miasta Kalisza z dnia 26 marca 2026 r.", units=["ZDM"])
    shown = (await site.client.get(f"{API}/resolutions/{id}")).json()
    assert (id, shown["number"], shown["status"]) == ("XIX-301-2026", "XIX/301/2026", "not_started")
    assert [(one["unit"], one["name"]) for one in shown["executors"]] == [("ZDM", "Zarząd Dróg Miejskich")]


@pytest.mark.parametrize(
    ("changes", "type"),
    [
        ({"units": []}, "invalid"),
        ({"units": ["XYZ"]}, "unit-unknown"),
        ({"passed_on": "2020-01-01"}, "term-unknown"),
        ({"number": "12/2026"}, "invalid"),
        ({"title": ""}, "invalid"),
    ],
)
async def test_an_entry_without_executor_term_or_number_is_refused(site, changes, type):
    await term(site)
    given = {"number": "I/1/2026", "title": "w sprawie", "passed_on": "2026-01-15", "units": ["ZDM"], "due_on": None}
    assert (await call(site, "POST", "/resolutions", given | changes)).json()["type"] == f"/problems/{type}"


async def test_a_number_is_in_the_register_once_however_many_enter_it(site):
    await term(site)
    given = {"number": "I/1/2026", "title": "w sprawie", "passed_on": "2026-01-15", "units": ["ZDM"], "due_on": None}
    answers = await asyncio.gather(*(call(site, "POST", "/resolutions", given) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201] + 5 * [409]
    other_session = await call(site, "POST", "/resolutions", given | {"number": "II/1/2026"})
    assert other_session.json()["type"] == "/problems/resolution-known", "the running number is of the term"


async def test_what_a_unit_says_changes_the_status_and_whoever_read_an_older_one_is_told(site):
    await term(site)
    id = await resolution(site, units=["ZDM", "WRM"])
    assert (await report(site, id, "executed")).status_code == 200
    given = {"unit": "WRM", "status": "executed", "text": "Gotowe.", "on": "2026-04-12"}
    stale = await call(site, "POST", f"/resolutions/{id}/executions", given, version=1)
    assert stale.status_code == 412
    shown = (await site.client.get(f"{API}/resolutions/{id}")).json()
    assert (shown["status"], len(shown["reports"]), shown["version"]) == ("partly", 1, 2)
    assert "by_name" not in shown["reports"][0], "who keyed it in is the office's own matter"


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        (ZDM, "ZDM", 200),
        (ZDM, "WE", 403),
        (WRM, "ZDM", 403),
        (WRM, "WRM", 409),
        (OFFICER, "WE", 200),
        (MAYOR, "ZDM", 403),
        (COUNCILLOR, "ZDM", 403),
    ],
)
async def test_a_unit_speaks_for_its_own_part_and_officers_for_all(site, who, unit, status):
    await term(site)
    id = await resolution(site, units=["ZDM", "WE"])
    given = {"unit": unit, "status": "executed", "text": "Gotowe.", "on": "2026-04-12"}
    answer = await call(site, "POST", f"/resolutions/{id}/executions", given, who=who, version=1)
    assert answer.status_code == status
    shown = (await site.client.get(f"{API}/resolutions/{id}")).json()
    assert [one["unit"] for one in shown["reports"]] == ([unit] if status == 200 else [])


async def test_what_a_unit_says_twice_with_one_key_is_said_once(site):
    await term(site)
    id = await resolution(site)
    given = {"unit": "ZDM", "status": "in_progress", "text": "Prace trwają.", "on": "2026-04-12"}
    headers = {**site.by(ZDM), **key(), "If-Match": '"1"'}
    path = f"{API}/resolutions/{id}/executions"
    answers = [await site.client.post(path, json=given, headers=headers) for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"version": 2}] * 2
    assert len((await site.client.get(f"{API}/resolutions/{id}")).json()["reports"]) == 1


async def test_a_unit_writes_nothing_else_into_the_register(site):
    await term(site)
    id = await resolution(site)
    end = {"status": "lapsed", "text": "Wygasła.", "on": "2026-04-12"}
    assert (await call(site, "POST", f"/resolutions/{id}/ending", end, who=ZDM, version=1)).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 3),
        ("?q=rogatce", 1),
        ("?q=XIX/302", 1),
        ("?unit=WE", 1),
        ("?status=executed", 1),
        ("?late=true", 1),
        ("?q=nie+ma+takiej", 0),
    ],
)
async def test_the_register_is_searched_and_filtered(site, query, found):
    await term(site)
    await resolution(site)
    await resolution(site, "XIX/302/2026", title="w sprawie szkół", units=["WE"], due_on="2026-04-01")
    id = await resolution(site, "XIX/303/2026", title="w sprawie ulic", units=["ZDM", "WRM"])
    await report(site, id, "executed")
    await report(site, id, "executed", "WRM")
    assert len((await site.client.get(f"{API}/resolutions{query}")).json()["items"]) == found


async def test_a_list_is_read_part_by_part_with_nothing_twice(site):
    await term(site)
    for number in range(1, 6):
        await resolution(site, f"XIX/30{number}/2026")
    path, seen = f"{API}/resolutions?limit=2", []
    while path:
        part = (await site.client.get(path)).json()
        seen += [one["number"] for one in part["items"]]
        path = f"{API}/resolutions?limit=2&after={part['next']}" if part["next"] else ""
    assert sorted(seen) == [f"XIX/30{number}/2026" for number in range(1, 6)]


async def test_a_file_is_looked_at_before_it_is_taken_in_and_then_once(site):
    await term(site)
    looked = (await entered(site, CSV, dry_run=True)).json()
    assert (looked["new"], looked["entered"], looked["unreadable"]) == (2, 0, [])
    assert (await site.client.get(f"{API}/resolutions")).json()["items"] == []
    assert (await entered(site, CSV)).json()["entered"] == 2
    again = (await entered(site, CSV)).json()
    assert (again["new"], again["entered"], again["known"]) == (0, 0, ["I/1/2026", "I/2/2026"])
    streets = (await site.client.get(f"{API}/resolutions/I-1-2026")).json()
    assert ([one["unit"] for one in streets["executors"]], streets["due_on"]) == (["ZDM", "WRM"], "2026-06-30")
    assert (await site.client.get(f"{API}/resolutions/I-2-2026")).json()["due_on"] is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("I/9;w sprawie;15.01.2026;ZDM;na bieżąco", "number"),
        ("I/9/2026;w;15.01.2026;ZDM;na bieżąco", "title"),
        ("I/9/2026;w sprawie;32.01.2026;ZDM;na bieżąco", "day"),
        ("I/9/2026;w sprawie;15.01.2025;ZDM;na bieżąco", "year"),
        ("I/9/2020;w sprawie;15.01.2020;ZDM;na bieżąco", "term"),
        ("I/9/2026;w sprawie;15.01.2026;ZDM, XYZ;na bieżąco", "units"),
        ("I/9/2026;w sprawie;15.01.2026;;na bieżąco", "units"),
        ("I/9/2026;w sprawie;15.01.2026;ZDM;kiedyś", "due"),
        ("I/9/2026;w sprawie;15.01.2026;ZDM;14.01.2026", "due"),
        ("I/9/2026;w sprawie;15.01.2026;ZDM", "fields"),
        ('I/9/2026;"w" sprawie;15.01.2026;ZDM;x', "fields"),
        ("I/1/2026;w sprawie;15.01.2026;ZDM;na bieżąco", "repeated"),
    ],
)
async def test_each_line_that_cannot_be_read_is_named_and_then_nothing_is_taken_in(site, line, fault):
    await term(site)
    looked = (await entered(site, f"{CSV}{line}\n", dry_run=True)).json()
    assert [(one["line"], one["fault"]) for one in looked["unreadable"]] == [(4, fault)]
    answer = await entered(site, f"{CSV}{line}\n")
    assert (answer.status_code, answer.json()["lines"]) == (409, [4])
    assert (await site.client.get(f"{API}/resolutions")).json()["items"] == []


@pytest.mark.parametrize(
    ("data", "type"),
    [(b"\xff\xfe", "file-unreadable"), (b"", "columns-missing"), (b"numer;data\n", "columns-missing")],
)
async def test_what_is_no_such_file_is_refused(site, data, type):
    assert (await entered(site, data, dry_run=True)).json()["type"] == f"/problems/{type}"


async def test_of_the_same_file_sent_by_two_at_once_everything_is_in_the_register_once(site):
    await term(site)
    answers = await asyncio.gather(*(entered(site, CSV) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len((await site.client.get(f"{API}/resolutions")).json()["items"]) == 2
