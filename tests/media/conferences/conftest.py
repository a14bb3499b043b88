"""What the tests of press conferences share: one on its way over the public API."""

from datetime import timedelta
from typing import Any

import httpx2 as httpx

from shared.access import Person
from tests.conftest import SetClock, Site
from tests.media.conftest import PRESS
from tests.media.releases.conftest import mails, outlets, told

__all__ = ["act", "announced", "body", "done", "made", "mails", "outlets", "seen", "told", "when"]

API = "/api/media/v1/press-conferences"
REASON = {"reason": "Prezydent wyjechał do Warszawy."}


def when(clock: SetClock, days: float = 3, place: str = "Ratusz, sala recepcyjna") -> dict[str, Any]:
    starts = clock.now() + timedelta(days=days)
    return {"starts": starts.isoformat(), "ends": (starts + timedelta(minutes=45)).isoformat(), "place": place}


def body(clock: SetClock, **changes: Any) -> dict[str, Any]:
    points = [{"after": 0, "text": "Otwarcie"}, {"after": 30, "text": "Pytania"}]
    content: dict[str, Any] = {
        "about": "Pokażemy nowe autobusy linii dwunastej.",
        "contact": "Biuro prasowe, tel. 62 765 43 00",
    }
    content |= {"programme": points, "speakers": ["Krystian Próbny, prezydent miasta"]}
    return {"title": "Nowe autobusy elektryczne", "when": when(clock), "content": content, **changes}


async def made(site: Site, clock: SetClock, **changes: Any) -> str:
    answer = await site.client.post(API, json=body(clock, **changes), headers=site.once(PRESS))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["conference_id"])


async def seen(site: Site, id: str) -> dict[str, Any]:
    answer = await site.client.get(f"{API}/{id}", headers=site.by(PRESS))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def act(
    site: Site, id: str, what: str, given: Any = None, who: Person = PRESS, version: int | None = None
) -> httpx.Response:
    version = version or (await seen(site, id))["version"]
    headers = {**site.once(who), "If-Match": f'"{version}"'}
    return await site.client.post(f"{API}/{id}/{what}", json=given, headers=headers)


async def done(site: Site, id: str, what: str, given: Any = None) -> None:
    answer = await act(site, id, what, given)
    assert answer.status_code == 200, answer.text


async def announced(site: Site, clock: SetClock, **changes: Any) -> str:
    id = await made(site, clock, **changes)
    await done(site, id, "announcement")
    return id
