"""A briefing that comes again: planned together, then each one of its own, announced and called off together."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.media.conferences.service import READERS, WRITERS
from shared.contracts.media import PressConferenceScheduledV1
from shared.demo_people import DEMO_PEOPLE
from tests.conftest import SetClock, Site, person
from tests.media.conferences.conftest import API, REASON, act, body, done, mails, outlets, seen, told, when
from tests.media.conftest import PRESS

__all__ = ["outlets"]
# The clock stands at noon of Wednesday 15 April 2026: the first is on Saturday the 18th.
WEEKLY = {"rhythm": "weekly", "until": "2026-05-23", "without": ["2026-05-02"]}
DESK = "/panel/prasa/konferencje"


async def planned(site: Site, clock: SetClock, **changes: Any) -> str:
    given = body(clock, title="Briefing tygodniowy", repeats={**WEEKLY, **changes})
    answer = await site.client.post(API, json=given, headers=site.once(PRESS))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["conference_id"])


async def series(site: Site, id: str) -> list[dict[str, Any]]:
    answer = await site.client.get(f"{API}/{id}/series", headers=site.by(PRESS))
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_a_series_is_a_draft_for_each_of_its_days_but_those_left_out(site: Site, clock: SetClock) -> None:
    id = await planned(site, clock)
    every = await series(site, id)
    assert [one["starts"][5:10] for one in every] == ["04-18", "04-25", "05-09", "05-16", "05-23"]
    assert every[0]["conference_id"] == id
    assert {one["state"] for one in every} == {"draft"}
    first, last = await seen(site, id), await seen(site, every[-1]["conference_id"])
    assert first["series_id"] == last["series_id"] is not None
    for name in ("title", "place", "about", "kind"):
        assert first[name] == last[name]
    assert (await site.client.get(API)).json() == [], "drafts are nobody's"


async def test_each_is_one_of_its_own_that_is_moved_and_called_off_alone(site: Site, clock: SetClock) -> None:
    first, second, *rest = [one["conference_id"] for one in await series(site, await planned(site, clock))]
    await done(site, first, "series/announcement")
    await done(site, second, "move", {"when": when(clock, 11, "Teatr"), **REASON})
    await done(site, rest[0], "cancellation", REASON)
    every = await series(site, first)
    assert [one["state"] for one in every] == ["announced", "announced", "cancelled", "announced", "announced"]
    assert [one["starts"][5:10] for one in every] == ["04-18", "04-26", "05-09", "05-16", "05-23"]
    place = (await seen(site, rest[1]))["place"]
    assert place == "Ratusz, sala recepcyjna"


async def test_the_rest_is_announced_at_once_and_the_city_hears_of_each(site: Site, clock: SetClock) -> None:
    first, second, *rest = [one["conference_id"] for one in await series(site, await planned(site, clock))]
    await done(site, second, "series/announcement")
    states = [one["state"] for one in await series(site, first)]
    assert states == ["draft", *["announced"] * 4]
    events = await told(site, PressConferenceScheduledV1)
    assert sorted(one.conference_id for one in events) == sorted([second, *rest])
    assert len((await site.client.get(API)).json()) == 4


async def test_the_rest_is_called_off_at_once_its_drafts_are_let_go_and_guests_hear_of_each(
    site: Site, clock: SetClock, outlets: dict[str, str]
) -> None:
    first, second, third, fourth, last = [
        one["conference_id"] for one in await series(site, await planned(site, clock))
    ]
    await done(site, second, "announcement")
    await done(site, third, "announcement")
    for id in (second, third):
        await done(site, id, "invitations", {"outlets": [outlets["Radio Próbne"]]})
    await done(site, second, "series/cancellation", REASON)
    assert [(await seen(site, id))["state"] for id in (first, second, third, fourth, last)] == [
        *("draft", "cancelled", "cancelled", "discarded", "discarded")
    ]
    assert [one["state"] for one in await series(site, first)] == ["draft", "cancelled", "cancelled"]
    subjects = [mail["subject"].partition(":")[0] for mail in await mails(site)]
    assert sorted(subjects) == ["Odwołane"] * 4 + ["Zaproszenie"] * 4, "two of the radio, to two conferences"
    assert len([one for one in await told(site, PressConferenceScheduledV1) if one.cancelled]) == 2


async def test_drafts_of_the_rest_are_let_go_at_once(site: Site, clock: SetClock) -> None:
    first, second, *rest = [one["conference_id"] for one in await series(site, await planned(site, clock))]
    await done(site, rest[-1], "announcement")
    await done(site, second, "series/discarding")
    assert [one["conference_id"] for one in await series(site, first)] == [first, rest[-1]]


async def test_a_series_that_is_half_past_or_too_far_or_unfit_is_planned_not_at_all(
    site: Site, clock: SetClock
) -> None:
    for changes, problem in (
        ({"until": "2026-04-19", "without": []}, "series-too-long"),
        ({"until": "2030-01-01"}, "series-too-long"),
        ({"until": "2027-05-01", "without": []}, "series-too-far"),
        ({"without": ["2026-05-03"]}, "day-not-in-series"),
        ({"without": ["2026-04-18"]}, "day-not-in-series"),
    ):
        given = body(clock, repeats={**WEEKLY, **changes})
        answer = await site.client.post(API, json=given, headers=site.once(PRESS))
        assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}"), changes
    for wrong in ({"rhythm": "daily"}, {"extra": 1}, {"without": ["Wigilia"]}):
        given = body(clock, repeats={**WEEKLY, **wrong})
        assert (await site.client.post(API, json=given, headers=site.once(PRESS))).status_code == 422, wrong
    assert await site.database.collection("press_conferences").count_documents({}) == 0


async def test_the_same_plan_twice_with_one_key_is_one_series(site: Site, clock: SetClock) -> None:
    headers, given = site.once(PRESS), body(clock, repeats=WEEKLY)
    answers = await asyncio.gather(*(site.client.post(API, json=given, headers=headers) for _ in range(3)))
    assert len({answer.json()["conference_id"] for answer in answers}) == 1
    assert await site.database.collection("press_conferences").count_documents({}) == 5


@pytest.mark.parametrize("path", ["series/announcement", "series/cancellation", "series/discarding"])
async def test_a_step_for_the_rest_is_the_press_offices_alone_from_what_it_has_seen_and_in_its_time(
    site: Site, clock: SetClock, path: str
) -> None:
    id, given = await planned(site, clock), REASON if path.endswith("cancellation") else None
    for role in sorted({one.role for one in DEMO_PEOPLE} - set(WRITERS)):
        assert (await act(site, id, path, given, person(role), 1)).status_code == 403, role
        read = await site.client.get(f"{API}/{id}/series", headers=site.by(person(role)))
        assert read.status_code == (200 if role in READERS else 403), role
    if given:
        await done(site, id, "announcement")
    version = (await seen(site, id))["version"]
    assert (await act(site, id, path, given, version=version + 1)).status_code == 412
    assert (await act(site, id, path, given)).status_code == 200
    assert (await act(site, id, path, given)).status_code == 409
    assert (await site.client.get(f"{API}/nobody/series", headers=site.by(PRESS))).status_code == 404


async def test_what_is_of_no_series_has_none_and_takes_the_same_steps_alone(site: Site, clock: SetClock) -> None:
    ids = []
    for _ in range(2):
        answer = await site.client.post(API, json=body(clock), headers=site.once(PRESS))
        ids.append(answer.json()["conference_id"])
    assert await series(site, ids[0]) == []
    await done(site, ids[0], "series/announcement")
    assert [(await seen(site, id))["state"] for id in ids] == ["announced", "draft"]


async def test_the_list_of_the_desk_shows_each_of_a_series_once(site: Site, clock: SetClock) -> None:
    id = await planned(site, clock, until=(clock.now() + timedelta(days=360)).date().isoformat(), without=[])
    ids = {one["conference_id"] for one in await series(site, id)}
    pages = [(await site.client.get(f"{DESK}?strona={number}", headers=site.by(PRESS))).text for number in (1, 2)]
    assert len(ids) > 30
    assert all(sum(f'href="{DESK}/{one}"' in page for page in pages) == 1 for one in ids)


async def test_the_desk_plans_a_series_and_takes_its_rest_along(site: Site, clock: SetClock) -> None:
    form = {"kind": "conference", "title": "Briefing tygodniowy", "day": "2026-04-21", "begins": "10:00"}
    form |= {"ends": "10:30", "place": "Ratusz", "about": "Co w mieście w tym tygodniu.", "contact": "Biuro prasowe"}
    form |= {"programme": "10:00 Otwarcie", "rhythm": "weekly", "until": "2026-05-12", "without": "6.5.2026"}
    answer = await site.client.post(f"{DESK}/nowa", data=form, headers=site.by(PRESS))
    assert (answer.status_code, 'href="#without"' in answer.text, "6.5.2026" in answer.text) == (422, True, True)
    far = {**form, "without": "", "until": "2027-05-12"}
    answer = await site.client.post(f"{DESK}/nowa", data=far, headers=site.by(PRESS))
    assert (answer.status_code, 'href="#until"' in answer.text) == (422, True)
    made = await site.client.post(f"{DESK}/nowa", data={**form, "without": "5.5.2026"}, headers=site.by(PRESS))
    assert made.status_code == 303, made.text
    page = (await site.client.get(made.headers["location"], headers=site.by(PRESS))).text
    assert "Inne terminy tej serii" in page
    id = made.headers["location"].rpartition("/")[2]
    assert [one["starts"][5:10] for one in await series(site, id)] == ["04-21", "04-28", "05-12"]
    assert "Zapisz i ogłoś razem z późniejszymi szkicami tej serii" in page
    data = {**form, "version": "1", "step": "announce_rest"}
    await site.client.post(f"{DESK}/{id}", data=data, headers=site.by(PRESS))
    assert [one["state"] for one in await series(site, id)] == ["announced"] * 3
    data = {"version": "2", "cancel_reason": REASON["reason"], "cancel_rest": "true"}
    await site.client.post(f"{DESK}/{id}/odwolanie", data=data, headers=site.by(PRESS))
    assert [one["state"] for one in await series(site, id)] == ["cancelled"] * 3
