"""Fraud through its pages and its JSON: who may do what, and that nothing typed is lost."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from shared.access import Person, Role
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import (
    BASE,
    OPENS,
    PANEL,
    open_at_the_desk,
)

FIRST, AUDITOR = person(Role.COMMISSION), person(Role.AUDITOR)
SECOND = Person(id="p-adam", name="Adam Nowik", role=Role.COMMISSION)
PEOPLE = 8
ROLL = "imię;nazwisko;adres\n" + "".join(f"Anna;Nowak{chr(97 + n)};Polna {n + 1}\n" for n in range(PEOPLE))


@pytest.fixture
async def site(vote_site: Callable[..., Awaitable[Site]], clock: SetClock) -> Site:
    """The service with an open vote where five ballots from one network address are one too many."""
    site = await vote_site(fraud_per_network=4)
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS + timedelta(hours=12)
    return site


async def flagged(site: Site, monkeypatch: pytest.MonkeyPatch) -> str:
    """Cast from one public address, let the tick come by, and give the flag's id."""
    monkeypatch.setattr("services.voting.casting.door.caller", lambda _: "91.198.22.7")
    for n in range(PEOPLE):
        voter = {"given": "Anna", "surname": f"Nowak{chr(97 + n)}", "address": f"Polna {n + 1}"}
        ballot = {"voter": voter, "choices": {"miasto": [{"proposal_id": "drzewa"}]}}
        cast = await site.client.post(f"{BASE}/ballots", json=ballot, headers={"Idempotency-Key": f"nonce-{n:012d}"})
        assert cast.status_code == 201, cast.text
    await site.app.state.ticks.work("flags")()
    found = (await site.client.get(f"{BASE}/flags", headers=site.by(AUDITOR))).json()["items"]
    assert [(flag["kind"], flag["aside"]) for flag in found] == [("network", PEOPLE)]
    id: str = found[0]["id"]
    return id


async def test_a_flag_is_read_proposed_and_confirmed_on_its_pages(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    id = await flagged(site, monkeypatch)
    url = f"{PANEL}/flagi/{id}"
    assert (
        "Wiele głosów z jednego adresu sieciowego"
        in (await site.client.get(f"{PANEL}/flagi", headers=site.by(FIRST))).text
    )
    shown = (await site.client.get(url, headers=site.by(FIRST))).text
    assert "Głosy z jednego adresu sieciowego jednego dnia: 8. Sprawdzamy od 5." in shown
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version
    typed = {"version": version[1], "reason": "szkolna pracownia"}
    missing = await site.client.post(f"{url}/propozycja", data=typed, headers=site.by(FIRST))
    assert missing.status_code == 422
    assert "Wybierz, co zrobić z głosami." in missing.text
    assert "szkolna pracownia" in missing.text
    old = await site.client.post(
        f"{url}/propozycja", data={**typed, "version": "99", "verdict": "release"}, headers=site.by(FIRST)
    )
    assert old.status_code == 412
    assert "szkolna pracownia" in old.text
    done = await site.client.post(f"{url}/propozycja", data={**typed, "verdict": "release"}, headers=site.by(FIRST))
    assert done.status_code == 303
    own = await site.client.get(url, headers=site.by(FIRST))
    assert "To Twoja propozycja" in own.text
    next_version = {"version": int(version[1]) + 1}
    alone = await site.client.post(f"{url}/potwierdzenie", data=next_version, headers=site.by(FIRST))
    assert alone.status_code == 403
    done = await site.client.post(f"{url}/potwierdzenie", data=next_version, headers=site.by(SECOND))
    assert done.status_code == 303
    figures = (await site.client.get(f"{BASE}/quarantine")).json()["items"]
    assert figures == [{"kind": "network", "flagged": 8, "aside": 0, "released": 8, "voided": 0}]


async def test_the_auditor_reads_and_decides_nothing_and_others_do_not_even_read(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = await flagged(site, monkeypatch)
    shown = await site.client.get(f"{PANEL}/flagi/{id}", headers=site.by(AUDITOR))
    assert shown.status_code == 200
    assert "Proponuję" not in shown.text
    given = {"verdict": "void", "reason": "sprawdzono"}
    for who in (AUDITOR, person(Role.OFFICER)):
        headers = {**site.by(who), "If-Match": '"1"'}
        assert (await site.client.put(f"{BASE}/flags/{id}/proposal", json=given, headers=headers)).status_code == 403
    assert (await site.client.get(f"{PANEL}/flagi/{id}", headers=site.by(person(Role.OFFICER)))).status_code == 403
    stale = {**site.by(FIRST), "If-Match": '"9"'}
    assert (await site.client.put(f"{BASE}/flags/{id}/proposal", json=given, headers=stale)).status_code == 412
