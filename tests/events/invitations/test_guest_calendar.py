"""The event in a guest's own calendar: one appointment, which moves with the event and goes with it."""

from typing import Any

import icalendar

from tests.conftest import Site
from tests.events.calendar.test_ical import second
from tests.events.invitations.test_invitations import (
    RECTOR,
    SENATOR,
    answered,
    event,
    made,
    own,
    sent,
    shown,
    step,
    work,
)
from tests.events.letters.conftest import API, MAYOR, PROTOCOL, mails

MOVED = {
    "title": "Święto Miasta Kalisza", "kind": "ceremony", "starts": "2026-06-12T12:00:00+02:00",
    "ends": "2026-06-12T14:00:00+02:00", "place": "Ratusz, Główny Rynek 20", "reason": "Zapowiadana burza",
}  # fmt: skip
"""As `event` is, a day later."""


def read(body: bytes | str) -> Any:
    """The one event of a file, that a library of another maker finds valid, too."""
    [found] = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert second(body).vevent.uid.value == str(found["uid"])
    return found


async def taken(site: Site, path: str) -> Any:
    answer = await site.client.get(f"{path}.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8"), answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    return read(answer.content)


async def said(site: Site, id: str, path: str, answer: str) -> None:
    """Answer as the only guest of a list."""
    [one] = (await shown(site, id))["guests"]
    assert (await answered(site, path, one["version"], answer)).status_code == 303


async def changed(site: Site, id: str, version: int, what: str = "", body: Any = None) -> None:
    """Change the event and let its guests be told."""
    headers = site.once(PROTOCOL) | {"If-Match": f'"{version}"'}
    address = f"{API}/entries/{id}{what}"
    told = await site.client.request("POST" if what else "PUT", address, json=body or MOVED, headers=headers)
    assert told.status_code == 204, told.text
    await work(site)


async def test_who_comes_takes_the_event_along_and_it_goes_where_the_event_goes(site: Site) -> None:
    id = await sent(site, RECTOR)
    path = own((await mails(site))[0]["text"])
    assert (await site.client.get(f"{path}.ics")).status_code == 404, "nobody has said that they come"
    await said(site, id, path, "accepted")
    assert f'href="{path}.ics"' in (await site.client.get(path)).text
    first = await taken(site, path)
    city = read((await site.client.get(f"/kalendarz/{id}.ics")).content)
    assert (first["uid"], first["sequence"], first["status"]) == (city["uid"], 0, "CONFIRMED")
    assert (str(first["url"]), str(first["location"])) == (str(city["url"]), "Ratusz, Główny Rynek 20")

    await changed(site, id, 1)
    mail = (await mails(site))[-1]
    moved = read(mail["invitation"])
    assert "METHOD:REQUEST" in mail["invitation"]
    assert (moved["uid"], moved["sequence"], f"{moved.decoded('dtstart'):%d %H:%M}") == (first["uid"], 1, "12 12:00")
    assert (moved["attendee"], moved["attendee"].params["RSVP"]) == ("mailto:rektor@example.pl", "FALSE")
    assert (await taken(site, path))["sequence"] == 1

    # Whoever has not answered anew has it in the calendar all the same.
    await changed(site, id, 2, "/cancellation", {"reason": "Żałoba narodowa w kraju"})
    mail = (await mails(site))[-1]
    off = read(mail["invitation"])
    assert "METHOD:CANCEL" in mail["invitation"]
    assert (off["uid"], off["sequence"], off["status"]) == (first["uid"], 2, "CANCELLED")
    assert (await taken(site, path))["status"] == "CANCELLED"


async def test_who_declines_after_all_finds_the_file_say_so(site: Site) -> None:
    id = await sent(site, RECTOR)
    path = own((await mails(site))[0]["text"])
    for answer, status in (("represented", "CONFIRMED"), ("declined", "CANCELLED"), ("accepted", "CONFIRMED")):
        more = {"representative": "Ewa Zastępczyni"} if answer == "represented" else {}
        [one] = (await shown(site, id))["guests"]
        assert (await answered(site, path, one["version"], answer, **more)).status_code == 303
        assert (await taken(site, path))["status"] == status


async def test_who_never_said_that_they_come_is_mailed_of_a_change_and_nothing_for_a_calendar(site: Site) -> None:
    id = await sent(site, RECTOR, SENATOR)
    await changed(site, id, 1)
    assert [("invitation" in mail, mail["subject"].split(":")[0]) for mail in await mails(site)] == [
        (False, "Zaproszenie"), (False, "Zmiana"),
    ]  # fmt: skip


async def test_of_an_event_of_the_house_a_guest_s_file_tells_what_the_invitation_tells(site: Site) -> None:
    guest = await made(site, "/guests", RECTOR)
    entry = await event(site, public=False, description="Wejście od podwórza, kod 1234.")
    id = await made(site, "/guest-lists", {"entry_id": entry})
    await step(site, id, "guests", {"guests": [guest]})
    await step(site, id, "approval", who=MAYOR)
    await step(site, id, "dispatch")
    path = own((await mails(site))[0]["text"])
    await said(site, id, path, "accepted")
    found = await taken(site, path)
    assert (str(found["summary"]), "description" in found, "url" in found) == ("Święto Miasta Kalisza", False, False)


async def test_a_broken_address_gives_no_file(site: Site) -> None:
    assert (await site.client.get("/zaproszenie/" + "x" * 30 + ".ics")).status_code == 404
