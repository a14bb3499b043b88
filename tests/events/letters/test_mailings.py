"""A mailing leaves once: for itself, and for every person in it, however many press the button at once."""

import asyncio
import io
from typing import Any

import pytest
from pypdf import PdfReader

from services.events.letters.domain.batches import ListBroken
from services.events.letters.domain.forms import Manner
from services.events.letters.pages.mailings import read_people, written
from tests.conftest import Site
from tests.events.letters.conftest import (
    ANNA,
    MAYOR,
    OFFICER,
    PRESS,
    PROFESSOR,
    PROTOCOL,
    RARE,
    SIGNATORY,
    asked,
    decided,
    mails,
    person_of,
    post,
    tasks,
)

BODY = "{zwrot},\n\nz okazji {okazja} składam {panu} najlepsze życzenia."
MAILING: dict[str, Any] = {
    "season": "boze-narodzenie",
    "year": 2026,
    "title": "Dyrektorzy szkół",
    "body": BODY,
    "recipients": [PROFESSOR, ANNA],
    "needed_on": "2026-12-18",
    "signatory": SIGNATORY,
}


async def made(site: Site, **changes: Any) -> str:
    answer = await post(site, "/letter-mailings", {**MAILING, **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def row(site: Site, id: str) -> dict[str, Any]:
    return await site.database.collection("letter_batches").find_one({"_id": id}) or {}


async def act(site: Site, id: str, what: str, body: Any = None, who: Any = PROTOCOL) -> Any:
    return await post(site, f"/letter-mailings/{id}/{what}", body, who, (await row(site, id))["version"])


async def signed(site: Site, **changes: Any) -> str:
    id = await made(site, **changes)
    for what, who in (("check", OFFICER), ("approval", MAYOR), ("signature", MAYOR)):
        assert (await act(site, id, what, who=who)).status_code == 200
    return id


async def test_a_mailing_is_sent_once_however_many_send_it(site: Site):
    id = await signed(site)
    version = (await row(site, id))["version"]
    answers = await asyncio.gather(
        *(post(site, f"/letter-mailings/{id}/dispatch", None, who, version) for who in (PROTOCOL, OFFICER) * 5)
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 9
    assert await site.database.collection("letter_wishes").count_documents({}) == 2
    again = await act(site, id, "dispatch")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/mailing-not-there")


async def test_nobody_is_wished_the_same_twice_by_two_mailings_sent_at_once(site: Site):
    people = [person_of(number) for number in range(12)]
    ids = [await signed(site, title=f"Lista {n}", recipients=people[n * 2 : n * 2 + 8]) for n in range(3)]
    answers = await asyncio.gather(*(act(site, id, "dispatch") for id in ids))
    assert {answer.status_code for answer in answers} == {200}
    rows = [one async for one in site.database.collection("letter_wishes").find()]
    assert len(rows) == 12
    assert len({(one["round"], one["who"]) for one in rows}) == 12
    found = [await row(site, id) for id in ids]
    assert sum(one["count"] - one["left_out"] for one in found) == 12
    assert len({one["sign"] for one in found}) == 3


async def test_the_store_itself_refuses_a_second_wish(site: Site):
    wishes = site.database.collection("letter_wishes")
    index = (await wishes.index_information())["once"]
    assert (index["key"], index["unique"]) == ([("round", 1), ("who", 1)], True)


async def test_next_year_everybody_is_wished_again(site: Site):
    for year in (2026, 2027):
        await act(site, await signed(site, year=year), "dispatch")
    assert await site.database.collection("letter_wishes").count_documents({}) == 4


async def test_who_has_died_is_left_out(site: Site):
    letter = await asked(site, recipients=[PROFESSOR])
    await post(site, f"/letters/{letter}/deceased", {"place": 0})
    id = await signed(site)
    await act(site, id, "dispatch")
    assert (await row(site, id))["left_out"] == 1
    printed = await site.client.get(f"/panel/korespondencja/wysylki/{id}/listy.pdf", headers=site.by(PROTOCOL))
    read = PdfReader(io.BytesIO(printed.content))
    [page] = [page.extract_text() for page in read.pages]
    assert "Szanowna Pani Anno," in page
    assert "Bożego Narodzenia" in page
    assert "WPKS.0541.0001.2026" in page
    assert "/StructTreeRoot" in read.root_object


async def test_who_has_written_any_of_it_neither_reads_nor_approves_it(site: Site):
    id = await made(site)
    assert (await act(site, id, "check")).json()["type"] == "/problems/own-text"
    assert (await act(site, id, "approval", who=MAYOR)).status_code == 409, "nobody has read it yet"
    changed = await act(site, id, "text", {**MAILING, "title": "Inny tytuł"}, OFFICER)
    assert changed.status_code == 200
    for author in (PROTOCOL, OFFICER):
        assert (await act(site, id, "check", who=author)).status_code == 409
    assert (await act(site, id, "check", who=PRESS)).status_code == 200
    for author in (PROTOCOL, OFFICER):
        assert (await act(site, id, "approval", who=author)).status_code == 409
    assert (await act(site, id, "approval", who=MAYOR)).status_code == 200
    assert (await act(site, id, "dispatch")).status_code == 409, "it is not signed"
    await act(site, id, "text", MAILING, OFFICER)
    assert (await row(site, id))["state"] == "drafted", "what is changed is read anew"


async def test_a_mailing_goes_from_hand_to_hand_as_a_letter_does(site: Site):
    id = await made(site)
    waiting = [await tasks(site)]
    for what, who in (("check", OFFICER), ("approval", MAYOR), ("signature", MAYOR), ("dispatch", PROTOCOL)):
        assert (await act(site, id, what, who=who)).status_code == 200
        waiting.append(await tasks(site))
    assert waiting == [
        [("protocol_officer", "Sprawdź listę i tekst życzeń: robi to ktoś inny niż autor")],
        [("mayor", "Zatwierdź wysyłkę życzeń")],
        [("mayor", "Podpisz życzenia")],
        [("protocol_officer", "Wyślij życzenia")],
        [],
    ]


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_what_is_handed_back_says_what_to_mend_and_is_read_anew(site: Site, after: int):
    id = await made(site)
    for what, who in [("check", OFFICER), ("approval", MAYOR), ("signature", MAYOR)][:after]:
        await act(site, id, what, who=who)
    assert (await act(site, id, "return", {"reason": "Literówka w drugim zdaniu"}, PROTOCOL)).status_code == 200
    page = await site.client.get(f"/panel/korespondencja/wysylki/{id}", headers=site.by(PROTOCOL))
    assert "Zwrócono do poprawy: Literówka w drugim zdaniu" in page.text
    assert (await row(site, id))["state"] == "drafted"
    assert (await row(site, id))["approved_by_name"] is None
    assert (await act(site, id, "return", {"reason": "Jeszcze raz"}, MAYOR)).status_code == 409


async def test_a_mailing_waits_for_the_forms_it_lacks(site: Site):
    id = await made(site, recipients=[RARE, ANNA])
    assert (await row(site, id))["state"] == "form_needed"
    assert (await act(site, id, "approval", who=MAYOR)).status_code == 409
    await decided(site)
    assert (await row(site, id))["state"] == "drafted"
    assert ("protocol_officer", "Sprawdź listę i tekst życzeń: robi to ktoś inny niż autor") in await tasks(site)


async def test_by_email_each_gets_a_mail_of_their_own(site: Site):
    people = [ANNA, {**ANNA, "first_name": "Maria", "last_name": "Inna", "email": "maria@example.pl"}]
    id = await signed(site, by_email=True, recipients=people)
    await act(site, id, "dispatch")
    found = {mail["to"]: mail["text"].splitlines()[0] for mail in await mails(site)}
    assert found == {"anna@example.pl": "Szanowna Pani Anno,", "maria@example.pl": "Szanowna Pani Mario,"}
    refused = await post(site, "/letter-mailings", {**MAILING, "by_email": True})
    assert refused.json()["type"] == "/problems/email-missing"


async def test_a_season_puts_its_mailing_on_the_work_list_once(site: Site, clock):
    look = site.app.state.ticks.work("letter seasons")
    await look()
    assert await tasks(site) == []
    clock.move(days=224)  # 25 November 2026
    await asyncio.gather(look(), look())
    await look()
    assert await tasks(site) == [("protocol_officer", "Przygotuj wysyłkę życzeń")]
    await act(site, await signed(site), "dispatch")
    assert await tasks(site) == []
    await look()
    assert await tasks(site) == []


async def test_a_season_that_is_over_waits_no_longer(site: Site, clock):
    look = site.app.state.ticks.work("letter seasons")
    clock.move(days=230)
    await look()
    clock.move(days=40)
    await look()
    assert await tasks(site) == []


def test_a_pasted_list_is_read_line_by_line():
    text = "Pan;profesor;Jan;Próbny;ul. Długa 1;62-800 Kalisz;\n\nPani;;Anna;Inna;;;anna@example.pl"
    first, second = read_people(text)
    assert (first.manner, first.title, first.lines) == (Manner.TITLE, "profesor", ("ul. Długa 1", "62-800 Kalisz"))
    assert (second.manner, second.email) == (Manner.PLAIN, "anna@example.pl")
    assert read_people(written((first, second))) == (first, second)


@pytest.mark.parametrize(
    ("text", "line"),
    [("Pan;;Jan", 1), ("Pan;;Jan;Próbny\nOno;;Jan;Próbny", 2), ("Pan;;Jan;Próbny;;;nie-adres", 1), (";;;", 1)],
)
def test_a_line_that_does_not_hold_is_named(text, line):
    with pytest.raises(ListBroken) as broken:
        read_people(text)
    assert broken.value.line == line


async def test_a_text_with_an_unknown_slot_is_refused_before_it_is_kept(site: Site):
    answer = await post(site, "/letter-mailings", {**MAILING, "body": "{zwrot}, {imie}, wszystkiego dobrego"})
    assert answer.json()["type"] == "/problems/template-broken"


async def test_the_form_keeps_what_was_typed_and_names_the_line(site: Site):
    typed = {**MAILING, "people": "Pan;;Jan", "by_email": ""}
    del typed["recipients"]
    page = await site.client.post("/panel/korespondencja/wysylki/nowa", data=typed, headers=site.by(PROTOCOL))
    assert page.status_code == 422
    assert "Linia 1 listy" in page.text
    assert "Dyrektorzy szkół" in page.text
    good = {**typed, "people": "Pan;;Jan;Próbny"}
    sent = await site.client.post("/panel/korespondencja/wysylki/nowa", data=good, headers=site.by(PROTOCOL))
    assert sent.status_code == 303
    page = await site.client.get(sent.headers["location"], headers=site.by(PROTOCOL))
    assert "Szanowny Panie," in page.text
    assert "sprawdza ktoś inny" in page.text


async def test_why_a_mailing_is_dropped_is_not_typed_twice_where_others_were_quicker(site: Site):
    place = f"/panel/korespondencja/wysylki/{await made(site)}"
    typed = {"version": "7", "reason": "Lista jest zeszłoroczna."}
    stale = await site.client.post(f"{place}/rezygnacja", data=typed, headers=site.by(PROTOCOL))
    assert (stale.status_code, "Lista jest zeszłoroczna." in stale.text) == (412, True)
    assert 'name="version" value="1"' in stale.text


async def test_a_change_that_does_not_hold_is_shown_again_with_its_version(site: Site):
    id = await made(site)
    place = f"/panel/korespondencja/wysylki/{id}/zmiana"
    empty = await site.client.post(place, data={}, headers=site.by(PROTOCOL))
    assert (empty.status_code, 'name="version" value="1"' in empty.text) == (422, True)
    nowhere = await site.client.post(place.replace(id, "nikt"), data={}, headers=site.by(PROTOCOL))
    assert nowhere.status_code == 404


async def test_at_the_desk_a_mailing_is_handed_back_with_words_alone(site: Site):
    id = await signed(site)
    place, by = f"/panel/korespondencja/wysylki/{id}", site.by(MAYOR)
    silent = await site.client.post(f"{place}/zwrot", data={"version": "4", "return_reason": ""}, headers=by)
    assert silent.status_code == 422
    assert 'id="return_reason-error"' in silent.text
    words = {"version": "4", "return_reason": "Proszę dopisać radnych"}
    assert (await site.client.post(f"{place}/zwrot", data=words, headers=by)).status_code == 303
    assert "Proszę dopisać radnych" in (await site.client.get(place, headers=by)).text
