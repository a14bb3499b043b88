"""Pages of statements: the way from the request to the answer, errors that keep what was typed, and who sees what."""

import re
from typing import Any

import httpx2 as httpx
import pytest

from services.verification.formal.domain import CHECKS as CARD_CHECKS
from services.verification.merit.domain import CHECKS
from shared.access import Person
from tests.verification.cases.test_pages import marked
from tests.verification.conftest import GREEN, MAYOR, OFFICER, ROADS, House, announced, submitted
from tests.verification.statements.conftest import (
    FIRST,
    ID,
    NEEDLESS,
    NOT_OURS,
    QUESTION,
    SCHOOLS,
    SECOND_GREEN,
    TO_SCHOOLS,
    answer,
    ask,
    states,
)

REVIEW_PAGE = f"/panel/weryfikacja/oceny/{ID}"
ASK = f"{REVIEW_PAGE}/stanowiska"
LIST = "/panel/weryfikacja/stanowiska"
ONE = f"{LIST}/{ID}-1"
SAID = {
    "version": "1",
    "result": "negative",
    "text": "Korzenie dębu nie przeżyją wykopu.",
    "costs-0-name": "Ekspertyza dendrologa",
    "costs-0-amount": "1 200,50",
    "costs-1-name": "",
    "costs-1-amount": "",
}


async def send(house: House, path: str, form: dict[str, Any], who: Person) -> httpx.Response:
    return await house.client.post(path, data=form, headers=house.by(who))


async def test_from_the_request_to_the_finished_review(led: House) -> None:
    assert ASK in (await led.get(REVIEW_PAGE, ROADS)).text
    form = (await led.get(ASK, ROADS)).text
    assert 'value="ZDM"' not in form, "the leading unit is not asked"
    asked = await send(led, ASK, {"units": ["WGOŚ", "WE"], "question": QUESTION}, ROADS)
    assert (asked.status_code, asked.headers["location"]) == (303, f"{REVIEW_PAGE}#stanowiska")
    beside = (await led.get(REVIEW_PAGE, ROADS)).text
    assert "Oceny nie można zakończyć, bo czekamy na stanowisko:" in beside
    assert f'<a href="{ONE}">Wydział Gospodarki Komunalnej i Ochrony Środowiska</a>, do 29' in beside
    assert ONE in (await led.get(LIST, GREEN)).text
    assert (await send(led, ONE, SAID, GREEN)).headers["location"] == f"{LIST}?zapisano={ID}-1"
    assert ONE in (await led.get(f"{LIST}?zapisano={ID}-1", GREEN)).text
    for page in (REVIEW_PAGE, f"/panel/weryfikacja/sprawy/{ID}"):
        text = (await led.get(page, ROADS)).text.replace("\u00a0", " ")
        for words in (QUESTION, "negatywne", SAID["text"], "Ekspertyza dendrologa", "1 200,50 zł"):
            assert words in text, (page, words)
    await send(led, f"{LIST}/{ID}-2/cofniecie", {"version": "1", "reason": "Szkoły tam nie ma."}, ROADS)
    await led.review()
    mayors = (await led.get(f"/panel/weryfikacja/dopuszczenie/{ID}", MAYOR)).text
    for words in (SAID["text"], "Ekspertyza dendrologa", "cofnięte", "Szkoły tam nie ma."):
        assert words in mayors, words


async def test_who_finishes_too_early_loses_nothing_that_was_typed(led: House) -> None:
    await ask(led, "WGOŚ")
    typed = {
        **marked(CHECKS),
        "version": "1",
        "positive": "true",
        "opinion": "Można to zrobić, kanarek-7.",
        "items-0-name": "Urządzenia",
        "items-0-amount": "70 000",
        "items-1-name": "Montaż",
        "items-1-amount": "20 000",
    }
    early = await send(led, REVIEW_PAGE, typed, ROADS)
    assert early.status_code == 409
    assert "kanarek-7" in early.text
    assert early.text.count("Nie wszystkie jednostki zajęły stanowisko.") == 2
    await answer(led)
    assert (await send(led, REVIEW_PAGE, typed, ROADS)).status_code == 303, "and the same form holds afterwards"


@pytest.mark.parametrize(
    ("form", "field", "text"),
    [
        ({"question": QUESTION}, "units", "Zaznacz co najmniej jedną jednostkę"),
        ({"units": "WGOŚ"}, "question", "Napisz, w jakiej sprawie"),
        ({"units": ["WE", "WGOŚ"], "question": QUESTION}, "units", "Jedną z tych jednostek już poproszono"),
        ({"units": ["WE", "ZDM"], "question": QUESTION}, "units", "Jedna z tych jednostek ocenia teraz cały projekt"),
        ({"units": "NIE", "question": QUESTION}, "units", "Wybierz jednostki z listy"),
    ],
)
async def test_a_request_that_does_not_hold_says_so_at_its_field(
    led: House, form: dict[str, Any], field: str, text: str
) -> None:
    await ask(led, "WGOŚ")
    refused = await send(led, ASK, form, ROADS)
    assert refused.status_code in (409, 422)
    assert f'href="#{field}"' in refused.text
    assert refused.text.count(text) == 2
    assert form.get("question", "") in refused.text
    assert await states(led) == {"WGOŚ": "open"}


async def test_costs_are_added_up_without_writing(led: House) -> None:
    await ask(led, "WGOŚ")
    counted = await send(led, f"{ONE}/koszty", {**SAID, "costs-1-name": "Osłony", "costs-1-amount": "99,50"}, GREEN)
    text = counted.text.replace("\u00a0", " ")
    assert counted.status_code == 200
    for words in ("1 300 zł", SAID["text"], "costs-3-name"):
        assert words in text, words
    half = await send(led, f"{ONE}/koszty", {**SAID, "costs-1-name": "Osłony"}, GREEN)
    assert (half.status_code, 'href="#costs-1-amount"' in half.text) == (422, True)
    assert await states(led) == {"WGOŚ": "open"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"result": ""}, "result"), ({"text": ""}, "text"), ({"costs-0-amount": "dużo"}, "costs-0-amount")],
)
async def test_an_answer_that_is_not_whole_says_so_at_its_field(
    led: House, changes: dict[str, str], field: str
) -> None:
    await ask(led, "WGOŚ")
    refused = await send(led, ONE, SAID | changes, GREEN)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert "Ekspertyza dendrologa" in refused.text
    assert await states(led) == {"WGOŚ": "open"}


async def test_the_second_of_two_colleagues_sees_both_answers_and_has_lost_none(led: House) -> None:
    await ask(led, "WGOŚ")
    await answer(led)
    late = await send(led, ONE, SAID, SECOND_GREEN)
    assert late.status_code == 412
    text = late.text.replace("\u00a0", " ")
    for words in ("Ktoś w międzyczasie to zmienił", "Drzewa zostają", "Tego nie zapisaliśmy", SAID["text"], "1 200,50"):
        assert words in text, words


@pytest.mark.parametrize(
    ("move", "who", "form", "state"),
    [
        ("przekazanie", GREEN, TO_SCHOOLS, {"WE": "open"}),
        ("przekazanie", OFFICER, TO_SCHOOLS, {"WE": "open"}),
        ("zwrot", GREEN, NOT_OURS, {"WGOŚ": "returned"}),
        ("cofniecie", ROADS, NEEDLESS, {"WGOŚ": "withdrawn"}),
        ("cofniecie", OFFICER, NEEDLESS, {"WGOŚ": "withdrawn"}),
    ],
)
async def test_each_move_asks_why_and_keeps_what_was_typed(
    led: House, move: str, who: Person, form: dict[str, str], state: dict[str, str]
) -> None:
    await ask(led, "WGOŚ")
    place = f"{ONE}/{move}"
    assert (await led.get(ONE, who)).text.count(place) == 1
    assert QUESTION in (await led.get(place, who)).text
    silent = await send(led, place, {**form, "version": "1", "reason": ""}, who)
    assert (silent.status_code, 'href="#reason"' in silent.text) == (422, True)
    overtaken = await send(led, place, {**form, "version": "7"}, who)
    assert (overtaken.status_code, form["reason"] in overtaken.text) == (412, True)
    assert (await send(led, place, {**form, "version": "1"}, who)).is_redirect
    assert await states(led) == state
    again = await send(led, place, {**form, "version": "1"}, who)
    assert again.status_code in (403, 409, 412), "what has moved does not move twice"
    assert await states(led) == state


@pytest.mark.parametrize(
    ("unit", "text"),
    [("", "Wybierz jednostkę."), ("WE", "już poproszono"), ("ZDM", "ocenia cały projekt"), ("NIE", "z listy")],
)
async def test_a_hand_over_to_a_wrong_unit_says_so_at_its_field(led: House, unit: str, text: str) -> None:
    await ask(led, "WGOŚ", "WE")
    form = {"version": "1", "unit": unit, "reason": "Bo tak, kanarek-9."}
    refused = await send(led, f"{ONE}/przekazanie", form, GREEN)
    assert refused.status_code in (409, 422)
    assert refused.text.count(text) >= 2
    assert "kanarek-9" in refused.text


@pytest.mark.parametrize(
    ("path", "who"),
    [
        (ASK, GREEN),
        (f"{ONE}/zwrot", ROADS),
        (f"{ONE}/zwrot", OFFICER),
        (f"{ONE}/przekazanie", ROADS),
        (f"{ONE}/cofniecie", GREEN),
        (f"{ONE}/cofniecie", SCHOOLS),
        (f"{ONE}/cofniecie", MAYOR),
    ],
)
async def test_the_pages_are_closed_to_whom_the_steps_are(led: House, path: str, who: Person) -> None:
    await ask(led, "WGOŚ")
    assert (await led.get(path, who)).status_code == 403
    form = {"version": "1", "reason": "Bo tak.", "unit": "WE", "units": "WE", "question": QUESTION}
    assert (await send(led, path, form, who)).status_code == 403
    assert await states(led) == {"WGOŚ": "open"}


async def test_only_its_unit_has_the_form(led: House) -> None:
    await ask(led, "WGOŚ")
    for who, there in ((GREEN, True), (ROADS, False), (OFFICER, False), (SCHOOLS, False), (MAYOR, False)):
        page = await led.get(ONE, who)
        assert page.status_code == 200
        assert ("Wyślij stanowisko" in page.text) is there, who.id


async def test_what_came_back_leads_on_to_another_unit(led: House) -> None:
    await ask(led, "WGOŚ")
    await led.post(f"{FIRST}/return", NOT_OURS, GREEN)
    assert "odesłała prośbę" in (await led.get(REVIEW_PAGE, ROADS)).text
    page = (await led.get(ONE, ROADS)).text
    assert NOT_OURS["reason"] in page
    assert f'href="{ONE}/przekazanie">Zapytaj inną jednostkę' in page
    assert "odesłane do pytającego" in (await led.get(LIST, ROADS)).text
    assert ONE not in (await led.get(LIST, GREEN)).text
    assert (await send(led, f"{ONE}/przekazanie", {**TO_SCHOOLS, "version": "2"}, ROADS)).is_redirect
    assert "Przedtem pytano: Wydział Gospodarki" in (await led.get(ONE, SCHOOLS)).text


async def test_the_card_asks_the_cooperating_units_and_says_what_is_missing(house: House) -> None:
    await house.tell(announced(), submitted())
    card = f"/panel/weryfikacja/karty/{ID}"
    typed = {**marked(CARD_CHECKS), "version": "1", "outcome": "pass", "unit": "ZDM", "cooperating": ["WGOŚ", "WE"]}
    silent = await send(house, card, typed, OFFICER)
    assert (silent.status_code, 'href="#question"' in silent.text) == (422, True)
    assert len(re.findall(r'value="(?:WGOŚ|WE)" checked', silent.text)) == 2
    same = await send(house, card, {**typed, "cooperating": "ZDM", "question": QUESTION}, OFFICER)
    assert (same.status_code, 'href="#cooperating"' in same.text) == (422, True)
    assert (await send(house, card, {**typed, "question": QUESTION}, OFFICER)).is_redirect
    assert await states(house) == {"WGOŚ": "open", "WE": "open"}


async def test_the_list_shows_what_is_late_and_goes_on(led: House) -> None:
    await ask(led, "WGOŚ")
    led.clock.move(days=15)
    await ask(led, "WE")
    late = (await led.get(f"{LIST}?termin=po-terminie", OFFICER)).text
    assert (ONE in late, f"{LIST}/{ID}-2" in late) == (True, False)
    assert 'class="late"' in late
    assert "Nic tu nie czeka" in (await led.get(f"{LIST}?termin=siedem-dni", OFFICER)).text
    assert "Dziś nic nie czeka" in (await led.get(f"{LIST}?jednostka=WRM", OFFICER)).text
