"""What happens by itself: chasers once each, the letter of the morning, days declared free, and the counts."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from services.media.requests.store import RefusalsDated
from services.media.settings import Settings
from shared.causes import Cause, caused_by
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1
from shared.contracts.media import TaskChangedV1, TaskOpenedV1
from shared.free_days import CityFreeDays
from shared.store import new_id
from tests.conftest import SetClock, Site
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
