"""A report's way from the call to the frozen version: who may do what, what is counted, what never changes."""

import asyncio
import hashlib
import json
from datetime import date

import pytest

from services.reporting.implementation.service.units import Addresses
from shared.access import Person, Role
from shared.contracts.events import (
    CeremonyHeldV1,
    DeclaredFreeDay,
    EntryScheduledV1,
    FreeDaysChangedV1,
    LetterSentV1,
    MeetingHeldV1,
)
from shared.contracts.reporting import ReportPublishedV1, SessionScheduledV1, TaskChangedV1, TaskClosedV1, TaskOpenedV1
from tests.conftest import told as told_of
from tests.reporting.conftest import MAYOR, OFFICER, WRM, ZDM, Site, announced, moment, results
from tests.reporting.council.conftest import API, call, made, report, resolution, session, term
from tests.reporting.reports.conftest import (
    NOTHING,
    REPORTS,
    ROADS,
    accepted,
    act,
    approved,
    called,
    confirmed,
    council,
    done,
    frozen,
    give,
    open_tasks,
    opened,
    published,
    version,
)

SCHOOLS = Person(id="p-iwona", name="Iwona Gaj", role=Role.UNIT_REVIEWER, unit="WE")


async def told(site: Site) -> None:
    """Let the house hear what it has said of its sessions, as the bus does."""
    await site.house.hears(*await site.house.publishes(SessionScheduledV1))


# -- the period and the calls -----------------------------------------------------------------------------------------


async def test_the_first_report_begins_with_the_term_and_ends_before_its_session(site):
    id = await opened(site, await council(site))
    shown = await made(site, "GET", f"{REPORTS}/{id}")
    assert (shown["first_day"], shown["last_day"], shown["number"]) == ("2024-05-07", "2026-05-27", 1)


async def test_every_unit_is_called_with_a_date_that_is_explained(site):
    id = await opened(site, await council(site))
    calls = [task for task in (await open_tasks(site)).values() if task.kind == "council_report_input"]
    assert {task.unit for task in calls} == {unit.symbol for unit in site.house.resolutions.units}
    assert {task.role for task in calls} == {"unit_reviewer"}
    # Ten working days before Thursday 28 May 2026: Thursday 14 May.
    assert {str(task.due_at)[:10] for task in calls} == {"2026-05-14"}
    assert "10 dni roboczych" in " ".join(calls[0].explanation)
    assert calls[0].link.startswith(f"/panel/sprawozdania/{id}/wklady/")


async def test_a_unit_that_is_called_late_has_time_to_answer(site, clock):
    session_id = await council(site)
    clock.moment = moment("2026-05-20")
    id = await opened(site, session_id)
    assert {one["due_at"][:10] for one in (await called(site, id)).values()} == {"2026-05-22"}


async def test_a_report_opens_and_calls_once_however_many_try_at_once(site, clock):
    session_id = await council(site)
    clock.moment = moment("2026-05-04")
    by_hand = [call(site, "POST", REPORTS, {"session_id": session_id}) for _ in range(4)]
    by_itself = [site.house.openings.open_due() for _ in range(6)]
    await asyncio.gather(*by_hand, *by_itself)
    assert len((await made(site, "GET", f"{REPORTS}/all"))["items"]) == 1
    tasks = [task.task_id for task in await site.house.publishes(TaskOpenedV1)]
    assert len(tasks) == len(set(tasks)) == 1 + len(site.house.resolutions.units)


@pytest.mark.parametrize(
    ("day", "kind", "opens"),
    [
        ("2026-04-28", "ordinary", False),
        ("2026-04-29", "ordinary", True),
        ("2026-05-20", "ordinary", True),
        ("2026-05-20", "extraordinary", False),
        ("2026-05-28", "ordinary", False),
    ],
)
async def test_a_report_opens_by_itself_twenty_working_days_before_an_ordinary_session(site, clock, day, kind, opens):
    await term(site)
    await session(site, 20, "2026-05-28", kind)
    clock.moment = moment(day)
    await site.house.openings.open_due()
    assert bool((await made(site, "GET", f"{REPORTS}/all"))["items"]) is opens


async def test_the_head_of_a_unit_hears_of_an_input_that_does_not_come(site, clock):
    await site.house.calls.set_unit("ZDM", 3, Addresses(head="kierownik@zdm.example"), 0, OFFICER)
    id = await opened(site, await council(site))
    await accepted(site, id, WRM, NOTHING)
    await site.house.hears(*await site.house.publishes(TaskOpenedV1, TaskClosedV1))
    clock.moment = moment("2026-05-20")
    await site.house.worklist.escalate()
    [mail] = await site.house.mails()
    assert mail["to"] == "kierownik@zdm.example"
    assert f"/panel/sprawozdania/{id}/wklady/" in mail["text"]
    desk = (await site.client.get("/panel?czyje=jednostki", headers=site.by(OFFICER))).text
    assert desk.count("zgłoszone przełożonemu 20") == len(site.house.resolutions.units) - 1


async def test_what_was_withdrawn_does_not_open_again_by_itself(site, clock):
    id = await opened(site, await council(site))
    await done(site, id, "withdrawal", {"reason": "Sesja budżetowa bez sprawozdania."})
    assert await open_tasks(site) == {}
    clock.moment = moment("2026-05-20")
    await site.house.openings.open_due()
    assert [one["state"] for one in (await made(site, "GET", f"{REPORTS}/all"))["items"]] == ["withdrawn"]


async def test_the_period_of_a_withdrawn_report_goes_to_the_next_one(site):
    id = await opened(site, await council(site))
    await done(site, id, "withdrawal", {"reason": "Sesja budżetowa bez sprawozdania."})
    second = await opened(site, await session(site, 21, "2026-06-25"))
    shown = await made(site, "GET", f"{REPORTS}/{second}")
    assert (shown["first_day"], shown["last_day"], shown["number"]) == ("2024-05-07", "2026-06-24", 1)


async def test_the_next_report_waits_for_the_one_before_and_follows_it_to_the_day(site):
    id = await opened(site, await council(site))
    next_session = await session(site, 21, "2026-06-25")
    early = await call(site, "POST", REPORTS, {"session_id": next_session})
    assert early.json()["type"] == "/problems/report-open"
    await approved(site, id)
    shown = await made(site, "GET", f"{REPORTS}/{await opened(site, next_session)}")
    assert (shown["first_day"], shown["last_day"], shown["number"]) == ("2026-05-28", "2026-06-24", 2)


async def test_a_session_within_a_reported_period_has_no_report(site):
    await approved(site, await opened(site, await council(site)))
    between = await session(site, 21, "2026-05-20", "extraordinary")
    answer = await call(site, "POST", REPORTS, {"session_id": between})
    assert (answer.json()["type"], answer.json()["first_day"]) == ("/problems/period-empty", "2026-05-28")


async def test_the_open_report_follows_its_session_and_its_units_hear_of_the_new_date(site):
    session_id = await council(site)
    id = await opened(site, session_id)
    await give(site, id)
    await made(site, "PUT", f"/council-sessions/{session_id}", {"on": "2026-06-03", "place": "Ratusz"}, version=1)
    await told(site)
    await told(site)
    shown = await made(site, "GET", f"{REPORTS}/{id}")
    assert (shown["last_day"], shown["session_on"]) == ("2026-06-02", "2026-06-03")
    changed = await site.house.publishes(TaskChangedV1)
    # Everybody who has not sent it yet, once, and the officer who puts it together.
    assert len(changed) == len(site.house.resolutions.units) - 1 + 1
    assert (await called(site, id))["ZDM"]["due_at"][:10] == "2026-05-14"
    assert (await called(site, id))["WRM"]["due_at"][:10] == "2026-05-20"


async def test_a_report_without_its_session_needs_another_one_before_it_is_approved(site):
    session_id = await council(site)
    id = await opened(site, session_id)
    await made(site, "POST", f"/council-sessions/{session_id}/cancellation", {"reason": "Brak kworum."}, version=1)
    await told(site)
    assert (await act(site, id, "compilation")).json()["type"] == "/problems/session-gone"
    other = await session(site, 20, "2026-06-11")
    await done(site, id, "session", {"session_id": other})
    await approved(site, id)
    assert (await made(site, "GET", f"{REPORTS}/{id}"))["last_day"] == "2026-06-10"


async def test_a_report_hears_that_its_session_was_cancelled_soon_after_it_had_moved(site):
    session_id = await council(site)
    id = await opened(site, session_id)
    await made(site, "PUT", f"/council-sessions/{session_id}", {"on": "2026-06-05", "place": "Ratusz"}, version=1)
    await made(site, "POST", f"/council-sessions/{session_id}/cancellation", {"reason": "Brak kworum."}, version=2)
    await told(site)
    assert (await made(site, "GET", f"{REPORTS}/{id}"))["session_gone"]
    assert (await act(site, id, "compilation")).json()["type"] == "/problems/session-gone"


async def test_the_days_of_an_approved_report_stay_whatever_becomes_of_its_session(site):
    session_id = await council(site)
    id = await opened(site, session_id)
    await approved(site, id)
    before = await made(site, "GET", f"{REPORTS}/{id}")
    await made(site, "PUT", f"/council-sessions/{session_id}", {"on": "2026-06-05", "place": "Ratusz"}, version=1)
    await made(site, "POST", f"/council-sessions/{session_id}/cancellation", {"reason": "Brak kworum."}, version=2)
    await told(site)
    other = await session(site, 21, "2026-06-11")
    await done(site, id, "session", {"session_id": other})
    after = await made(site, "GET", f"{REPORTS}/{id}")
    assert (after["first_day"], after["last_day"]) == (before["first_day"], before["last_day"])
    assert (after["session_on"], after["session_gone"]) == ("2026-06-11", False)


async def test_what_was_put_together_before_the_session_moved_is_put_together_anew(site):
    session_id = await council(site)
    id = await opened(site, session_id)
    await done(site, id, "compilation")
    await made(site, "PUT", f"/council-sessions/{session_id}", {"on": "2026-06-05", "place": "Ratusz"}, version=1)
    await told(site)
    assert (await act(site, id, "approval", who=MAYOR)).json()["type"] == "/problems/report-not-there"
    await approved(site, id)
    assert (await made(site, "GET", f"{REPORTS}/{id}"))["last_day"] == "2026-06-04"


async def test_an_input_due_on_a_day_declared_free_is_due_on_the_next_working_day(site):
    id = await opened(site, await council(site))
    day = DeclaredFreeDay(day=date(2026, 5, 14), basis="ustawa z dnia 10 kwietnia 2026 r.")
    await site.house.free_days.follow(FreeDaysChangedV1(version=1, days=(day,), changed_at=moment("2026-04-20")))
    await site.house.free_days.look_after()
    assert (await called(site, id))["ZDM"]["due_at"][:10] == "2026-05-15"
    assert len(await site.house.publishes(TaskChangedV1)) == len(site.house.resolutions.units)


# -- inputs -----------------------------------------------------------------------------------------------------------


async def test_a_unit_reads_and_writes_its_own_input_and_no_other(site):
    id = await opened(site, await council(site))
    await give(site, id)
    number = (await called(site, id))["ZDM"]["number"]
    for path in (f"{API}{REPORTS}/{id}/inputs/{number}", f"/panel/sprawozdania/{id}/wklady/{number}"):
        assert (await site.client.get(path, headers=site.by(ZDM))).status_code == 200
        assert (await site.client.get(path, headers=site.by(WRM))).status_code == 403
    for path in ("", "/draft", "/inputs"):
        answer = await site.client.get(f"{API}{REPORTS}/{id}{path}", headers=site.by(WRM))
        assert answer.status_code == 403
    foreign = await call(site, "POST", f"{REPORTS}/{id}/inputs/{number}/submission", ROADS, who=WRM, version=2)
    assert foreign.status_code == 403
    assert (await site.client.get(f"{API}{REPORTS}/{id}/versions/1")).status_code == 404
    assert (await site.client.get(f"/sprawozdania/{id}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "type"),
    [
        ({}, "input-empty"),
        (NOTHING | ROADS, "nothing-and-something"),
        (
            {"executions": [{"resolution_id": "XIX-302-2026", "status": "executed", "text": "Gotowe."}]},
            "not-its-resolution",
        ),
        ({"executions": [{"resolution_id": "XIX-301-2026", "status": "annulled", "text": "Gotowe."}]}, "invalid"),
        ({"texts": {"weather": "Padało."}}, "invalid"),
    ],
)
async def test_nothing_is_said_in_so_many_words_and_nobody_speaks_for_another(site, body, type):
    id = await opened(site, await council(site))
    assert (await give(site, id, body=body)).json()["type"] == f"/problems/{type}"


async def test_an_officer_sends_an_input_back_with_a_reason_and_the_unit_mends_it(site):
    id = await opened(site, await council(site))
    await give(site, id)
    back = await give(site, id, OFFICER, {"unit": "ZDM", "reason": "Podaj, ile to kosztowało."}, what="return")
    assert back.status_code == 200
    [task] = [task for task in (await open_tasks(site)).values() if task.unit == "ZDM"]
    assert task.action == "Popraw wkład do sprawozdania i wyślij ponownie"
    again = await give(site, id, OFFICER, {"unit": "ZDM"}, what="acceptance")
    assert again.json()["type"] == "/problems/input-not-awaited"
    await accepted(site, id)
    assert (await called(site, id))["ZDM"]["state"] == "accepted"
    assert [task for task in (await open_tasks(site)).values() if "ZDM" in (task.unit or "")] == []


async def test_what_is_accepted_of_a_resolution_goes_into_the_register(site):
    id = await opened(site, await council(site))
    said = {"executions": [{"resolution_id": "XIX-301-2026", "status": "executed", "text": "Park otwarto."}]}
    await give(site, id, body=said)
    register = f"{API}/resolutions/XIX-301-2026"
    assert (await site.client.get(register)).json()["status"] == "not_started", "nobody has accepted it yet"
    await give(site, id, OFFICER, {"unit": "ZDM"}, what="acceptance")
    shown = (await site.client.get(register)).json()
    assert (shown["status"], shown["reports"][-1]["text"]) == ("executed", "Park otwarto.")


async def test_of_two_who_decide_about_an_input_at_once_one_does(site):
    id = await opened(site, await council(site))
    await give(site, id)
    number = (await called(site, id))["ZDM"]["number"]
    path = f"{REPORTS}/{id}/inputs/{number}"
    answers = await asyncio.gather(
        call(site, "POST", f"{path}/acceptance", version=2),
        call(site, "POST", f"{path}/return", {"reason": "Popraw to."}, version=2),
        call(site, "POST", f"{REPORTS}/{id}/compilation", version=1),
    )
    assert sorted(answer.status_code for answer in answers[:2]) in ([200, 412], [200, 409], [409, 409], [412, 412])
    draft = await made(site, "GET", f"{REPORTS}/{id}/draft")
    state = (await called(site, id))["ZDM"]["state"]
    said = "ZDM" in [one["unit"] for one in draft["contributions"]]
    assert said is (state == "accepted"), "what is accepted is in what was put together, nothing else"


async def test_no_input_comes_in_while_the_report_waits_for_approval(site):
    id = await opened(site, await council(site))
    await done(site, id, "compilation")
    assert (await give(site, id)).json()["type"] == "/problems/report-not-there"
    await done(site, id, "refusal", {"reason": "Brakuje wkładu ZDM."}, MAYOR)
    await accepted(site, id)


# -- what it says -----------------------------------------------------------------------------------------------------


async def test_the_counts_are_those_of_the_register_and_who_is_silent_is_named(site):
    session_id = await council(site)
    await resolution(site, "XIX/303/2026", title="w sprawie ulic", units=["ZDM", "WRM"], due_on=None)
    await report(site, "XIX-303-2026", "executed", "ZDM")
    id = await opened(site, session_id)
    await accepted(site, id)
    await accepted(site, id, WRM, NOTHING)
    draft = await made(site, "GET", f"{REPORTS}/{id}/draft")
    assert {row["number"]: row["status"] for row in draft["rows"]} == {
        "XIX/301/2026": "not_started",
        "XIX/302/2026": "not_started",
        "XIX/303/2026": "partly",
    }
    assert [(one["unit"], one["nothing"]) for one in draft["contributions"]] == [("ZDM", False), ("WRM", True)]
    assert len(draft["missing"]) == len(site.house.resolutions.units) - 2


async def test_the_next_report_says_what_is_still_open_and_for_how_long(site, clock):
    id = await opened(site, await council(site))
    said = {"executions": [{"resolution_id": "XIX-302-2026", "status": "executed", "text": "Gotowe."}]}
    await published(site, id)
    clock.moment = moment("2026-06-10")
    await resolution(site, "XX/303/2026", passed_on="2026-05-28", title="w sprawie placu")
    second = await opened(site, await session(site, 21, "2026-06-25"))
    await accepted(site, second, SCHOOLS, said)
    content = await site.house.reports.preview(await site.house.reports.store.report(second))
    comparison = content.comparison
    assert comparison is not None
    assert [row.number for row in comparison.still_open] == ["XIX/301/2026"]
    assert [row.number for row in comparison.closed] == ["XIX/302/2026"]
    assert [row.number for row in comparison.new] == ["XX/303/2026"]
    assert content.days_open(comparison.still_open[0]) == (date(2026, 6, 10) - date(2026, 3, 26)).days


async def test_what_a_former_council_passed_is_reported_once_more_with_its_end(site, clock):
    await term(site, 8, "2019-05-07", "2026-06-01")
    await term(site, 9, "2026-06-02", "2031-06-01")
    await resolution(site)
    first = await opened(site, await session(site, 20, "2026-05-28"))
    await published(site, first)
    clock.moment = moment("2026-06-10")
    late = await resolution(site, "XX/310/2026", title="w sprawie szlaku", passed_on="2026-05-28")
    for id in ("XIX-301-2026", late):
        assert (await report(site, id, "executed", on="2026-06-05")).status_code == 200

    second = await opened(site, await session(site, 1, "2026-06-25"))
    await published(site, second)
    told = (await site.house.reports.store.version(second, 1)).content
    assert [(row.number, row.status) for row in told.rows] == [
        ("XIX/301/2026", "executed"),
        ("XX/310/2026", "executed"),
    ]
    assert told.comparison is not None
    assert [row.number for row in told.comparison.closed] == ["XIX/301/2026"]
    assert [row.number for row in told.comparison.new] == ["XX/310/2026"]
    clock.moment = moment("2026-07-10")
    third = await opened(site, await session(site, 2, "2026-07-30"))
    assert (await made(site, "GET", f"{REPORTS}/{third}/draft"))["rows"] == []


async def test_the_diary_is_in_the_report_once_and_what_comes_late_in_the_next_one(site, clock):
    async def write(on: str, title: str) -> None:
        given = {"on": on, "kind": "meeting", "title": title, "place": "Ratusz", "participants": "zarząd osiedla"}
        await made(site, "POST", "/mayor-diary", given)

    id = await opened(site, await council(site))
    await write("2026-04-10", "Spotkanie o parku")
    await published(site, id)
    await write("2026-05-20", "Spotkanie o szkole")
    assert [one["title"] for one in (await frozen(site, id))["content"]["diary"]] == ["Spotkanie o parku"]
    clock.moment = moment("2026-06-10")
    second = await opened(site, await session(site, 21, "2026-06-25"))
    draft = await made(site, "GET", f"{REPORTS}/{second}/draft")
    assert [one["title"] for one in draft["diary"]] == ["Spotkanie o szkole"]
    [reported] = [one for one in (await made(site, "GET", "/mayor-diary"))["items"] if one["reported_in"]]
    given = {"on": "2026-04-10", "kind": "meeting", "title": "Inaczej"}
    answer = await call(site, "PUT", f"/mayor-diary/{reported['entry_id']}", given, version=reported["version"])
    assert answer.json()["type"] == "/problems/entry-reported"


async def test_other_services_bring_what_they_know_into_the_diary(site):
    await site.house.hears(announced(), results(), results(), announced())
    kept = (await made(site, "GET", "/mayor-diary"))["items"]
    assert sorted(one["title"] for one in kept) == [
        "Ogłoszenie edycji: Budżet Obywatelski Kalisza 2027",
        "Ogłoszenie wyników głosowania w budżecie obywatelskim",
    ]


@pytest.mark.parametrize(
    ("kind", "link", "all_day", "proposed"),
    [
        ("conference", "/aktualnosci/konferencje/k-1", False, "conference"),
        ("conference", "/aktualnosci/konferencje/k-1", True, "conference"),
        ("meeting", None, False, "meeting"),
        ("meeting", None, True, "meeting"),
        ("ceremony", None, False, "ceremony"),
        ("ceremony", None, True, None),
        ("other", None, False, "other"),
        ("other", None, True, None),
        ("other", "/harmonogram", False, None),
        ("window", "/harmonogram", False, None),
        ("milestone", None, False, None),
        ("session", None, False, None),
        ("free_day", None, False, None),
        ("something new", None, False, None),
    ],
)
async def test_the_calendar_proposes_by_what_an_entry_is(site, kind, link, all_day, proposed):
    entry = told_of(EntryScheduledV1, title="Wpis", link=link, all_day=all_day).model_copy(update={"kind": kind})
    await site.house.hears(entry, entry)
    items = (await made(site, "GET", "/mayor-diary?proposed=true"))["items"]
    assert [one["kind"] for one in items] == ([proposed] if proposed else [])


async def test_a_conference_that_is_called_off_is_proposed_no_more_whatever_comes_first(site):
    planned = told_of(EntryScheduledV1, entry_id="press-1", link="/k-1", all_day=False)
    planned = planned.model_copy(update={"kind": "conference"})
    off = planned.model_copy(update={"version": planned.version + 1, "cancelled": True})
    other = planned.model_copy(update={"entry_id": "press-2"})
    await site.house.hears(planned, off, off.model_copy(update={"entry_id": "press-2"}), other)
    assert (await made(site, "GET", "/mayor-diary?proposed=true"))["items"] == []


async def test_the_calendar_proposes_and_an_officer_says_whether_the_mayor_was_there(site):
    walk = told_of(EntryScheduledV1, entry_id="e-1", title="Spacer po projektach", link=None, all_day=False)
    off = told_of(EntryScheduledV1, entry_id="e-2", title="Festyn", link=None, all_day=False, cancelled=True, version=2)
    window = told_of(EntryScheduledV1, entry_id="e-3")
    await site.house.hears(walk, walk, off, off.model_copy(update={"version": 1, "cancelled": False}), window)
    assert (await made(site, "GET", "/mayor-diary"))["items"] == []
    [proposed] = (await made(site, "GET", "/mayor-diary?proposed=true"))["items"]
    assert (proposed["title"], proposed["kept"]) == ("Spacer po projektach", False)
    given = {"on": proposed["on"], "kind": "visit", "title": "Spacer z autorami projektów"}
    await made(site, "PUT", f"/mayor-diary/{proposed['entry_id']}", given, version=1)
    await site.house.hears(walk.model_copy(update={"version": 3, "title": "Spacer przełożony"}))
    [kept] = (await made(site, "GET", "/mayor-diary"))["items"]
    assert kept["title"] == "Spacer z autorami projektów", "what an officer has written, no event undoes"


@pytest.mark.parametrize("first", ["the calendar", "the meeting"])
async def test_a_meeting_that_the_mayor_held_stands_in_the_diary_once_whatever_comes_first(site, first):
    planned = told_of(EntryScheduledV1, entry_id="e-9", title="Narada", link=None, all_day=False, version=7)
    held = told_of(MeetingHeldV1, entry_id="e-9", title="Narada o drogach", version=3)
    without = told_of(MeetingHeldV1, entry_id="e-8", meeting_id="m-8", with_mayor=False)
    later = planned.model_copy(update={"version": 8, "cancelled": True})
    await site.house.hears(*((planned, held) if first == "the calendar" else (held, planned)), held, without, later)
    [kept] = (await made(site, "GET", "/mayor-diary"))["items"]
    assert (kept["title"], kept["kept"]) == ("Narada o drogach", True)
    assert (await made(site, "GET", "/mayor-diary?proposed=true"))["items"] == []


@pytest.mark.parametrize(
    ("kind", "said"), [("thanks", "Wysłano: podziękowanie ("), ("something new", "Wysłano: list okolicznościowy (")]
)
async def test_a_letter_that_has_left_is_proposed_for_the_diary_once(site, kind, said):
    sent = told_of(LetterSentV1).model_copy(update={"kind": kind})
    await site.house.hears(sent, sent)
    [proposed] = (await made(site, "GET", "/mayor-diary?proposed=true"))["items"]
    assert (proposed["title"], proposed["kind"]) == (f"{said}{sent.sign})", "letter")
    assert (await made(site, "GET", "/mayor-diary"))["items"] == []


async def test_a_ceremony_that_the_mayor_was_at_stands_in_the_diary_whatever_came_first(site):
    planned = told_of(EntryScheduledV1, entry_id="c-1", title="Rocznica", link=None, all_day=False, version=3)
    held = told_of(CeremonyHeldV1, ceremony_id="c-1", title="Rocznica zburzenia", mayor_present=True, version=2)
    without = told_of(CeremonyHeldV1, ceremony_id="c-2", title="Inna rocznica", mayor_present=False)
    other = told_of(EntryScheduledV1, entry_id="c-2", title="Inna rocznica", link=None, all_day=False)
    await site.house.hears(planned, held, held, planned.model_copy(update={"version": 4}), without, other)
    [kept] = (await made(site, "GET", "/mayor-diary"))["items"]
    assert (kept["title"], kept["kind"], kept["on"]) == ("Rocznica zburzenia", "ceremony", "2027-08-14")
    assert (await made(site, "GET", "/mayor-diary?proposed=true"))["items"] == []


# -- approval, publication, correction --------------------------------------------------------------------------------


async def test_only_the_mayor_approves_and_what_is_approved_is_frozen_with_its_hash(site):
    id = await opened(site, await council(site))
    await accepted(site, id)
    await done(site, id, "introduction", {"text": "Szanowna Rado."})
    await done(site, id, "compilation")
    assert (await act(site, id, "approval")).status_code == 403
    await done(site, id, "approval", who=MAYOR)
    assert (await act(site, id, "introduction", {"text": "Inaczej."})).json()["type"] == "/problems/report-not-there"
    assert (await act(site, id, "withdrawal", {"reason": "Nie chcemy."})).json()["type"] == "/problems/report-not-there"
    await done(site, id, "publication")
    shown = await frozen(site, id)
    data = (await site.client.get(shown["data"])).content
    assert hashlib.sha256(data).hexdigest() == shown["sha256"]
    assert json.loads(data)["introduction"] == "Szanowna Rado."
    [event] = await site.house.publishes(ReportPublishedV1)
    assert isinstance(event, ReportPublishedV1)
    assert (event.sha256, event.resolutions, event.open, event.edition) == (shown["sha256"], 2, 2, 1)
    assert await open_tasks(site) == {}, "nobody waits for anything any more"


async def test_of_many_approvals_at_once_one_version_comes(site):
    id = await opened(site, await council(site))
    await done(site, id, "compilation")
    seen = await version(site, id)
    path = f"{REPORTS}/{id}/approval"
    answers = await asyncio.gather(*(call(site, "POST", path, who=MAYOR, version=seen) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    assert len(await site.house.reports.store.versions(id)) == 1


@pytest.mark.parametrize(
    ("place", "what", "units"),
    [
        ({"text": "Szanowni Państwo."}, "introduction", ()),
        ({"text": "Wyremontowano dwa chodniki.", "unit": "ZDM", "section": "investments"}, "investments", (ZDM,)),
        ({"text": "Park otwarto.", "resolution_id": "XIX-301-2026"}, "execution", (ZDM,)),
    ],
)
async def test_a_correction_is_a_new_version_with_its_reason_and_what_differs(site, place, what, units):
    id = await opened(site, await council(site))
    await accepted(site, id)
    await published(site, id)
    first = (await site.client.get(f"/sprawozdania/{id}/1/dane.json")).content
    await done(site, id, "corrections", {**place, "reason": "Pomyłka w tekście."})
    assert (await frozen(site, id, 2)).get("edition") is None, "nothing is there before the mayor approves"
    await confirmed(site, id, *units)
    await done(site, id, "approval", who=MAYOR)
    second = await frozen(site, id, 2)
    assert [(one["what"], one["after"]) for one in second["changes"]] == [(what, place["text"])]
    assert second["reasons"] == ["Pomyłka w tekście."]
    assert (await site.client.get(f"/sprawozdania/{id}/1/dane.json")).content == first
    assert [event.edition for event in await site.house.publishes(ReportPublishedV1)] == [1, 2]


async def test_a_corrected_status_changes_the_counts_that_come_from_it(site):
    id = await opened(site, await council(site))
    await published(site, id)
    given = {"text": "Park otwarto.", "resolution_id": "XIX-301-2026", "status": "executed", "reason": "Pomyłka."}
    await done(site, id, "corrections", given)
    await confirmed(site, id, ZDM)
    await done(site, id, "approval", who=MAYOR)
    versions = await site.house.reports.store.versions(id)
    assert [len(one.content.open_rows) for one in versions] == [2, 1]
    zdm = [one for one in versions[1].content.by_unit if one.unit == "ZDM"]
    assert [(one.done, one.open) for one in zdm] == [(1, 0)]


@pytest.mark.parametrize(
    ("place", "type"),
    [
        ({"text": "X", "unit": "WRM", "section": "grants"}, "place-unknown"),
        ({"text": "X", "resolution_id": "I-1-2026"}, "place-unknown"),
        (
            {"text": "Wyremontowano chodnik przy ul. Polnej.", "unit": "ZDM", "section": "investments"},
            "nothing-to-correct",
        ),
        ({"text": "X", "unit": "ZDM"}, "invalid"),
        ({"text": "X", "unit": "ZDM", "section": "investments", "resolution_id": "XIX-301-2026"}, "invalid"),
        ({"text": "X", "unit": "ZDM", "resolution_id": "XIX-301-2026"}, "invalid"),
        ({"text": "X", "unit": "WE", "resolution_id": "XIX-301-2026", "status": "executed"}, "place-unknown"),
        ({"text": "X", "unit": "ZDM", "resolution_id": "XIX-301-2026", "status": "lapsed"}, "part-unclear"),
    ],
)
async def test_a_correction_names_a_place_that_is_there_and_changes_it(site, place, type):
    id = await opened(site, await council(site))
    await accepted(site, id)
    await approved(site, id)
    answer = await act(site, id, "corrections", {**place, "reason": "Pomyłka w tekście."})
    assert answer.json()["type"] == f"/problems/{type}"


async def test_a_correction_that_the_mayor_does_not_want_leaves_everything_as_it_was(site):
    id = await opened(site, await council(site))
    await published(site, id)
    await done(site, id, "corrections", {"text": "Szanowni Państwo.", "reason": "Styl tekstu."})
    await done(site, id, "refusal", {"reason": "Zostaje jak jest."}, MAYOR)
    shown = await made(site, "GET", f"{REPORTS}/{id}")
    assert (shown["state"], shown["edition"], shown["waits_for_approval"]) == ("published", 1, False)


async def test_a_report_is_presented_at_a_session_that_was_held(site, clock):
    session_id = await council(site)
    id = await opened(site, session_id)
    await published(site, id)
    assert (await act(site, id, "presentation")).json()["type"] == "/problems/session-not-held"
    clock.moment = moment("2026-05-28")
    await made(site, "POST", f"/council-sessions/{session_id}/holding", version=1)
    await done(site, id, "presentation")
    assert (await made(site, "GET", f"/council-sessions/{session_id}"))["state"] == "reported"


async def test_who_read_an_older_version_of_a_report_changes_nothing(site):
    id = await opened(site, await council(site))
    await done(site, id, "introduction", {"text": "Pierwsze."})
    stale = await call(site, "PUT", f"{REPORTS}/{id}/introduction", {"text": "Drugie."}, version=1)
    assert stale.status_code == 412
