"""What the tests of letters share: one asked for, and its way over the public API."""

import json
from datetime import UTC, date, datetime
from typing import Any

import httpx2 as httpx

from shared.access import Person, Role
from shared.contracts import Event
from shared.contracts.events import DeclaredFreeDay, FreeDaysChangedV1, TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.free_days import CityFreeDays
from shared.privacy import Cipher
from shared.store import new_id
from tests.conftest import Site, person

API = "/api/events/v1"
PROTOCOL, OFFICER, PRESS = person(Role.PROTOCOL_OFFICER), person(Role.OFFICER), person(Role.PRESS_OFFICER)
MAYOR, AUDITOR = person(Role.MAYOR), person(Role.AUDITOR)
SIGNATORY = "Prezydent Miasta Kalisza"
PROFESSOR = {
    "gender": "m",
    "manner": "title",
    "title": "profesor",
    "first_name": "Jan",
    "last_name": "Kanarek-Łoś",
    "lines": ["ul. Próbna 1", "62-800 Kalisz"],
}
ANNA = {
    "gender": "f",
    "manner": "name",
    "first_name": "Anna",
    "last_name": "Gilowska",
    "lines": ["ul. Próbna 2", "62-800 Kalisz"],
    "email": "anna@example.pl",
}
RARE = {**ANNA, "first_name": "Żelisława", "last_name": "Próbna"}
ASKED: dict[str, Any] = {
    "kind": "congratulation",
    "topic": "Jubileusz szkoły",
    "phrase": "50-lecia szkoły",
    "recipients": [PROFESSOR],
    "needed_on": "2026-05-15",
    "signatory": SIGNATORY,
}
TEXT = "Szanowny Panie Profesorze,\n\ngratuluję jubileuszu szkoły i dziękuję za wszystkie lata pracy."
ACT = "ustawy z dnia 10 kwietnia 2026 r. (Dz. U. poz. 490)"
"""By which the days of the tests are free."""
_CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")


async def post(site: Site, path: str, body: Any, who: Person = PROTOCOL, version: int | None = None) -> httpx.Response:
    headers = site.once(who) | ({"If-Match": f'"{version}"'} if version else {})
    return await site.client.post(f"{API}{path}", json=body, headers=headers)


async def asked(site: Site, who: Person = PROTOCOL, **changes: Any) -> str:
    answer = await post(site, "/letters", {**ASKED, **changes}, who)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def seen(site: Site, id: Any, who: Person = PROTOCOL) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/letters/{id}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def act(site: Site, id: str, what: str, body: Any = None, who: Person = PROTOCOL) -> httpx.Response:
    """Do something with one as it stands now."""
    return await post(site, f"/letters/{id}/{what}", body, who, (await seen(site, id))["version"])


async def done(site: Site, id: str, what: str, body: Any = None, who: Person = PROTOCOL) -> None:
    answer = await act(site, id, what, body, who)
    assert answer.status_code == 200, answer.text


STEPS: list[tuple[str, Any, Person]] = [
    ("draft", {"text": TEXT}, PROTOCOL),
    ("check", {"text": TEXT}, OFFICER),
    ("approval", None, MAYOR),
    ("signature", {"on": "2026-04-15"}, MAYOR),
    ("registration", None, PROTOCOL),
    ("dispatch", {"way": "post"}, PROTOCOL),
    ("delivery", {"on": "2026-04-15"}, PROTOCOL),
]
"""The way of a letter. The clock stands at noon of Wednesday 15 April 2026."""


async def taken_to(site: Site, last: str, **changes: Any) -> str:
    """One that has been taken up to and with a step."""
    id = await asked(site, **changes)
    for what, body, who in STEPS:
        await done(site, id, what, body, who)
        if what == last:
            break
    return id


async def decided(site: Site, text: str = "Żelisławo", who: str = "pani", by: Person = OFFICER) -> None:
    """Say the one form that is asked for."""
    row = await site.database.collection("letter_forms").find_one({"waits": True}) or {}
    answer = await post(site, f"/letter-forms/{row['_id']}", {"text": text, "who": who}, by, row["version"])
    assert answer.status_code == 200, answer.text


async def told(site: Site, *kinds: type[Event]) -> list[Any]:
    """What has been published of these kinds."""
    by_name = {kind.name: kind for kind in kinds}
    rows = site.database.published_events(list(by_name))
    return [by_name[row["name"]].model_validate_json(row["body"]) async for row in rows]


async def tasks(site: Site) -> list[tuple[str, str]]:
    """The open tasks: for whom, what."""
    every = await told(site, TaskOpenedV1, TaskClosedV1)
    gone = {one.task_id for one in every if isinstance(one, TaskClosedV1)}
    return [(one.role, one.action) for one in every if isinstance(one, TaskOpenedV1) and one.task_id not in gone]


async def mails(site: Site) -> list[dict[str, str]]:
    """The mails that wait."""
    rows = [row async for row in site.database.collection("mails").find().sort("due_at", 1)]
    return [json.loads(_CIPHER.open(row["sealed"], f"mails/{row['_id']}")) for row in rows]


async def link_in_mails(site: Site, speech_id: str) -> str:
    """The path at which the figures of a speech are checked, as the newest mail about it says."""
    rows = [row async for row in site.database.collection("mails").find({"about": speech_id}).sort("due_at", -1)]
    text = json.loads(_CIPHER.open(rows[0]["sealed"], f"mails/{rows[0]['_id']}"))["text"]
    return next(line for line in text.splitlines() if "/wystapienia/sprawdzenie/" in line).removeprefix(
        "http://localhost:8080"
    )


def person_of(number: int, **changes: Any) -> dict[str, Any]:
    """One of many people, made up."""
    plain = {
        "gender": "f",
        "first_name": "Anna",
        "last_name": f"Próbna{new_id()[:4]}",
        "lines": [f"ul. Długa {number}"],
    }
    return {**plain, **changes}


async def declared(site: Site, *days: str, version: int = 1) -> None:
    """Declare the set of days, and let the service look after what is open, twice."""
    free = tuple(DeclaredFreeDay(day=date.fromisoformat(day), basis=ACT) for day in days)
    event = FreeDaysChangedV1(version=version, days=free, changed_at=datetime(2026, 4, 15, tzinfo=UTC))
    await CityFreeDays(site.database).follow(event)
    for _ in range(2):
        await site.app.state.ticks.work("free days")()


async def moves(site: Site) -> list[Any]:
    """What the work list was told of later dates."""
    return await told(site, TaskChangedV1)
