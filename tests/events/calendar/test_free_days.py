"""The city declares a day free that no calendar knows yet, tells everybody, and takes a mistake back."""

import asyncio
import json
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from tests.conftest import Site, person
from tests.events.conftest import KEEPER

API = "/api/events/v1"
PAGE = "/panel/wydarzenia/dni-wolne"
OFFICER = person(Role.OFFICER)
# The test clock stands at Wednesday 15 April 2026; 4 May is a Monday after two free days.
DAY = "2026-05-04"
ACT = "ustawy z dnia 14 kwietnia 2026 r. (Dz. U. poz. 512)"
FORM = {"day": DAY, "basis": ACT, "sure": "true"}


async def declare(site: Site, day: str = DAY, key: str | None = None) -> httpx.Response:
    body = {"day": day, "basis": ACT}
    return await site.client.post(f"{API}/free-days", json=body, headers=site.once(OFFICER, key))


async def take_back(site: Site, version: int = 1, day: str = DAY) -> httpx.Response:
    headers = {**site.once(OFFICER), "If-Match": f'"{version}"'}
    body = {"reason": "Pomyłka: ustawa mówi o innym roku."}
    return await site.client.post(f"{API}/free-days/{day}/revocation", json=body, headers=headers)


async def told(site: Site) -> list[dict[str, Any]]:
    return [json.loads(row["body"]) async for row in site.database.published_events(["events.free_days_changed.v1"])]


async def listed(site: Site) -> dict[str, Any]:
    return dict((await site.client.get(f"{API}/free-days")).json())


async def test_everybody_is_told_the_whole_set_each_time(site: Site) -> None:
    assert (await declare(site)).headers["etag"] == '"1"'
    assert (await declare(site, "2026-05-15")).status_code == 204

    first, second = await told(site)
    assert (first["version"], [one["day"] for one in first["days"]]) == (1, [DAY])
    assert (second["version"], [one["day"] for one in second["days"]]) == (2, [DAY, "2026-05-15"])
    assert first["days"][0]["basis"] == ACT
    assert [one["day"] for one in (await listed(site))["items"]] == [DAY, "2026-05-15"]


async def test_a_request_sent_twice_declares_once(site: Site) -> None:
    for _ in range(2):
        assert (await declare(site, key="once-and-once-more")).status_code == 204

    assert len(await told(site)) == 1


async def test_two_who_declare_at_once_both_come_through(site: Site) -> None:
    answers = await asyncio.gather(*(declare(site, f"2026-05-{day}") for day in (18, 19, 20)))

    # The very first one makes the document: who came at that moment is asked to try again.
    done = [answer for answer in answers if answer.status_code == 204]
    assert {answer.status_code for answer in answers} <= {204, 412}
    assert len((await listed(site))["items"]) == len(done) >= 1
    assert [one["version"] for one in await told(site)] == list(range(1, len(done) + 1))


async def test_a_day_taken_back_is_told_and_stays_on_record(site: Site) -> None:
    await declare(site)

    assert (await take_back(site, version=7)).status_code == 412
    assert (await take_back(site)).headers["etag"] == '"2"'

    assert [one["days"] for one in await told(site)][-1] == []
    (kept,) = (await listed(site))["items"]
    assert kept["revoked_at"] is not None
    assert kept["reason"] == "Pomyłka: ustawa mówi o innym roku."
    again = await take_back(site, version=2)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/free-day-not-declared")
    assert (await declare(site)).status_code == 204
    assert [one["revoked_at"] is None for one in (await listed(site))["items"]] == [False, True]


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("2026-05-02", "free-anyway"),
        ("2026-05-03", "free-anyway"),
        ("2026-12-24", "free-anyway"),
        ("2026-03-13", "day-too-far"),
        ("2062-05-04", "day-too-far"),
    ],
)
async def test_a_day_that_is_free_anyway_or_a_slip_of_the_year_is_refused(site: Site, day: str, problem: str) -> None:
    answer = await declare(site, day)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")
    assert await told(site) == []


async def test_a_declared_day_is_declared_once(site: Site) -> None:
    await declare(site)

    assert (await declare(site)).json()["type"] == "/problems/free-anyway"


async def test_only_officers_and_the_admin_declare(site: Site) -> None:
    for who, status in ((KEEPER, 403), (person(Role.MAYOR), 403), (OFFICER, 200)):
        assert (await site.client.get(PAGE, headers=site.by(who))).status_code == status
    body = {"day": DAY, "basis": ACT}
    assert (await site.client.post(f"{API}/free-days", json=body, headers=site.once(KEEPER))).status_code == 403


async def test_residents_see_the_day_and_its_act_in_the_calendar(site: Site) -> None:
    await declare(site)

    month = (await site.client.get("/kalendarz", params={"miesiac": "2026-05"})).text
    assert "Dzień wolny od pracy" in month
    page = (await site.client.get(f"/kalendarz/free-{DAY}")).text
    assert f"Wolny na mocy {ACT}." in page
    assert b"Dzie" in (await site.client.get("/kalendarz/kalisz.ics")).content

    await take_back(site)
    assert "Pomyłka: ustawa mówi o innym roku." in (await site.client.get(f"/kalendarz/free-{DAY}")).text


async def test_the_entry_of_a_free_day_follows_the_day_alone(site: Site) -> None:
    await declare(site)
    headers = {**site.once(OFFICER), "If-Match": '"1"'}

    answer = await site.client.post(
        f"{API}/entries/free-{DAY}/cancellation", json={"reason": "Nie odbędzie się."}, headers=headers
    )

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/entry-of-free-day")
    assert (
        "ogłoszony przez miasto"
        in (await site.client.get(f"/panel/wydarzenia/free-{DAY}", headers=site.by(OFFICER))).text
    )


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"day": ""}, "day", "Podaj dzień."),
        ({"day": "2026-05-03"}, "day", "i tak jest wolny"),
        ({"day": "2031-05-05"}, "day", "najwyżej trzy lata naprzód"),
        ({"basis": "ustawy"}, "basis", "Podaj akt prawny"),
        ({"sure": ""}, "sure", "zaznacz to pole"),
    ],
)
async def test_a_slip_on_the_page_is_told_at_its_field_and_nothing_typed_is_lost(
    site: Site, changes: dict[str, str], field: str, said: str
) -> None:
    answer = await site.client.post(PAGE, data=FORM | changes, headers=site.by(OFFICER))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert said in answer.text
    assert (changes | FORM | changes)["basis"] in answer.text
    assert await told(site) == []


async def test_on_the_page_a_day_is_declared_and_taken_back(site: Site) -> None:
    assert "Nie ma ogłoszonych dni wolnych" in (await site.client.get(PAGE, headers=site.by(OFFICER))).text
    assert (await site.client.post(PAGE, data=FORM, headers=site.by(OFFICER))).status_code == 303
    assert ACT in (await site.client.get(PAGE, headers=site.by(OFFICER))).text

    one = f"{PAGE}/{DAY}"
    assert "nikt nie traci czasu" in (await site.client.get(one, headers=site.by(OFFICER))).text
    unexplained = await site.client.post(one, data={"version": "1", "reason": "nie"}, headers=site.by(OFFICER))
    assert unexplained.status_code == 422
    typed = {"version": "1", "reason": "Ustawa nie weszła w życie."}
    assert (await site.client.post(one, data=typed, headers=site.by(OFFICER))).status_code == 303
    assert "Ustawa nie weszła w życie." in (await site.client.get(PAGE, headers=site.by(OFFICER))).text
    assert (await site.client.get(one, headers=site.by(OFFICER))).status_code == 409
