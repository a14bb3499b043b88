"""What the tests of ceremonies share: one in the calendar, and its way over the public API."""

from typing import Any

import httpx2 as httpx

from shared.access import Person, Role
from shared.contracts import Event
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from tests.conftest import Site, person

API = "/api/events/v1"
PROTOCOL, OFFICER = person(Role.PROTOCOL_OFFICER), person(Role.OFFICER)
MAYOR, AUDITOR, PRESS = person(Role.MAYOR), person(Role.AUDITOR), person(Role.PRESS_OFFICER)
ENTRY: dict[str, Any] = {
    "title": "Zburzenie Kalisza w 1914 roku",
    "starts": "2026-08-14T12:00:00+02:00",
    "ends": "2026-08-14T13:30:00+02:00",
    "place": "Pomnik przy ul. Podmiejskiej",
    "kind": "ceremony",
    "people": ["mayor"],
}
WHY = "Garnizon jest wolny dopiero wtedy."
CONCEPT: dict[str, Any] = {
    "purpose": "Pamięć o zniszczeniu miasta i jego mieszkańcach.",
    "organiser": "Prezydent Miasta Kalisza",
    "expected": 300,
    "outdoors": True,
}
OPINION = {"body": "Kaliska Rada Pamięci Narodowej", "on": "2026-04-15", "opinion": "Bez uwag."}
ITEM: dict[str, Any] = {
    "title": "Salut",
    "offset": 60,
    "minutes": 5,
    "place": "Pomnik przy ul. Podmiejskiej",
    "who": ["pododdział honorowy"],
}
ASKED = {"components": ["honour-company", "trumpeter"], "remarks": "Proszę o salwę."}


async def entry(site: Site, **changes: Any) -> str:
    body = {**ENTRY, **changes}
    answer = await site.client.post(f"{API}/entries", json=body, headers=site.once(PROTOCOL))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["entry_id"])


async def begun(site: Site, **changes: Any) -> str:
    id = await entry(site, **changes)
    answer = await site.client.post(f"{API}/ceremonies/{id}", headers=site.once(PROTOCOL))
    assert answer.status_code == 201, answer.text
    return id


async def seen(site: Site, id: str, who: Person = AUDITOR) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/ceremonies/{id}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def act(
    site: Site, id: str, step: str, body: Any = None, who: Person = PROTOCOL, version: int | None = None
) -> httpx.Response:
    seen_version = version or (await seen(site, id))["version"]
    headers = site.once(who) | {"If-Match": f'"{seen_version}"'}
    return await site.client.post(f"{API}/ceremonies/{id}/{step}", json=body, headers=headers)


async def done(site: Site, id: str, step: str, body: Any = None, who: Person = PROTOCOL) -> None:
    answer = await act(site, id, step, body, who)
    assert answer.status_code == 200, answer.text


WAY: list[tuple[str, Any, Person]] = [
    ("concept", CONCEPT, PROTOCOL),
    ("usual-scenario", None, PROTOCOL),
    ("consultations", OPINION, PROTOCOL),
    ("approval", None, MAYOR),
    ("lock", None, MAYOR),
]
"""To the locked scenario. The clock stands at noon of Wednesday 15 April 2026."""


async def taken_to(site: Site, last: str, **changes: Any) -> str:
    id = await begun(site, **changes)
    for step, body, who in WAY:
        await done(site, id, step, body, who)
        if step == last:
            break
    return id


async def asked_of_everybody(site: Site) -> tuple[str, dict[str, str]]:
    """A ceremony with a sent request and permits asked for, granted, announced, refused and wanted: their ids."""
    id = await taken_to(site, "approval")
    await done(site, id, "military-request", ASKED)
    await done(site, id, "military-request/sending")
    ways = {
        "mass-event": ("request", "grant"),
        "road": ("request",),
        "medical": ("request",),
        "ground": ("request", "refuse"),
        "conservator": (),
    }
    for kind, steps in ways.items():
        await done(site, id, "permits", {"kind": kind})
        permit = (await seen(site, id))["permits"][-1]["permit_id"]
        for step in steps:
            await done(site, id, "permits/step", {"permit_id": permit, "step": step, "on": "2026-04-15"})
    return id, {each["kind"]: each["permit_id"] for each in (await seen(site, id))["permits"]}


async def moved(site: Site, id: str, **changes: Any) -> None:
    """Change its entry in the calendar, or call it off (`cancelled`), or put it off (`postponed`)."""
    version = (await site.client.get(f"{API}/entries/{id}", headers=site.by(PROTOCOL))).json()["version"]
    headers = site.once(PROTOCOL) | {"If-Match": f'"{version}"'}
    if "step" in changes:
        body = None if changes["step"] == "undo" else {"reason": WHY}
        answer = await site.client.post(f"{API}/entries/{id}/{changes['step']}", json=body, headers=headers)
    else:
        body = {**ENTRY, "reason": WHY, **changes}
        answer = await site.client.put(f"{API}/entries/{id}", json=body, headers=headers)
    assert answer.status_code == 204, answer.text


async def told(site: Site, *kinds: type[Event]) -> list[Any]:
    """What has been published of these kinds."""
    by_name = {kind.name: kind for kind in kinds}
    rows = site.database.published_events(list(by_name))
    return [by_name[row["name"]].model_validate_json(row["body"]) async for row in rows]


async def tasks(site: Site) -> dict[str, str]:
    """The open tasks with the day they are due, without what the calendar asks for."""
    found: dict[str, tuple[str, str]] = {}
    for event in await told(site, TaskOpenedV1, TaskClosedV1, TaskChangedV1):
        if event.task_id.endswith("-new_date"):
            continue
        if isinstance(event, TaskOpenedV1):
            found[event.task_id] = (event.action, f"{event.due_at:%Y-%m-%d}")
        elif isinstance(event, TaskChangedV1):
            found[event.task_id] = (found[event.task_id][0], f"{event.due_at:%Y-%m-%d}")
        else:
            del found[event.task_id]
    return dict(found.values())
