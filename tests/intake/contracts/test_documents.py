"""What both sides sign, opened by the programs that people open it with."""

import io
from datetime import date
from gettext import NullTranslations

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from services.intake.contracts.domain.contract import Contract
from services.intake.contracts.domain.party import Party
from services.intake.contracts.wording import contract_text, giving_back, handover
from shared.clock import SystemClock
from shared.documents import as_docx, as_pdf
from shared.web.words import Words
from tests.intake.contracts.test_contract import AGREEMENT, COPY, TODAY, WHO, agreed, drafted, lending, signed
from tests.intake.contracts.test_terms import ASKED, terms

PARTY = Party(name="Jolanta Próbna", address="ul. Złota 5, 62-800 Kalisz", organisation="Fundacja Skwer")
WORDS = Words("pl", NullTranslations(), SystemClock())


def _text(one: Contract, annex: int = 0) -> str:
    file = as_pdf(contract_text(one, one.text(annex), PARTY, TODAY, WORDS, "Kalisz"))
    return " ".join("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages).split())


def test_the_contract_names_both_sides_their_shares_and_their_days() -> None:
    text = _text(agreed())
    for said in ("Fundacja Skwer", "Jolanta Próbna", "1 kwietnia 2027", "30 października 2027", "9000 zł", "1514 zł"):
        assert said in text.replace("\u00a0", " ").replace("9 000", "9000").replace("1 514", "1514"), said
    assert "PROJEKT" not in text


def test_a_text_that_is_still_being_worked_on_says_so() -> None:
    assert "PROJEKT" in _text(drafted().edited(terms()))


def test_an_annex_says_what_it_changes_and_why() -> None:
    text = _text(signed().annex_begun("Więcej krzewów.").agreed(AGREEMENT), 1)
    assert "Aneks nr 1 do umowy UIL-2027-004" in text
    assert "Więcej krzewów." in text


def test_each_text_is_printed_from_what_was_signed_and_only_the_one_in_work_is_a_draft() -> None:
    first = signed().annex_begun("Więcej krzewów.").agreed(AGREEMENT).signed_on(TODAY, COPY, **WHO)
    one = first.annex_begun("Dłuższy czas prac.").edited(terms(ends=date(2027, 10, 15)))
    texts = [_text(one, annex).replace("\u00a0", " ") for annex in range(3)]
    assert ["PROJEKT" in text for text in texts] == [False, False, True]
    assert ["Więcej krzewów." in text for text in texts] == [False, True, False]
    assert ["Dłuższy czas prac." in text for text in texts] == [False, False, True]
    assert ["15 października 2027" in text for text in texts] == [False, False, True]


def test_what_was_signed_names_the_title_and_place_of_its_day_and_the_next_text_those_of_now() -> None:
    newer = ASKED.model_copy(update={"title": "Skwer z ławkami", "place": "skwer przy ul. Nowej", "version": 99})
    one = signed().told(content=newer, clauses="", at=WHO["at"]).annex_begun("Nowa nazwa.")
    first, annex = _text(one, 0), _text(one, 1)
    for old, new in ((ASKED.title, newer.title), (ASKED.place, newer.place)):
        assert old in first
        assert new not in first
        assert new in annex


def test_there_is_no_text_that_nobody_has_written() -> None:
    with pytest.raises(LookupError):
        signed().text(1)


def test_the_contract_is_the_same_in_word() -> None:
    word = WordFile(io.BytesIO(as_docx(contract_text(agreed(), agreed().text(0), PARTY, TODAY, WORDS, "Kalisz"))))
    tables = {table.rows[0].cells[0].text: table for table in word.tables}
    assert tables["Pozycja"].rows[-1].cells[0].text == "Razem"
    assert len(tables["Nr"].rows) == len(ASKED.declared) + 2
    assert any("Jolanta Próbna" in paragraph.text for paragraph in word.paragraphs)


@pytest.mark.parametrize("complete", [True, False])
def test_a_lent_thing_goes_and_comes_with_a_protocol(complete: bool) -> None:
    one = lending().taken_back(1, TODAY, "porysowana", complete=complete, today=TODAY)
    out = PdfReader(io.BytesIO(as_pdf(handover(one, one.items[0], PARTY, WORDS, "Kalisz")))).pages[0].extract_text()
    back = PdfReader(io.BytesIO(as_pdf(giving_back(one, one.items[0], PARTY, WORDS, "Kalisz")))).pages[0].extract_text()
    assert "Kosiarka" in out
    assert "30 września 2027" in out.replace("\u00a0", " ")
    assert ("cała" if complete else "uszkodzona") in back
