"""Partners: one of a name, one competent of a kind, found however typed, with what was done together."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import httpx2 as httpx
import pytest

from services.events.memorials.domain import Card as MemorialCard
from services.events.memorials.domain import Memorial, MemorialKind
from services.events.memorials.domain.proposals import MemorialProposal
from services.events.memorials.service.telling import Telling, proposer_digest
from services.events.memorials.store import MongoMemorialStore, ProposersKnown
from services.events.partners.domain import (
    MOST_NOTES,
    Card,
    Deed,
    DeedKind,
    Kind,
    NoSuchNote,
    Note,
    NoteAhead,
    Partner,
    PartnerEnded,
    PartnerKnown,
    Search,
    TooManyNotes,
    history,
)
from services.events.partners.service import KEEPERS, READERS, Partners
from services.events.partners.store import MongoPartnerStore
from services.events.patronage.store import OrganisersKnown
from shared.access import NotAllowed, Role
from shared.privacy import Cipher
from shared.readings import Readings
from shared.store import Database, Stale, Transaction
from tests.conftest import SESSION_KEY, SetClock, Site, person
from tests.events.conftest import KEEPER
from tests.events.meetings.conftest import CIPHER
from tests.events.memorials.test_applications import TYPED
from tests.events.patronage.test_patronage import FILED

NOW = datetime(2026, 4, 15, 10, tzinfo=UTC)
TODAY = NOW.date()
SYBIRAKS = Card(name="Związek Sybiraków, Oddział w Kaliszu", kind=Kind.VETERANS, patron="Żołnierze Łużyc")
PLACE = "/panel/partnerzy"


def ipn(name: str, competent: bool = True) -> Card:
    return Card(name=name, kind=Kind.IPN, competent=competent)


def partner(active: bool = True, notes: int = 0) -> Partner:
    kept = tuple(Note(id=str(number), on=TODAY, text="Wspólna lekcja", by_name="Anna") for number in range(notes))
    return Partner(id="p", card=SYBIRAKS, active=active, sorted_by="z", words=(), notes=kept, changed_at=NOW)


@pytest.fixture
async def partners(database: Database, clock: SetClock, cipher: Cipher) -> Partners:
    readings = Readings(database, clock, "event_readings")
    made = Partners(database, MongoPartnerStore(database), cipher, readings, clock)
    await database.prepare()
    return made


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: partner(active=False).ended("Rozwiązany", NOW), PartnerEnded),
        (lambda: partner().noted(Note(id="n", on=date(2026, 4, 16), text="Jutro", by_name="A"), TODAY, NOW), NoteAhead),
        (lambda: partner().without_note("n", NOW), NoSuchNote),
    ],
)
def test_what_cannot_be_is_refused(wrong, error):
    with pytest.raises(error):
        wrong()


def test_a_partner_has_so_many_notes_and_no_more():
    with pytest.raises(TooManyNotes):
        partner(notes=MOST_NOTES).noted(Note(id="n", on=TODAY, text="Lekcja", by_name="A"), TODAY, NOW)


def test_who_is_ended_is_competent_no_longer():
    ended = partner().model_copy(update={"card": ipn("IPN")}).ended("Inny oddział", NOW)
    assert (ended.active, ended.card.competent, ended.ended_because) == (False, False, "Inny oddział")


def test_what_goes_on_stands_before_what_was_and_the_newest_first():
    days = [None, date(2024, 9, 17), date(2026, 4, 13), None]
    deeds = [Deed(on=on, kind=DeedKind.NOTE, text=str(number)) for number, on in enumerate(days)]
    assert [one.text for one in history(deeds)] == ["0", "3", "2", "1"]


async def test_who_keeps_the_register_and_who_reads_it(partners: Partners):
    keeps = {Role.PROTOCOL_OFFICER, Role.OFFICER}
    assert set(KEEPERS) == keeps
    assert set(READERS) == keeps | {Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR}
    for role in set(Role) - keeps:
        by = KEEPER.model_copy(update={"role": role})
        for use in (partners.enter(SYBIRAKS, "", by), partners.end("p", 1, "Powód", by)):
            with pytest.raises(NotAllowed):
                await use


SEARCHES = [
    (Search(text="zwiazek SYBIRAKOW"), True),
    (Search(text="kalisz sybir"), True),
    (Search(text="luzyc"), True),
    (Search(text="kombatanci"), False),
    (Search(kind=Kind.VETERANS), True),
    (Search(kind=Kind.SCHOOL), False),
    (Search(standard=True), False),
    (Search(active=False), False),
    (Search(active=None), True),
]


async def test_a_partner_is_found_however_it_is_typed(partners: Partners):
    await partners.enter(SYBIRAKS, "", KEEPER)
    for search, found in SEARCHES:
        assert bool(await partners.store.find(search, 0, 10)) is found, search
        assert await partners.store.count(search) == int(found), search


async def test_one_of_a_name_is_entered_even_by_two_at_once(partners: Partners):
    twin = SYBIRAKS.model_copy(update={"name": "ZWIĄZEK SYBIRAKÓW - oddział w Kaliszu"})
    answers = await asyncio.gather(
        *(partners.enter(card, "", KEEPER) for card in (SYBIRAKS, twin, SYBIRAKS)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in answers) == ["PartnerKnown", "PartnerKnown", "str"]
    other = await partners.enter(Card(name="Rodzina Katyńska", kind=Kind.SOCIAL), "", KEEPER)
    with pytest.raises(PartnerKnown):
        await partners.change(other, 1, twin, None, KEEPER)


async def test_of_a_kind_one_is_competent_whoever_was_it_before(partners: Partners):
    async def asked() -> str | None:
        return await partners.database.transaction(lambda tx: partners.competent(tx, Kind.IPN))

    assert await asked() is None
    await partners.enter(ipn("IPN, Oddział A"), "", KEEPER)
    answers = await asyncio.gather(*(partners.enter(ipn(f"IPN, Oddział {name}"), "", KEEPER) for name in "BCD"))
    id = await asked()
    assert id in answers
    one = await partners.store.get(str(id))
    rows = await partners.store.find(Search(kind=Kind.IPN), 0, 10)
    assert [row.card.competent for row in rows].count(True) == 1
    await partners.end(one.id, one.version, "Zmiana właściwości", KEEPER)
    assert await asked() is None


async def test_a_contact_is_sealed_its_reading_noted_and_it_goes_when_the_partner_does(partners: Partners):
    id = await partners.enter(SYBIRAKS, "Jan Kanarek, 600 100 200", KEEPER)
    assert "Kanarek" not in str(await partners.database.collection("partners").find_one({"_id": id}))
    assert await partners.contact(await partners.store.get(id), KEEPER) == "Jan Kanarek, 600 100 200"
    rows = partners.database.collection("event_readings").find({})
    assert [(row["what"], row["of"]) async for row in rows] == [("partner", id)]
    await partners.change(id, 1, SYBIRAKS, None, KEEPER)
    assert (await partners.store.get(id)).contact is not None
    with pytest.raises(Stale):
        await partners.end(id, 1, "Rozwiązany", KEEPER)
    await partners.end(id, 2, "Rozwiązany", KEEPER)
    assert (await partners.store.get(id)).contact is None
    with pytest.raises(PartnerEnded):
        await partners.database.transaction(lambda tx: partners.pick(tx, id))
    await partners.begin_again(id, 3, KEEPER)
    await partners.database.transaction(lambda tx: partners.pick(tx, id))


# -- over the pages --------------------------------------------------------------------------------------------------


async def post(site: Site, path: str, **typed: Any) -> httpx.Response:
    return await site.client.post(f"{PLACE}{path}", data=typed, headers=site.by(KEEPER))


async def test_the_history_is_what_the_service_holds_and_what_was_written_by_hand(site: Site):
    made = await post(site, "/nowy", name=SYBIRAKS.name, kind="veterans", contact="600 100 200")
    path = str(made.headers["location"]).removeprefix(PLACE)
    store = MongoMemorialStore(site.database)
    card = MemorialCard(
        name="Obelisk Sybiraków",
        kind=MemorialKind.OBELISK,
        place="Ogrójec",
        carer="związek sybiraków, oddział w Kaliszu",
    )
    proposal = MemorialProposal(
        id="w-1", sign="WPKS.4120.0001.2026", card=card, city_ground=True, proposer=b"", received_on=TODAY,
        proposed_by=proposer_digest(SESSION_KEY, SYBIRAKS.name),
    )  # fmt: skip

    async def keep(tx: Transaction) -> None:
        await store.add(tx, Memorial(id="m-1", card=card, changed_at=NOW))
        await store.add_proposal(tx, proposal)

    await site.database.transaction(keep)
    applied = await site.client.post("/patronat", data={**FILED, "organisation": SYBIRAKS.name})
    assert applied.status_code == 303, applied.text
    assert (await post(site, f"{path}/wpisy", version=1, on="2025-09-17", text="Marsz pamięci")).status_code == 303
    text = (await site.client.get(PLACE + path, headers=site.by(KEEPER))).text
    for found in ("Obelisk Sybiraków", "opiekun", "WPKS.4120.0001.2026", "Marsz pamięci", FILED["title"], "600 100"):
        assert found in text
    note = (await site.database.collection("partners").find_one({}) or {})["notes"][0]["id"]
    assert (await post(site, f"{path}/wpisy/usuniecie", version=2, note_id=note)).status_code == 303
    assert "Marsz pamięci" not in (await site.client.get(PLACE + path, headers=site.by(KEEPER))).text


async def test_the_list_is_given_as_a_file_without_contacts(site: Site):
    await post(
        site, "/nowy", name="=Szkoła nr 8", kind="school", patron="Adam Asnyk", standard="true", contact="600 100"
    )
    await post(site, "/nowy", name="Parafia farna", kind="parish")
    answer = await site.client.get(f"{PLACE}/lista.csv?rodzaj=school", headers=site.by(person(Role.AUDITOR)))
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Nazwa;Rodzaj;Miejscowość;Patron;Sztandar;Właściwy dla miasta;Współpracuje",
        "'=Szkoła nr 8;szkoła;;Adam Asnyk;tak;nie;tak",
    ]
    page = (await site.client.get(f"{PLACE}?q=farn", headers=site.by(KEEPER))).text
    assert ("Parafia farna" in page, "Szkoła nr 8" in page) == (True, False)
    assert "Nic tu nie pasuje" in (await site.client.get(f"{PLACE}?sztandar=tak&q=farna", headers=site.by(KEEPER))).text


async def test_what_was_typed_is_shown_again_where_it_does_not_hold_or_somebody_was_faster(site: Site):
    assert (await post(site, "/nowy", name="X", kind="")).status_code == 422
    made = await post(site, "/nowy", name="Szkoła nr 8", kind="school")
    path = str(made.headers["location"]).removeprefix(PLACE)
    again = await post(site, "/nowy", name="szkoła NR 8", kind="school")
    assert (again.status_code, "jest już w rejestrze" in again.text) == (409, True)
    ahead = await post(site, f"{path}/wpisy", version=1, on="2026-04-16", text="Jutrzejsza lekcja")
    assert (ahead.status_code, "Jutrzejsza lekcja" in ahead.text) == (409, True)
    assert (
        await post(site, f"{path}/dane", version=1, name="Szkoła nr 8", kind="school", place="Kalisz")
    ).status_code == 303
    late = await post(site, f"{path}/dane", version=1, name="Szkoła nr 9", kind="school")
    assert (late.status_code, 'value="Szkoła nr 9"' in late.text) == (412, True)
    assert (await post(site, f"{path}/zakonczenie", version=2, reason="Szkoła zamknięta")).status_code == 303
    assert "dawny partner" in (await site.client.get(PLACE + path, headers=site.by(KEEPER))).text
    assert (await post(site, f"{path}/przywrocenie", version=3)).status_code == 303


async def test_partners_as_json(site: Site):
    base = "/api/events/v1/partners"

    async def send(path: str, version: int | None = None, **body: Any) -> Any:
        headers = site.once(KEEPER) | ({"If-Match": f'"{version}"'} if version else {})
        answer = await site.client.post(f"{base}{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    id = (await send("", name="IPN, Oddział w Próbnej", kind="ipn", competent=True, contact="ipn@example.org"))["id"]
    headers = site.by(KEEPER) | {"If-Match": '"1"'}
    changed = await site.client.put(f"{base}/{id}", json={"name": "IPN Próbna", "kind": "ipn"}, headers=headers)
    assert changed.json() == {"version": 2}
    await send(f"/{id}/notes", 2, on="2026-01-05", text="Wystawa na rynku")
    shown = (await site.client.get(f"{base}/{id}", headers=site.by(KEEPER))).json()
    assert (shown["version"], shown["history"][0]["text"]) == (3, "Wystawa na rynku")
    contact = await site.client.get(f"{base}/{id}/contact", headers=site.by(KEEPER))
    assert contact.json() == {"contact": "ipn@example.org"}
    await send(f"/{id}/notes/{shown['history'][0]['note_id']}/removal", 3)
    await send(f"/{id}/end", 4, reason="Zmiana właściwości")
    listed = (await site.client.get(f"{base}?q=probna&active=false", headers=site.by(KEEPER))).json()
    assert (listed["count"], listed["items"][0]["partner_id"]) == (1, id)
    assert await send(f"/{id}/return", 5) == {"version": 6}


async def test_what_was_done_under_an_earlier_name_stays_with_what_has_become_of_it(site: Site):
    base, name = "/api/events/v1/partners", str(FILED["organisation"])
    made = await post(site, "/nowy", name=name, kind="social")
    id = str(made.headers["location"]).removeprefix(f"{PLACE}/")
    assert (await site.client.post("/patronat", data=FILED)).status_code == 303
    for old, new in ((name, "Biegacze Kaliscy"), ("Biegacze Kaliscy", "Klub Biegacza"), ("Klub Biegacza", name)):
        shown = (await site.client.get(f"{base}/{id}", headers=site.by(KEEPER))).json()
        assert shown["name"] == old
        headers = site.by(KEEPER) | {"If-Match": f'"{shown["version"]}"'}
        changed = await site.client.put(f"{base}/{id}", json={"name": new, "kind": "social"}, headers=headers)
        assert changed.status_code == 200, changed.text
        shown = (await site.client.get(f"{base}/{id}", headers=site.by(KEEPER))).json()
        [deed] = shown["history"]
        assert (deed["text"], deed["on"], deed["outcome"]) == (FILED["title"], FILED["starts_on"], "do sprawdzenia")
    assert shown["former"] == ["Biegacze Kaliscy", "Klub Biegacza"], "the present name is none of the former"
    page = (await site.client.get(f"{PLACE}/{id}", headers=site.by(KEEPER))).text
    assert "Biegacze Kaliscy; Klub Biegacza" in page
    assert "do sprawdzenia" in page


async def test_what_is_older_than_the_digests_of_names_is_found_by_them_after_the_next_start(site: Site):
    assert (await site.client.post("/patronat", data=FILED)).status_code == 303
    given = {**TYPED, "proposer": FILED["organisation"]}
    assert (await site.client.post("/miejsca-pamieci/wniosek", data=given)).status_code == 303
    made = await post(site, "/nowy", name=FILED["organisation"], kind="social")
    path = made.headers["location"]
    await site.database.collection("patronages").update_many({}, {"$unset": {"organisation": ""}})
    await site.database.collection("memorial_proposals").update_many({}, {"$set": {"proposed_by": ""}})
    assert FILED["title"] not in (await site.client.get(path, headers=site.by(KEEPER))).text
    for _ in range(2):
        await OrganisersKnown(CIPHER, SESSION_KEY)(site.database)
        await ProposersKnown(Telling(CIPHER, SESSION_KEY, "https://ratusz.example"))(site.database)
    page = (await site.client.get(path, headers=site.by(KEEPER))).text
    for found in (FILED["title"], TYPED["name"], "WPKS.4120.0001.2026"):
        assert found in page
