"""Calendar programs of two makers read what we write; what changes changes there, and what is called off is gone."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject

from services.events.calendar.domain import Plan
from services.events.calendar.domain.people import FeedLinkBroken, Official, Officials, UnknownPerson
from services.events.calendar.ical import ical
from services.events.calendar.invitations import Invitations
from services.events.calendar.service import Calendar
from services.events.calendar.store import MongoEntryStore, MongoFeedLinkStore
from shared.ical import Mailbox
from shared.privacy import Cipher
from shared.store import Database, Stale
from tests.conftest import SetClock, Site
from tests.events.conftest import KEEPER

ORIGIN = "https://kalisz.example"
WHY = "Ostrzeżenie przed burzą drugiego stopnia."
FORM = {
    "title": "Święto; Miasta, Kalisza",
    "place": "Główny Rynek",
    "day": "2026-06-11",
    "begins": "10:30",
    "ends": "12:00",
}


def second(body: bytes | str) -> Any:
    """What the library of another maker reads, which holds it against RFC 5545: what must be there once is."""
    calendar = vobject.readOne(body if isinstance(body, str) else body.decode())
    assert calendar.validate(raiseException=True)
    return calendar


class Subscriber:
    """A calendar program that is subscribed to an address: it shows what the newest file says, by UID."""

    def __init__(self, site: Site, address: str) -> None:
        self._site, self._address = site, address
        self.known: dict[str, int] = {}

    async def shown(self) -> list[str]:
        body = (await self._site.client.get(self._address)).content
        events = icalendar.Calendar.from_ical(body).walk("VEVENT")
        assert [str(one["uid"]) for one in events] == [one.uid.value for one in second(body).contents.get("vevent", [])]
        for one in events:
            uid, sequence = str(one["uid"]), int(str(one["sequence"]))
            assert sequence >= self.known.get(uid, 0)
            self.known[uid] = sequence
        return [f"{one['summary']} {one.decoded('dtstart'):%d %H:%M}" for one in events if one["status"] == "CONFIRMED"]


async def test_a_subscriber_sees_the_move_and_no_longer_what_was_called_off(site: Site) -> None:
    phone = Subscriber(site, "/kalendarz/kalisz.ics")
    made = await site.client.post("/panel/wydarzenia/nowe", data=FORM, headers=site.by(KEEPER))
    desk = made.headers["location"]
    assert await phone.shown() == ["Święto; Miasta, Kalisza 11 10:30"]
    await site.client.post(desk, data=FORM | {"day": "2026-06-12", "why": WHY, "version": "1"}, headers=site.by(KEEPER))
    assert await phone.shown() == ["Święto; Miasta, Kalisza 12 10:30"]
    assert list(phone.known.values()) == [1]
    await site.client.post(f"{desk}/odwolanie", data={"version": "2", "reason": WHY}, headers=site.by(KEEPER))
    assert await phone.shown() == []
    await site.client.post(f"{desk}/cofniecie", data={"version": "3"}, headers=site.by(KEEPER))
    assert await phone.shown() == ["Święto; Miasta, Kalisza 12 10:30"]
    assert list(phone.known.values()) == [3]


async def test_a_file_that_somebody_took_says_itself_that_it_was_called_off(site: Site) -> None:
    made = await site.client.post("/panel/wydarzenia/nowe", data=FORM, headers=site.by(KEEPER))
    desk = made.headers["location"]
    file = desk.replace("/panel/wydarzenia", "/kalendarz") + ".ics"
    taken = (await site.client.get(file)).content
    (before,) = icalendar.Calendar.from_ical(taken).walk("VEVENT")
    await site.client.post(f"{desk}/odwolanie", data={"version": "1", "reason": WHY}, headers=site.by(KEEPER))
    newer = (await site.client.get(file)).content
    (after,) = icalendar.Calendar.from_ical(newer).walk("VEVENT")
    assert second(taken).vevent.uid.value == second(newer).vevent.uid.value == str(after["uid"])
    assert (before["uid"], before["status"], before["sequence"]) == (after["uid"], "CONFIRMED", 0)
    assert (after["status"], after["sequence"]) == ("CANCELLED", 1)


# -- invitations -----------------------------------------------------------------------------------------------------

MAYOR = Official(id="mayor", role="Prezydent Miasta", mail="prezydent@um.example")
DEPUTY = Official(id="deputy-1", role="Zastępca Prezydenta", mail="zastepca@um.example")
SILENT = Official(id="secretary", role="Sekretarz Miasta")


class Post:
    """Reads the mails that wait for the courier, as the programs of their readers would."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._mails, self._cipher = database.collection("mails"), cipher

    async def new(self) -> list[tuple[str, str, Any]]:
        rows = await self._mails.find().sort([("_id", 1)]).to_list(100)
        rows.sort(key=lambda row: row["due_at"])
        found = []
        for row in rows:
            content: dict[str, Any] = json.loads(self._cipher.open(row["sealed"], f"mails/{row['_id']}"))
            calendar = icalendar.Calendar.from_ical(content["invitation"])
            (event,) = calendar.walk("VEVENT")
            other = second(content["invitation"])
            assert other.method.value == str(calendar["method"])
            assert other.vevent.uid.value == str(event["uid"])
            found.append((content["to"], str(calendar["method"]), event))
        await self._mails.delete_many({})
        return sorted(found, key=lambda one: one[0])


@pytest.fixture
def invitations(database: Database, cipher: Cipher, clock: SetClock) -> Invitations:
    officials = Officials(every=(MAYOR, DEPUTY, SILENT))
    organiser = Mailbox("Urząd Miasta Kalisza", "wpks@um.example")
    return Invitations(database, MongoFeedLinkStore(database), officials, cipher, "k" * 32, ORIGIN, organiser, clock)


@pytest.fixture
async def calendar(database: Database, clock: SetClock, invitations: Invitations) -> Calendar:
    calendar = Calendar(database, MongoEntryStore(database), clock, invitations.officials)
    calendar.tells(invitations.follow)
    await database.prepare()
    return calendar


def plan(day: int, *people: str) -> Plan:
    starts = datetime(2026, 6, day, 10, tzinfo=UTC)
    return Plan(title="Otwarcie mostu", starts=starts, ends=starts + timedelta(hours=1), people=people)


async def test_who_is_wanted_is_invited_and_hears_of_every_change(
    calendar: Calendar, database: Database, cipher: Cipher
) -> None:
    post = Post(database, cipher)
    id = await calendar.put_in(plan(11, "mayor", "secretary"))
    ((to, method, first),) = await post.new()
    assert (to, method, first["attendee"], first["organizer"]) == (
        "prezydent@um.example", "REQUEST", "mailto:prezydent@um.example", "mailto:wpks@um.example"
    )  # fmt: skip
    await calendar.move(id, 1, plan(12, "mayor", "deputy-1"), WHY, KEEPER)
    (_, _, moved), (to, method, _) = await post.new()
    assert (moved["uid"], first["sequence"], moved["sequence"]) == (first["uid"], 0, 1)
    assert (to, method) == ("zastepca@um.example", "REQUEST")
    await calendar.move(id, 2, plan(12, "deputy-1"))
    (mayor, deputy) = await post.new()
    assert (mayor[1], str(mayor[2]["status"]), deputy[1]) == ("CANCEL", "CANCELLED", "REQUEST")
    await calendar.put_off(id, 3, WHY, KEEPER)
    ((to, method, off),) = await post.new()
    assert (to, method, off["uid"], off["sequence"]) == ("zastepca@um.example", "CANCEL", first["uid"], 3)
    await calendar.move(id, 4, plan(18, "deputy-1"), "Nowy termin po burzy.", KEEPER)
    ((_, method, again),) = await post.new()
    assert (method, again["uid"], again["sequence"]) == ("REQUEST", first["uid"], 4)
    await calendar.call_off(id, 5, WHY, KEEPER)
    ((_, method, _),) = await post.new()
    assert method == "CANCEL"


async def test_whatever_an_entry_is_another_maker_s_program_finds_its_file_valid(calendar: Calendar) -> None:
    assert second(ical([], ORIGIN)).contents.get("vevent") is None
    days = {
        "all_day": True,
        "starts": datetime(2026, 6, 10, 22, tzinfo=UTC),
        "ends": datetime(2026, 6, 13, 22, tzinfo=UTC),
    }
    texts = {"place": "Most; Kalisz, Prosna", "description": 'Pierwszy wiersz\n\nDrugi, i \\ "ten"'}
    ids = [
        await calendar.put_in(one.model_copy(update=more))
        for one, more in ((plan(13), {}), (plan(14), {}), (plan(15, "mayor"), {}), (plan(11), days), (plan(12), texts))
    ]
    await calendar.call_off(ids[0], 1, WHY, KEEPER)
    await calendar.put_off(ids[1], 1, WHY, KEEPER)
    shown = second(ical([await calendar.entry(id) for id in ids], ORIGIN)).contents["vevent"]
    assert sorted(one.status.value for one in shown) == ["CANCELLED"] * 2 + ["CONFIRMED"] * 3
    [whole] = [one for one in shown if not isinstance(one.dtstart.value, datetime)]
    assert [str(whole.dtstart.value), str(whole.dtend.value)] == ["2026-06-11", "2026-06-14"]
    [said] = [one for one in shown if one.contents.get("location")]
    assert (said.location.value, said.description.value) == (texts["place"], texts["description"])


async def test_an_official_s_own_address_shows_internal_entries_until_another_one_is_given(
    calendar: Calendar, invitations: Invitations
) -> None:
    address, number = await invitations.address("mayor")
    token = address.removeprefix(f"{ORIGIN}/kalendarz/osoba/").removesuffix(".ics")
    assert (await invitations.reader(token)).id == "mayor"
    assert await invitations.renew("mayor", number) == 2
    with pytest.raises(FeedLinkBroken):
        await invitations.reader(token)
    with pytest.raises(Stale):
        await invitations.renew("mayor", number)
    with pytest.raises(FeedLinkBroken):
        await invitations.reader(token[:-2] + "xx")
    with pytest.raises(UnknownPerson):
        await invitations.address("nobody")


async def test_the_link_on_the_desk_opens_the_calendar_and_nothing_else_does(site: Site) -> None:
    form = FORM | {"people": "mayor", "seen_by": "house"}
    await site.client.post("/panel/wydarzenia/nowe", data=form, headers=site.by(KEEPER))
    page = (await site.client.get("/panel/wydarzenia/osoby", headers=site.by(KEEPER))).text
    address = page.partition("http://localhost:8080/kalendarz/osoba/")[2].partition("<")[0]
    answer = await site.client.get(f"/kalendarz/osoba/{address}")
    assert second(answer.text).vevent.summary.value == "Święto; Miasta, Kalisza"
    assert answer.headers["cache-control"] == "no-store"
    renewed = await site.client.post(
        "/panel/wydarzenia/osoby/mayor/adres", data={"number": "1"}, headers=site.by(KEEPER)
    )
    assert renewed.status_code == 303
    assert (await site.client.get(f"/kalendarz/osoba/{address}")).status_code == 404
    assert (await site.client.get("/kalendarz/osoba/zmyslony-adres.ics")).status_code == 404
