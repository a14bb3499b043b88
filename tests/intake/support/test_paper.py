"""The list that neighbours sign: printed from the form before anything is sent, and from the applicant's own page."""

import io

import pytest
from pypdf import PdfReader

from services.intake.support.paper import support_list
from tests.intake.conftest import House, rules
from tests.intake.proposals.test_form import FORM, filled


def words_of(body: bytes) -> tuple[str, int]:
    """Read a file as a reader does: its words, and how many pages it has."""
    reader = PdfReader(io.BytesIO(body))
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split()), len(reader.pages)


async def test_the_list_is_printed_before_the_form_is_sent_and_holds_what_is_signed(house: House) -> None:
    await house.announce()
    asked = {"title": "Ławki #pod *kasztanami*", "summary": "Dwanaście ławek z oparciem dla starszych."}
    answer = await house.client.post(FORM, data=asked | {"step": "list", "pool_id": "local", "area_id": "asnyka"})

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    text, pages = words_of(answer.content)
    for words in (*asked.values(), "Asnyka", "podpisy mieszkańców: co najmniej 8", "Adres zamieszkania", "15"):
        assert words in text
    assert pages <= 2
    assert (await house.client.get("/api/intake/v1/proposals", params={"edition_id": "x" * 32})).json()["items"] == []


@pytest.mark.parametrize(("field", "text"), [("title", ""), ("title", "Ław"), ("summary", ""), ("summary", "Krótko.")])
async def test_without_a_name_and_a_summary_there_is_nothing_to_sign(house: House, field: str, text: str) -> None:
    await house.announce()
    answer = await house.client.post(FORM, data=filled(**{field: text, "step": "list", "signatures": ""}))

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'href="#signatures"' not in answer.text
    assert filled()["description"][:40] in answer.text


@pytest.mark.parametrize(("needed", "lines"), [(2, 15), (8, 15), (40, 50), (900, 150)])
def test_there_are_lines_for_the_needed_signatures_and_some_to_spare(needed: int, lines: int) -> None:
    area = {"id": "rogatka", "name": "Rogatka", "residents": needed * 1000, "cap": 100_000_00, "signatures": needed}

    answer = support_list(rules(areas=[area]), "Ławki", "Dwanaście ławek.", "skwer", "local", "rogatka")

    text, _ = words_of(bytes(answer.body))
    assert f" {lines} " in f"{text} "
    assert f" {lines + 1} " not in f"{text} "


async def test_the_applicant_prints_it_again_from_the_own_page(house: House) -> None:
    filed = await house.file(await house.announce())
    place = f"/budzet-obywatelski/zgloszenie/{filed['token']}"
    assert f"{place}/lista-poparcia" in (await house.client.get(place)).text

    text, _ = words_of((await house.client.get(f"{place}/lista-poparcia")).content)
    assert "Plac zabaw pod kasztanami" in text
    assert "Kanarkowa" not in text


async def test_a_broken_link_gives_no_list(house: House) -> None:
    await house.announce()
    assert (await house.client.get(f"/budzet-obywatelski/zgloszenie/{'x' * 40}/lista-poparcia")).status_code == 404
