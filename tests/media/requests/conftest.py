"""What the tests of press requests share: one sent or entered, and its way over the public API."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import httpx2 as httpx
import pytest

from services.media.requests.domain.units import PressUnit
from shared.access import Person, Role
from shared.clock import WARSAW
from shared.contracts import Event
from shared.contracts.media import TaskClosedV1, TaskOpenedV1
from shared.privacy import Cipher
from shared.store import new_id
from tests.conftest import Site, person
from tests.media.conftest import PRESS

API = "/api/media/v1/press-requests"
ZDM, WE, MAYOR = person(Role.UNIT_REVIEWER, "ZDM"), person(Role.UNIT_REVIEWER, "WE"), person(Role.MAYOR)
ASKED = {
    "kind": "question",
    "outlet": "Głos Próbny",
    "medium": "daily",
    "name": "Żaneta Kanarek-Łoś",
    "email": "kanarek@redakcja.example",
    "telephone": "+48 600 100 200",
    "topic": "Remont ulicy Podmiejskiej",
    "text": "Kiedy skończy się remont? Pytał o to pan Gilowski.",
}
ENTERED = {
    "kind": "criticism",
    "channel": "email",
    "outlet": "Tygodnik Próbny",
    "medium": "periodical",
    "name": "Jan Wróbel",
    "email": "wrobel@tygodnik.example",
    "topic": "Krytyka utrzymania chodników",
    "text": "W numerze 15 napisaliśmy, że chodniki są nieodśnieżone.",
    "received_at": "2026-04-15T09:00:00+02:00",
}
UNITS = (
    PressUnit(
        symbol="ZDM", name="Zarząd Dróg Miejskich", email="zdm@um.example", head_email="kierownik.zdm@um.example"
    ),
    PressUnit(symbol="WE", name="Wydział Edukacji"),
)
MAILBOX = "prasa@um.example"
Work = Callable[[], Awaitable[object]]
_CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")


TEXT = {"text": "Remont skończy się w maju."}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WARSAW)


@pytest.fixture
async def site(make_site: Callable[..., Any]) -> Site:
    """The service on an empty store, with units that have mailboxes."""
    made: Site = await make_site("media", press_units=UNITS, press_mailboxes=(MAILBOX,))
    return made


async def asked(site: Site, **changes: Any) -> str:
    """Send one by the form's route; give its id. The clock stands at noon of Wednesday 15 April 2026."""
    body, key = {**ASKED, **changes}, {"Idempotency-Key": new_id()}
    answer = await site.client.post(f"{API}/from-journalists", json=body, headers=key)
    assert answer.status_code == 201, answer.text
    return str((await site.database.collection("press_requests").find_one(sort=[("number", -1)]) or {})["_id"])


async def entered(site: Site, **changes: Any) -> str:
    answer = await site.client.post(API, json={**ENTERED, **changes}, headers=site.once(PRESS))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def seen(site: Site, id: str, who: Person = PRESS) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/{id}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def act(
    site: Site, id: str, what: str, body: Any = None, who: Person = PRESS, version: int | None = None
) -> httpx.Response:
    """Do something with one as it stands now."""
    version = version or (await seen(site, id))["version"]
    headers = {**site.once(who), "If-Match": f'"{version}"'}
    return await site.client.post(f"{API}/{id}/{what}", json=body, headers=headers)


async def done(site: Site, id: str, what: str, body: Any = None, who: Person = PRESS) -> None:
    answer = await act(site, id, what, body, who)
    assert answer.status_code == 200, answer.text


async def assigned(site: Site, **changes: Any) -> str:
    id = await asked(site, **changes)
    await done(site, id, "assignment", {"unit": "zdm", "topic": "Remont Podmiejskiej"})
    return id


async def drafted(site: Site) -> str:
    await done(site, (id := await assigned(site)), "draft", TEXT, ZDM)
    return id


async def cleared(site: Site) -> str:
    await done(site, (id := await drafted(site)), "clearance", TEXT)
    return id


async def approved(site: Site, **changes: Any) -> str:
    """One with a text of the unit that press office and head have amended."""
    id = await assigned(site, **changes)
    await done(site, id, "acceptance", who=ZDM)
    await done(site, id, "draft", TEXT, ZDM)
    await done(site, id, "clearance", {"text": "Remont skończy się w czerwcu."})
    await done(site, id, "approval", {"text": "Remont ulicy skończy się w czerwcu."}, MAYOR)
    return id


async def mails(site: Site) -> list[dict[str, str]]:
    """The mails that wait, the first first."""
    rows = [row async for row in site.database.collection("mails").find().sort("due_at", 1)]
    return [json.loads(_CIPHER.open(row["sealed"], f"mails/{row['_id']}")) for row in rows]


async def told(site: Site, *kinds: type[Event]) -> list[Event]:
    """What has been published of these kinds."""
    by_name = {kind.name: kind for kind in kinds}
    rows = site.database.published_events(list(by_name))
    return [by_name[row["name"]].model_validate_json(row["body"]) async for row in rows]


async def tasks(site: Site) -> list[tuple[str, str | None, str]]:
    """The open tasks: for whom, of which unit, what."""
    every = await told(site, TaskOpenedV1, TaskClosedV1)
    gone = {one.task_id for one in every if isinstance(one, TaskClosedV1)}
    own = [one for one in every if isinstance(one, TaskOpenedV1)]
    return [(one.role, one.unit, one.action) for one in own if one.task_id not in gone]


def tick(site: Site, name: str) -> Work:
    work: Work = site.app.state.ticks.work(name)
    return work


async def chasers(site: Site) -> list[tuple[str, str]]:
    """The mails of the house to itself: to whom, about what."""
    return [
        (mail["to"], mail["subject"].partition(": ")[2])
        for mail in await mails(site)
        if mail["to"].endswith("um.example")
    ]
