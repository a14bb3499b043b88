"""Documents: the same content as PDF and as DOCX, read back by other readers than those that wrote it."""

import io
from datetime import date
from typing import Any

from docx import Document as WordFile
from pypdf import PdfReader

from shared.documents import Document, Facts, Heading, Paragraph, Signatures, Table, as_docx, as_pdf

ROWS = [(str(number), f"Projekt nr {number}: ławki i żółte róże", f"{number * 1000} zł") for number in range(1, 80)]
DOCUMENT = Document(
    "Protokół z liczenia głosów",
    "Komisja",
    date(2026, 10, 12),
    [
        Heading("Karty"),
        Paragraph("Komisja stwierdza, że urna jest zamknięta."),
        Facts([("Kart w urnie", "1 320"), ("Skrót zasad", "ab" * 32)]),
        Heading("Pula ogólnomiejska", 2),
        Table("Lista rankingowa", ["Miejsce", "Projekt", "Koszt"], ROWS, frozenset({2})),
        Signatures(["Przewodnicząca komisji", "Członek komisji"]),
    ],
)


def said(document: Document) -> list[str]:
    """Words that a reader must find."""
    words = [document.title]
    for block in document.blocks:
        match block:
            case Heading(text, _) | Paragraph(text):
                words.append(text)
            case Facts(rows):
                words += [part for row in rows for part in row]
            case Table(caption, head, rows, _):
                words += [caption, *head, *(cell for row in rows for cell in row)]
            case Signatures(who):
                words += who
    return words


def test_the_pdf_says_all_of_it_and_is_tagged_for_those_who_hear_it() -> None:
    reader = PdfReader(io.BytesIO(as_pdf(DOCUMENT)))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    joined = text.replace(" ", "")
    for words in said(DOCUMENT):
        assert words.replace(" ", "") in joined, words
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "pl"
    assert reader.metadata is not None
    assert reader.metadata.title == DOCUMENT.title
    kinds = _kinds(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Caption"} <= kinds


def test_the_docx_says_all_of_it_with_real_headings_and_a_head_that_repeats() -> None:
    word = WordFile(io.BytesIO(as_docx(DOCUMENT)))
    [table] = word.tables
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    text += "\n".join(cell.text for row in table.rows for cell in row.cells)
    for words in said(DOCUMENT):
        assert words in text, words
    headings = [one.text for one in word.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert headings == ["Karty"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert word.core_properties.title == DOCUMENT.title


def test_long_headings_over_figures_leave_the_words_beside_them_their_room() -> None:
    head = ["Jednostka", "Uchwał", "Część jednostki gotowa albo na bieżąco", "Do wykonania", "Otwarte ponad 180 dni"]
    unit = "Wydział Gospodarki Komunalnej i Ochrony Środowiska"
    table = Table("Wykonanie uchwał według jednostek", head, [(unit, "2", "0", "2", "1")], frozenset({1, 2, 3, 4}))
    document = Document("Sprawozdanie", "Wydział", date(2027, 4, 15), [table])
    lines = PdfReader(io.BytesIO(as_pdf(document))).pages[0].extract_text().splitlines()
    assert any("Wydział Gospodarki" in line for line in lines), lines


def test_what_somebody_typed_is_text_and_no_markup() -> None:
    typed = '#import "/etc/passwd" *gwiazdki* $x$ <b>&amp; \U0001f333'
    document = Document("Tytuł", "Urząd", date(2026, 1, 1), [Paragraph(typed), Table("t", ["a"], [[typed]])])
    assert "*gwiazdki*" in PdfReader(io.BytesIO(as_pdf(document))).pages[0].extract_text()
    assert "<b>&amp;" in WordFile(io.BytesIO(as_docx(document))).paragraphs[1].text


def _kinds(node: object) -> set[str]:
    found, waiting = set[str](), [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, dict):
            if "/S" in one:
                found.add(str(one["/S"]))
            waiting.append(one.get("/K"))
        elif isinstance(one, list):
            waiting += one
    return found
