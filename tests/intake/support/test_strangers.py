"""Who lives elsewhere, as far as can be told, is put in front of an officer; surnames are compared with paper lists."""

import html
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Role
from shared.demo_people import DEMO_PEOPLE
from tests.intake.conftest import OFFICER, House, key
from tests.intake.support.conftest import API, PAGE, Gathered

REASON = "Ulica leży w granicach miasta, tylko poczta jest w Opatówku."


async def strangers(gathered: Gathered, by: Any = OFFICER) -> httpx.Response:
    """Give whom an officer has to look at."""
    return await gathered.house.client.get(f"{API}/proposals/{gathered.id}/strangers", headers=gathered.house.by(by))


async def decide(
    gathered: Gathered, one: dict[str, Any], *, accepted: bool, version: int | None = None
) -> httpx.Response:
    """Decide as programs do."""
    headers = {**gathered.house.by(), **key(), "If-Match": f'"{version or one["version"]}"'}
    place = f"{API}/proposals/{gathered.id}/strangers/{one['supporter_id']}"
    return await gathered.house.client.put(place, json={"accepted": accepted, "reason": REASON}, headers=headers)


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({}, None),
        ({"town": " KALISZ "}, None),
        ({"town": "Opatówek"}, "city"),
        ({"area_id": "dobro"}, "area"),
        ({"area_id": None}, "area_unknown"),
    ],
)
async def test_a_local_proposal_counts_people_of_its_area_and_asks_about_others(
    gathered: Gathered, changes: dict[str, Any], doubt: str | None
) -> None:
    await gathered.support(1, **changes)

    found = (await strangers(gathered)).json()["items"]
    assert [(one["doubt"], one["state"]) for one in found] == ([(doubt, "waiting")] if doubt else [])
    assert await gathered.online() == (0 if doubt else 1)


async def test_a_proposal_for_the_whole_city_counts_people_of_every_area(house: House) -> None:
    edition = await house.announce(online_support=True)
    filed = await house.file(edition, pool_id="city", area_id=None)
    gathered = Gathered(house, filed["proposal_id"])

    await gathered.support(1, area_id=None)
    await gathered.support(2, area_id="dobro")

    assert await gathered.online() == 2


async def test_an_officer_accepts_a_stranger_or_tells_them_why_not(gathered: Gathered) -> None:
    await gathered.support(1, town="Opatówek")
    refused = await gathered.support(2, town="Ostrów")
    first, second = (await strangers(gathered)).json()["items"]

    assert (await decide(gathered, first, accepted=True)).status_code == 204
    assert await gathered.online() == 1
    assert (await decide(gathered, second, accepted=False)).status_code == 204
    assert await gathered.online() == 1
    *_, mail = await gathered.house.mails()
    assert REASON in mail
    assert f"{PAGE}/link/{refused}" in mail
    page = (await gathered.house.client.get(f"{PAGE}/link/{refused}")).text
    assert "Twoje poparcie nie zostało zaliczone" in page

    # A decision is mended by another, and the refused person cannot come again under the same name.
    (left,) = (await strangers(gathered)).json()["items"]
    assert (left["state"], left["reason"], left["decided_by"]) == ("refused", REASON, OFFICER.name)
    again = await gathered.link(2, town="Ostrów", email="nowa@example.org")
    assert (await gathered.confirm(again)).status_code == 409
    assert (await decide(gathered, left, accepted=True)).status_code == 204
    assert await gathered.online() == 2


async def test_of_two_officers_the_second_sees_what_the_first_decided_and_keeps_what_they_wrote(
    gathered: Gathered,
) -> None:
    await gathered.support(1, town="Opatówek")
    (one,) = (await strangers(gathered)).json()["items"]
    await decide(gathered, one, accepted=True)

    assert (await decide(gathered, one, accepted=False)).status_code == 412
    form = {"answer": "no", "reason": "Nie ma takiej ulicy w mieście.", "version": str(one["version"])}
    place = f"/panel/wnioski/{gathered.id}/podpisy/adresy/{one['supporter_id']}"
    late = await gathered.house.client.post(place, data=form, headers=gathered.house.by())
    assert late.status_code == 412
    assert "Nie ma takiej ulicy w mieście." in late.text
    assert "Ktoś zmienił to przed chwilą." in late.text
    assert await gathered.online() == 1


async def test_the_pages_lead_from_the_proposal_to_the_address_and_back(gathered: Gathered) -> None:
    await gathered.support(1, town="Opatówek")
    client, by, up = gathered.house.client, gathered.house.by(), f"/panel/wnioski/{gathered.id}/podpisy"
    for page in (up, f"/panel/wnioski/{gathered.id}"):
        assert "Adresy do sprawdzenia: 1." in (await client.get(page, headers=by)).text
    listed = html.unescape((await client.get(f"{up}/adresy", headers=by)).text)
    assert "ul. Złota 1, Opatówek" in listed
    assert "adres w innej miejscowości" in listed
    (one,) = (await strangers(gathered)).json()["items"]
    place = f"{up}/adresy/{one['supporter_id']}"
    assert place in listed

    fault = await client.post(place, data={"reason": "nie"}, headers=by)
    assert fault.status_code == 422
    assert "Wybierz jedną odpowiedź." in fault.text
    done = await client.post(
        place, data={"answer": "yes", "reason": REASON, "version": str(one["version"])}, headers=by
    )
    assert done.headers["location"] == f"{up}/adresy"
    assert "Nie ma czego sprawdzać" in (await client.get(f"{up}/adresy", headers=by)).text


async def test_an_officer_finds_by_surname_who_supports_online_and_that_is_written_down(gathered: Gathered) -> None:
    await gathered.support(1)
    await gathered.link(2)
    search = f"/panel/wnioski/{gathered.id}/podpisy/osoby"

    found = await gathered.house.client.post(search, data={"surname": "wrobel znakB"}, headers=gathered.house.by())
    assert "Halina Wróbel-Znakb" in html.unescape(found.text)
    assert "ul. Złota 1, Kalisz" in html.unescape(found.text)
    # Who has not confirmed does not support.
    none = await gathered.house.client.post(search, data={"surname": "Wróbel-Znakc"}, headers=gathered.house.by())
    assert "W internecie nie popiera nikt o tym nazwisku." in none.text
    part = await gathered.house.client.post(search, data={"surname": "Wróbel"}, headers=gathered.house.by())
    assert "Halina" not in html.unescape(part.text)

    readings = [row async for row in gathered.house.database.collection("readings").find({"what": "supporters"})]
    assert [(row["who"], row["case"]) for row in readings] == [(OFFICER.id, "BO-2027-001")]
    page = await gathered.house.client.get(f"/panel/wnioski/{gathered.id}", headers=gathered.house.by())
    assert "osoby, które popierają" in page.text


async def test_nobody_is_decided_about_by_another_proposal(house: House) -> None:
    edition = await house.announce(online_support=True)
    mine = Gathered(house, (await house.file(edition))["proposal_id"])
    other = Gathered(house, (await house.file(edition, title="Ławki nad Prosną"))["proposal_id"])
    await mine.support(1, town="Opatówek")
    (one,) = (await strangers(mine)).json()["items"]

    assert (await decide(other, one, accepted=True)).json()["type"].endswith("not-to-decide")
    await mine.support(2)
    assert await mine.online() == 1


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.id)
async def test_only_officers_see_who_supports(gathered: Gathered, person: Any) -> None:
    await gathered.support(1, town="Opatówek")
    (one,) = (await strangers(gathered)).json()["items"]
    by, client = {**gathered.house.by(person), **key(), "If-Match": '"2"'}, gathered.house.client
    place = f"{API}/proposals/{gathered.id}"

    answers = [
        await client.get(f"{place}/strangers", headers=by),
        await client.post(f"{place}/supporter-searches", json={"surname": "Wróbel"}, headers=by),
        await client.get(f"/panel/wnioski/{gathered.id}/podpisy/adresy", headers=by),
        await client.get(f"/panel/wnioski/{gathered.id}/podpisy/adresy/{one['supporter_id']}", headers=by),
        await client.post(f"/panel/wnioski/{gathered.id}/podpisy/osoby", data={"surname": "Wróbel"}, headers=by),
    ]

    assert [answer.status_code for answer in answers] == [200 if person.role is Role.OFFICER else 403] * 5
