"""Who sets a time that takes the mayor on the day of a session without an hour is told so on every page of a time."""

from datetime import date

import pytest

from services.events.calendar.domain import EntryKind
from services.events.calendar.following import Following
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore
from shared.contracts.reporting import SessionScheduledV1
from shared.store import new_id
from tests.conftest import SetClock, Site, told
from tests.events.conftest import KEEPER

API = "/api/events/v1"
SAID = "Prezydent może być tego dnia potrzebny w dwóch miejscach naraz."
GIVEN = {
    "title": "Narada o obchodach",
    "starts": "2026-11-26T11:00:00+01:00",
    "ends": "2026-11-26T12:00:00+01:00",
    "place": "Ratusz, sala 36",
    "public": False,
}


async def entry(site: Site, kind: EntryKind, *people: str) -> str:
    body = {**GIVEN, "kind": kind.value, "people": list(people)}
    answer = await site.client.post(f"{API}/entries", json=body, headers=site.once(KEEPER))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["entry_id"])


async def meeting(site: Site, entry_id: str) -> str:
    body = {"entry_id": entry_id}
    answer = await site.client.post(f"{API}/meetings", json=body, headers=site.once(KEEPER))
    return f"/panel/spotkania/{answer.json()['id']}"


async def page(site: Site, address: str) -> str:
    answer = await site.client.get(address, headers=site.by(KEEPER))
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(("people", "on", "said"), [
    (("mayor",), date(2026, 11, 26), True),
    (("mayor",), date(2026, 11, 27), False),
    ((), date(2026, 11, 26), False),
], ids=["the mayor that day", "another day", "without the mayor"])  # fmt: skip
async def test_every_page_of_a_time_names_the_session_of_that_day(
    site: Site, clock: SetClock, people: tuple[str, ...], on: date, said: bool
) -> None:
    calendar = Calendar(site.database, MongoEntryStore(site.database), clock)
    await Following(calendar, "mayor").follow_session(told(SessionScheduledV1, session_id=new_id(), on=on))
    met = await entry(site, EntryKind.MEETING, *people)
    pages = [f"/panel/wydarzenia/{met}", await meeting(site, met)]
    held = await entry(site, EntryKind.CEREMONY)
    pages.append(f"/panel/uroczystosci/{held}")
    assert [SAID in await page(site, each) for each in pages] == [said, said, False], "nobody is promised there"


async def test_a_ceremony_names_it_before_and_after_it_is_begun(site: Site, clock: SetClock) -> None:
    calendar = Calendar(site.database, MongoEntryStore(site.database), clock)
    news = told(SessionScheduledV1, session_id=new_id(), on=date(2026, 11, 26))
    await Following(calendar, "mayor").follow_session(news)
    held = await entry(site, EntryKind.CEREMONY, "mayor")
    address = f"/panel/uroczystosci/{held}"
    assert SAID in await page(site, address)
    assert (await site.client.post(f"{address}/poczatek", data={}, headers=site.by(KEEPER))).status_code == 303
    assert SAID in await page(site, address)
