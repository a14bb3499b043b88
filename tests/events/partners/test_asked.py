"""The history of the IPN branch and of the garrison has what the city asked them for, and what they answered."""

from typing import Any

from tests.conftest import Site
from tests.events.ceremonies import conftest as ceremonies
from tests.events.conftest import KEEPER
from tests.events.memorials import test_json as memorials

BASE = "/api/events/v1/partners"


async def competent(site: Site, name: str, kind: str) -> str:
    """Enter who of a kind is competent for the city from now on."""
    body = {"name": name, "kind": kind, "competent": True}
    answer = await site.client.post(BASE, json=body, headers=site.once(KEEPER))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def history(site: Site, id: str) -> list[tuple[str, str, str, str, str]]:
    shown = (await site.client.get(f"{BASE}/{id}", headers=site.by(KEEPER))).json()
    return [tuple(deed[name] for name in ("kind", "on", "text", "detail", "outcome")) for deed in shown["history"]]


async def asked(site: Site) -> str:
    """A proposal of a memorial on which the IPN was asked; the address of it."""
    place = f"/memorial-proposals/{await memorials.made(site, '/memorial-proposals', memorials.PROPOSAL)}"
    body = {"body": "ipn", "on": "2026-04-15"}
    assert (await memorials.act(site, place, "asking", body)).status_code == 200
    return place


async def test_the_ipn_branch_has_every_request_for_an_opinion_with_its_answer(site: Site) -> None:
    id = await competent(site, "IPN, Oddział w Próbnej", "ipn")
    place = await asked(site)
    shown = await memorials.seen(site, place)
    name, sign = shown["card"]["name"], shown["sign"]
    assert await history(site, id) == [("opinion", "2026-04-15", name, sign, "czeka na odpowiedź")]
    answer: dict[str, Any] = {"body": "ipn", "on": "2026-04-15", "sign": "IPN.1", "positive": False}
    assert (await memorials.act(site, place, "answer", answer)).status_code == 200
    again = {"body": "ipn", "on": "2026-04-15"}
    assert (await memorials.act(site, place, "asking", again)).status_code == 200
    assert sorted(await history(site, id)) == [
        ("opinion", "2026-04-15", name, sign, "czeka na odpowiedź"),
        ("opinion", "2026-04-15", name, f"{sign} · IPN.1", "opinia negatywna"),
    ]
    page = (await site.client.get(f"/panel/partnerzy/{id}", headers=site.by(KEEPER))).text
    assert "prośba o opinię o upamiętnieniu" in page


async def test_who_was_asked_has_it_and_not_who_is_competent_later(site: Site) -> None:
    first = await competent(site, "IPN, Oddział w Próbnej", "ipn")
    await asked(site)
    second = await competent(site, "IPN, Oddział w Innej", "ipn")
    assert (len(await history(site, first)), await history(site, second)) == (1, [])


async def test_where_the_register_names_nobody_the_ipn_is_asked_all_the_same(site: Site) -> None:
    await asked(site)
    assert await history(site, await competent(site, "IPN, Oddział w Próbnej", "ipn")) == []


async def test_the_garrison_has_every_version_of_a_request_with_its_answer(site: Site) -> None:
    id = await competent(site, "Garnizon Próbny", "garrison")
    event = await ceremonies.taken_to(site, "lock")
    await ceremonies.done(site, event, "military-request", ceremonies.ASKED)
    await ceremonies.done(site, event, "military-request/sending")
    title = ceremonies.ENTRY["title"]
    [first] = await history(site, id)
    assert first[:3] == ("assistance", "2026-04-15", title)
    assert first[3].startswith("wersja 1: ")
    assert first[4] == "bez odpowiedzi"
    answer = {"state": "partly", "composition": "Trębacz", "sign": "12/2026", "on": "2026-04-15"}
    await ceremonies.done(site, event, "military-request/answer", answer)
    await ceremonies.done(site, event, "military-request", {**ceremonies.ASKED, "remarks": "Bez salwy."})
    await ceremonies.done(site, event, "military-request/sending")
    both = sorted((deed[3].split(":")[0], deed[4]) for deed in await history(site, id))
    assert both == [("wersja 1", "przyznana częściowo"), ("wersja 2", "bez odpowiedzi")]
