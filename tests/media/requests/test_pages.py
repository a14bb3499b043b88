"""The pages of the press work without JavaScript, lose nothing typed, and show nobody what is not theirs."""

import re
from typing import Any

import pytest

from shared.access import Person, Role
from tests.conftest import Site, person
from tests.media.conftest import PRESS
from tests.media.requests.conftest import ASKED, ENTERED, MAYOR, WE, ZDM, approved, asked, assigned, done, mails

PLACE = "/panel/prasa"
AUDITOR = person(Role.AUDITOR)


async def get(site: Site, path: str, who: Person | None = PRESS) -> str:
    answer = await site.client.get(path, headers=site.by(who) if who else {})
    assert answer.status_code == 200, answer.text
    return answer.text


async def post(site: Site, path: str, who: Person | None = PRESS, **typed: Any):
    return await site.client.post(path, data=typed, headers=site.by(who) if who else {})


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


async def test_a_journalist_asks_and_follows_by_the_link(site: Site):
    asking: dict[str, Any] = {**ASKED, "email": "", "medium": ""}
    wrong = await post(site, "/prasa", None, **asking)
    assert wrong.status_code == 422
    assert wrong.text.count("Podaj adres e-mail: wyślemy na niego odpowiedź.") == 2
    assert ASKED["text"] in wrong.text
    assert ASKED["name"] in wrong.text
    sent = await post(site, "/prasa", None, **{**asking, **ASKED})
    assert sent.status_code == 303
    page = await get(site, sent.headers["location"], None)
    for text in ("Wysłane.", ASKED["topic"], "29 kwietnia 2026", "jak policzono", "art. 13 ust. 1"):
        assert text in page
    assert "Kanarek" not in page, "who has the link need not learn who asked"
    broken = await site.client.get("/prasa/sprawa/cokolwiek-innego")
    assert broken.status_code == 404


async def test_who_goes_back_and_asks_something_else_keeps_what_was_typed_and_sends_it_at_the_next_press(site: Site):
    def key(page: str) -> str:
        found = re.search(r'name="form_key" value="(\w+)"', page)
        assert found
        return found[1]

    asking: dict[str, Any] = {**ASKED, "form_key": key(await get(site, "/prasa", None))}
    assert (await post(site, "/prasa", None, **asking)).status_code == 303
    other = {**asking, "text": "Ile kosztował nowy most na Prośnie?"}
    again = await post(site, "/prasa", None, **other)
    assert again.status_code == 409
    assert "Ile kosztował nowy most na Prośnie?" in again.text
    assert 'href="#text"' in again.text
    sent = await post(site, "/prasa", None, **{**other, "form_key": key(again.text)})
    assert sent.status_code == 303
    assert "Ile kosztował nowy most" in await get(site, sent.headers["location"], None)


async def test_what_is_wrong_is_said_in_the_order_of_the_form(site: Site):
    wrong = await post(site, "/prasa", None)
    linked = re.findall(r'href="#(\w+)"', wrong.text.partition("<form")[0])
    fields = re.findall(r'name="(kind|topic|text|outlet|medium|name|email)"', wrong.text.partition("<form")[2])
    assert [name for name in linked if name != "tresc"] == list(dict.fromkeys(fields))


async def test_from_the_form_to_the_answer_over_the_pages(site: Site):
    id = await asked(site)
    place = f"{PLACE}/sprawy/{id}"
    page = await get(site, place)
    assert ASKED["topic"] in page
    assert "Kanarek" in page
    assigned_ = await post(site, f"{place}/przydzial", version=version(page), unit="ZDM", topic="Remont Podmiejskiej")
    assert assigned_.status_code == 303
    page = await get(site, place, ZDM)
    assert "Kanarek" not in page
    assert (await post(site, f"{place}/przyjecie", ZDM, version=version(page))).status_code == 303
    page = await get(site, place, ZDM)
    typed: dict[str, Any] = {"version": version(page), "draft": "Remont skończy się w maju."}
    assert (await post(site, f"{place}/projekt", ZDM, **typed)).status_code == 303
    page = await get(site, place)
    assert "Remont skończy się w maju.</textarea>" in page
    typed = {"version": version(page), "cleared": "Remont skończy się w czerwcu."}
    assert (await post(site, f"{place}/sprawdzenie", **typed)).status_code == 303
    page = await get(site, place, MAYOR)
    assert "Kanarek" not in page
    assert "<del>maju.</del><ins>czerwcu.</ins>" in page
    typed = {"version": version(page), "approved": "Remont skończy się w czerwcu."}
    assert (await post(site, f"{place}/zatwierdzenie", MAYOR, **typed)).status_code == 303
    page = await get(site, place)
    assert (await post(site, f"{place}/wyslanie", version=version(page))).status_code == 303
    assert "jest odpowiedź" in await get(site, f"{PLACE}?pokaz=zakonczone")
    assert "Remont skończy się w czerwcu." in (await mails(site))[-1]["text"]


@pytest.mark.parametrize(
    ("step", "typed", "text", "status"),
    [
        ("przydzial", {"unit": "", "topic": "Temat"}, "Wybierz jednostkę.", 422),
        ("przydzial", {"unit": "XYZ", "topic": "Temat"}, "Miasto nie ma już takiej jednostki.", 422),
        ("wlasna", {"own": "", "own_topic": "Temat"}, "Napisz tekst, co najmniej jedno zdanie.", 422),
        ("przedluzenie", {"extend_to": "2026-06-16", "extend_reason": "Dużo akt"}, "najwyżej 2 miesiące", 422),
        ("wstrzymanie", {"stop_reason": "", "stop_note": "Kanarek wpisany"}, "Wybierz przyczynę.", 422),
        ("sprawdzenie", {"cleared": "Za wcześnie, nie ma projektu."}, "Ktoś zrobił już następny krok.", 409),
        ("artykul", {"article_title": "O ulicy", "article_on": "2026-04-16"}, "Ten dzień jeszcze nie nadszedł.", 422),
        (
            "artykul",
            {"article_title": "O ulicy", "article_on": "2026-04-15", "article_url": "bez"},
            "Podaj cały adres",
            422,
        ),
    ],
)
async def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(site: Site, step, typed, text, status):
    id = await asked(site)
    answer = await post(site, f"{PLACE}/sprawy/{id}/{step}", version="1", **typed)
    assert answer.status_code == status
    assert text in answer.text
    if status == 422:
        assert answer.text.count(text) == 2, "in the summary and at the field"
        for name, value in typed.items():
            assert name == "unit" or value in answer.text


async def test_who_comes_second_keeps_what_was_typed(site: Site):
    id = await asked(site)
    await done(site, id, "holding-reply", {"text": "Pracujemy nad odpowiedzią."})
    typed: dict[str, Any] = {"own": "Kanarek mojej odpowiedzi.", "own_topic": "Remont"}
    stale = await post(site, f"{PLACE}/sprawy/{id}/wlasna", version="1", **typed)
    assert stale.status_code == 412
    assert "Kanarek mojej odpowiedzi.</textarea>" in stale.text
    assert 'name="version" value="2"' in stale.text
    assert "Ktoś zmienił tę sprawę, zanim zapisano." in stale.text


async def test_each_reads_what_is_theirs(site: Site):
    id = await assigned(site)
    place = f"{PLACE}/sprawy/{id}"
    for who, status in ((PRESS, 200), (ZDM, 200), (MAYOR, 200), (AUDITOR, 200), (WE, 403), (None, 303)):
        answer = await site.client.get(place, headers=site.by(who) if who else {})
        assert answer.status_code == status, who
        assert ("Kanarek" in answer.text) is (who is PRESS)
    assert "Remont Podmiejskiej" not in await get(site, PLACE, WE)
    await post(site, f"{place}/przekazanie", ZDM, version="2", to_unit="WE", to_reason="Przy szkole.")
    assert (await site.client.get(place, headers=site.by(ZDM))).status_code == 403
    assert "Remont Podmiejskiej" in await get(site, PLACE, WE)


async def test_every_look_at_who_asks_is_written_down(site: Site):
    id = await asked(site)
    assert "Nikt jeszcze nie czytał" in await get(site, f"{PLACE}/odczyty", AUDITOR)
    await get(site, f"{PLACE}/sprawy/{id}", MAYOR)
    assert "Nikt jeszcze nie czytał" in await get(site, f"{PLACE}/odczyty", AUDITOR)
    await get(site, f"{PLACE}/sprawy/{id}")
    assert PRESS.name in await get(site, f"{PLACE}/odczyty", AUDITOR)


async def test_the_press_office_enters_what_has_come_another_way(site: Site):
    form = await get(site, f"{PLACE}/nowa")
    assert "Wpisz sprawę prasy" in form
    typed: dict[str, Any] = {**ENTERED, "received_at": "2026-04-15T09:00"}
    half = await post(site, f"{PLACE}/nowa", **typed, publication_title="Chodniki")
    assert half.status_code == 422
    assert half.text.count("Podaj tytuł publikacji i dzień, w którym się ukazała.") == 2
    ahead = await post(site, f"{PLACE}/nowa", **{**typed, "received_at": "2026-04-16T09:00"})
    assert ahead.status_code == 422
    assert "2026-04-16T09:00" in ahead.text
    made = await post(site, f"{PLACE}/nowa", **typed, publication_title="Chodniki", publication_on="2026-04-14")
    assert made.status_code == 303
    page = await get(site, made.headers["location"])
    # A month from 15 April.
    assert "15 maja 2026" in page
    assert "Chodniki, 14 kwietnia 2026" in page.replace("\u00a0", " ")


async def test_the_history_says_who_changed_what(site: Site):
    page = await get(site, f"{PLACE}/sprawy/{await approved(site)}")
    for text in ("Zatwierdzono", "Biuro prasowe sprawdziło", "Oddano projekt odpowiedzi", ZDM.name, MAYOR.name):
        assert text in page
    assert page.count("<ins>") >= 2
