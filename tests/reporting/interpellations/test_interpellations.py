"""Interpellations over the public API: each step opens the next one's task, everybody reads what is public."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from services.reporting.interpellations.api import LetterGiven
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.reporting import (
    InterpellationAnsweredV1,
    InterpellationReceivedV1,
    TaskChangedV1,
    TaskClosedV1,
    TaskOpenedV1,
)
from shared.deadlines import Term, Unit
from tests.reporting.conftest import COUNCILLOR, MAYOR, OFFICER, WRM, ZDM, Site, moment
from tests.reporting.council.conftest import API, call, made, session
from tests.reporting.interpellations.conftest import ANSWER, LETTER, PATH, act, answered, done, drafted, received, seen
from tests.reporting.reports.conftest import approved, council, opened


async def tasks(site: Site) -> list[tuple[str, str | None, str]]:
    """The open tasks: for whom, of which unit, what."""
    told = await site.house.publishes(TaskOpenedV1, TaskClosedV1)
    gone = {one.task_id for one in told if isinstance(one, TaskClosedV1)}
    own = [one for one in told if isinstance(one, TaskOpenedV1) and one.kind == "interpellation"]
    return [(one.role, one.unit, one.action) for one in own if one.task_id not in gone]


async def test_from_receipt_to_the_answer_somebody_always_has_the_task(site):
    id = await received(site)
    assert await tasks(site) == [("officer", None, "Przydziel jednostce przygotowanie odpowiedzi")]
    await done(site, id, "assignment", {"unit": "zdm"})
    assert await tasks(site) == [("unit_reviewer", "ZDM", "Przygotuj projekt odpowiedzi")]
    await done(site, id, "draft", {"text": "Pierwszy projekt odpowiedzi."}, ZDM)
    assert await tasks(site) == [("mayor", None, "Podpisz odpowiedź albo zwróć projekt jednostce")]
    await done(site, id, "return", {"reason": "Brakuje terminu."}, MAYOR)
    assert await tasks(site) == [("unit_reviewer", "ZDM", "Popraw projekt odpowiedzi")]
    await done(site, id, "draft", {"text": "Drugi projekt odpowiedzi."}, ZDM)
    await answered(site, id)
    assert await tasks(site) == []


async def test_the_term_is_fourteen_days_and_says_how_it_was_found(site):
    shown = await seen(site, await received(site))
    assert shown["due_at"] == "2026-04-27T21:59:59Z"
    assert "Termin 14 dni kończy się w poniedziałek 27 kwietnia 2026" in shown["explanation"]
    assert shown["sign"] == "WRM.0003.0009.2026"
    free = await seen(site, await received(site, number=154, received_on="2026-04-12"))
    assert free["due_at"] == "2026-04-26T21:59:59Z", "a Sunday: the act does not move it"


async def test_a_draft_is_wanted_before_the_answer_is_due_and_asked_late_by_the_answers_day(site, clock):
    id = await received(site)
    await done(site, id, "assignment", {"unit": "ZDM"})
    clock.moment = moment("2026-04-24")
    await done(site, id, "assignment", {"unit": "WE"})
    told = [one for one in await site.house.publishes(TaskOpenedV1) if isinstance(one, TaskOpenedV1)]
    assert [f"{one.due_at:%d.%m}" for one in told] == ["27.04", "22.04", "27.04"]


async def test_everybody_reads_the_text_and_the_answer_and_nobody_a_draft(site):
    id = await drafted(site)
    public = (await site.client.get(f"/interpelacje/{id}")).text
    assert LETTER["text"] in public
    assert "Odpowiedzi jeszcze nie ma." in public
    for path in (f"/interpelacje/{id}", f"{API}{PATH}/{id}", f"{API}{PATH}"):
        assert "Kanarek" not in (await site.client.get(path)).text
    for who, reads in ((OFFICER, True), (MAYOR, True), (ZDM, True), (WRM, False), (COUNCILLOR, False)):
        page = (await site.client.get(f"/panel/rada/interpelacje/{id}", headers=site.by(who))).text
        assert ("Kanarek" in page) is reads, who.role
    await answered(site, id)
    public = (await site.client.get(f"/interpelacje/{id}")).text
    assert ANSWER["text"] in public
    assert "Zastępczyni Próbna, Zastępca Prezydenta" in public
    assert (await seen(site, id))["answer"]["signatory"] == "deputy"


async def test_the_citys_systems_hear_of_it_without_names_and_texts(site):
    id = await drafted(site)
    await answered(site, id)
    told = await site.house.publishes(InterpellationReceivedV1, InterpellationAnsweredV1, TaskOpenedV1)
    assert [type(one).__name__ for one in told].count("InterpellationAnsweredV1") == 1
    assert all(one.link == f"/interpelacje/{id}" for one in told if not isinstance(one, TaskOpenedV1))
    for one in told:
        text = one.model_dump_json()
        for word in ("Próbna", "pęka", "Kanarek", "gwarancji"):
            assert word not in text


async def test_another_unit_drafts_nothing(site):
    id = await received(site)
    await done(site, id, "assignment", {"unit": "ZDM"})
    assert (await act(site, id, "draft", {"text": "Cudzy projekt odpowiedzi."}, WRM)).status_code == 403


async def test_who_has_seen_an_older_state_changes_nothing(site):
    id = await received(site)
    first, second = await asyncio.gather(
        *(call(site, "POST", f"{PATH}/{id}/assignment", {"unit": unit}, version=1) for unit in ("ZDM", "WE"))
    )
    assert sorted((first.status_code, second.status_code)) == [200, 412]
    assert len(await tasks(site)) == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 409),
        ({"number": 154}, 201),
        ({"kind": "question"}, 201),
        ({"received_on": "2025-12-30"}, 201),
        ({"number": 154, "received_on": "2026-04-16"}, 422),
        ({"number": 154, "sign": "to nie znak"}, 422),
        ({"number": 154, "text": ""}, 422),
    ],
)
async def test_a_number_is_given_once_in_a_year_and_the_day_has_come(site, changes, status):
    await received(site)
    assert (await call(site, "POST", PATH, LETTER | changes)).status_code == status


async def test_a_day_written_down_wrongly_is_put_right_with_its_term(site):
    id = await received(site)
    await done(site, id, "assignment", {"unit": "ZDM"})
    put = {**LETTER, "received_on": "2026-04-01", "reason": "Pomyłka w dniu wpływu."}
    assert (await call(site, "PUT", f"{PATH}/{id}", put, version=2)).status_code == 200
    shown = await seen(site, id)
    assert shown["due_at"] == "2026-04-15T21:59:59Z"
    [moved] = await site.house.publishes(TaskChangedV1)
    assert isinstance(moved, TaskChangedV1)
    assert f"{moved.due_at:%d.%m}" == "15.04"
    await answered(site, id)
    again = await call(site, "PUT", f"{PATH}/{id}", put, version=4)
    assert again.status_code == 409


async def test_what_waits_too_long_is_shown_and_a_late_answer_stays_late(site, clock):
    id = await received(site)
    assert (await site.client.get(f"{API}{PATH}?late=true")).json()["items"] == []
    clock.moment = moment("2026-04-29")
    [line] = (await site.client.get(f"{API}{PATH}?late=true")).json()["items"]
    assert line["late"]
    assert "po terminie, bez odpowiedzi" in (await site.client.get("/interpelacje")).text
    await answered(site, id, on="2026-04-29")
    assert (await seen(site, id))["late_days"] == 2
    assert "odpowiedź 2 dni po terminie" in (await site.client.get(f"/interpelacje/{id}")).text.replace("\u00a0", " ")
    [told] = await site.house.publishes(InterpellationAnsweredV1)
    assert isinstance(told, InterpellationAnsweredV1)
    assert told.late


async def test_an_officer_is_reminded_once_and_not_of_what_is_answered(site, clock):
    await received(site)
    done_before = await received(site, number=154)
    await answered(site, done_before)
    clock.moment = moment("2026-04-22")
    await site.house.interpellations.remind_due()
    reminder = ("officer", None, "Dopilnuj odpowiedzi: jej termin jest blisko")
    assert reminder not in await tasks(site)
    clock.moment = moment("2026-04-24")
    await asyncio.gather(*(site.house.interpellations.remind_due() for _ in range(3)))
    assert (await tasks(site)).count(reminder) == 1
    [line] = (await site.client.get(f"{API}{PATH}?waiting=true")).json()["items"]
    await answered(site, line["interpellation_id"])
    assert await tasks(site) == []


@pytest.mark.parametrize(("moves", "day", "tasks_moved"), [(False, "27", 0), (True, "28", 1)])
async def test_a_day_declared_free_moves_a_term_where_the_setting_lets_it(house, deliver, moves, day, tasks_moved):
    term = Term(amount=14, unit=Unit.DAY, moves=moves)
    house.interpellations._terms = replace(house.interpellations._terms, answer=term)
    given = LetterGiven.model_validate(LETTER)
    id = await house.interpellations.receive(given.letter())
    act = (DeclaredFreeDay(day=date(2026, 4, 27), basis="ustawy z 1 kwietnia 2026"),)
    declared = FreeDaysChangedV1(version=1, days=act, changed_at=moment("2026-04-16"))
    await deliver(declared, house.free_days.follow)
    await asyncio.gather(*(house.free_days.look_after() for _ in range(3)))
    one = await house.interpellations.store.get(id)
    assert f"{one.due_on:%d}" == day
    assert one.free_days == 1
    assert len(await house.publishes(TaskChangedV1)) == tasks_moved


async def test_the_report_to_the_council_counts_the_answers(site, clock):
    session_id = await council(site)
    id = await received(site)
    await answered(site, id)
    await received(site, number=154)
    clock.moment = moment("2026-05-05")
    report = await opened(site, session_id)
    await made(site, "POST", f"/council-reports/{report}/compilation", None, version=1)
    page = (await site.client.get(f"/panel/sprawozdania/{report}/podglad", headers=site.by(OFFICER))).text
    for text in ("Odpowiedzi na interpelacje i zapytania radnych", "Interpelacja 153/2026", "odpowiedzi w terminie"):
        assert text in page
    shown = await site.house.reports.preview(await site.house.reports.store.report(report))
    counts = shown.asked_counts
    assert (counts.received, counts.in_time, counts.late, counts.waiting, counts.overdue) == (2, 1, 0, 1, 1)


async def test_what_comes_between_the_making_of_a_report_and_its_last_day_is_told_by_the_next_one_once(site, clock):
    waits, early, session_id = await received(site), await received(site, number=154), await council(site)
    await answered(site, early)
    clock.moment = moment("2026-05-18")
    first = await opened(site, session_id)
    await approved(site, first)
    clock.moment = moment("2026-05-22")
    between = await received(site, number=155, received_on="2026-05-20")
    late = await received(site, number=156, received_on="2026-05-15")
    for id in (waits, between, late):
        await answered(site, id, on="2026-05-22")
    clock.moment = moment("2026-06-02")
    last = await received(site, number=157, received_on="2026-06-01")
    second = await opened(site, await session(site, 21, "2026-06-25"))
    content = await site.house.reports.preview(await site.house.reports.store.report(second))
    assert [one.interpellation_id for one in content.asked] == [waits, late, between, last]
    counts = content.asked_counts
    assert (counts.received, counts.in_time, counts.late, counts.waiting) == (3, 2, 1, 1)
    clock.moment = moment("2026-06-19")
    await approved(site, second)
    third = await opened(site, await session(site, 22, "2026-07-16"))
    content = await site.house.reports.preview(await site.house.reports.store.report(third))
    assert [(one.interpellation_id, one.again) for one in content.asked] == [(last, True)]
    assert content.asked_counts.received == 0


async def test_an_answer_given_after_the_last_day_of_a_report_made_late_is_told_once(site, clock):
    id, session_id = await received(site), await council(site, until="2026-05-07")
    clock.moment = moment("2026-05-04")
    first = await opened(site, session_id)
    clock.moment = moment("2026-05-07")
    await answered(site, id, on="2026-05-07")
    await approved(site, first)
    second = await opened(site, await session(site, 21, "2026-06-25"))
    told = [await site.house.reports.preview(await site.house.reports.store.report(one)) for one in (first, second)]
    assert [len(one.asked) for one in told] == [1, 0]
