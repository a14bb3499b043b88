"""The desk of interpellations works without JavaScript and loses nothing typed."""

import pytest

from tests.reporting.conftest import MAYOR, OFFICER, ZDM
from tests.reporting.council.test_pages import send, shown
from tests.reporting.interpellations.conftest import ANSWER, LETTER, done, drafted, received, seen

PLACE = "/panel/rada/interpelacje"


async def test_from_the_letter_to_the_answer_over_the_pages(site):
    assert "Nie ma tu jeszcze interpelacji" in await shown(site, PLACE)
    assert "Nie ma tu jeszcze interpelacji" in await shown(site, "/interpelacje")
    assert 'value="1"' in await shown(site, f"{PLACE}/nowa")
    one = await send(site, f"{PLACE}/nowa", **LETTER)
    assert one.status_code == 303
    place = one.headers["location"]
    assert (await send(site, f"{place}/przydzial", version="1", unit="ZDM")).status_code == 303
    text = "Naprawimy boisko do końca czerwca."
    assert (await send(site, f"{place}/projekt", ZDM, version="2", text=text)).status_code == 303
    page = await shown(site, place, MAYOR)
    assert f"{text}</textarea>" in page
    assert (await send(site, f"{place}/zwrot", MAYOR, version="3", reason="Podaj koszt.")).status_code == 303
    assert "Podaj koszt." in await shown(site, place, ZDM)
    assert (await send(site, f"{place}/projekt", ZDM, version="4", text=text)).status_code == 303
    typed = {"answer": text, "on": "2026-04-15", "signatory": "mayor", "name": "Prezydent Próbny"}
    assert (await send(site, f"{place}/odpowiedz", MAYOR, version="5", **typed)).status_code == 303
    public = await shown(site, place.removeprefix("/panel/rada"))
    assert text in public
    assert "odpowiedź w terminie" in public
    assert "Prezydent Próbny, Prezydent Miasta" in public
    assert "jest odpowiedź" in await shown(site, PLACE)
    assert "Nic tu nie pasuje" in await shown(site, f"{PLACE}?pokaz=bez-odpowiedzi")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"councillor": ""}, "Wpisz imię i nazwisko radnego."),
        ({"received_on": "2026-04-16"}, "Ten dzień jeszcze nie nadszedł."),
        ({"sign": "dwanaście"}, "Wpisz znak sprawy tak: WRM.0003.0009.2025."),
        ({"text": "krótko"}, "Wpisz treść, co najmniej jedno zdanie."),
    ],
)
async def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(site, changes, text):
    answer = await send(site, f"{PLACE}/nowa", **{**LETTER, **changes})
    assert answer.status_code == 422
    assert answer.text.count(text) == 2
    for name, value in {**LETTER, **changes}.items():
        if name not in ("kind", "sign"):
            assert str(value) in answer.text
    assert changes.get("sign", "0003") in answer.text


async def test_a_taken_number_stands_at_its_field(site):
    await received(site)
    answer = await send(site, f"{PLACE}/nowa", **LETTER)
    assert answer.status_code == 409
    assert answer.text.count("Ten numer jest już zajęty w tym roku.") == 2


async def test_who_comes_second_keeps_what_was_typed(site):
    id = await drafted(site)
    typed = {"answer": "Kanarek mojej odpowiedzi.", "on": "2026-04-15", "signatory": "mayor", "name": "Prezydent"}
    stale = await send(site, f"{PLACE}/{id}/odpowiedz", MAYOR, version="2", **typed)
    assert stale.status_code == 412
    assert "Kanarek mojej odpowiedzi.</textarea>" in stale.text
    assert 'name="version" value="3"' in stale.text
    await done(site, id, "answer", ANSWER, MAYOR)
    late = await send(site, f"{PLACE}/{id}/odpowiedz", MAYOR, version="4", **typed)
    assert late.status_code == 409
    assert "Ktoś zrobił już następny krok." in late.text


async def test_a_change_says_why_and_a_second_one_sees_it(site):
    id = await received(site)
    changed = {**LETTER, "version": "1", "topic": "Nowy temat pisma", "reason": "Literówka."}
    assert "Popraw wpis" in await shown(site, f"{PLACE}/{id}/zmiana")
    assert (await send(site, f"{PLACE}/{id}/zmiana", **changed)).status_code == 303
    assert "Literówka." in await shown(site, f"{PLACE}/{id}", OFFICER)
    stale = await send(site, f"{PLACE}/{id}/zmiana", **{**changed, "topic": "Kanarek tematu"})
    assert stale.status_code == 412
    assert "Kanarek tematu" in stale.text
    assert "Nowy temat pisma" in stale.text
    assert (await seen(site, id))["topic"] == "Nowy temat pisma"
