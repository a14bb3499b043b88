"""The ledger as pages: the desk, the representative's link on a phone, and what everybody sees."""

import asyncio
import re
from xml.etree import ElementTree

import pytest

from shared.contracts.initiatives.intake import ContractSignedV1, InitiativeSubmittedV1
from shared.contracts.initiatives.reporting import InitiativeSettledV1, SettlementReturnedV1
from shared.contracts.initiatives.verification import FundsSecuredV1, InitiativeScoredV1
from shared.contracts.reporting import TaskClosedV1, TaskOpenedV1
from tests.conftest import told
from tests.reporting.conftest import MAYOR, OFFICER, WRM, key
from tests.reporting.implementation.test_photographs import taken
from tests.reporting.initiatives.conftest import (
    ID,
    SOIL,
    WGOŚ,
    WORK,
    accept,
    hand_in,
    inspect,
    ledger,
    send,
    signed,
    spend,
    work,
)

PLACE = f"/panel/umowy/{ID}"
PUBLIC = "/inicjatywa-lokalna/IL-2027-004/realizacja"


def link(site, number=1):
    """The path of the representative's link."""
    return site.house.ledgers.links.address(ID, number).removeprefix("http://localhost:8080")


async def shown(site, path, who=None, status=200):
    answer = await site.client.get(path, headers=site.by(who) if who else {})
    assert answer.status_code == status, answer.text
    return answer.text.replace("\u00a0", " ")


async def post(site, path, data, who=None):
    return await site.client.post(path, data=data, headers=site.by(who) if who else {})


async def test_the_desk_sees_what_was_promised_and_given_and_enters_more(site, clock):
    await signed(site, clock)
    await work(site, 90)
    page = await shown(site, PLACE, OFFICER)
    assert "Deklaracja 1: sadzenie" in page
    assert "o 266,90 zł mniej" in page
    typed = {"day": "2027-05-09", "hours": "2", "minutes": "30", "note": "Kopaliśmy dołki."}
    answer = await post(site, f"{PLACE}/pozycje/{WORK}", typed, WGOŚ)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PLACE}/pozycje/{WORK}")
    line = await shown(site, f"{PLACE}/pozycje/{WORK}", OFFICER)
    assert "2 godz. 30 min = 78,50 zł" in line
    assert "Kopaliśmy dołki." in line


FAULTS = [
    ({"day": "2027-05-11", "hours": "1"}, "Ten dzień jeszcze nie nadszedł."),
    ({"day": "2027-03-01", "hours": "1"}, "Ten dzień jest poza czasem umowy."),
    ({"day": "2027-05-10"}, "Podaj, ile trwała praca."),
    ({"day": "2027-05-10", "hours": "25"}, "Podaj liczbę godzin od 0 do 24."),
    ({"hours": "1", "note": "Sadziliśmy."}, "Podaj dzień"),
]


@pytest.mark.parametrize(("typed", "said"), FAULTS)
async def test_what_is_wrong_is_said_at_its_place_and_nothing_typed_is_lost(site, clock, typed, said):
    await signed(site, clock)
    for path, who in ((f"{PLACE}/pozycje/{WORK}", OFFICER), (f"{link(site)}/pozycje/{WORK}", None)):
        answer = await post(site, path, typed, who)
        assert answer.status_code == 422
        assert said in answer.text
        for value in typed.values():
            assert value in answer.text


async def test_an_invoice_is_entered_at_the_desk_and_corrected_with_a_reason(site, clock):
    await signed(site, clock)
    [line] = [one["id"] for one in (await ledger(site))["lines"] if one["side"] == "city"]
    typed = {"day": "2027-05-10", "value": "9 100,50", "invoice": "FV/7/2027"}
    no_number = await post(site, f"{PLACE}/pozycje/{line}", {**typed, "invoice": ""}, OFFICER)
    assert "Podaj numer faktury." in no_number.text
    assert (await post(site, f"{PLACE}/pozycje/{line}", typed, OFFICER)).status_code == 303
    assert "Miasto wydało o 100,50 zł więcej, niż pozwala umowa." in await shown(site, PLACE, OFFICER)
    form = await shown(site, f"{PLACE}/wpisy/1", OFFICER)
    assert "9 100,50" in form
    same = await post(site, f"{PLACE}/wpisy/1", {"value": "9100,50", "reason": "Bez zmiany."}, OFFICER)
    assert (same.status_code, "To samo jest już wpisane." in same.text) == (409, True)
    right = {"value": "8 712", "reason": "Rabat hurtowni."}
    assert (await post(site, f"{PLACE}/wpisy/1", right, OFFICER)).status_code == 303
    page = await shown(site, f"{PLACE}/pozycje/{line}", OFFICER)
    assert "−388,50 zł: Rabat hurtowni." in page
    assert "najpierw wpisano: 9 100,50 zł" in page


async def test_of_one_invoice_typed_in_two_rooms_one_stands_and_the_other_sees_it(site, clock):
    await signed(site, clock)
    [line] = [one["id"] for one in (await ledger(site))["lines"] if one["side"] == "city"]
    typed = {"day": "2027-05-10", "value": "100", "invoice": "FV/9/2027"}
    answers = await asyncio.gather(*(post(site, f"{PLACE}/pozycje/{line}", typed, OFFICER) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
    late = next(answer for answer in answers if answer.status_code == 422)
    assert "Ta faktura jest już wpisana" in late.text
    assert 'value="FV/9/2027"' in late.text


async def test_the_representative_enters_work_on_a_phone_and_hands_in(site, clock):
    await signed(site, clock)
    await work(site, 30)
    home = link(site)
    page = await shown(site, home)
    assert "Wasz wkład" in page
    assert "120 krzewów" not in page
    typed = {"day": "2027-05-09", "hours": "1", "minutes": "0"}
    assert (await post(site, f"{home}/pozycje/{WORK}", typed)).status_code == 303
    line = await shown(site, f"{home}/pozycje/{WORK}")
    # Only what came by the link can be put right by it.
    assert re.findall(r"/wpisy/(\d+)", line) == ["2"]
    theirs = await post(site, f"{home}/wpisy/1", {"hours": "0", "minutes": "0", "reason": "Nie było tego."})
    assert theirs.status_code == 403
    assert (await post(site, f"{home}/wpisy/2", {"minutes": "45", "reason": "Krócej."})).status_code == 303
    version = (await ledger(site))["version"]
    assert (await post(site, f"{home}/zlozenie", {"version": version - 1})).status_code == 412
    assert (await post(site, f"{home}/zlozenie", {"version": version})).status_code == 303
    assert "Rozliczenie złożone." in await shown(site, home)
    late = await post(site, f"{home}/pozycje/{WORK}", typed)
    assert late.status_code == 409
    told_now = await ledger(site)
    assert [one["made_by"]["id"] for one in told_now["entries"]] == ["p-anna", "representative", "representative"]


async def test_the_link_opens_the_residents_side_alone_and_an_older_one_nothing(site, clock):
    await signed(site, clock)
    await spend(site)
    [city] = [one["id"] for one in (await ledger(site))["lines"] if one["side"] == "city"]
    home = link(site)
    await shown(site, f"{home}/pozycje/{city}", status=404)
    typed = {"day": "2027-05-09", "value": "5", "invoice": "FV/8"}
    assert (await post(site, f"{home}/pozycje/{city}", typed)).status_code == 403
    await shown(site, f"{home}/wpisy/1", status=404)
    await shown(site, home[:-2] + "xx", status=404)
    version = (await ledger(site))["version"]
    new = await post(site, f"{PLACE}/link", {"version": version}, OFFICER)
    assert link(site, 2) in new.text
    assert new.headers["cache-control"] == "no-store"
    await shown(site, home, status=410)
    await shown(site, link(site, 2))
    assert link(site, 2) not in await shown(site, PLACE, OFFICER)
    assert (await post(site, f"{PLACE}/link", {"version": version}, OFFICER)).status_code == 412


async def test_an_officer_sends_back_and_accepts_with_a_correction(site, clock):
    await signed(site, clock)
    await work(site, 90)
    await hand_in(site)
    version = (await ledger(site))["version"]
    empty = await post(site, f"{PLACE}/zwrot", {"version": version}, OFFICER)
    assert empty.status_code == 422
    points = {"version": version, "points": "Brakuje listy obecności.\n\nPodaj dzień sadzenia.\n"}
    assert (await post(site, f"{PLACE}/zwrot", points, OFFICER)).status_code == 303
    [event] = await site.house.publishes(SettlementReturnedV1)
    assert event.points == ("Brakuje listy obecności.", "Podaj dzień sadzenia.")
    assert "Podaj dzień sadzenia." in await shown(site, link(site))
    await hand_in(site)
    version = (await ledger(site))["version"]
    unseen = await post(site, f"{PLACE}/przyjecie", {"version": version}, OFFICER)
    assert (unseen.status_code, "Nie było jeszcze wizji lokalnej." in unseen.text) == (409, True)
    visit = {"on": "2027-05-09", "findings": "Krzewy posadzone, rosną."}
    assert (await post(site, f"{PLACE}/wizje", {"on": "2027-05-09"}, OFFICER)).status_code == 422
    assert (await post(site, f"{PLACE}/wizje", visit, OFFICER)).status_code == 303
    await post(site, f"{PLACE}/wpisy/1", {"hours": "1", "reason": "Wyszli wcześniej."}, OFFICER)
    page = await shown(site, PLACE, OFFICER)
    assert "Dano mniej, niż zadeklarowano." in page
    assert "Przyjmij z poprawką" in page
    version = (await ledger(site))["version"]
    silent = await post(site, f"{PLACE}/przyjecie", {"version": version}, OFFICER)
    assert silent.status_code == 422
    note = {"version": version, "note": "Pół godziny mniej."}
    assert (await post(site, f"{PLACE}/przyjecie", note, OFFICER)).status_code == 303
    assert "Rozliczona z poprawką" in await shown(site, PLACE, MAYOR)


async def test_an_officer_settles_an_invoice_above_the_contract_that_the_applicants_pay(site, clock):
    await signed(site, clock)
    await work(site, 600)
    await spend(site, 950_000)
    await inspect(site)
    await hand_in(site)
    assert "Nadwyżkę 500 zł pokrywają wnioskodawcy." in await shown(site, PLACE, OFFICER)
    typed = {"version": (await ledger(site))["version"], "note": "Krzewy podrożały."}
    refused = await post(site, f"{PLACE}/przyjecie", typed, OFFICER)
    assert (refused.status_code, "Zaznacz, że nadwyżkę pokrywają wnioskodawcy" in refused.text) == (409, True)
    assert (await post(site, f"{PLACE}/przyjecie", {**typed, "excess_is_own": "true"}, OFFICER)).status_code == 303
    assert "Ponad umowę: 500 zł. Pokrywają to wnioskodawcy." in await shown(site, PLACE, OFFICER)


async def test_other_units_and_the_mayor_read_and_change_nothing(site, clock):
    await signed(site, clock)
    for who in (WRM, MAYOR):
        page = await shown(site, PLACE, who)
        assert "Złóż rozliczenie" not in page
        assert "Wpisz wizję lokalną" not in page
        assert "Nowy wpis" not in await shown(site, f"{PLACE}/pozycje/{SOIL}", who)
    typed = {"day": "2027-05-09", "value": "5"}
    assert (await post(site, f"{PLACE}/pozycje/{SOIL}", typed, WRM)).status_code == 403
    assert "IL-2027-004" in await shown(site, "/panel/umowy", WGOŚ)
    assert "IL-2027-004" not in await shown(site, "/panel/umowy", WRM)
    assert "IL-2027-004" in await shown(site, "/panel/umowy", MAYOR)


async def test_late_contracts_and_settlements_that_wait_are_found(site, clock):
    await signed(site, clock)
    assert "IL-2027-004" not in await shown(site, "/panel/umowy?pokaz=po-terminie", OFFICER)
    assert "IL-2027-004" not in await shown(site, "/panel/umowy?pokaz=do-sprawdzenia", OFFICER)
    clock.move(days=200)
    assert "IL-2027-004" in await shown(site, "/panel/umowy?pokaz=po-terminie", OFFICER)
    await hand_in(site)
    assert "IL-2027-004" in await shown(site, "/panel/umowy?pokaz=do-sprawdzenia", OFFICER)


async def test_photographs_have_words_and_are_seen_until_they_are_withdrawn(site, clock):
    await signed(site, clock)
    await inspect(site)
    typed = {"alt": "Sąsiedzi sadzą krzewy przy ławce.", "inspection": "1"}
    photo = {"photo": ("a.jpg", taken(80, 60))}
    place = f"{PLACE}/zdjecia"
    without = await site.client.post(place, data={"alt": "krzew"}, files=photo, headers=site.by(OFFICER))
    assert "Zdjęcie mamy." in without.text
    added = await site.client.post(place, data=typed, files=photo, headers=site.by(WGOŚ))
    assert added.status_code == 303
    unknown = await site.client.post(place, data={**typed, "inspection": "2"}, files=photo, headers=site.by(OFFICER))
    assert (unknown.status_code, "Nie ma takiej wizji." in unknown.text) == (422, True)
    [picture] = (await ledger(site))["photographs"]
    assert picture["inspection"] == 1
    page = await shown(site, PUBLIC)
    assert 'alt="Sąsiedzi sadzą krzewy przy ławce."' in page
    address = f"/inicjatywa-lokalna/realizacja/zdjecia/{ID}/{picture['id']}/640"
    assert (await site.client.get(address)).headers["content-type"] == "image/jpeg"
    assert (await site.client.get(f"{place}/{picture['id']}/wycofanie", headers=site.by(WGOŚ))).status_code == 403
    assert "Wycofaj zdjęcie" in await shown(site, f"{place}/{picture['id']}/wycofanie", OFFICER)
    gone = await post(site, f"{place}/{picture['id']}/wycofanie", {"reason": "Widać twarz."}, OFFICER)
    assert gone.status_code == 303
    assert (await site.client.get(address)).status_code == 404
    assert "krzewy przy ławce" not in await shown(site, PUBLIC)
    json_photo = await site.client.post(
        f"/api/reporting/v1/initiative-ledgers/{ID}/photographs?inspection=1",
        files=photo,
        data={"alt": typed["alt"]},
        headers={**site.by(OFFICER), **key()},
    )
    assert json_photo.status_code == 201
    [public] = (await site.client.get("/api/reporting/v1/initiatives/IL-2027-004")).json()["photographs"]
    assert (await site.client.get(public["address"])).status_code == 200


async def test_what_residents_photograph_everybody_sees_when_an_officer_has_looked_at_it(site, clock):
    await signed(site, clock)
    own = f"{link(site)}/zdjecia"
    typed = {"alt": "Krzewy stoją, ławka będzie jutro."}
    for name in ("a.jpg", "b.jpg"):
        sent = await site.client.post(own, data=typed, files={"photo": (name, taken(80, 60))})
        assert sent.status_code == 303, sent.text
    assert "czeka na urząd" in await shown(site, own)
    assert typed["alt"] not in await shown(site, PUBLIC)
    first, second = [one["id"] for one in (await ledger(site))["photographs"]]
    address = f"/inicjatywa-lokalna/realizacja/zdjecia/{ID}/{first}/640"
    assert (await site.client.get(address)).status_code == 404
    for door in (f"{own}/{first}/640", f"{PLACE}/zdjecia/{first}/640"):
        assert (await site.client.get(door, headers=site.by(OFFICER))).headers["content-type"] == "image/jpeg"
    assert "Od mieszkańców: czekają na Ciebie" in await shown(site, f"{PLACE}/zdjecia", OFFICER)
    assert (await post(site, f"{PLACE}/zdjecia/{first}/pokazanie", {}, WGOŚ)).status_code == 403
    for _ in range(2):
        assert (await post(site, f"{PLACE}/zdjecia/{first}/pokazanie", {}, OFFICER)).status_code == 303
    assert (await site.client.get(address)).status_code == 200
    assert typed["alt"] in await shown(site, PUBLIC)
    asked = await shown(site, f"{PLACE}/zdjecia/{second}/wycofanie", OFFICER)
    assert f'src="{PLACE}/zdjecia/{second}/640"' in asked, "what nobody else sees yet is seen here"
    assert "Nikt poza urzędem go nie widział." in asked
    gone = await post(site, f"{PLACE}/zdjecia/{second}/wycofanie", {"reason": "Widać twarz."}, OFFICER)
    assert gone.status_code == 303
    [task] = [one for one in await site.house.publishes(TaskOpenedV1) if one.kind == "initiative_photographs"]
    assert task.task_id in {one.task_id for one in await site.house.publishes(TaskClosedV1)}
    await site.client.post(own, data=typed, files={"photo": ("c.jpg", taken(80, 60))})
    ids = {one.task_id for one in await site.house.publishes(TaskOpenedV1)}
    assert f"{ID}-offers-2" in ids, "what comes later waits anew"


async def test_everybody_sees_the_way_from_the_application_to_the_settlement_and_nobodys_findings(site, clock):
    await signed(site, clock)
    await site.house.hears(told(InitiativeScoredV1), told(FundsSecuredV1))
    await work(site, 120)
    await spend(site)
    await inspect(site)
    page = await shown(site, PUBLIC)
    for said in ("Wniosek złożony", "Ocena Zespołu", "Pieniądze zabezpieczone", "Umowa podpisana", "2 godz. pracy"):
        assert said in page
    assert "Rozliczenie" in page
    assert "Krzewy posadzone" not in page
    assert "FV/7/2027" not in page
    assert "Anna Bielecka" not in page
    await hand_in(site)
    await accept(site, "Ziemię dało miasto.")
    await site.house.hears(*await site.house.publishes(InitiativeSettledV1))
    page = await shown(site, PUBLIC)
    assert "Rozliczona z poprawką" in page
    assert "Miasto wydało 8 712 zł." in page
    found = (await site.client.get("/api/reporting/v1/initiatives/IL-2027-004")).json()
    assert found["state"] == "settled"
    assert [(one["kind"], one["planned"], one["delivered"]) for one in found["kinds"]] == [
        ("work", 31_400, 6_280),
        ("in_kind", 120_000, 0),
        ("purchase", 900_000, 871_200),
    ]
    listed = (await site.client.get("/api/reporting/v1/initiatives?state=settled")).json()
    assert (listed["found"], listed["items"][0]["case"], listed["items"][0]["own"]) == (1, "IL-2027-004", 151_400)
    assert "Zielony skwer przy Złotej" in await shown(site, "/inicjatywa-lokalna/realizacja")
    for found in ("?q=skweru", "?q=il-2027-004", "?q=zlotej&stan=settled"):
        assert "Zielony skwer przy Złotej" in await shown(site, f"/inicjatywa-lokalna/realizacja{found}"), found
    for missed in ("?q=boisko", "?q=skwer&stan=considered", "?stan=rejected"):
        assert "Nie ma takich inicjatyw" in await shown(site, f"/inicjatywa-lokalna/realizacja{missed}"), missed
    feed = ElementTree.fromstring((await shown(site, f"{PUBLIC}/atom.xml")).encode())
    titles = [one.text for one in feed.iter("{http://www.w3.org/2005/Atom}title")]
    assert titles[:2] == ["Zielony skwer przy Złotej", "Rozliczona z poprawką"]


async def test_everybody_finds_initiatives_on_the_sketch_of_the_city_and_on_an_equal_list(site, clock):
    sketched = "/inicjatywa-lokalna/realizacja/mapa"
    assert "Nie ma jeszcze inicjatyw" in await shown(site, sketched)
    await signed(site, clock)
    placed, unplaced = {"latitude": 51.76, "longitude": 18.09}, {"latitude": None, "longitude": None}
    second = {"initiative_id": "i-2", "case": "IL-2027-005", "number": 5, "title": "Mural o koronkarkach"}
    await site.house.hears(told(InitiativeSubmittedV1, version=9, **placed))
    await site.house.hears(told(InitiativeSubmittedV1, **second, **unplaced))
    page = await shown(site, sketched)
    assert page.index('id="na-szkicu-1"') < page.index("Bez punktu na szkicu") < page.index("IL-2027-005")
    assert page.count('href="/inicjatywa-lokalna/IL-2027-004/realizacja"') >= 1
    narrowed = await shown(site, f"{sketched}?q=koronkarki")
    assert "IL-2027-004" not in narrowed
    assert "Nie ma takich inicjatyw" in await shown(site, f"{sketched}?q=smok")
    assert f"{sketched}?q=koronkarki" in await shown(site, "/inicjatywa-lokalna/realizacja?q=koronkarki")


async def test_an_initiative_that_nobody_filed_is_not_there(site, clock):
    await shown(site, "/inicjatywa-lokalna/IL-2027-009/realizacja", status=404)
    await shown(site, "/inicjatywa-lokalna/inny/realizacja", status=422)
    assert "Nie ma jeszcze inicjatyw" in await shown(site, "/inicjatywa-lokalna/realizacja")
    assert "Nie ma jeszcze umów" in await shown(site, "/panel/umowy", OFFICER)
    # A contract that comes before its application is kept, and shown when that is there, too.
    await site.house.hears(told(ContractSignedV1))
    await shown(site, PUBLIC, status=404)
    await shown(site, PLACE, OFFICER)
    assert (await send(site, "/entries", {"line": SOIL, "day": "2026-04-15", "value": 5})).status_code == 422
