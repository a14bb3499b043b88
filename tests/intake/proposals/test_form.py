"""The form as a browser sends it: nothing typed is lost, files are kept, the review warns, a filing counts once."""

import base64
import html
import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from PIL import Image

from tests.intake.conftest import CIPHER, OFFICER, REVIEWER, House
from tests.shared.test_photographs import opened, picture

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FORM = "/budzet-obywatelski/zglos"


def filled(**changes: str) -> dict[str, str]:
    """All fields of a proposal that fits its place."""
    return {
        "title": "Sad osiedlowy przy Rogatce",
        "summary": "Dwadzieścia jabłoni i grusz, z których każdy może zrywać owoce.",
        "description": "Na pustym trawniku posadzimy dwadzieścia drzew owocowych i postawimy trzy ławki.",
        "category": "Zieleń i środowisko",
        "pool_id": "local",
        "area_id": "rogatka",
        "location": "trawnik przy ul. Wojska Polskiego 12",
        "latitude": "51,7611",
        "longitude": "18,0910",
        "costs-0-name": "Drzewka",
        "costs-0-amount": "12 500,50",
        "costs-3-name": "Ławki",
        "costs-3-amount": "6000",
        "signatures": "14",
        "given": "Jolanta",
        "surname": "Kanarkowa-Znak",
        "email": "jolanta.znak@example.org",
        "address": "ul. Złota 5, Kalisz",
        "resident": "true",
        "consent": "true",
        "form_key": "f" * 32,
        "step": "review",
    } | changes


def fields_of(page: str) -> dict[str, Any]:
    """The inputs of a page, as a browser would send them."""
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="hidden"' in tag:
            found.setdefault(name[1], []).append(html.unescape(value[1] if value else ""))
    return found


async def test_the_form_says_which_day_is_the_last(house: House) -> None:
    await house.announce()

    page = await house.client.get(FORM)

    assert page.status_code == 200
    assert "24\u00a0kwietnia 2026" in page.text
    assert "Rogatka: do 100\u00a0000\u00a0zł, podpisy: 2" in page.text


async def test_outside_the_window_the_page_says_when_it_opens(house: House, at: Callable[[str], datetime]) -> None:
    await house.announce()

    house.clock.moment = at("2026-04-01")
    early = await house.client.get(FORM)
    house.clock.moment = at("2026-05-01")
    late, posted = await house.client.get(FORM), await house.client.post(FORM, data=filled(step="send"))

    assert "Pomysły przyjmujemy od 13\u00a0kwietnia 2026" in early.text
    assert "Zgłaszanie już się skończyło" in late.text
    assert posted.status_code == 409


async def test_without_an_edition_the_page_says_so(house: House) -> None:
    for path in (FORM, "/budzet-obywatelski", "/budzet-obywatelski/zasady"):
        page = await house.client.get(path)
        assert "Teraz nie trwa żadna edycja" in page.text


async def test_what_was_typed_comes_back_with_the_fault_at_its_field(house: House) -> None:
    await house.announce()
    typed = filled(area_id="", email="bez małpy", surname="", resident="", **{"costs-3-amount": "dużo"})

    page = await house.client.post(FORM, data=typed)

    assert page.status_code == 422
    for text in ("Sad osiedlowy przy Rogatce", "12 500,50", "dużo", "bez małpy", "51,7611"):
        assert html.escape(text) in page.text
    for text in (
        "Wybierz osiedle albo sołectwo: projekt lokalny należy do jednego.",
        "Sprawdź adres e-mail",
        "Podaj nazwisko.",
        "Podaj kwotę w złotych",
        "Zaznacz, że mieszkasz w mieście.",
    ):
        assert page.text.count(text) == 2, text  # In the summary and at the field.


async def test_more_rows_come_without_javascript_and_the_sum_with_them(house: House) -> None:
    await house.announce()

    page = await house.client.post(FORM, data=filled(step="rows", rows="8", title=""))

    assert page.status_code == 200
    assert 'id="costs-11-name"' in page.text
    assert "Razem: 18\u00a0500,50\u00a0zł" in page.text
    assert "Nadaj projektowi nazwę." not in page.text


async def test_the_review_warns_and_the_filing_is_taken_all_the_same(house: House) -> None:
    edition = await house.announce()
    typed = filled(signatures="1", **{"costs-0-amount": "150 000"})

    review = await house.client.post(FORM, data=typed)
    carried = fields_of(review.text)
    sent = await house.client.post(FORM, data={**carried, "step": "send"})
    again = await house.client.post(FORM, data={**carried, "step": "send"})
    receipt = await house.client.get(sent.headers["Location"])

    assert "Koszt 156\u00a0000\u00a0zł jest wyższy niż limit 100\u00a0000\u00a0zł." in review.text
    assert "Liczba podpisów to 1, a potrzeba co najmniej 2." in review.text
    assert "Nie ma listy poparcia." in review.text
    assert (sent.status_code, again.status_code) == (303, 303)
    assert sent.headers["Location"] == again.headers["Location"]
    assert "BO-2027-001" in receipt.text
    listed = (await house.client.get(f"/api/intake/v1/proposals?edition_id={edition}")).json()["items"]
    assert [item["cost"] for item in listed] == [156_000_00]


async def test_the_way_back_from_the_review_keeps_everything(house: House) -> None:
    await house.announce()
    review = await house.client.post(FORM, data=filled(), files={"support_list": ("lista.png", PNG)})

    page = await house.client.post(FORM, data={**fields_of(review.text), "step": "edit"})

    assert "Wszystko jest wypełnione" in review.text
    assert page.status_code == 200
    for text in ("Sad osiedlowy przy Rogatce", "Kanarkowa-Znak", "12 500,50", "lista.png"):
        assert text in page.text
    assert len(re.findall(r"<input[^>]*checked", page.text)) == 3  # The pool and both statements.


async def test_a_file_is_kept_while_other_fields_are_mended(house: House) -> None:
    edition = await house.announce()
    faulty = await house.client.post(FORM, data=filled(title=""), files={"support_list": ("lista.png", PNG)})
    kept = fields_of(faulty.text)["kept"]

    mended = await house.client.post(FORM, data={**filled(), "kept": kept})
    sent = await house.client.post(FORM, data={**fields_of(mended.text), "step": "send"})

    assert (faulty.status_code, sent.status_code) == (422, 303)
    listed = (await house.client.get(f"/api/intake/v1/proposals?edition_id={edition}")).json()["items"]
    assert listed[0]["attachments"] == 1


async def test_a_file_can_be_taken_out_again(house: House) -> None:
    await house.announce()
    page = await house.client.post(FORM, data=filled(title=""), files={"support_list": ("lista.png", PNG)})
    kept = fields_of(page.text)["kept"]

    page = await house.client.post(FORM, data={**filled(), "kept": kept, "drop": kept[0]})

    assert page.status_code == 200
    assert "lista.png" not in page.text


async def test_a_program_and_a_made_up_file_are_refused(house: House) -> None:
    await house.announce()

    program = await house.client.post(FORM, data=filled(), files={"support_list": ("lista.pdf", b"MZ" + b"\0" * 500)})
    made_up = await house.client.post(FORM, data=filled(kept="ktos-inny.podpis"))

    assert program.status_code == 422
    assert program.text.count("Tego rodzaju pliku nie przyjmujemy.") == 2
    assert "Nie ma listy poparcia." in made_up.text


async def test_a_support_list_is_handed_to_officers_alone_as_a_file_to_save(house: House) -> None:
    await house.announce()
    photograph = picture("JPEG")
    review = await house.client.post(FORM, data=filled(), files={"support_list": ("Lista poparcia ż.jpg", photograph)})
    sent = await house.client.post(FORM, data={**fields_of(review.text), "step": "send"})
    id = sent.headers["Location"].rpartition("/")[2]
    officer = await house.client.get(f"/panel/wnioski/{id}", headers=house.by(OFFICER))
    path = re.search(rf"/panel/wnioski/{id}/zalaczniki/\w+", officer.text)
    assert path is not None

    file = await house.client.get(path[0], headers=house.by(OFFICER))
    refused = await house.client.get(path[0], headers=house.by(REVIEWER))

    assert opened(file.content).size == opened(photograph).size
    assert opened(photograph).getexif(), "the telephone had noted where it was"
    assert not opened(file.content).getexif()
    assert file.headers["Content-Type"] == "image/jpeg"
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''Lista%20poparcia%20%C5%BC.jpg")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert refused.status_code == 403


async def test_a_damaged_picture_is_named_at_its_field_and_nothing_typed_is_lost(house: House) -> None:
    await house.announce()
    files = {"support_list": ("lista.png", PNG[:40]), "land_consent": ("zgoda.jpg", picture("JPEG")[:200])}
    page = await house.client.post(FORM, data=filled(), files=files)
    assert page.status_code == 422
    assert page.text.count("Tego zdjęcia nie da się otworzyć.") == 4, "twice each: in the summary and at the field"
    assert "Sad osiedlowy przy Rogatce" in page.text


async def test_a_picture_that_would_fill_the_memory_is_refused(house: House) -> None:
    await house.announce()
    huge = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(huge, "PNG")
    page = await house.client.post(FORM, data=filled(), files={"support_list": ("lista.png", huge.getvalue())})
    assert page.status_code == 422
    assert "To zdjęcie ma za dużo punktów." in page.text


async def test_the_mail_leads_to_the_applicants_own_page_where_the_proposal_is_withdrawn(house: House) -> None:
    await house.announce()
    review = await house.client.post(FORM, data=filled())
    sent = await house.client.post(FORM, data={**fields_of(review.text), "step": "send"})
    mail = await house.database.collection("mails").find_one({})
    assert mail is not None
    opened = CIPHER.open(mail["sealed"], f"mails/{mail['_id']}")
    content = json.loads(opened)
    link = re.search(r"http://localhost:8080(/budzet-obywatelski/zgloszenie/\S+)", content["text"])
    assert link is not None

    own = await house.client.get(link[1])
    asked = await house.client.get(f"{link[1]}/wycofanie")
    done = await house.client.post(f"{link[1]}/wycofanie", data=fields_of(asked.text))
    after = await house.client.get(link[1])

    assert content["to"] == "jolanta.znak@example.org"
    assert sent.headers["Location"].rpartition("/")[2] in content["text"]
    assert "Sad osiedlowy przy Rogatce" in own.text
    assert "Kanarkowa" not in own.text
    assert own.headers["Referrer-Policy"] == "no-referrer"
    assert done.status_code == 303
    assert "wycofane" in after.text
    assert "Chcę wycofać projekt" not in after.text


async def test_a_cut_off_link_says_what_to_do(house: House) -> None:
    page = await house.client.get("/budzet-obywatelski/zgloszenie/ImFiYyI.zly-podpis")

    assert page.status_code == 404
    assert "Ten adres jest niepełny" in page.text


async def test_files_are_kept_by_what_they_are_for_and_only_a_list_counts_as_one(house: House) -> None:
    await house.announce()
    consent = {"land_consent": ("zgoda.png", PNG, "image/png"), "declaration": ("rodzic.png", PNG, "image/png")}
    review = await house.client.post(FORM, data=filled(), files=consent)
    assert "zgoda.png (zgoda właściciela terenu)" in review.text
    assert "Nie ma listy poparcia." in review.text

    sent = await house.client.post(FORM, data={**fields_of(review.text), "step": "send"})
    page = await house.client.get(
        f"/panel/wnioski/{sent.headers['Location'].rpartition('/')[2]}", headers=house.by(OFFICER)
    )
    assert re.search(r"rodzic\.png.*?oświadczenie", page.text, re.DOTALL)


@pytest.mark.parametrize("field", ["support_list", "land_consent", "declaration"])
async def test_a_file_that_we_do_not_take_is_told_at_its_own_field(house: House, field: str) -> None:
    await house.announce()
    page = await house.client.post(FORM, data=filled(), files={field: ("lista.pdf", b"MZ" + b"\0" * 500)})

    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
