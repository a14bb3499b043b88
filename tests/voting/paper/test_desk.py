"""The vote on paper through its pages and its JSON: who may do what, what is told where, nothing typed is lost."""

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from services.voting.paper.domain.drawing import is_drawn
from shared.access import Person, Role
from shared.store import new_id
from tests.conftest import SetClock, Site, person
from tests.voting.conftest import (
    BASE,
    CLOSES,
    EDITION,
    OPENS,
    PANEL,
    PRIVATE,
    SECRET,
    open_at_the_desk,
)
from tests.voting.paper.conftest import ANNA, JAN, WINDOWS

POINTS = "/budzet-obywatelski/glosowanie/punkty"
CLERK, OTHER, COMMISSION = (
    person(Role.OFFICER),
    Person(id="p-ola", name="Ola", role=Role.OFFICER),
    person(Role.COMMISSION),
)
PLAN: dict[str, Any] = {
    "name": "Biblioteka, filia nr 5",
    "address": "Górnośląska 10",
    "hours": [{"opens": "2026-09-21T08:00:00Z", "closes": "2026-09-21T16:00:00Z"}],
    "reason": "zarządzenie o punktach",
}
SHEET = {"issued": 10, "cast": 4, "spoiled": 1, "returned": 5}


@pytest.fixture
async def site(vote_site: Callable[..., Awaitable[Site]], clock: SetClock) -> Site:
    """The service with an open vote on the web and on paper."""
    site = await vote_site(rules={"windows": WINDOWS})
    await open_at_the_desk(site)
    clock.moment = OPENS + timedelta(hours=12)
    return site


async def point(site: Site, settled: bool = True) -> str:
    """Open a point, and account for its cards."""
    made = await site.client.post(f"{BASE}/points", json=PLAN, headers=site.once(CLERK))
    assert made.status_code == 201, made.text
    id: str = made.json()["id"]
    if settled:
        headers = {**site.by(OTHER), "If-Match": '"1"'}
        assert (await site.client.put(f"{BASE}/points/{id}/sheet", json=SHEET, headers=headers)).status_code == 204
    return id


async def key_in(site: Site, point: str, **changes: Any) -> dict[str, Any]:
    """Key a card in by JSON; gives what was answered."""
    body = {**ANNA, "sections": {"miasto": "1"}, **changes}
    answer = await site.client.post(f"{BASE}/points/{point}/cards", json=body, headers=site.once(CLERK))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def drawn(number: int) -> bool:
    key = hmac.digest(bytes.fromhex("ab" * 32), f"edition|{EDITION}".encode(), hashlib.sha256)
    return is_drawn(key, number, 5)


async def finish(site: Site, card: dict[str, Any], by: Person = OTHER) -> int:
    """Let the second person finish a card by JSON; gives the status."""
    at = {"If-Match": f'"{card["version"]}"'}
    if drawn(card["number"]):
        body = {**ANNA, "sections": {"miasto": "1"}}
        address = f"{BASE}/cards/{card['id']}/second-entry"
        return int((await site.client.put(address, json=body, headers={**site.by(by), **at})).status_code)
    address = f"{BASE}/cards/{card['id']}/confirmation"
    return int((await site.client.post(address, headers={**site.once(by), **at})).status_code)


async def test_everybody_sees_where_to_vote_and_what_is_open_now(site: Site, clock: SetClock) -> None:
    await point(site, settled=False)
    clock.moment = OPENS + timedelta(hours=12)
    page = (await site.client.get(POINTS)).text
    assert "Biblioteka, filia nr 5" in page
    assert "otwarte do 18:00" in page
    [shown] = (await site.client.get(f"{BASE}/points")).json()["items"]
    assert (shown["open_now"], shown["version"]) == (True, 1)
    clock.moment = OPENS + timedelta(hours=20)
    assert "żaden punkt nie jest otwarty" in (await site.client.get(POINTS)).text
    clock.moment = OPENS + timedelta(days=2)
    assert "Głosowanie na papierze się skończyło" in (await site.client.get(POINTS)).text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({**PLAN, "hours": [{"opens": "2026-09-19T08:00:00Z", "closes": "2026-09-19T16:00:00Z"}]}, "hours-unfit"),
        ({**PLAN, "hours": []}, "invalid"),
        ({**PLAN, "reason": ""}, "invalid"),
        ({**PLAN, "name": "x" * 201}, "invalid"),
    ],
)
async def test_a_point_that_does_not_fit_is_refused_with_the_reason(site: Site, body: Any, kind: str) -> None:
    answer = await site.client.post(f"{BASE}/points", json=body, headers=site.once(CLERK))
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{kind}")


async def test_a_point_is_made_and_moved_by_its_form_with_a_reason(site: Site) -> None:
    empty = (await site.client.get(f"{PANEL}/punkty/nowy", headers=site.by(CLERK))).text
    days = re.findall(r'name="(days-\d+-day)" value="([\d-]+)"', empty)
    assert [day for _, day in days] == [f"2026-09-{n}" for n in range(21, 26)]
    form = {**dict(days), "name": "Ratusz", "address": "Główny Rynek 20", "reason": "zarządzenie", "version": "0"}
    answer = await site.client.post(f"{PANEL}/punkty/nowy", data=form, headers=site.by(CLERK))
    assert answer.status_code == 422
    assert "Podaj godziny co najmniej jednego dnia." in answer.text
    half = {**form, "days-1-opens": "10:00"}
    answer = await site.client.post(f"{PANEL}/punkty/nowy", data=half, headers=site.by(CLERK))
    assert 'href="#days-1-opens"' in answer.text
    assert 'value="Ratusz"' in answer.text
    reversed_ = {**half, "days-1-closes": "09:00"}
    answer = await site.client.post(f"{PANEL}/punkty/nowy", data=reversed_, headers=site.by(CLERK))
    assert (answer.status_code, 'href="#days-1-opens"' in answer.text) == (422, True)
    whole = {**half, "days-1-closes": "18:00", "mobile": "true", "days-1-place": "przystanek Widok"}
    assert (await site.client.post(f"{PANEL}/punkty/nowy", data=whole, headers=site.by(CLERK))).status_code == 303
    page = (await site.client.get(POINTS)).text
    assert "przystanek Widok" in page
    [shown] = (await site.client.get(f"{BASE}/points")).json()["items"]
    edit = (await site.client.get(f"{PANEL}/punkty/{shown['id']}", headers=site.by(CLERK))).text
    assert 'value="10:00"' in edit
    changed = {**whole, "name": "Ratusz, parter", "reason": "inne wejście", "version": "1"}
    address = f"{PANEL}/punkty/{shown['id']}"
    assert (await site.client.post(address, data=changed, headers=site.by(CLERK))).status_code == 303
    stale = await site.client.post(address, data=changed | {"name": "Inny"}, headers=site.by(CLERK))
    assert (stale.status_code, 'value="Inny"' in stale.text) == (412, True)
    gone = {"reason": "remont budynku", "version": "2"}
    assert (await site.client.post(f"{address}/usuniecie", data=gone, headers=site.by(CLERK))).status_code == 303
    assert (await site.client.get(f"{BASE}/points")).json()["items"] == []


async def test_a_sheet_that_does_not_add_up_names_the_difference_and_keeps_what_was_typed(site: Site) -> None:
    id = await point(site, settled=False)
    form = {"issued": "13", "cast": "4", "spoiled": "1", "returned": "5", "version": "1"}
    address = f"{PANEL}/punkty/{id}/rozliczenie"
    answer = await site.client.post(address, data=form, headers=site.by(CLERK))
    assert answer.status_code == 422
    assert "Brakuje 3 kart" in answer.text
    assert 'value="13"' in answer.text
    refused = await site.client.put(
        f"{BASE}/points/{id}/sheet", json=SHEET | {"issued": 9}, headers={**site.by(CLERK), "If-Match": '"1"'}
    )
    assert (refused.status_code, refused.json()["difference"]) == (422, -1)
    explained = {**form, "explanation": "Trzy karty zniknęły, jest notatka."}
    assert (await site.client.post(address, data=explained, headers=site.by(CLERK))).status_code == 303
    assert "z różnicą" in (await site.client.get(f"{PANEL}/papier", headers=site.by(CLERK))).text
    assert "rozliczenie z różnicą" in (await site.client.get(PANEL, headers=site.by(COMMISSION))).text


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(nonce|version|at|form_key)" value="([^"]*)"', page))


async def test_without_a_script_enter_leads_from_field_to_field_and_keeps_what_was_typed(site: Site) -> None:
    address = f"{PANEL}/punkty/{await point(site)}/karty"
    page = (await site.client.get(address, headers=site.by(CLERK))).text
    typed: dict[str, str] = {}
    order = []
    for name, value in (("given", "Anna"), ("surname", "Nowak"), ("address", ""), ("numery1", "1"), ("numery2", "")):
        focus = re.search(r'<input[^>]*id="(\w+)"[^>]*autofocus', page)
        assert focus, page
        order.append(focus[1])
        typed[name] = value
        page = (
            await site.client.post(address, data={**hidden(page), **typed, "step": "next"}, headers=site.by(CLERK))
        ).text
    assert order == ["given", "surname", "address", "numery1", "numery2"]
    assert 'value="Nowak"' in page
    page = (
        await site.client.post(address, data={**hidden(page), **typed, "step": "next"}, headers=site.by(CLERK))
    ).text
    assert re.search(r"<button[^>]*data-enter-send[^>]*autofocus", page)
    assert (await site.client.get(f"{BASE}/paper", headers=site.by(CLERK))).json()["keyed"] == 0


async def test_after_saving_the_form_is_empty_and_the_last_card_can_be_undone_and_keyed_in_anew(site: Site) -> None:
    address = f"{PANEL}/punkty/{await point(site)}/karty"
    page = (await site.client.get(address, headers=site.by(CLERK))).text
    card = {**ANNA, "numery1": "1", "step": "save"}
    saved = await site.client.post(address, data={**hidden(page), **card}, headers=site.by(CLERK))
    assert saved.status_code == 303
    page = (await site.client.get(saved.headers["location"], headers=site.by(CLERK))).text
    assert "Napisz na karcie numer" in page
    assert "Nowak" not in page
    undo = re.search(r'action="([^"]*/cofnij)"', page)
    assert undo
    form = {**hidden(page), "version": "1"}
    back = await site.client.post(undo[1], data=form, headers=site.by(CLERK))
    page = (await site.client.get(back.headers["location"], headers=site.by(CLERK))).text
    assert "Cofnięto kartę nr 1" in page
    mend = undo[1].removesuffix("/cofnij")
    page = (await site.client.get(mend, headers=site.by(CLERK))).text
    again = await site.client.post(f"{mend}/wpis", data={**card, "version": "2"}, headers=site.by(CLERK))
    assert again.status_code == 303
    assert (await site.client.get(f"{BASE}/paper", headers=site.by(CLERK))).json()["to_confirm"] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"numery1": "jeden"}, "numery1"), ({"numery2": "?;-"}, "numery2"), ({"braki": "x"}, "braki")],
)
async def test_what_cannot_be_read_is_told_at_its_field_and_nothing_is_lost(
    site: Site, changes: dict[str, str], field: str
) -> None:
    address = f"{PANEL}/punkty/{await point(site)}/karty"
    form = {**ANNA, "numery1": "1", "step": "save", "nonce": new_id(), **changes}
    answer = await site.client.post(address, data=form, headers=site.by(CLERK))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="Nowak"' in answer.text


async def test_what_is_no_number_is_told_with_the_example_of_its_own_field(site: Site) -> None:
    address = f"{PANEL}/punkty/{await point(site)}/karty"
    form = {**ANNA, "numery1": "O-1 3 7 ?", "step": "save", "nonce": new_id()}
    assert (await site.client.post(address, data=form, headers=site.by(CLERK))).status_code == 303
    told = await site.client.post(address, data=form | {"numery2": "dwa", "nonce": new_id()}, headers=site.by(CLERK))
    assert "jak w przykładzie przy tym polu" in told.text
    assert "na przykład: L-1 3 7. Litera nie jest potrzebna." in told.text


async def test_a_number_that_nobody_can_read_is_told_from_one_that_is_not_on_the_list_and_from_a_void_section(
    site: Site,
) -> None:
    id = await point(site)
    sections = {"miasto": "1 ?", "osiedla": "1 2 3 4 99"}
    cards = [await key_in(site, id, sections=sections) for _ in range(2)]
    card = next(card for card in cards if not drawn(card["number"]))
    page = (await site.client.get(f"{PANEL}/karty/{card['id']}", headers=site.by(OTHER))).text
    plain = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "O-? nie da się odczytać" in plain
    assert "L-99 nie ma takiego numeru" in plain
    assert "W części karty jest numer, którego nie da się odczytać. (Projekty ogólnomiejskie) tylko ten numer" in plain
    assert "Na liście nie ma projektu o wpisanym numerze. (Projekty lokalne) tylko ten numer" in plain
    assert "W części karty wskazano za dużo projektów. (Projekty lokalne) cała część" in plain
    assert "Projekty lokalne nie liczy się" in plain
    assert "Projekty ogólnomiejskie nie liczy się" not in plain


async def test_who_goes_back_and_types_the_next_card_is_told_and_saves_it_at_the_next_press(site: Site) -> None:
    address = f"{PANEL}/punkty/{await point(site)}/karty"
    form = {**ANNA, "numery1": "1", "step": "save", "nonce": "n" * 16}
    assert (await site.client.post(address, data=form, headers=site.by(CLERK))).status_code == 303
    told = await site.client.post(address, data=form | {"numery1": "2"}, headers=site.by(CLERK))
    assert (told.status_code, "jest już wpisana" in told.text, 'value="Nowak"' in told.text) == (409, True, True)
    fresh = form | {"numery1": "2", "nonce": hidden(told.text)["nonce"]}
    assert (await site.client.post(address, data=fresh, headers=site.by(CLERK))).status_code == 303


async def test_the_second_person_sees_the_card_with_titles_and_confirms_it_and_the_next_one_comes(site: Site) -> None:
    id = await point(site)
    cards = [await key_in(site, id) for _ in range(2)]
    cards = [card for card in cards if not drawn(card["number"])]
    page = await site.client.get(f"{PANEL}/karty/nastepna", headers=site.by(OTHER))
    assert page.headers["location"].startswith(f"{PANEL}/karty/")
    card = cards[0]
    shown = (await site.client.get(f"{PANEL}/karty/{card['id']}", headers=site.by(OTHER))).text
    assert "Anna Nowak" in shown
    assert "Projekt" in shown
    form = {"version": str(card["version"])}
    address = f"{PANEL}/karty/{card['id']}/potwierdzenie"
    assert (await site.client.post(address, data=form, headers=site.by(OTHER))).status_code == 303
    done = (await site.client.get(f"{PANEL}/karty/{card['id']}", headers=site.by(OTHER))).text
    assert "w urnie" in done
    assert "Nowak" not in done
    noted = (await site.client.get(f"{BASE}/readings", headers=site.by(COMMISSION))).json()["items"]
    assert ("card_state", card["id"]) in {(one["what"], one["of"]) for one in noted}
    refused = await site.client.get(f"{BASE}/cards/{card['id']}/content", headers=site.by(OTHER))
    assert refused.status_code == 409


INTO_BOX = "Po potwierdzeniu wybór trafi zamknięty do urny"
NOT_INTO_BOX = "Po potwierdzeniu nic z tej karty nie trafi do urny"


@pytest.mark.parametrize(
    ("rule", "warned", "after"),
    [
        ("first", "Według zasad tej edycji ta karta będzie nieważna: to drugi głos.", NOT_INTO_BOX),
        ("last", "Według zasad tej edycji ta karta policzy się zamiast niego.", INTO_BOX),
        ("paper_wins", "Według zasad tej edycji ta karta będzie nieważna: to drugi głos.", NOT_INTO_BOX),
        ("void_all", "Według zasad tej edycji nie policzy się ani on, ani ta karta.", NOT_INTO_BOX),
    ],
)
async def test_who_confirms_a_second_card_of_a_person_reads_first_what_becomes_of_it(
    vote_site: Callable[..., Awaitable[Site]], clock: SetClock, rule: str, warned: str, after: str
) -> None:
    site = await vote_site(rules={"windows": WINDOWS, "double_vote": rule})
    await open_at_the_desk(site)
    clock.moment = OPENS + timedelta(hours=12)
    id = await point(site)
    cards = [card for card in [await key_in(site, id) for _ in range(3)] if not drawn(card["number"])]
    address = f"{PANEL}/karty/{cards[1]['id']}"
    alone = (await site.client.get(address, headers=site.by(OTHER))).text
    assert ("Głos tej osoby jest już w urnie" in alone, INTO_BOX in alone) == (False, True)
    assert await finish(site, cards[0]) == 204
    page = (await site.client.get(address, headers=site.by(OTHER))).text
    assert f"Głos tej osoby jest już w urnie. {warned}" in page
    assert (INTO_BOX in page, NOT_INTO_BOX in page) == (after is INTO_BOX, after is NOT_INTO_BOX)
    own = (await site.client.get(address, headers=site.by(CLERK))).text
    assert "Głos tej osoby jest już w urnie" not in own, "who keys in must not learn who has voted"


async def test_of_a_card_that_will_be_void_nobody_says_that_it_goes_into_the_box(site: Site) -> None:
    id = await point(site)
    cards = [await key_in(site, id, seen=["no_signature"]) for _ in range(2)]
    card = next(card for card in cards if not drawn(card["number"]))
    page = (await site.client.get(f"{PANEL}/karty/{card['id']}", headers=site.by(OTHER))).text
    assert (INTO_BOX in page, NOT_INTO_BOX in page) == (False, True)


FOUND = f"{PANEL}/papier/karta"


async def test_any_card_is_found_by_the_number_on_its_paper_with_what_became_of_it_and_the_look_is_written_down(
    site: Site,
) -> None:
    id = await point(site)
    first, second = await key_in(site, id), await key_in(site, id)
    desk = (await site.client.get(f"{PANEL}/papier", headers=site.by(COMMISSION))).text
    assert f'action="{FOUND}"' in desk
    waits = (await site.client.get(FOUND, params={"numer": " 2 "}, headers=site.by(COMMISSION))).text
    assert "czeka na potwierdzenie" in waits
    assert f'href="{PANEL}/karty/{second["id"]}"' in waits
    assert [await finish(site, card) for card in (first, second)].count(409) == 0
    cast = (await site.client.get(FOUND, params={"numer": "1"}, headers=site.by(CLERK))).text
    void = (await site.client.get(FOUND, params={"numer": "2"}, headers=site.by(COMMISSION))).text
    assert "w urnie" in cast
    assert "To drugi głos tej samej osoby." in void
    for page in (waits, cast, void):
        assert "Biblioteka, filia nr 5" in page
        assert "Nowak" not in page
        assert "Projekt " not in page, "a choice"
    noted = (await site.client.get(f"{BASE}/readings", headers=site.by(COMMISSION))).json()["items"]
    looks = sorted((one["of"], one["by_id"]) for one in noted if one["what"] == "card_state")
    assert looks == sorted([(second["id"], COMMISSION.id), (first["id"], CLERK.id), (second["id"], COMMISSION.id)]), (
        "each look, and no other"
    )


@pytest.mark.parametrize("number", ["7", "0", "", "siedem", "9" * 30])
async def test_a_number_that_no_card_has_is_told_and_nothing_is_noted(site: Site, number: str) -> None:
    await key_in(site, await point(site))
    page = await site.client.get(FOUND, params={"numer": number}, headers=site.by(COMMISSION))
    assert (page.status_code, "Nie ma karty z takim numerem" in page.text) == (404, True)
    assert (await site.client.get(f"{BASE}/readings", headers=site.by(COMMISSION))).json()["items"] == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MAYOR, Role.PRESS_OFFICER])
async def test_others_find_no_card_by_its_number(site: Site, role: Role) -> None:
    await key_in(site, await point(site))
    headers = site.by(person(role))
    assert (await site.client.get(FOUND, params={"numer": "1"}, headers=headers)).status_code == 403


async def test_nobody_confirms_their_own_card_by_page_or_by_program(site: Site) -> None:
    card = await key_in(site, await point(site))
    assert await finish(site, card, by=CLERK) == 403
    form = {"version": str(card["version"])}
    answer = await site.client.post(f"{PANEL}/karty/{card['id']}/potwierdzenie", data=form, headers=site.by(CLERK))
    assert answer.status_code == 403
    assert "Kartę musi sprawdzić inna osoba" in answer.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MAYOR, Role.PRESS_OFFICER])
async def test_others_neither_key_in_nor_see_a_card(site: Site, role: Role) -> None:
    id = await point(site)
    card, headers = await key_in(site, id), site.once(person(role))
    body = {**ANNA, "sections": {}}
    assert (await site.client.post(f"{BASE}/points/{id}/cards", json=body, headers=headers)).status_code == 403
    assert (await site.client.get(f"{BASE}/cards/{card['id']}/content", headers=headers)).status_code == 403
    assert (await site.client.get(f"{PANEL}/karty/{card['id']}", headers=headers)).status_code == 403


async def test_the_auditor_follows_by_numbers_without_names(site: Site) -> None:
    await key_in(site, await point(site))
    headers = site.by(person(Role.AUDITOR))
    page = (await site.client.get(f"{PANEL}/papier", headers=headers)).text
    assert "Biblioteka, filia nr 5" in page
    listed = (await site.client.get(f"{BASE}/cards", headers=headers)).json()["items"]
    assert [card["number"] for card in listed] == [1]
    assert "Nowak" not in str(listed)


async def test_a_card_by_program_needs_its_key_and_sent_again_is_the_same_card(site: Site) -> None:
    id = await point(site)
    body, address = {**ANNA, "sections": {"miasto": "1"}}, f"{BASE}/points/{id}/cards"
    assert (await site.client.post(address, json=body, headers=site.by(CLERK))).status_code == 400
    headers = site.once(CLERK)
    first, again = [(await site.client.post(address, json=body, headers=headers)).json() for _ in range(2)]
    assert first == again
    wrong = await site.client.post(address, json=body | {"sections": {"miasto": "x"}}, headers=site.once(CLERK))
    assert (wrong.status_code, wrong.json()["type"], wrong.json()["section"]) == (
        422,
        "/problems/marks-unreadable",
        "miasto",
    )


async def test_an_unclear_card_is_decided_on_its_page(site: Site) -> None:
    card = await key_in(site, await point(site), given="Maria", surname="Wiśniewska-Lis", address="Górnośląska 10")
    assert card["state"] == "to_clarify"
    address = f"{PANEL}/karty/{card['id']}"
    page = (await site.client.get(address, headers=site.by(COMMISSION))).text
    assert "Maria Wiśniewska" in page
    nobody = await site.client.post(f"{address}/wyjasnienie", data={"version": "1"}, headers=site.by(COMMISSION))
    assert (nobody.status_code, 'href="#choice"' in nobody.text) == (422, True)
    form = {"version": "1", "choice": "1", "reason": "nowe nazwisko po ślubie"}
    answer = await site.client.post(f"{address}/wyjasnienie", data=form, headers=site.by(COMMISSION))
    assert answer.status_code == 303
    unclear = await site.client.get(f"{BASE}/cards/{card['id']}/people", headers=site.by(OTHER))
    assert unclear.status_code == 409, "it is decided"


async def test_a_returned_card_shows_the_note_to_who_keyed_it_in(site: Site) -> None:
    id = await point(site)
    cards = [card for card in [await key_in(site, id) for _ in range(2)] if not drawn(card["number"])]
    address = f"{PANEL}/karty/{cards[0]['id']}"
    empty = await site.client.post(f"{address}/zwrot", data={"version": "1"}, headers=site.by(OTHER))
    assert (empty.status_code, 'href="#note"' in empty.text) == (422, True)
    form = {"version": "1", "note": "na karcie jest 2, nie 1"}
    assert (await site.client.post(f"{address}/zwrot", data=form, headers=site.by(OTHER))).status_code == 303
    assert "na karcie jest 2, nie 1" in (await site.client.get(address, headers=site.by(CLERK))).text
    assert "Do poprawy przez Ciebie" in (await site.client.get(f"{PANEL}/karty", headers=site.by(CLERK))).text
    mended = {**ANNA, "numery1": "2", "version": "2", "step": "save"}
    saved = await site.client.post(f"{address}/wpis", data=mended, headers=site.by(CLERK))
    assert saved.status_code == 303
    assert "Zapisano." in (await site.client.get(saved.headers["location"], headers=site.by(CLERK))).text
    assert "Zapisano." not in (await site.client.get(address, headers=site.by(CLERK))).text


async def test_the_box_is_not_closed_over_unfinished_paper_and_the_commission_reads_what_is_next(
    site: Site, clock: SetClock
) -> None:
    id = await point(site)
    clock.moment = CLOSES + timedelta(minutes=2)
    refused = await site.client.post(f"{BASE}/closing", headers=site.once(COMMISSION))
    assert refused.status_code == 409
    assert {name: refused.json()[name] for name in ("points", "cards", "missing")} == {
        "points": 0,
        "cards": 0,
        "missing": 4,
    }
    page = (await site.client.get(PANEL, headers=site.by(COMMISSION))).text
    assert "wpisać jeszcze 4 karty." in page
    assert "Zamykam urnę" not in page
    headers = {**site.by(OTHER), "If-Match": '"2"'}
    corrected = {**SHEET, "issued": 8, "cast": 2, "reason": "policzono jeszcze raz"}
    assert (await site.client.put(f"{BASE}/points/{id}/sheet", json=corrected, headers=headers)).status_code == 204
    first, second = await key_in(site, id), await key_in(site, id)
    assert "potwierdzić 2 karty." in (await site.client.get(PANEL, headers=site.by(COMMISSION))).text
    assert [await finish(site, card) for card in (first, second)].count(409) == 0
    page = (await site.client.get(PANEL, headers=site.by(COMMISSION))).text
    assert "Zamykam urnę" in page
    assert "To drugi głos tej samej osoby." in page
    await site.client.post(f"{PANEL}/zamkniecie", headers=site.by(COMMISSION))
    count = {"private_key": PRIVATE, "secret": SECRET}
    await site.client.post(f"{PANEL}/liczenie", data=count, headers=site.by(COMMISSION))
    await site.client.post(f"{PANEL}/wyniki", headers=site.by(COMMISSION))
    results = (await site.client.get(f"/budzet-obywatelski/wyniki/{EDITION}")).text
    assert "Na papierze" in results
    assert "To drugi głos tej samej osoby." in results


async def test_behind_the_closed_box_no_sheet_is_offered_for_correction_and_the_page_says_why(
    site: Site, clock: SetClock
) -> None:
    made = await site.client.post(f"{BASE}/points", json=PLAN, headers=site.once(CLERK))
    address = f"{PANEL}/punkty/{made.json()['id']}/rozliczenie"
    form = {"issued": "6", "cast": "0", "spoiled": "1", "returned": "5", "version": "1"}
    assert (await site.client.post(address, data=form, headers=site.by(OTHER))).status_code == 303
    assert "Popraw rozliczenie" in (await site.client.get(f"{PANEL}/papier", headers=site.by(COMMISSION))).text
    clock.moment = CLOSES + timedelta(minutes=2)
    assert (await site.client.post(f"{BASE}/closing", headers=site.once(COMMISSION))).status_code == 200
    why = "Urna jest zamknięta, więc rozliczeń punktów już się nie zmienia."
    desk = (await site.client.get(f"{PANEL}/papier", headers=site.by(COMMISSION))).text
    assert why in desk
    assert "Popraw rozliczenie" not in desk
    assert f'href="{address}"' in desk, "it can still be read"
    page = (await site.client.get(address, headers=site.by(COMMISSION))).text
    assert (why in page, "Zapisz rozliczenie" in page) == (True, False)
    assert "Karty wydane punktowi" in page
    late = form | {"issued": "7", "version": "2", "reason": "policzono jeszcze raz"}
    refused = await site.client.post(address, data=late, headers=site.by(OTHER))
    assert (refused.status_code, why in refused.text) == (409, True)


async def test_the_receipt_of_a_ballot_that_no_longer_counts_says_so(site: Site) -> None:
    ballot = {"voter": JAN, "choices": {"miasto": [{"proposal_id": "fontanna"}]}}
    cast = await site.client.post(f"{BASE}/ballots", json=ballot, headers={"Idempotency-Key": "k" * 32})
    code = cast.json()["code"]
    await site.database.collection("envelopes").update_one({}, {"$set": {"state": "void"}})
    site.client.cookies.set("__Host-vote-receipt", code)
    page = (await site.client.get(f"/budzet-obywatelski/glosowanie/{EDITION}/oddany")).text
    assert "nie liczy się do wyniku" in page
