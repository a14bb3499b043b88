"""Contacts: numbers are private by default, looks are written down, and who takes the consent back is erased."""

import asyncio
from typing import Any

import pytest

from shared.access import Role
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

API = "/api/media/v1"
OFFICER, MAYOR, AUDITOR, UNIT = (person(role) for role in (Role.OFFICER, Role.MAYOR, Role.AUDITOR, Role.UNIT_REVIEWER))
OUTLET = {"name": "Głos Próbny", "medium": "daily", "email": "redakcja@glos.example"}
JOURNALIST: dict[str, Any] = {
    "name": "Żaneta Kanarek",
    "email": "kanarek@glos.example",
    "numbers": [
        {"label": "redakcja", "number": "62 700 10 10", "private": False},
        {"label": "komórka", "number": "600 100 200"},
    ],
    "roles": ["reporter"],
    "consent_on": "2026-04-10",
    "consent_how": "e-mailem",
}


async def call(site: Site, path: str, body: Any, version: int | None = None, who=PRESS, method: str = "POST"):
    headers = site.once(who) | ({"If-Match": f'"{version}"'} if version else {})
    return await site.client.request(method, f"{API}{path}", json=body, headers=headers)


async def made(site: Site, path: str, body: Any) -> str:
    answer = await call(site, path, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def journalist(site: Site) -> tuple[str, str]:
    """A journalist of a title: the ids of both."""
    outlet = await made(site, "/outlets", OUTLET)
    return await made(site, "/journalists", {**JOURNALIST, "outlets": [outlet]}), outlet


async def shown(site: Site, id: str, who=PRESS) -> dict[str, Any]:
    return dict((await site.client.get(f"{API}/journalists/{id}", headers=site.by(who))).json())


async def readings(site: Site) -> list[tuple[str, str]]:
    answer = await site.client.get(f"{API}/readings", headers=site.by(AUDITOR))
    return [(one["what"], one["by_name"]) for one in answer.json()]


async def test_a_number_is_private_until_its_owner_says_otherwise(site: Site):
    id, _ = await journalist(site)
    for who in (OFFICER, MAYOR):
        assert [one["label"] for one in (await shown(site, id, who))["numbers"]] == ["redakcja"]
    assert await readings(site) == [], "nothing private was shown"
    assert [one["label"] for one in (await shown(site, id))["numbers"]] == ["redakcja", "komórka"]
    assert await readings(site) == [("numbers", PRESS.name)]
    assert (await site.client.get(f"{API}/journalists/{id}", headers=site.by(UNIT))).status_code == 403


async def test_nothing_of_a_journalist_is_stored_open(site: Site):
    await journalist(site)
    async for row in site.database.collection("journalists").find():
        assert not [word for word in ("Kanarek", "kanarek", "600 100", "700 10") if word in str(row)]


async def test_who_takes_the_consent_back_is_written_to_no_more_and_erased_after_thirty_days(
    site: Site, clock: SetClock
):
    id, outlet = await journalist(site)
    body = {"outlet_id": outlet, "first": "2026-04-15", "last": "2026-12-31"}
    await made(site, f"/journalists/{id}/accreditations", body)
    first, second = await asyncio.gather(
        *(call(site, f"/journalists/{id}/consent-withdrawal", None, version=1) for _ in range(2))
    )
    assert sorted((first.status_code, second.status_code)) == [200, 412]
    after = await shown(site, id)
    assert not after["active"]
    # 15 April and 30 days, at the end of the day.
    assert after["erase_at"] == "2026-05-15T21:59:59Z"
    body = {key: value for key, value in JOURNALIST.items() if not key.startswith("consent")}
    assert (await call(site, f"/journalists/{id}", body, version=2, method="PUT")).status_code == 409
    erase = site.app.state.ticks.work("journalists kept")
    clock.move(days=29)
    await erase()
    assert (await site.client.get(f"{API}/journalists/{id}", headers=site.by(PRESS))).status_code == 200
    clock.move(days=2)
    await asyncio.gather(*(erase() for _ in range(3)))
    assert (await site.client.get(f"{API}/journalists/{id}", headers=site.by(PRESS))).status_code == 404
    assert await site.database.collection("journalists").count_documents({}) == 0
    assert await site.database.collection("accreditations").count_documents({}) == 1, "a number without a name"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 201),
        ({"consent_on": "2026-04-16"}, 422),
        ({"consent_how": ""}, 422),
        ({"numbers": [{"label": "x", "number": "telefon"}]}, 422),
        ({"numbers": [{"label": "x", "number": "600 100 200"}] * 11}, 422),
        ({"outlets": ["nie-ma"]}, 404),
    ],
)
async def test_a_journalist_has_agreed_before_anything_is_written_down(site: Site, changes, status):
    assert (await call(site, "/journalists", {**JOURNALIST, **changes})).status_code == status


async def test_accreditations_are_numbered_in_their_year_and_can_be_taken_back(site: Site):
    id, outlet = await journalist(site)
    body = {"outlet_id": outlet, "first": "2026-04-15", "last": "2026-12-31"}
    await asyncio.gather(*(made(site, f"/journalists/{id}/accreditations", body) for _ in range(4)))
    listed = (await site.client.get(f"{API}/accreditations", headers=site.by(OFFICER))).json()
    assert sorted(one["number"] for one in listed) == [1, 2, 3, 4]
    backwards = {**body, "last": "2026-04-14"}
    assert (await call(site, f"/journalists/{id}/accreditations", backwards)).status_code == 422
    ended = f"/accreditations/{listed[0]['id']}/end"
    assert (await call(site, ended, {"reason": "Zgubiona."}, version=1)).status_code == 200
    assert (await call(site, ended, {"reason": "Zgubiona."}, version=2)).status_code == 409
    assert len((await site.client.get(f"{API}/accreditations", headers=site.by(OFFICER))).json()) == 3


async def test_titles_are_found_in_folded_polish(site: Site):
    await made(site, "/outlets", OUTLET)
    await made(site, "/outlets", {**OUTLET, "name": "Życie Próbne"})
    for text, found in (("glos", ["Głos Próbny"]), ("PROBN", ["Głos Próbny", "Życie Próbne"]), ("x", [])):
        answer = await site.client.get(f"{API}/outlets", params={"q": text}, headers=site.by(OFFICER))
        assert [one["name"] for one in answer.json()] == found


PLACE = "/panel/prasa"


async def post(site: Site, path: str, who=PRESS, **typed: str):
    return await site.client.post(f"{PLACE}{path}", data=typed, headers=site.by(who))


async def get(site: Site, path: str, who=PRESS) -> str:
    answer = await site.client.get(path, headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_pages_lead_from_a_title_to_a_journalist_and_an_accreditation(site: Site):
    assert "Nie ma tu jeszcze redakcji" in await get(site, f"{PLACE}/redakcje")
    wrong = await post(site, "/redakcje/nowa", name="Głos Próbny", email="bez małpy")
    assert wrong.status_code == 422
    assert wrong.text.count("Podaj adres e-mail, na przykład anna@redakcja.pl.") == 2
    assert "bez małpy" in wrong.text
    title = (await post(site, "/redakcje/nowa", name="Głos Próbny", medium="daily", active="true")).headers["location"]
    assert "w 7 dni od otrzymania" in await get(site, title)
    outlet = title.rpartition("/")[2]
    typed = {"name": "Żaneta Kanarek", "outlets": outlet, "consent_on": "2026-04-10", "consent_how": "e-mailem"}
    numbers = {"numbers-0-number": "600 100 200", "numbers-1-number": "62 700 10 10", "numbers-1-public": "true"}
    one = await post(site, "/dziennikarze/nowy", **typed, **numbers)
    assert one.status_code == 303, one.text
    place = one.headers["location"]
    page = await get(site, place)
    assert "600 100 200 (prywatny)" in page
    for who in (OFFICER, MAYOR):
        page = await get(site, place, who)
        assert "62 700 10 10" in page
        assert "600 100 200" not in page
    assert "Kanarek" in await get(site, f"{PLACE}/redakcje?q=kanarek")
    short = place.removeprefix(PLACE)
    assert (await post(site, f"{short}/akredytacje", outlet_id=outlet, first="2026-04-15")).status_code == 422
    accredited = await post(site, f"{short}/akredytacje", outlet_id=outlet, first="2026-04-15", last="2026-05-15")
    assert accredited.status_code == 303
    assert "1/2026" in await get(site, place)
    changed = {**typed, **numbers, "version": "1", "name": "Żaneta Kanarek-Łoś", "active": "true"}
    assert (await post(site, f"{short}/zmiana", **changed)).status_code == 303
    stale = await post(site, f"{short}/zmiana", **{**changed, "name": "Inna Osoba"})
    assert stale.status_code == 412
    assert "Inna Osoba" in stale.text
    assert (await post(site, f"{short}/wycofanie-zgody", version="2")).status_code == 303
    assert "jej dane usuniemy" in await get(site, place)
    assert "prywatne numery dziennikarza" in await get(site, f"{PLACE}/odczyty", AUDITOR)
