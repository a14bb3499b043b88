"""A case that lies where no unit has it is chased too: before the law's day and after it, by whose turn it is."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from services.media.requests.store import AnswersReminded
from services.media.settings import Settings
from shared.access import Role
from shared.contracts.media import TaskOpenedV1
from tests.conftest import SetClock, Site
from tests.media.conftest import PRESS
from tests.media.requests.conftest import (
    MAILBOX,
    MAYOR,
    TEXT,
    UNITS,
    ZDM,
    approved,
    asked,
    assigned,
    at,
    chasers,
    cleared,
    done,
    drafted,
    entered,
    seen,
    tasks,
    tick,
    told,
)

LEADERS = "prezydent@um.example"
SOON, LATE = "zbliża się termin odpowiedzi", "odpowiedź jest spóźniona"
WATCH = ("press_officer", None, "Dopilnuj odpowiedzi: termin minął")
WATCH_DRAFT = ("press_officer", None, "Dopilnuj projektu: jednostka jest po terminie")
APPROVE = ("mayor", None, "Zatwierdź odpowiedź dla mediów")


@pytest.fixture
async def site(make_site: Callable[..., Awaitable[Site]]) -> Site:
    """As in the other files, with a mailbox of the leadership."""
    return await make_site("media", press_units=UNITS, press_mailboxes=(MAILBOX,), press_leadership=(LEADERS,))


# Asked on Wednesday 15 April, due on the 29th: a case that nobody has yet is spoken of three working days ahead, while
# a unit can still draft; what is only to be checked, approved or sent, one working day ahead.
@pytest.mark.parametrize(
    ("way", "quiet", "told_at", "to"),
    [
        (asked, "2026-04-24T23:00", "2026-04-25T09:00", MAILBOX),
        (drafted, "2026-04-28T23:00", "2026-04-29T09:00", MAILBOX),
        (cleared, "2026-04-28T23:00", "2026-04-29T09:00", LEADERS),
        (approved, "2026-04-28T23:00", "2026-04-29T09:00", MAILBOX),
    ],
)
async def test_whose_turn_it_is_hears_before_the_laws_day_once(
    site: Site, clock: SetClock, way: Callable[[Site], Awaitable[str]], quiet: str, told_at: str, to: str
):
    id, chase = await way(site), tick(site, "press chasers")
    clock.moment = at(quiet)
    await chase()
    assert await chasers(site) == []
    clock.moment = at(told_at)
    await asyncio.gather(*(chase() for _ in range(3)))
    await chase()
    assert await chasers(site) == [(to, SOON)]
    page = await site.client.get(f"/panel/prasa/sprawy/{id}", headers=site.by(PRESS))
    assert "Przypomnienie o terminie odpowiedzi" in page.text


@pytest.mark.parametrize(
    ("way", "to", "own"),
    [
        (asked, [], ("press_officer", None, "Przydziel jednostce albo odpowiedz")),
        (drafted, [], ("press_officer", None, "Sprawdź projekt odpowiedzi")),
        (cleared, [LEADERS], APPROVE),
        (approved, [], ("press_officer", None, "Wyślij zatwierdzoną odpowiedź")),
        (
            assigned,
            ["zdm@um.example", "kierownik.zdm@um.example"],
            ("unit_reviewer", "ZDM", "Przygotuj projekt odpowiedzi"),
        ),
    ],
)
async def test_what_is_late_is_on_the_list_of_whose_turn_it_is_and_of_the_office(
    site: Site,
    clock: SetClock,
    way: Callable[[Site], Awaitable[str]],
    to: list[str],
    own: tuple[str, str | None, str],
):
    id, chase = await way(site), tick(site, "press chasers")
    clock.moment = at("2026-04-30T00:00")
    await asyncio.gather(*(chase() for _ in range(3)))
    await chase()
    assert await chasers(site) == [(one, LATE) for one in (*to, MAILBOX)]
    # The office's own task stands late on its list by itself: a second one there would say the same.
    assert await tasks(site) == ([own] if own[0] == "press_officer" else [own, WATCH])
    if own[0] != "press_officer":
        opened = [one for one in await told(site, TaskOpenedV1) if isinstance(one, TaskOpenedV1)]
        assert opened[-1].due_at == at("2026-04-29T23:59:59")
        assert "art. 13 ust. 1" in opened[-1].explanation[0]
    await done(site, id, "withdrawal", {"reason": "Nadawca już nie pyta."})
    assert await tasks(site) == []


async def test_what_is_late_goes_on_the_list_of_the_next_one_and_off_the_list_of_who_is_done(
    site: Site, clock: SetClock
):
    id, chase = await assigned(site), tick(site, "press chasers")
    clock.moment = at("2026-04-27T09:00")
    await chase()
    assert WATCH_DRAFT in await tasks(site)
    clock.moment = at("2026-04-30T09:00")
    await chase()
    assert (await tasks(site)).count(WATCH) == 1
    assert WATCH_DRAFT not in await tasks(site), "one task about one case"
    await done(site, id, "draft", TEXT, ZDM)
    assert WATCH not in await tasks(site), "it is the office's own turn"
    await done(site, id, "clearance", TEXT)
    assert sorted(await tasks(site), key=str) == [APPROVE, WATCH]
    before = len(await chasers(site))
    await chase()
    await chase()
    assert (await chasers(site))[before:] == [(LEADERS, LATE)], "the office has heard of it"
    await done(site, id, "approval", TEXT, MAYOR)
    await done(site, id, "sending", {})
    assert await tasks(site) == []


async def test_a_unit_that_gets_it_from_another_one_is_reminded_of_the_same_day_too(site: Site, clock: SetClock):
    id, chase = await assigned(site), tick(site, "press chasers")
    clock.moment = at("2026-04-24T09:00")
    await chase()
    await done(site, id, "transfer", {"unit": "WE", "reason": "To szkoła."}, ZDM)
    await chase()
    one = await site.database.collection("press_requests").find_one({"_id": id}) or {}
    about = [row["kind"] for row in one["chased"]]
    assert about == ["reminder", "reminder"]


async def test_a_later_day_takes_the_late_case_off_the_offices_list(site: Site, clock: SetClock):
    id, chase = await cleared(site), tick(site, "press chasers")
    clock.moment = at("2026-04-28T09:00")
    await done(site, id, "stop", {"reason": "sender", "note": "Prosi o tydzień."})
    clock.moment = at("2026-04-30T09:00")
    await chase()
    assert await chasers(site) == []
    clock.moment = at("2026-05-06T09:00")
    await done(site, id, "restart", {"reason": "Tydzień minął."})
    await chase()
    assert await chasers(site) == []
    clock.moment = at("2026-05-07T09:00")
    await chase()
    assert await chasers(site) == [(LEADERS, SOON)]


async def test_what_counts_hours_is_spoken_of_when_half_of_them_have_gone(site: Site, clock: SetClock):
    await asked(site, kind="authorisation")
    clock.moment = at("2026-04-15T14:59")
    await tick(site, "press chasers")()
    assert await chasers(site) == []
    clock.moment = at("2026-04-15T15:00")
    await tick(site, "press chasers")()
    assert await chasers(site) == [(MAILBOX, SOON)]


async def test_without_a_mailbox_of_the_leadership_the_office_hears_what_waits_for_the_mayor(
    make_site: Callable[..., Awaitable[Site]], clock: SetClock
):
    site = await make_site("media", press_units=UNITS, press_mailboxes=(MAILBOX,))
    await cleared(site)
    clock.moment = at("2026-04-29T09:00")
    await tick(site, "press chasers")()
    assert await chasers(site) == [(MAILBOX, SOON)]


async def test_cases_that_wait_from_before_answers_were_reminded_of_get_their_day(site: Site, clock: SetClock):
    kept = site.database.collection("press_requests")
    old, new, closed = await asked(site), await asked(site), await entered(site)
    await done(site, closed, "withdrawal", {"reason": "Redakcja wycofała krytykę."})
    due = (await kept.find_one({"_id": old}) or {})["due_at"]
    await kept.update_many({"_id": {"$in": [old, closed]}}, {"$unset": {"answer_remind_at": 1}})
    await kept.update_one({"_id": old}, {"$set": {"chase_at": due}})
    for _ in range(2):
        await AnswersReminded(Settings.model_construct().press_terms())(site.database)
        rows = {row["_id"]: row async for row in kept.find()}
        for field in ("answer_remind_at", "chase_at", "version"):
            assert rows[old][field] == rows[new][field], field
        assert "answer_remind_at" not in rows[closed]
    clock.moment = at("2026-04-25T09:00")
    await tick(site, "press chasers")()
    assert await chasers(site) == [(MAILBOX, SOON)] * 2
    assert (await seen(site, old))["state"] == "received"
    assert Role.PRESS_OFFICER in {role for role, _, _ in await tasks(site)}


async def test_the_leadership_gets_the_letters_of_the_morning_once(
    make_site: Callable[..., Awaitable[Site]], clock: SetClock
):
    # Who stands on both lists gets one letter.
    both = {"press_mailboxes": (MAILBOX, LEADERS), "press_leadership": (LEADERS.capitalize(), "zastepca@um.example")}
    site = await make_site("media", press_units=UNITS, **both)
    await asked(site)
    clock.moment = at("2026-04-16T07:00")
    await asyncio.gather(*(tick(site, "press morning")() for _ in range(2)))
    written = sorted((to.casefold(), about) for to, about in await chasers(site))
    assert written == [(to, "co czeka") for to in (MAILBOX, LEADERS, "zastepca@um.example")]
