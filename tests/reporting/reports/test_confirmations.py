"""What stands in a unit's name is changed by nobody without its word: it agrees, objects, or an officer says why."""

import asyncio
from datetime import date

import pytest

from shared.access import Person, Role
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.reporting import TaskChangedV1
from tests.reporting.conftest import MAYOR, OFFICER, WRM, ZDM, Site, moment
from tests.reporting.council.conftest import API, call, made
from tests.reporting.reports.conftest import (
    REPORTS,
    accepted,
    act,
    approved,
    confirmed,
    council,
    done,
    frozen,
    open_tasks,
    opened,
    published,
)
from tests.reporting.reports.test_pages import DESK, send, shown

SCHOOLS = Person(id="p-iwona", name="Iwona Gaj", role=Role.UNIT_REVIEWER, unit="WE")
OURS = {"text": "Wyremontowano dwa chodniki.", "unit": "ZDM", "section": "investments"}
WHY = {"reason": "Pomyłka w liczbie."}


async def corrected(site: Site, *places: dict[str, str]) -> str:
    """A published report, and a correction of it that waits."""
    id = await opened(site, await council(site))
    await accepted(site, id)
    await accepted(site, id, SCHOOLS, {"texts": {"events": "Otwarto salę."}})
    await published(site, id)
    for place in places or (OURS,):
        await done(site, id, "corrections", {**place, **WHY})
    return id


async def asked(site: Site, id: str) -> dict[str, bool]:
    """Whether each asked unit has answered."""
    items = (await made(site, "GET", f"{REPORTS}/{id}/confirmations"))["items"]
    return {one["unit"]: one["at"] is not None for one in items}


async def whose(site: Site) -> list[str]:
    return sorted(task.unit or task.role for task in (await open_tasks(site)).values())


async def test_the_mayors_turn_comes_when_the_unit_has_confirmed_its_words(site):
    id = await corrected(site)
    assert await whose(site) == ["ZDM"]
    early = await act(site, id, "approval", who=MAYOR)
    assert early.json()["type"] == "/problems/units-not-confirmed"
    told = await made(site, "GET", f"{REPORTS}/{id}/confirmation", who=ZDM)
    assert [(one["before"], one["after"]) for one in told["changes"]] == [
        ("Wyremontowano chodnik przy ul. Polnej.", "Wyremontowano dwa chodniki.")
    ]
    assert told["reasons"] == [WHY["reason"]]
    await confirmed(site, id, ZDM)
    assert await whose(site) == ["mayor"]
    await done(site, id, "approval", who=MAYOR)
    assert (await frozen(site, id, 2))["edition"] == 2
    assert await whose(site) == []
    kept = (await site.house.reports.store.version(id, 2)).confirmations
    assert [(one.unit, one.by_name) for one in kept] == [("ZDM", ZDM.name)]


async def test_the_introduction_is_nobodys_but_the_offices(site):
    id = await corrected(site, {"text": "Szanowni Państwo."})
    assert await asked(site, id) == {}
    assert await whose(site) == ["mayor"]


async def test_every_unit_that_carries_a_resolution_out_is_asked_about_its_row(site):
    id = await corrected(site, {"text": "Park otwarto.", "resolution_id": "XIX-301-2026"})
    assert await asked(site, id) == {"ZDM": False}


@pytest.mark.parametrize("who", [SCHOOLS, WRM])
async def test_a_unit_whose_words_stay_is_asked_nothing_and_reads_nothing(site, who):
    id = await corrected(site)
    for method, what in (("GET", "confirmation"), ("POST", "confirmation")):
        answer = await (
            act(site, id, what, who=who)
            if method == "POST"
            else site.client.get(f"{API}{REPORTS}/{id}/{what}", headers=site.by(who))
        )
        assert answer.json()["type"] == "/problems/confirmation-not-asked"
    assert "dwa chodniki" not in await shown(site, f"{DESK}/{id}/potwierdzenie", who)


async def test_an_objection_takes_the_correction_back_to_the_officers_with_its_words(site):
    id = await corrected(site, OURS, {"text": "Otwarto dwie sale.", "unit": "WE", "section": "events"})
    await confirmed(site, id, SCHOOLS)
    await done(site, id, "objection", {"reason": "Chodnik był jeden."}, ZDM)
    report = await made(site, "GET", f"{REPORTS}/{id}")
    assert (report["waits_for_approval"], report["answer"], report["edition"]) == (False, "Chodnik był jeden.", 1)
    assert await whose(site) == ["officer"]
    page = await shown(site, f"{DESK}/{id}")
    assert "Jednostka nie zgadza się na poprawkę: Zarząd Dróg Miejskich." in page


async def test_who_has_confirmed_is_asked_anew_only_where_its_own_words_change_again(site):
    id = await corrected(site, OURS, {"text": "Otwarto dwie sale.", "unit": "WE", "section": "events"})
    await confirmed(site, id, SCHOOLS, ZDM)
    assert await whose(site) == ["mayor"]
    await done(site, id, "corrections", {**OURS, "text": "Wyremontowano trzy chodniki.", **WHY})
    assert await asked(site, id) == {"WE": True, "ZDM": False}
    assert await whose(site) == ["ZDM"], "the mayor waits again"


async def test_words_that_are_as_they_were_need_no_confirmation_any_more(site):
    id = await corrected(site, OURS, {"text": "Szanowni Państwo."})
    back = {**OURS, "text": "Wyremontowano chodnik przy ul. Polnej."}
    await done(site, id, "corrections", {**back, **WHY})
    assert await asked(site, id) == {}
    assert await whose(site) == ["mayor"]


async def test_an_officer_goes_on_without_a_unit_that_does_not_answer_and_says_why_for_ever(site):
    id = await corrected(site)
    await done(site, id, "waivers", {"unit": "ZDM", "reason": "Jednostkę zlikwidowano."}, OFFICER)
    again = await act(site, id, "waivers", {"unit": "ZDM", "reason": "Jednostkę zlikwidowano."})
    assert again.json()["type"] == "/problems/confirmation-not-asked"
    await done(site, id, "approval", who=MAYOR)
    [kept] = (await site.house.reports.store.version(id, 2)).confirmations
    assert (kept.waived, kept.by_name) == ("Jednostkę zlikwidowano.", OFFICER.name)


async def test_a_mayor_who_sends_it_back_asks_no_unit_any_more(site):
    id = await corrected(site)
    await done(site, id, "refusal", {"reason": "Zostaje jak jest."}, MAYOR)
    assert await whose(site) == ["officer"]


@pytest.mark.parametrize(
    ("what", "body", "allowed"),
    [
        ("confirmation", None, ZDM),
        ("objection", {"reason": "Chodnik był jeden."}, ZDM),
        ("waivers", {"unit": "ZDM", "reason": "Jednostkę zlikwidowano."}, OFFICER),
    ],
)
async def test_each_step_is_its_own_persons_alone_and_of_the_newest_state(site, what, body, allowed):
    id = await corrected(site)
    for who in {OFFICER, MAYOR, ZDM} - {allowed}:
        assert (await act(site, id, what, body, who)).status_code == 403
    await done(site, id, "corrections", {**OURS, "text": "Wyremontowano trzy chodniki.", **WHY})
    seen = (await made(site, "GET", f"{REPORTS}/{id}"))["version"] - 1
    stale = await call(site, "POST", f"{REPORTS}/{id}/{what}", body, who=allowed, version=seen)
    assert stale.status_code == 412
    await done(site, id, what, body, allowed)


async def test_a_unit_confirms_on_a_page_or_says_what_is_wrong_and_loses_nothing(site):
    id = await corrected(site)
    place = f"{DESK}/{id}/potwierdzenie"
    page = await shown(site, place, ZDM)
    assert "Wyremontowano dwa chodniki." in page
    assert "Potwierdzam, tak ma być" in page
    version = str((await made(site, "GET", f"{REPORTS}/{id}"))["version"])
    empty = await send(site, f"{place}/sprzeciw", ZDM, version=version, objection="")
    assert empty.status_code == 422
    assert "Napisz, co jest nie tak." in empty.text
    stale = await send(site, f"{place}/sprzeciw", ZDM, version="1", objection="Chodnik był jeden.")
    assert stale.status_code == 412
    assert "Chodnik był jeden.</textarea>" in stale.text
    assert (await send(site, place, ZDM, version=version)).status_code == 303
    assert "Jednostka potwierdziła poprawkę." in await shown(site, place, ZDM)
    await done(site, id, "approval", who=MAYOR)
    assert "Nic tu nie czeka na potwierdzenie" in await shown(site, place, ZDM)


async def test_a_unit_answers_a_working_day_later_where_its_last_day_is_declared_free_and_nobody_else(site):
    id = await corrected(site, OURS, {"text": "Otwarto dwie sale.", "unit": "WE", "section": "events"})
    await confirmed(site, id, SCHOOLS)
    version = (await made(site, "GET", f"{REPORTS}/{id}"))["version"]
    items = (await made(site, "GET", f"{REPORTS}/{id}/confirmations"))["items"]
    due = {one["unit"]: date.fromisoformat(one["due_at"][:10]) for one in items}
    day = DeclaredFreeDay(day=due["ZDM"], basis="ustawa z dnia 10 kwietnia 2026 r.")
    for told in (1, 2):
        await site.house.free_days.follow(FreeDaysChangedV1(version=told, days=(day,), changed_at=moment("2026-04-20")))
        await asyncio.gather(*(site.house.free_days.look_after() for _ in range(3)))

    page = await made(site, "GET", f"{REPORTS}/{id}/confirmation", who=ZDM)
    later = date.fromisoformat(page["due_at"][:10])
    assert later > due["ZDM"]
    assert any(day.basis in step for step in page["explanation"])
    assert f"{later.day} " in await shown(site, f"{DESK}/{id}/potwierdzenie", ZDM)
    [changed] = await site.house.publishes(TaskChangedV1)
    assert changed.task_id in {id for id, task in (await open_tasks(site)).items() if task.unit == "ZDM"}
    assert changed.due_at.date() == later
    items = (await made(site, "GET", f"{REPORTS}/{id}/confirmations"))["items"]
    assert {one["unit"]: one["due_at"][:10] for one in items} == {
        "ZDM": later.isoformat(),
        "WE": due["WE"].isoformat(),
    }
    assert (await made(site, "GET", f"{REPORTS}/{id}"))["version"] == version + 1


async def test_an_officer_sees_who_has_answered_and_names_who_does_not(site):
    id = await corrected(site)
    place = f"{DESK}/{id}"
    assert "poprawka czeka na jednostki" in await shown(site, place)
    mayors = await shown(site, place, MAYOR)
    assert "Zarząd Dróg Miejskich" in mayors
    assert f"{place}/zatwierdzenie" not in mayors
    version = str((await made(site, "GET", f"{REPORTS}/{id}"))["version"])
    wrong = await send(site, f"{place}/bez-potwierdzenia", version=version, unit="", waiver="")
    assert wrong.status_code == 422
    assert "Wybierz jednostkę." in wrong.text
    told = {"version": version, "unit": "ZDM", "waiver": "Jednostkę zlikwidowano."}
    assert (await send(site, f"{place}/bez-potwierdzenia", **told)).status_code == 303
    assert f"{place}/zatwierdzenie" in await shown(site, place, MAYOR)


async def test_a_report_that_was_corrected_before_its_publication_still_waits_to_be_published(site):
    id = await opened(site, await council(site))
    await approved(site, id)
    await done(site, id, "corrections", {"text": "Szanowni Państwo.", **WHY})
    assert await whose(site) == ["mayor"]
    await done(site, id, "approval", who=MAYOR)
    assert await whose(site) == ["officer"]
    await done(site, id, "publication")
    assert await whose(site) == []


@pytest.mark.parametrize("whose_word", [MAYOR, ZDM], ids=["the mayor", "the unit"])
async def test_a_correction_that_came_back_may_be_let_go_and_then_nothing_waits(site, whose_word):
    id = await corrected(site)
    early = await act(site, id, "corrections/withdrawal", {"reason": "Zostaje jak jest."})
    assert early.json()["type"] == "/problems/report-not-there"
    await done(
        site, id, "refusal" if whose_word is MAYOR else "objection", {"reason": "Chodnik był jeden."}, whose_word
    )
    for who in (MAYOR, ZDM):
        assert (await act(site, id, "corrections/withdrawal", {"reason": "Zostaje jak jest."}, who)).status_code == 403
    seen = (await made(site, "GET", f"{REPORTS}/{id}"))["version"]
    path = f"{REPORTS}/{id}/corrections/withdrawal"
    stale = await call(site, "POST", path, {"reason": "Zostaje jak jest."}, version=seen - 1)
    assert stale.status_code == 412
    await done(site, id, "corrections/withdrawal", {"reason": "Zostaje jak jest."})
    assert await whose(site) == []
    report = await made(site, "GET", f"{REPORTS}/{id}")
    assert (report["answer"], report["edition"], report["state"]) == (None, 1, "published")
    [kept] = (await site.house.reports.store.report(id)).withdrawals
    assert (kept.reason, kept.by_name, kept.answer.reason) == ("Zostaje jak jest.", OFFICER.name, "Chodnik był jeden.")


async def test_a_correction_is_let_go_on_its_page_with_a_reason_that_stays_to_be_read(site):
    id = await corrected(site)
    await done(site, id, "refusal", {"reason": "Chodnik był jeden."}, MAYOR)
    place = f"{DESK}/{id}/poprawka"
    assert f"{place}/rezygnacja" in await shown(site, place)
    version = str((await made(site, "GET", f"{REPORTS}/{id}"))["version"])
    empty = await send(site, f"{place}/rezygnacja", version=version, withdrawal="")
    assert empty.status_code == 422
    assert "Napisz, dlaczego poprawki nie będzie." in empty.text
    stale = await send(site, f"{place}/rezygnacja", version="1", withdrawal="Zostaje jak jest.")
    assert stale.status_code == 412
    assert "Zostaje jak jest.</textarea>" in stale.text
    told = {"version": version, "withdrawal": "Zostaje jak jest."}
    assert (await send(site, f"{place}/rezygnacja", **told)).status_code == 303
    assert "Zostaje jak jest." in await shown(site, f"{DESK}/{id}")
    assert f"{place}/rezygnacja" not in await shown(site, place)
    assert (await send(site, f"{place}/rezygnacja", **told)).status_code == 412


async def test_an_approved_report_whose_correction_was_let_go_still_waits_to_be_published(site):
    id = await opened(site, await council(site))
    await approved(site, id)
    await done(site, id, "corrections", {"text": "Szanowni Państwo.", **WHY})
    await done(site, id, "refusal", {"reason": "Zostaje jak jest."}, MAYOR)
    await done(site, id, "corrections/withdrawal", {"reason": "Zostaje jak jest."})
    assert [task.action for task in (await open_tasks(site)).values()] == ["Opublikuj zatwierdzone sprawozdanie"]


@pytest.mark.parametrize(
    ("steps", "action"),
    [
        ((("confirmation", None, ZDM),), "Zatwierdź poprawkę sprawozdania dla Rady"),
        ((("objection", WHY, ZDM),), "Jednostka nie zgadza się na poprawkę"),
        ((("confirmation", None, ZDM), ("refusal", WHY, MAYOR)), "Popraw sprawozdanie i oddaj je do zatwierdzenia"),
    ],
)
async def test_what_a_correction_asks_of_officers_and_the_mayor_is_due_from_now_not_by_the_report(
    site, clock, steps, action
):
    id = await opened(site, await council(site))
    await accepted(site, id)
    await published(site, id)
    clock.moment = moment("2026-09-01")
    await done(site, id, "corrections", {**OURS, **WHY})
    for what, body, who in steps:
        await done(site, id, what, body, who)
    [task] = (await open_tasks(site)).values()
    assert (task.action, f"{task.due_at:%Y-%m-%d}") == (action, "2026-09-03")
    assert task.explanation
    day = DeclaredFreeDay(day=date(2026, 9, 3), basis="zarządzenie nr 9/2026")
    for told in (1, 2):
        await site.house.free_days.follow(FreeDaysChangedV1(version=told, days=(day,), changed_at=clock.moment))
        await asyncio.gather(*(site.house.free_days.look_after() for _ in range(3)))
    [changed] = await site.house.publishes(TaskChangedV1)
    assert (changed.task_id, changed.due_at.date()) == (task.task_id, date(2026, 9, 4))
