"""What the tests of press releases share: one on its way over the public API, journalists, what was told."""

import json
from datetime import timedelta
from typing import Any

import httpx2 as httpx
import pytest

from shared.access import Person, Role
from shared.contracts import Event
from shared.privacy import Cipher
from tests.conftest import SetClock, Site, person
from tests.media.conftest import PRESS

API = "/api/media/v1/press-releases"
OTHER = Person(id="p-olek", name="Olek Drugi", role=Role.PRESS_OFFICER, unit="WPKS")
MAYOR, AUDITOR = person(Role.MAYOR), person(Role.AUDITOR)
GIVEN: dict[str, Any] = {
    "title": "Nowe autobusy na linii dwunastej",
    "lead": "Od marca na linię wyjadą cztery elektryczne przegubowce.",
    "body": "Miasto kupiło wozy z dotacji.\n\n## Kiedy\n\nPierwszy kurs odjedzie o świcie.\n\n- z dworca\n- z Majkowa",
    "contact": "Biuro prasowe, tel. 62 765 43 00",
}
_CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")


async def made(site: Site, who: Person = PRESS, **changes: Any) -> str:
    answer = await site.client.post(API, json={**GIVEN, **changes}, headers=site.once(who))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["release_id"])


async def seen(site: Site, id: str) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/{id}", headers=site.by(PRESS))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def act(
    site: Site, id: str, what: str, who: Person = PRESS, body: Any = None, version: int | None = None
) -> httpx.Response:
    """Do something with one as it stands now."""
    version = version or (await seen(site, id))["version"]
    headers = {**site.once(who), "If-Match": f'"{version}"'}
    return await site.client.post(f"{API}/{id}/{what}", json=body, headers=headers)


async def done(site: Site, id: str, what: str, who: Person = PRESS, body: Any = None) -> None:
    answer = await act(site, id, what, who, body)
    assert answer.status_code == 200, answer.text


async def approved(site: Site, **changes: Any) -> str:
    """One that another has approved: out, unless it has an embargo."""
    id = await made(site, **changes)
    await done(site, id, "submission")
    await done(site, id, "approval", OTHER)
    return id


async def embargoed(site: Site, clock: SetClock, **changes: Any) -> str:
    """One that is out in an hour."""
    return await approved(site, embargo=(clock.now() + timedelta(hours=1)).isoformat(), **changes)


async def tick(site: Site) -> None:
    await site.app.state.ticks.work("releases due")()


async def mails(site: Site) -> list[dict[str, str]]:
    """The mails that wait, the first first."""
    rows = [row async for row in site.database.collection("mails").find().sort("due_at", 1)]
    return [json.loads(_CIPHER.open(row["sealed"], f"mails/{row['_id']}")) for row in rows]


async def told(site: Site, *kinds: type[Event]) -> list[Any]:
    """What has been published of these kinds."""
    by_name = {kind.name: kind for kind in kinds}
    rows = site.database.published_events(list(by_name))
    return [by_name[row["name"]].model_validate_json(row["body"]) async for row in rows]


@pytest.fixture
async def outlets(site: Site) -> dict[str, str]:
    """Two titles with their journalists; ids by name. One of them works for both, one has taken the consent back."""
    ids = {}
    for name in ("Głos Próbny", "Radio Próbne"):
        body = {"name": name, "medium": "daily"}
        answer = await site.client.post("/api/media/v1/outlets", json=body, headers=site.once(PRESS))
        ids[name] = str(answer.json()["id"])
    both, voice, radio = list(ids.values()), [ids["Głos Próbny"]], [ids["Radio Próbne"]]
    for name, email, of in (
        ("Ala Wspólna", "ala@probny.example", both),
        ("Bob Głosowy", "bob@probny.example", voice),
        ("Bob Sobowtór", "BOB@probny.example", voice),
        ("Celina Radiowa", "celina@probny.example", radio),
        ("Dora Odmowna", "dora@probny.example", voice),
        ("Edek Bezadresu", None, voice),
    ):
        person_of: dict[str, Any] = {
            "name": name,
            "email": email,
            "outlets": of,
            "consent_on": "2026-04-01",
            "consent_how": "e-mailem",
        }
        answer = await site.client.post("/api/media/v1/journalists", json=person_of, headers=site.once(PRESS))
        assert answer.status_code == 201, answer.text
        if name.startswith("Dora"):
            headers = {**site.once(PRESS), "If-Match": '"1"'}
            path = f"/api/media/v1/journalists/{answer.json()['id']}/consent-withdrawal"
            assert (await site.client.post(path, headers=headers)).status_code == 200
    return ids
