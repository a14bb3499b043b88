"""A whole report from thirty units: its documents open, people who hear it can read it, its numbers are the data's."""

import csv
import io
import re
import subprocess
from datetime import UTC, date, datetime
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document as WordFile
from pypdf import PdfReader

from deploy.local.debian import EVIDENCE
from services.reporting.council.domain.resolutions import ExecutionStatus
from services.reporting.council.wording import STATUSES
from services.reporting.reports.domain.content import (
    Content,
    Contribution,
    DiaryLine,
    Part,
    Previous,
    Row,
    sha256,
)
from services.reporting.reports.domain.corrections import Correction, corrected, differences
from services.reporting.reports.domain.diary import ActivityKind
from services.reporting.reports.domain.inputs import Section
from services.reporting.reports.domain.version import Version
from services.reporting.reports.wording import KINDS, SECTIONS, annex_sheet, document, sheets
from shared.documents import as_docx, as_pdf
from shared.sheets import as_csv, as_xlsx
from shared.web.words import Words
from tests.conftest import SetClock

WORDS = Words("pl", NullTranslations(), SetClock())
UNITS = [(f"W{number}", f"Wydział Próbny {number}") for number in range(1, 31)]


def row(number: int) -> Row:
    status = list(ExecutionStatus)[number % len(ExecutionStatus)]
    parts = tuple(
        Part(unit=unit, name=name, status=status) for unit, name in (UNITS[number % 30], UNITS[(number + 7) % 30])
    )
    return Row(
        resolution_id=f"XX-{number}-2026",
        number=f"XX/{number}/2026",
        title=f"w sprawie numer {number}: „ławki” & <zieleń>",
        passed_on=date(2025, 1 + number % 12, 10),
        parts=parts,
        due_on=None if status is ExecutionStatus.CONTINUOUS else date(2026, 12, 31),
        status=status,
        since=date(2026, 3, 1),
        note=f"Informacja {number}.",
    )


def whole() -> Content:
    """A report to which thirty units have given something, or said that there is nothing."""
    given = [
        Contribution(
            unit=unit,
            name=name,
            nothing=place % 5 == 0,
            texts={} if place % 5 == 0 else {list(Section)[place % 6]: f"Co zrobił {name}.\n\nI co dalej."},
        )
        for place, (unit, name) in enumerate(UNITS[:28])
    ]
    rows = tuple(row(number) for number in range(1, 61))
    return Content(
        number=2,
        session="XX",
        session_on=date(2026, 5, 28),
        council="Rady Miasta Kalisza",
        first_day=date(2026, 4, 30),
        last_day=date(2026, 5, 27),
        made_on=date(2026, 5, 20),
        long_days=180,
        introduction="Szanowna Rado.\nOto sprawozdanie.",
        rows=rows,
        contributions=tuple(given),
        missing=tuple(name for _, name in UNITS[28:]),
        diary=(
            DiaryLine(
                entry_id="d-1",
                on=date(2026, 5, 3),
                kind=ActivityKind.CEREMONY,
                title="Święto 3 Maja",
                place="Rynek",
                participants="mieszkańcy",
            ),
        ),
        previous=Previous(number=1, last_day=date(2026, 4, 29), open=tuple(one.resolution_id for one in rows[:10])),
    )


def frozen(content: Content, **told: Any) -> Version:
    text = content.text()
    plain = {"id": "r-001", "report_id": "r", "edition": 1, "text": text, "sha256": sha256(text)}
    at = datetime(2026, 5, 20, 10, tzinfo=UTC)
    return Version(**plain | told, approved_at=at, approved_by_name="Prezydent Miasta (wersja pokazowa)")


def test_every_word_is_there() -> None:
    assert set(STATUSES) == set(ExecutionStatus)
    assert set(SECTIONS) == set(Section)
    assert set(KINDS) == set(ActivityKind)


def test_the_counts_are_those_of_the_rows() -> None:
    content = whole()
    assert sum(content.by_status.values()) == len(content.rows) == 60
    assert sum(one.all for one in content.by_unit) == sum(len(one.parts) for one in content.rows)
    for one in content.by_unit:
        mine = [row for row in content.rows if any(part.unit == one.unit for part in row.parts)]
        assert one.open == sum(row.open for row in mine)
        assert one.all == len(mine)
    comparison = content.comparison
    assert comparison is not None
    assert len(comparison.still_open) + len(comparison.closed) == comparison.before == 10
    assert [row.number for row in content.long_open] == [
        row.number
        for row in sorted(content.rows, key=lambda row: (row.passed_on, row.number))
        if row.open and (date(2026, 5, 20) - row.passed_on).days > 180
    ]


def test_the_same_content_has_the_same_text_and_is_read_back_whole() -> None:
    content = whole()
    assert Content.model_validate_json(content.text()) == content
    assert Content.model_validate_json(content.text()).text() == content.text()
    assert sha256(content.text()) != sha256(content.model_copy(update={"introduction": "Inaczej."}).text())


def test_the_pdf_is_tagged_and_says_the_numbers_of_the_data() -> None:
    content = whole()
    version = frozen(content)
    # The maker refuses what is not PDF/UA-1 and PDF/A-2a.
    reader = PdfReader(io.BytesIO(as_pdf(document(version, WORDS))))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("pl")
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    for _, name in UNITS:
        assert name.replace(" ", "") in text
    for status, count in content.by_status.items():
        assert f"{STATUSES[status].capitalize()}:{count}".replace(" ", "") in text
    assert version.sha256 in text
    assert all(one.number in text for one in content.rows)


def test_the_docx_says_the_same_and_opens_in_an_office(tmp_path: Path) -> None:
    content = whole()
    file = tmp_path / "sprawozdanie.docx"
    file.write_bytes(as_docx(document(frozen(content), WORDS)))
    word = WordFile(str(file))
    tables = {table.rows[0].cells[0].text: table for table in word.tables}
    units = next(table for table in word.tables if table.rows[0].cells[0].text == "Jednostka")
    said = [[cell.text.replace("\u00a0", "") for cell in row.cells] for row in units.rows[1:]]
    assert said == [[one.name, *map(str, (one.all, one.done, one.open, one.long))] for one in content.by_unit]
    assert len(tables["Uchwała"].rows) > 1
    command = [EVIDENCE["libreoffice-writer-nogui"], "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    subprocess.run([*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)], check=True, timeout=100)
    pages = PdfReader(tmp_path / "sprawozdanie.pdf").pages
    assert len(pages) > 3
    assert "XX/60/2026" in "".join(page.extract_text() for page in pages)


def test_the_annex_is_a_table_of_all_resolutions_without_formulas() -> None:
    content = whole()
    harmful = content.rows[0].model_copy(update={"title": "=HYPERLINK(0)", "note": " +1"})
    rows = list(
        csv.reader(io.StringIO(as_csv(annex_sheet([harmful, *content.rows[1:]])).decode("utf-8-sig")), delimiter=";")
    )
    assert len(rows) == 61
    assert (rows[1][1], rows[1][7]) == ("'=HYPERLINK(0)", "' +1")
    assert [row[0] for row in rows[1:]] == [row.number for row in content.rows]


def test_the_workbook_of_a_report_holds_its_numbers_as_numbers_and_its_texts_as_texts() -> None:
    content = whole()
    harmful = content.rows[0].model_copy(update={"title": "=HYPERLINK(0)"})
    content = content.model_copy(update={"rows": (harmful, *content.rows[1:])})
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(*sheets(content))))
    assert book.sheetnames == ["Uchwały", "Jednostki", "Wkłady", "Działania Prezydenta", "Interpelacje i zapytania"]
    annex = book["Uchwały"]
    assert annex.max_row == len(content.rows) + 1
    assert (annex["B2"].value, annex["B2"].data_type) == ("=HYPERLINK(0)", "s")
    units = list(book["Jednostki"].iter_rows(min_row=2, values_only=True))
    assert units == [(one.name, one.all, one.done, one.open, one.long) for one in content.by_unit]
    assert book["Wkłady"].max_row == sum(len(content.said_in(section)) for section in Section) + 1


def test_a_corrected_version_says_why_and_what_differs() -> None:
    before = whole()
    after = before
    for part in before.rows[0].parts:
        fix = Correction(text="Gotowe.", resolution_id="XX-1-2026", unit=part.unit, status=ExecutionStatus.EXECUTED)
        after = corrected(after, fix)
    changes = differences(before, after)
    version = frozen(after, edition=2, reasons=("Pomyłka w tabeli.",), changes=changes)
    pages = PdfReader(io.BytesIO(as_pdf(document(version, WORDS)))).pages
    whole_text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    for said in ("Pomyłka w tabeli.", "Stan wykonania: XX/1/2026", "w trakcie wykonania", "wykonana"):
        assert said.replace(" ", "") in whole_text
    assert after.count(ExecutionStatus.EXECUTED) == before.count(ExecutionStatus.EXECUTED) + 1
