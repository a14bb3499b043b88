"""Who of the staff looks at personal data leaves a trace: written before they see, about them and not about whom."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from services.voting.readings.domain import What
from services.voting.readings.service import Readings
from services.voting.readings.store import MongoReadingStore
from shared.access import Role
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import BASE, EDITION, OPENS, PANEL, open_at_the_desk

OFFICER, COMMISSION, AUDITOR = person(Role.OFFICER), person(Role.COMMISSION), person(Role.AUDITOR)
PAGE = f"{PANEL}/odczyty"
ROLL = """imię;nazwisko;adres;data urodzenia
Piotr;Zając;Polna 1;1950-02-01
Piotr;Zając;Polna 1;1980-11-30
"""
VoteSite = Callable[..., Awaitable[Site]]


async def readings(site: Site) -> list[dict[str, str]]:
    found = await site.client.get(f"{BASE}/readings", headers=site.by(AUDITOR))
    items: list[dict[str, str]] = found.json()["items"]
    return items


async def in_doubt(site: Site, clock: SetClock) -> str:
    """Let a voter ask who cannot be told from another; gives the doubt's id."""
    await open_at_the_desk(site, ROLL)
    clock.moment = OPENS + timedelta(days=1)
    says = {"given": "Piotr", "surname": "Zając", "address": "Polna 1"}
    asked = await site.client.post(f"{BASE}/doubts", json=says, headers={"Idempotency-Key": "n" * 16})
    assert asked.status_code == 201, asked.text
    [doubt] = (await site.client.get(f"{BASE}/doubts", headers=site.by(OFFICER))).json()["items"]
    id: str = doubt["id"]
    return id


async def test_an_officer_who_opens_a_doubt_is_in_the_auditors_list_and_the_voter_is_not(
    vote_site: VoteSite, clock: SetClock
) -> None:
    site = await vote_site()
    doubt = await in_doubt(site, clock)
    assert await readings(site) == []
    page = await site.client.get(f"{PANEL}/watpliwosci/{doubt}", headers=site.by(OFFICER))
    assert "Zając" in page.text
    [one] = await readings(site)
    assert (one["what"], one["of"], one["by_id"], one["by_name"]) == ("doubt", doubt, OFFICER.id, OFFICER.name)
    assert "Zając" not in json.dumps(one, ensure_ascii=False)
    clock.moment += timedelta(minutes=1)
    program = await site.client.get(f"{BASE}/doubts/{doubt}", headers=site.by(COMMISSION))
    assert program.json()["said"]["surname"] == "Zając"
    assert [one["by_id"] for one in await readings(site)] == [COMMISSION.id, OFFICER.id]
    shown = await site.client.get(PAGE, headers=site.by(AUDITOR))
    assert shown.text.count("dane głosującego, którego trzeba było rozpoznać") == 2
    assert "Zając" not in shown.text


async def test_what_cannot_be_written_down_is_not_shown(
    vote_site: VoteSite, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = await vote_site()
    doubt = await in_doubt(site, clock)

    async def fails(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(MongoReadingStore, "add", fails)
    for url in (f"{BASE}/doubts/{doubt}", f"{PANEL}/watpliwosci/{doubt}"):
        with pytest.raises(ConnectionError):
            await site.client.get(url, headers=site.by(OFFICER))


async def test_the_list_goes_on_a_hundred_at_a_time_and_no_reading_is_missed_or_shown_twice(
    vote_site: VoteSite, clock: SetClock
) -> None:
    site = await vote_site()
    kept = Readings(site.database, MongoReadingStore(site.database), clock)
    empty = await site.client.get(PAGE, headers=site.by(AUDITOR))
    assert "Nikt jeszcze nie czytał danych osobowych" in empty.text
    for number in range(130):
        # Many in one moment: the id decides then.
        clock.moment += timedelta(seconds=number % 40 == 0)
        await kept.note(EDITION, What.CARD, f"card-{number}", OFFICER)
    await kept.note("another-edition", What.CARD, "card-x", OFFICER)
    first = await readings(site)
    rest = await site.client.get(f"{BASE}/readings", params={"before": first[-1]["id"]}, headers=site.by(AUDITOR))
    ids = [one["of"] for one in [*first, *rest.json()["items"]]]
    assert (len(first), sorted(ids)) == (100, sorted(f"card-{number}" for number in range(130)))
    page = await site.client.get(PAGE, headers=site.by(AUDITOR))
    assert f"?before={first[-1]['id']}" in page.text
    last = await site.client.get(PAGE, params={"before": first[-1]["id"]}, headers=site.by(AUDITOR))
    assert "Do najnowszych" in last.text
    assert "Wcześniejsze odczyty" not in last.text


async def test_an_officer_does_not_see_who_has_read(vote_site: VoteSite) -> None:
    site = await vote_site()
    for url in (PAGE, f"{BASE}/readings"):
        assert (await site.client.get(url, headers=site.by(OFFICER))).status_code == 403
