"""What the tests of meetings share: an entry of the calendar, its meeting, and its way over the public API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2 as httpx

from shared.access import Person, Role
from shared.privacy import Cipher
from tests.conftest import Site, person
from tests.events.letters.conftest import API, OFFICER, PROTOCOL, post

ZDM = person(Role.UNIT_REVIEWER, "ZDM")
MAYOR, AUDITOR = person(Role.MAYOR), person(Role.AUDITOR)
STARTS = datetime(2026, 5, 6, 8, tzinfo=UTC)
"""10:00 in Kalisz, three weeks after the clock of the tests."""
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
CIPHER = Cipher({"k1": bytes.fromhex("ab" * 32)}, "k1")
"""The service's own, as `make_site` gives it."""
CHAIR: dict[str, Any] = {"part": "chair", "role": "mayor", "name": "Prezydent Miasta"}
UNIT: dict[str, Any] = {"role": "unit_reviewer", "unit": "ZDM", "name": "Zarząd Dróg Miejskich"}
GUEST: dict[str, Any] = {"name": "Halina Gościnna", "institution": "Muzeum", "email": "halina@example.pl"}
OTHER: dict[str, Any] = {"name": "Ignacy Drugi", "institution": "Garnizon", "email": "ignacy@example.pl"}
POINTS: list[dict[str, Any]] = [
    {"title": "Przyjęcie porządku", "minutes": 5, "standing": True},
    {"title": "Zamknięcie ulic na 14 sierpnia", "presenter": "ZDM", "minutes": 30, "decision": "Które ulice"},
]
ITEMS = [{"said": "Porządek przyjęto bez uwag."}, {"said": "Omówiono objazdy i ławki.", "decision": "Podmiejska"}]


async def entry(site: Site, **changes: Any) -> dict[str, Any]:
    """An entry of the calendar: its id and what was given."""
    given = {
        "title": "Narada o obchodach",
        "starts": STARTS.isoformat(),
        "ends": (STARTS + timedelta(hours=2)).isoformat(),
        "place": "Ratusz, sala 36",
        "kind": "meeting",
        "public": False,
        "people": ["mayor"],
        **changes,
    }
    answer = await post(site, "/entries", given)
    assert answer.status_code == 201, answer.text
    return {"id": answer.json()["entry_id"], "given": given}


async def moved(site: Site, id: str, given: dict[str, Any], version: int, **changes: Any) -> httpx.Response:
    headers = site.by(PROTOCOL) | {"If-Match": f'"{version}"'}
    body = {**given, **changes, "reason": "Sala jest zajęta przez komisję"}
    return await site.client.put(f"{API}/entries/{id}", json=body, headers=headers)


async def convened(site: Site, entry_id: str, follows: str | None = None) -> str:
    answer = await post(site, "/meetings", {"entry_id": entry_id, "follows": follows})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def seen(site: Site, id: str, who: Person = PROTOCOL) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/meetings/{id}", headers=site.by(who))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def act(site: Site, id: str, what: str, body: Any = None, who: Person = PROTOCOL) -> httpx.Response:
    """Do something with one as it stands now."""
    return await post(site, f"/meetings/{id}/{what}", body, who, (await seen(site, id))["version"])


async def done(site: Site, id: str, what: str, body: Any = None, who: Person = PROTOCOL) -> None:
    answer = await act(site, id, what, body, who)
    assert answer.status_code == 200, answer.text


async def attached(
    site: Site, id: str, title: str, audience: str = "all", chosen: tuple[str, ...] = (), who: Person = PROTOCOL
) -> str:
    """Attach a document; give its id."""
    version = (await seen(site, id))["version"]
    answer = await site.client.post(
        f"{API}/meetings/{id}/documents",
        data={"title": title, "audience": audience, "chosen": list(chosen)},
        files={"file": (f"{title}.pdf", PDF + title.encode(), "application/pdf")},
        headers=site.once(who) | {"If-Match": f'"{version}"'},
    )
    assert answer.status_code == 200, answer.text
    row = await site.database.collection("meetings").find_one({"_id": id}) or {}
    return str(row["documents"][-1]["id"])


async def taken_to(
    site: Site, last: str, clock: Any = None, entry_id: str | None = None, attach: tuple[str, ...] = ()
) -> str:
    """A meeting with four participants, and documents for all, that was taken up to and with a step."""
    id = await convened(site, entry_id or (await entry(site))["id"])
    for one in (CHAIR, UNIT, GUEST, OTHER):
        await done(site, id, "participants", one)
    for title in attach:
        await attached(site, id, title)
    steps: list[tuple[str, Any, Person]] = [
        ("programme", {"points": POINTS}, PROTOCOL),
        ("sign-off", None, OFFICER),
        ("issue", None, PROTOCOL),
        ("attendance", None, PROTOCOL),
        ("minutes", minutes(), PROTOCOL),
        ("minutes/sending", None, PROTOCOL),
        ("minutes/approval", None, OFFICER),
    ]
    for what, body, who in steps:
        if what == "attendance":
            shown = await seen(site, id)
            begins = datetime.fromisoformat(shown["starts"])
            if clock.now() < begins:
                clock.moment = begins + timedelta(hours=3)
            ids = [one["id"] for one in shown["participants"]]
            body = {"present": ids[:3], "officials": ["mayor"], "others": "dwoje gości"}
        if what == "minutes/sending":
            body = {"until": (clock.now() + timedelta(days=7)).date().isoformat()}
        if what == "minutes/approval":
            clock.move(days=8)
        await done(site, id, what, body, who)
        if what == last:
            break
    return id


def minutes(**changes: Any) -> dict[str, Any]:
    task = {"what": "Przygotuj plan objazdów", "role": "unit_reviewer", "unit": "ZDM", "due": "2026-06-30"}
    return {"items": ITEMS, "tasks": [task], **changes}


async def link(site: Site, id: str, name: str) -> str:
    """The path of a guest's page."""
    shown = await seen(site, id)
    found = next(one["link"] for one in shown["participants"] if one["label"].startswith(name))
    return str(found).removeprefix("http://localhost:8080")
