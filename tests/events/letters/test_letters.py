"""A letter over the API: its whole way, who may what, what waits on the work list, and what nobody may find open."""

import asyncio
import io
import re

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from services.events.letters.domain.kinds import LEADS, Kind, Lead
from services.events.main import Settings
from shared.access import Person
from shared.contracts.events import LetterSentV1
from shared.deadlines import Term, Unit
from tests.conftest import Site
from tests.events.letters.conftest import (
    ANNA,
    API,
    AUDITOR,
    MAYOR,
    OFFICER,
    PRESS,
    PROFESSOR,
    PROTOCOL,
    RARE,
    STEPS,
    TEXT,
    act,
    asked,
    decided,
    done,
    mails,
    post,
    seen,
    taken_to,
    tasks,
    told,
)


async def test_a_letter_goes_its_whole_way(site: Site):
    id = await asked(site)
    waits = [await tasks(site)]
    for what, body, who in STEPS:
        await done(site, id, what, body, who)
        waits.append(await tasks(site))
    assert waits == [
        [("protocol_officer", "Napisz list")],
        [("protocol_officer", "Sprawdź tekst listu: robi to ktoś inny niż autor")],
        [("mayor", "Zatwierdź list")],
        [("mayor", "Podpisz list")],
        [("protocol_officer", "Zarejestruj list")],
        [("protocol_officer", "Wyślij list")],
        [],
        [],
    ]
    shown = await seen(site, id)
    assert (shown["state"], shown["sign"], shown["text"]) == ("delivered", "WPKS.0541.0001.2026", TEXT)
    [sent] = await told(site, LetterSentV1)
    assert (sent.letter_id, sent.sign, sent.way) == (id, "WPKS.0541.0001.2026", "post")


@pytest.mark.parametrize("author", [PROTOCOL, PRESS, OFFICER])
async def test_a_letter_is_never_sent_without_approval_by_somebody_else(site: Site, author):
    id = await asked(site)
    await done(site, id, "draft", {"text": TEXT}, author)
    own = await act(site, id, "check", {"text": TEXT}, author)
    assert (own.status_code, own.json()["type"]) == (409, "/problems/own-text")
    other = next(one for one in (PROTOCOL, PRESS, OFFICER) if one is not author)
    await done(site, id, "check", {"text": TEXT + " Z wyrazami szacunku."}, other)
    for wrote in (author, other):
        refused = await act(site, id, "approval", who=wrote)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/own-text")
    for what, body, who in STEPS[3:6]:
        assert (await act(site, id, what, body, who)).status_code == 409
    assert await told(site, LetterSentV1) == []
    await done(site, id, "approval", who=MAYOR)


async def test_numbers_have_no_gaps_when_many_register_at_once(site: Site):
    ids = [await taken_to(site, "signature") for _ in range(6)]
    await asyncio.gather(*(act(site, id, "registration") for id in [*ids, *ids]))
    signs = sorted([(await seen(site, id))["sign"] for id in ids])
    assert signs == [f"WPKS.0541.{number:04}.2026" for number in range(1, 7)]


async def test_a_rare_name_waits_for_a_person_and_is_kept(site: Site):
    first, second = await asked(site, recipients=[RARE]), await asked(site, recipients=[PROFESSOR, RARE])
    assert {(await seen(site, id))["state"] for id in (first, second)} == {"form_needed"}
    assert (await act(site, first, "draft", {"text": TEXT})).status_code == 409
    waits = await tasks(site)
    assert all("Sprawdź formę" in action for _, action in waits)
    assert len(waits) == 3, "two letters, one question"
    await decided(site)
    assert {(await seen(site, id))["state"] for id in (first, second)} == {"requested"}
    assert [action for _, action in await tasks(site)] == ["Napisz list", "Napisz list"]
    third = await asked(site, recipients=[{**RARE, "first_name": "żelisława"}])
    assert (await seen(site, third))["state"] == "requested"
    form = await site.database.collection("letter_forms").find_one({}) or {}
    assert form["said"][0]["by_name"] == OFFICER.name
    page = await site.client.get(f"/panel/korespondencja/listy/{third}", headers=site.by(PROTOCOL))
    assert "Szanowna Pani Żelisławo," in page.text


async def test_who_asks_and_who_decides_at_the_same_moment_do_not_miss_each_other(site: Site):
    await asked(site, recipients=[RARE])
    row = await site.database.collection("letter_forms").find_one({"waits": True}) or {}

    async def decide() -> None:
        for version in range(row["version"], row["version"] + 12):
            body = {"text": "Żelisławo", "who": "pani"}
            if (await post(site, f"/letter-forms/{row['_id']}", body, OFFICER, version)).status_code == 200:
                return

    _, *ids = await asyncio.gather(decide(), *(asked(site, recipients=[RARE]) for _ in range(8)))
    await decide()
    assert {(await seen(site, id))["state"] for id in ids} == {"requested"}


async def test_who_has_died_gets_nothing_more(site: Site):
    ready = await taken_to(site, "registration")
    dead = await post(site, f"/letters/{ready}/deceased", {"place": 0})
    assert dead.status_code == 204
    refused = await act(site, ready, "dispatch", {"way": "post"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/recipient-deceased")
    again = await asked(site)
    assert (await seen(site, again))["deceased"] == 1
    namesake = await asked(site, recipients=[{**PROFESSOR, "lines": ["ul. Inna 5", "62-800 Kalisz"]}])
    assert (await seen(site, namesake))["deceased"] == 0
    page = await site.client.get(f"/panel/korespondencja/listy/{namesake}", headers=site.by(PROTOCOL))
    assert "Zmarł ktoś o tym samym nazwisku" in page.text
    await done(site, ready, "refusal", {"reason": "Adresat nie żyje"})


async def test_what_is_missing_about_a_reader_is_said_field_by_field(site: Site):
    page = await site.client.post(
        "/panel/korespondencja/nowy",
        data={f"recipients-{row}-function": "Dyrektor" for row in (0, 1)},
        headers=site.by(PROTOCOL),
    )
    faults = re.findall(r'href="#recipients-(\d)-(\w+)">([^<]+)<', page.text)
    rows = [
        ("gender", "Zaznacz: Pani albo Pan."),
        ("first_name", "Podaj imię adresata."),
        ("last_name", "Podaj nazwisko adresata."),
    ]
    assert faults == [(row, *fault) for row in "01" for fault in rows]


async def test_who_was_written_to_is_known(site: Site):
    await asked(site)
    second = await asked(site)
    assert (await seen(site, second))["earlier"] == 1
    page = await site.client.get(f"/panel/korespondencja/listy/{second}", headers=site.by(PROTOCOL))
    assert "Do tej osoby pisaliśmy już w ostatnim roku." in page.text


async def test_by_email_the_house_writes_itself(site: Site):
    id = await taken_to(site, "registration", recipients=[PROFESSOR])
    refused = await act(site, id, "dispatch", {"way": "email"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/email-missing")
    other = await taken_to(site, "registration", recipients=[ANNA])
    await done(site, other, "dispatch", {"way": "email"})
    [mail] = await mails(site)
    assert mail["to"] == ANNA["email"]
    assert mail["text"].startswith(TEXT)


async def test_no_word_of_the_readers_is_open_or_told(site: Site):
    id = await taken_to(site, "delivery", recipients=[ANNA])
    rows = [row async for row in site.database.collection("letters").find()]
    events = [row async for row in site.database.published_events()]
    for text in ("Gilowska", "anna@example.pl", "Próbna 2", "50-lecia", "gratuluję"):
        assert text not in str(rows)
        assert text.encode() not in b"".join(row["body"] for row in events)
    found = await site.client.get("/panel/korespondencja?q=gilowska", headers=site.by(PROTOCOL))
    assert id in found.text
    hidden = await site.client.get("/panel/korespondencja?q=gilowska", headers=site.by(AUDITOR))
    assert id not in hidden.text
    by_sign = await site.client.get("/panel/korespondencja?q=wpks.0541.1.2026", headers=site.by(AUDITOR))
    assert id in by_sign.text


async def test_every_look_at_the_readers_is_written_down(site: Site):
    id = await asked(site)
    await seen(site, id, MAYOR)
    await site.client.get(f"/panel/korespondencja/listy/{id}/koperty.pdf", headers=site.by(PRESS))
    rows = [row async for row in site.database.collection("event_readings").find().sort("at", 1)]
    assert {(row["of"], row["by_id"]) for row in rows} == {(id, MAYOR.id), (id, PRESS.id)}
    page = await site.client.get("/panel/korespondencja/odczyty", headers=site.by(AUDITOR))
    assert MAYOR.name in page.text


async def test_what_was_kept_long_enough_is_erased(site: Site, clock):
    id = await taken_to(site, "dispatch")
    erase = site.app.state.ticks.work("letters kept")
    await erase()
    assert (await seen(site, id))["recipients"]
    clock.move(days=1_828)
    await erase()
    shown = await seen(site, id)
    assert (shown["recipients"], shown["text"], shown["sign"]) == ([], "", "WPKS.0541.0001.2026")
    row = await site.database.collection("letters").find_one({"_id": id}) or {}
    assert (row["people"], row["who"], row["versions"]) == (b"", [], [])
    page = await site.client.get(f"/panel/korespondencja/listy/{id}", headers=site.by(AUDITOR))
    assert page.status_code == 200


async def test_the_letter_is_a_file_with_its_address_and_sign(site: Site):
    id = await taken_to(site, "registration")
    place = f"/panel/korespondencja/listy/{id}"
    pdf = await site.client.get(f"{place}/list.pdf", headers=site.by(PROTOCOL))
    read = PdfReader(io.BytesIO(pdf.content))
    assert len(read.pages) == 1
    assert "/StructTreeRoot" in read.root_object
    assert str(read.root_object["/Lang"]) == "pl"
    assert "WPKS.0541.0001.2026" in read.pages[0].extract_text()
    docx = await site.client.get(f"{place}/list.docx", headers=site.by(PROTOCOL))
    text = "\n".join(part.text for part in WordFile(io.BytesIO(docx.content)).paragraphs)
    for line in (
        "Kalisz, 15 kwietnia 2026 r.",
        "WPKS.0541.0001.2026",
        "profesor Jan Kanarek-Łoś",
        "Szanowny Panie Prof",
    ):
        assert line in text
    envelopes = await site.client.get(f"{place}/koperty.pdf", headers=site.by(PROTOCOL))
    [page] = PdfReader(io.BytesIO(envelopes.content)).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [624, 312]


async def test_a_change_of_somebody_else_is_not_overwritten(site: Site):
    id = await asked(site)
    version = (await seen(site, id))["version"]
    await done(site, id, "draft", {"text": TEXT}, OFFICER)
    late = await post(site, f"/letters/{id}/draft", {"text": TEXT + " Inny."}, PROTOCOL, version)
    assert late.status_code == 412
    place = f"/panel/korespondencja/listy/{id}/tekst"
    typed = {"version": str(version), "text": "To napisała druga osoba i nie chce tego stracić."}
    page = await site.client.post(place, data=typed, headers=site.by(PROTOCOL))
    assert page.status_code == 412
    assert typed["text"] in page.text
    assert "Ktoś zmienił ten list" in page.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"needed_on": "2026-04-14"}, 422),
        ({"signatory": "Ktoś inny"}, 422),
        ({"recipients": []}, 422),
        ({"recipients": [{**PROFESSOR, "title": None}]}, 422),
        ({"topic": "x"}, 422),
    ],
)
async def test_what_does_not_hold_is_refused(site: Site, changes, status):
    answer = await post(site, "/letters", {"kind": "thanks", **_plain(), **changes})
    assert answer.status_code == status, answer.text
    assert await site.database.collection("letters").count_documents({}) == 0


def _plain():
    return {
        "topic": "Temat",
        "phrase": "pomoc",
        "recipients": [PROFESSOR],
        "needed_on": "2026-05-15",
        "signatory": "Prezydent Miasta Kalisza",
    }


async def test_texts_are_wanted_ahead_of_the_day_and_condolences_within_hours(site: Site):
    plain, now = await seen(site, await asked(site)), await seen(site, await asked(site, kind="condolences"))
    assert plain["due_at"].startswith("2026-05-08")
    assert now["due_at"].startswith("2026-04-15T16:00")
    late = await seen(site, await asked(site, needed_on="2026-04-16"))
    assert late["due_at"].startswith("2026-04-16")


def test_how_long_kinds_take_is_a_setting():
    lead = Lead(term=Term(amount=2, unit=Unit.WORKING_DAY))
    given = Settings.model_construct(letter_leads={Kind.THANKS: lead}).leads()
    assert (given[Kind.THANKS], given[Kind.WISHES]) == (lead, LEADS[Kind.WISHES])


async def test_one_key_asks_for_one_letter(site: Site):
    headers = site.once(PROTOCOL, "the-same-key-twice")
    body = {"kind": "thanks", **_plain()}
    answers = [await site.client.post(f"{API}/letters", json=body, headers=headers) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert await site.database.collection("letters").count_documents({}) == 1


PLACE = "/panel/korespondencja"


async def page_of(site: Site, id: str, who: Person = PROTOCOL) -> str:
    return (await site.client.get(f"{PLACE}/listy/{id}", headers=site.by(who))).text


async def test_who_gives_a_form_goes_on_with_the_letter_that_asked_for_it(site: Site):
    id = await asked(site, recipients=[RARE])
    page = await page_of(site, id)
    way = page.partition(f'href="{PLACE}/formy/')[2].partition('"')[0]
    assert way.endswith(f"?dalej=listy/{id}")
    said = await site.client.post(
        f"{PLACE}/formy/{way}", data={"version": "1", "text": "Żelisławo", "who": "pani"}, headers=site.by(OFFICER)
    )
    assert (said.status_code, said.headers["location"]) == (303, f"{PLACE}/listy/{id}")


async def test_a_letter_that_is_given_back_says_what_to_mend(site: Site):
    id = await taken_to(site, "signature")
    await done(site, id, "return", {"reason": "Popraw nazwę szkoły"}, MAYOR)
    page = await page_of(site, id)
    assert "Zwrócono do poprawy: Popraw nazwę szkoły" in page
    assert (await tasks(site))[-1] == ("protocol_officer", "Napisz list")
    await done(site, id, "draft", {"text": TEXT})
    assert "<b>Zwrócono do poprawy" not in await page_of(site, id)


def typed_reader(number: int, **one: str) -> dict[str, str]:
    return {f"recipients-{number}-{name}": value for name, value in one.items()}


async def test_a_reader_is_left_out_of_a_letter_and_another_one_added(site: Site):
    id = await asked(site, recipients=[PROFESSOR, ANNA])
    data = {
        "version": "1",
        **typed_reader(0, gender="m", manner="plain", first_name="Jan", last_name="Kanarek-Łoś", gone="true"),
        **typed_reader(1, gender="f", manner="plain", first_name="Anna", last_name="Gilowska", address="ul. Próbna 2"),
        **typed_reader(2, gender="m", first_name="Piotr", last_name="Nowy"),
    }
    answer = await site.client.post(f"{PLACE}/listy/{id}/adresaci", data=data, headers=site.by(PROTOCOL))
    assert answer.status_code == 303, answer.text
    names = [one["last_name"] for one in (await seen(site, id))["recipients"]]
    assert names == ["Gilowska", "Nowy"]


async def test_a_fault_in_a_reader_is_shown_at_the_reader_and_not_behind_a_closed_line(site: Site):
    id = await asked(site, recipients=[PROFESSOR, ANNA])
    data = {
        "version": "1",
        **typed_reader(0, gender="m", first_name="Jan", last_name="Kanarek-Łoś", gone="true"),
        **typed_reader(1, gender="f", first_name="Anna", last_name="G", address="ul. Nowa 7"),
    }
    answer = await site.client.post(f"{PLACE}/listy/{id}/adresaci", data=data, headers=site.by(PROTOCOL))
    assert answer.status_code == 422
    assert '<details class="more" open><summary>Zmień adresatów' in answer.text
    assert 'id="recipients-0-last_name-error"' in answer.text
    assert "ul. Nowa 7" in answer.text


async def test_whoever_was_noted_as_dead_by_mistake_is_written_to_again(site: Site):
    ready = await taken_to(site, "registration")
    await post(site, f"/letters/{ready}/deceased", {"place": 0})
    assert "Zapisz, że żyje" in await page_of(site, ready)
    back = await site.client.post(f"{PLACE}/listy/{ready}/zyje", data={"place": "0"}, headers=site.by(PROTOCOL))
    assert back.status_code == 303
    await done(site, ready, "dispatch", {"way": "post"})


async def test_words_typed_for_a_step_that_is_over_are_shown_and_not_lost(site: Site):
    id = await taken_to(site, "draft")
    await done(site, id, "check", {"text": TEXT}, OFFICER)
    mended = {"version": "2", "text": f"{TEXT} Napisałem to przed chwilą."}
    answer = await site.client.post(f"{PLACE}/listy/{id}/tekst", data=mended, headers=site.by(PROTOCOL))
    assert answer.status_code == 412
    assert "Tego, co wpisano, nie zapisano:" in answer.text
    assert "Napisałem to przed chwilą." in answer.text


async def test_the_list_says_of_one_that_has_left_when_it_did_and_no_date_of_its_text(site: Site):
    await taken_to(site, "dispatch")
    page = await site.client.get(PLACE, headers=site.by(PROTOCOL))
    assert 'data-label="Koniec">wysłany' in page.text
    assert 'data-label="Tekst do"' not in page.text


async def test_an_approved_letter_may_wait_for_its_day_and_is_late_only_after_it(site: Site, clock):
    id = await taken_to(site, "approval")
    after = await seen(site, id)
    assert (after["due_at"][:10], after["explanation"]) == ("2026-05-15", ["Potrzebny 15.05.2026"])
    clock.move(days=29)
    assert not (await seen(site, id))["late"], "the day on which the text was wanted is over, that of the letter is not"
    page = await site.client.get(f"/panel/korespondencja/listy/{id}", headers=site.by(PROTOCOL))
    assert "<h2>Ma wyjść do</h2>" in page.text
    await done(site, id, "return", {"reason": "Za krótki"}, MAYOR)
    assert (await seen(site, id))["due_at"][:10] == "2026-05-15", "the usual time for the text is over"
    clock.move(days=2)
    assert (await seen(site, id))["late"]


async def test_a_letter_given_back_in_time_is_wanted_as_a_text_again(site: Site):
    id = await taken_to(site, "signature")
    await done(site, id, "return", {"reason": "Za krótki"}, MAYOR)
    assert (await seen(site, id))["due_at"][:10] == "2026-05-08"
