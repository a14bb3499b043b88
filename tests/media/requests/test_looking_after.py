"""What happens by itself: chasers once each, the letter of the morning, days declared free, and the counts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest

from services.media.requests.service.timeliness import Count, by_quarter, two_years_until
from services.media.requests.store import RefusalsDated
from services.media.settings import Settings
from shared.access import Role
from shared.causes import Cause, caused_by
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.media import TaskChangedV1, TaskOpenedV1
from shared.demo_people import DEMO_PEOPLE
from shared.free_days import CityFreeDays
from shared.store import new_id
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import (
    API,
    MAILBOX,
    MAYOR,
    ZDM,
    asked,
    assigned,
    at,
    chasers,
    done,
    entered,
    mails,
    seen,
    tasks,
    tick,
    told,
)

_EVERY = ("zdm@um.example", "kierownik.zdm@um.example", MAILBOX)


async def test_a_unit_is_reminded_then_its_head_hears_then_the_press_office_each_once(site: Site, clock: SetClock):
    # Asked on Wednesday 15 April: due on 29 April, the draft on the 24th, the reminder a working day before it.
    id = await assigned(site)
    chase = tick(site, "press chasers")
    await chase()
    assert await chasers(site) == []
    clock.moment = at("2026-04-24T09:00")
    await asyncio.gather(*(chase() for _ in range(3)))
    assert await chasers(site) == [("zdm@um.example", "projekt odpowiedzi będzie potrzebny")]
    clock.moment = at("2026-04-25T09:00")
    await asyncio.gather(*(chase() for _ in range(3)))
    assert (await chasers(site))[1:] == [
        ("kierownik.zdm@um.example", "projekt odpowiedzi jest spóźniony"),
        (MAILBOX, "projekt odpowiedzi jest spóźniony"),
    ]
    late = ("press_officer", None, "Dopilnuj odpowiedzi: termin minął")
    assert ("press_officer", None, "Dopilnuj projektu: jednostka jest po terminie") in await tasks(site)
    clock.moment = at("2026-04-30T00:00")
    await asyncio.gather(*(chase() for _ in range(3)))
    await chase()
    assert late in await tasks(site)
    assert (await chasers(site))[3:] == [(one, "odpowiedź jest spóźniona") for one in _EVERY]
    assert "Kanarek" not in str(await chasers(site))
    await done(site, id, "draft", {"text": "Spóźniony projekt."}, ZDM)
    assert late not in await tasks(site)
    page = await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(PRESS))
    for text in (
        "Przypomnienie jednostce o projekcie",
        "Ponaglenie: projekt jest spóźniony",
        "Ponaglenie: termin minął",
    ):
        assert text in page.text


async def test_after_a_long_sleep_the_gravest_chaser_speaks_for_all(site: Site, clock: SetClock):
    await assigned(site)
    clock.moment = at("2026-06-01T09:00")
    await tick(site, "press chasers")()
    await tick(site, "press chasers")()
    assert await chasers(site) == [(one, "odpowiedź jest spóźniona") for one in _EVERY]


async def test_what_is_answered_or_stopped_is_not_chased(site: Site, clock: SetClock):
    await done(site, await assigned(site), "stop", {"reason": "sender", "note": "Prosi o tydzień."})
    await done(site, await assigned(site), "withdrawal", {"reason": "Nieaktualne."})
    clock.moment = at("2026-06-01T09:00")
    await tick(site, "press chasers")()
    assert await chasers(site) == []


DEMAND = {
    "kind": "rectification_in",
    "medium": "periodical",
    "named": "2026-05-20",
    "publication": {"title": "Gazeta miejska", "on": "2026-04-10"},
}
DECIDE = ("mayor", None, "Odmów sprostowania albo zatwierdź jego publikację")
REFUSED = {"ground": "late", "number": "7/2026", "taken_by": "Anna Bielecka, inspektor", "reasons": "Po terminie."}


async def test_a_demand_for_a_rectification_is_chased_by_the_date_of_its_refusal(site: Site, clock: SetClock):
    # Received on Wednesday 15 April: no later than the 22nd, though the next issue is a month away (art. 33 ust. 3).
    id = await entered(site, **DEMAND)
    chase = tick(site, "press chasers")
    clock.moment = at("2026-04-17T23:00")
    await chase()
    assert await chasers(site) == []
    clock.moment = at("2026-04-20T08:00")
    await asyncio.gather(*(chase() for _ in range(3)))
    assert await chasers(site) == [(MAILBOX, "zbliża się termin odmowy sprostowania")]
    assert DECIDE not in await tasks(site)
    clock.moment = at("2026-04-22T08:00")
    await asyncio.gather(*(chase() for _ in range(3)))
    assert (await chasers(site))[1:] == [(MAILBOX, "dziś mija termin odmowy sprostowania")]
    assert (await tasks(site)).count(DECIDE) == 1
    [task] = [one for one in await told(site, TaskOpenedV1) if isinstance(one, TaskOpenedV1) and one.role == "mayor"]
    assert task.due_at == at("2026-04-22T23:59:59")
    assert "art. 33 ust. 3" in task.explanation[0]
    clock.moment = at("2026-04-23T00:00")
    await asyncio.gather(*(chase() for _ in range(3)))
    await chase()
    assert (await chasers(site))[2:] == [(MAILBOX, "termin odmowy sprostowania minął")]
    assert (await tasks(site)).count(DECIDE) == 1
    page = await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(PRESS))
    assert "Ponaglenie: termin odmowy sprostowania minął" in page.text
    await done(site, id, "refusal", REFUSED, MAYOR)
    assert await tasks(site) == []
    assert (await seen(site, id))["in_time"] is False
    clock.moment = at("2026-06-01T09:00")
    await chase()
    assert len(await chasers(site)) == 3


async def test_after_a_long_sleep_the_head_still_has_to_decide(site: Site, clock: SetClock):
    await entered(site, **DEMAND)
    clock.moment = at("2026-05-04T09:00")
    await tick(site, "press chasers")()
    await tick(site, "press chasers")()
    assert await chasers(site) == [(MAILBOX, "termin odmowy sprostowania minął")]
    assert DECIDE in await tasks(site)


async def test_who_has_it_hears_of_the_date_of_a_refusal_too(site: Site, clock: SetClock):
    id = await entered(site, **DEMAND)
    await done(site, id, "assignment", {"unit": "ZDM", "topic": "Sprostowanie"})
    clock.moment = at("2026-04-20T08:00")
    await tick(site, "press chasers")()
    clock.moment = at("2026-04-22T08:00")
    await tick(site, "press chasers")()
    assert [one for one, about in await chasers(site) if "odmowy" in about] == [
        "zdm@um.example",
        MAILBOX,
        "kierownik.zdm@um.example",
        MAILBOX,
    ]


async def test_what_is_refused_in_time_or_approved_to_be_published_is_not_chased(site: Site, clock: SetClock):
    await done(site, (refused := await entered(site, **DEMAND)), "refusal", REFUSED, MAYOR)
    id = await entered(site, **DEMAND)
    await done(site, id, "composition", {"text": "Opublikujemy sprostowanie.", "topic": "Sprostowanie"})
    await done(site, id, "approval", {"text": "Opublikujemy sprostowanie."}, MAYOR)
    clock.moment = at("2026-04-23T09:00")
    await tick(site, "press chasers")()
    assert await chasers(site) == []
    assert (await seen(site, refused))["in_time"] is True


async def test_a_day_declared_free_moves_the_date_of_a_refusal_though_the_issue_stays(site: Site, clock: SetClock):
    id = await entered(site, **DEMAND)
    clock.moment = at("2026-04-22T08:00")
    await tick(site, "press chasers")()
    await declare(site, 1, date(2026, 4, 22))
    await tick(site, "free days")()
    [moved] = [one for one in await told(site, TaskChangedV1) if isinstance(one, TaskChangedV1)]
    assert moved.due_at == at("2026-04-23T23:59:59")
    assert (await seen(site, id))["due_at"] == "2026-05-20T21:59:59Z"


async def undated(site: Site, **changes: Any) -> str:
    """A demand as it was entered before there was a date to refuse it by."""
    id = await entered(site, **DEMAND, **changes)
    kept = site.database.collection("press_requests")
    row = await kept.find_one({"_id": id})
    assert row is not None
    await kept.update_one(
        {"_id": id}, {"$unset": {"refuse": 1, "refusal_task": 1}, "$set": {"chase_at": row["due_at"]}}
    )
    return id


async def test_a_demand_from_before_the_date_of_a_refusal_is_shown_listed_chased_and_worked_on(
    site: Site, clock: SetClock
) -> None:
    id = await undated(site)
    for path in (f"/panel/prasa/sprawy/{id}", "/panel/prasa", "/panel/prasa?pokaz=po-terminie", API, f"{API}/{id}"):
        assert (await site.client.get(path, headers=site.by(PRESS))).status_code == 200, path
    page = (await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(MAYOR))).text
    assert "Odmówić publikacji można do" in page, "the page counts it from the receipt"
    await declare(site, 1, date(2026, 4, 22))
    await tick(site, "free days")()
    clock.moment = at("2026-05-21T00:00")
    await tick(site, "press chasers")()
    assert await chasers(site) == [(MAILBOX, "odpowiedź jest spóźniona")]
    await done(site, id, "refusal", REFUSED, MAYOR)


async def test_demands_that_wait_without_a_date_of_refusal_get_the_one_they_would_have(
    site: Site, clock: SetClock
) -> None:
    kept = site.database.collection("press_requests")
    old, other, new = await undated(site), await entered(site), await entered(site, **DEMAND)
    await done(site, (closed := await undated(site)), "withdrawal", {"reason": "Redakcja wycofała żądanie."})
    for _ in range(2):
        await RefusalsDated(Settings.model_construct().press_terms())(site.database)
        rows = {row["_id"]: row async for row in kept.find()}
        for field in ("refuse", "chase_at", "version"):
            assert rows[old][field] == rows[new][field], field
        assert rows[other]["refuse"] is rows[closed].get("refuse") is None
    clock.moment = at("2026-04-22T08:00")
    await tick(site, "press chasers")()
    assert (await chasers(site)).count((MAILBOX, "dziś mija termin odmowy sprostowania")) == 2
    assert (await tasks(site)).count(DECIDE) == 2


async def test_the_letter_of_the_morning_says_once_what_waits_and_nobodys_name(site: Site, clock: SetClock):
    write = tick(site, "press morning")
    await asked(site)
    late = await entered(site, received_at="2026-03-02T09:00:00+01:00")
    clock.moment = at("2026-04-16T06:59")
    await write()
    assert await chasers(site) == []
    clock.moment = at("2026-04-16T07:00")
    await asyncio.gather(*(write() for _ in range(3)))
    assert await chasers(site) == [(MAILBOX, "co czeka")]
    [text] = [mail["text"] for mail in await mails(site) if mail["to"] == MAILBOX]
    assert "Po terminie:\n- WPKS.1431.2.2026, Krytyka prasowa, Krytyka utrzymania chodników: do 02.04.2026" in text
    assert "Do przydzielenia:\n- WPKS.1431.1.2026, Pytanie prasowe: do 29.04.2026" in text
    assert not [word for word in ("Kanarek", "Wróbel", "Gilowski", "Remont ulicy") if word in text]
    clock.moment = at("2026-04-18T09:00")
    await write()
    assert len(await chasers(site)) == 1, "a Saturday"
    clock.moment = at("2026-04-20T09:00")
    await write()
    assert len(await chasers(site)) == 2
    assert (await seen(site, late))["late"]


async def test_what_the_press_office_reads_reaches_every_one_of_its_mailboxes_once(
    make_site: Callable[..., Awaitable[Site]], clock: SetClock
):
    both = ["prasa@um.example", "rzecznik@um.example"]
    site = await make_site("media", press_mailboxes=tuple(both))
    await asked(site)
    clock.moment = at("2026-04-16T07:00")
    await asyncio.gather(*(tick(site, "press morning")() for _ in range(3)))
    assert sorted(await chasers(site)) == [(mailbox, "co czeka") for mailbox in both]
    clock.moment = at("2026-04-30T09:00")
    await asyncio.gather(*(tick(site, "press chasers")() for _ in range(3)))
    assert sorted((await chasers(site))[2:]) == [(mailbox, "odpowiedź jest spóźniona") for mailbox in both]


def test_a_mailbox_that_is_named_twice_in_the_settings_is_one():
    [once] = [each for each in Settings.model_fields["press_mailboxes"].metadata if hasattr(each, "func")]
    assert once.func(("prasa@um.example", "Prasa@um.example")) == ("Prasa@um.example",)


async def declare(site: Site, version: int, day: date) -> None:
    """The city declares a day free; media hears of it."""
    free = CityFreeDays(site.database)
    act = (DeclaredFreeDay(day=day, basis="ustawy z 1 kwietnia 2026"),)
    with caused_by(Cause("test", new_id())):
        await free.follow(FreeDaysChangedV1(version=version, days=act, changed_at=at("2026-04-16")))


async def test_a_day_declared_free_moves_open_cases_with_their_tasks(site: Site):
    id, other = await assigned(site), await asked(site)
    finished = await asked(site)
    await done(site, finished, "withdrawal", {"reason": "Nieaktualne."})
    await declare(site, 1, date(2026, 4, 29))
    await asyncio.gather(*(tick(site, "free days")() for _ in range(3)))
    for one in (id, other):
        shown = await seen(site, one)
        assert shown["due_at"] == "2026-04-30T21:59:59Z"
        assert any("ustawy z 1 kwietnia 2026" in line for line in shown["explanation"])
    assert (await seen(site, finished))["due_at"] == "2026-04-29T21:59:59Z"
    moved = [one for one in await told(site, TaskChangedV1) if isinstance(one, TaskChangedV1)]
    # A unit's task moves with the draft's date: three working days ahead of the 30th, and the 29th is none.
    opened = [one for one in await told(site, TaskOpenedV1) if isinstance(one, TaskOpenedV1)]
    drafts = {one.task_id for one in opened if one.role == "unit_reviewer"}
    assert [f"{one.due_at:%d.%m}" for one in moved if one.task_id not in drafts] == ["30.04"]


async def test_timeliness_is_counted_by_unit_and_month(site: Site, clock: SetClock):
    for late in (False, True):
        clock.moment = at("2026-04-15T12:00")
        id = await assigned(site)
        clock.moment = at("2026-05-04T10:00") if late else at("2026-04-20T10:00")
        await done(site, id, "draft", {"text": "Projekt odpowiedzi."}, ZDM)
        await done(site, id, "clearance", {"text": "Projekt odpowiedzi."})
        await done(site, id, "approval", {"text": "Projekt odpowiedzi."}, MAYOR)
        await done(site, id, "sending", {})
    url = f"{API}/timeliness?first=2026-01&last=2026-12"
    items = (await site.client.get(url, headers=site.by(PRESS))).json()["items"]
    assert [(one["month"], one["who"], one["in_time"], one["late"]) for one in items] == [
        ("2026-05", "office", 0, 1),
        ("2026-05", "ZDM", 0, 1),
        ("2026-04", "office", 1, 0),
        ("2026-04", "ZDM", 1, 0),
    ]
    page = await site.client.get("/panel/prasa/terminowosc", headers=site.by(ZDM))
    assert "Zarząd Dróg Miejskich" in page.text
    assert page.text.count("<svg") >= 4
    table = await site.client.get("/panel/prasa/terminowosc.csv", headers=site.by(PRESS))
    assert "2026-04;Zarząd Dróg Miejskich (ZDM);1;0" in table.content.decode("utf-8-sig")


MONTHS = [("2025-12", "ZDM", 1, 0), ("2026-01", "office", 2, 1), ("2026-02", "ZDM", 3, 0), ("2026-03", "office", 4, 5)]
MONTHS += [("2026-03", "WE", 0, 1), ("2026-03", "ZDM", 1, 1), ("2026-04", "ZDM", 7, 0)]


def test_months_are_summed_up_to_quarters_the_newest_first_and_the_office_before_units() -> None:
    told = [Count(who=who, name="", period=month, in_time=good, late=bad) for month, who, good, bad in MONTHS]
    assert [(one.period, one.who, one.in_time, one.late, f"{one.begins:%d.%m}") for one in by_quarter(told)] == [
        ("2026-Q2", "ZDM", 7, 0, "01.04"),
        ("2026-Q1", "office", 6, 6, "01.01"),
        ("2026-Q1", "WE", 0, 1, "01.01"),
        ("2026-Q1", "ZDM", 4, 1, "01.01"),
        ("2025-Q4", "ZDM", 1, 0, "01.10"),
    ]


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 1, 1), "2024-Q2", "2026-Q1"),
        (date(2026, 6, 30), "2024-Q3", "2026-Q2"),
        (date(2026, 12, 31), "2025-Q1", "2026-Q4"),
    ],
)
def test_two_years_are_eight_quarters_that_end_with_todays(today: date, first: str, last: str) -> None:
    assert two_years_until(today) == (first, last)


async def test_timeliness_is_counted_by_quarter_too_as_a_picture_a_table_csv_and_json(site: Site, clock: SetClock):
    for moment in ("2026-03-30T12:00", "2026-04-02T12:00", "2026-06-30T23:59"):
        clock.moment = at("2026-03-30T12:00")
        id = await assigned(site)
        clock.moment = at(moment)
        await done(site, id, "draft", {"text": "Projekt odpowiedzi."}, ZDM)
    place = "/panel/prasa/terminowosc"
    url = f"{API}/timeliness/quarters?first=2026-Q1&last=2026-Q2"
    items = (await site.client.get(url, headers=site.by(PRESS))).json()["items"]
    assert items == [
        {"who": "ZDM", "name": "Zarząd Dróg Miejskich", "in_time": 1, "late": 1, "quarter": "2026-Q2"},
        {"who": "ZDM", "name": "Zarząd Dróg Miejskich", "in_time": 1, "late": 0, "quarter": "2026-Q1"},
    ]
    page = (await site.client.get(f"{place}?okres=kwartaly", headers=site.by(ZDM))).text
    assert page.count("<svg") >= 2
    for text in ("II kwartał 2026", "I kwartał 2026", 'href="/panel/prasa/terminowosc?okres=miesiace"'):
        assert text in page, text
    table = await site.client.get(f"{place}.csv?okres=kwartaly", headers=site.by(PRESS))
    assert "2026-Q2;Zarząd Dróg Miejskich (ZDM);1;1" in table.content.decode("utf-8-sig")
    for wrong in ("first=2026-Q0&last=2026-Q2", "first=2026-01&last=2026-Q2", "last=2026-Q2"):
        answer = await site.client.get(f"{API}/timeliness/quarters?{wrong}", headers=site.by(PRESS))
        assert answer.status_code == 422, wrong
    for role in sorted({one.role for one in DEMO_PEOPLE}):
        allowed = role in (Role.PRESS_OFFICER, Role.UNIT_REVIEWER, Role.MAYOR, Role.AUDITOR)
        for path in (url, f"{place}?okres=kwartaly", f"{place}.csv?okres=kwartaly"):
            answer = await site.client.get(path, headers=site.by(person(role)))
            assert answer.status_code == (200 if allowed else 403), (role, path)
