"""What a spreadsheet opens holds what was written: a formula is a text, a number a number, a day a day."""

import csv
import io
from datetime import date, datetime

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.sheets import Sheet, as_csv, as_xlsx

# What XML cannot hold no form lets in; a carriage return XML reads as the end of a line.
_TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=30)
_BEGINNINGS = st.sampled_from(["", "=", "+", "-", "@", "{=", "http://", "mailto:", " =", "＝"])


def opened(*sheets: Sheet):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(*sheets)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_BEGINNINGS, _TEXTS), min_size=1, max_size=20))
def test_no_text_is_a_formula_or_a_link(parts: list[tuple[str, str]]) -> None:
    texts = ["".join(part) for part in parts]
    tab = opened(Sheet("Teksty", ("tekst",), [[text] for text in texts])).active
    for cell, text in zip(list(tab["A"])[1:], texts, strict=True):
        assert (cell.value or "") == text
        assert cell.data_type in ("s", "n")  # "n" where it is empty
        assert cell.hyperlink is None
    rows = list(csv.reader(io.StringIO(as_csv(Sheet("T", ("tekst",), [[text] for text in texts])).decode("utf-8-sig"))))
    assert not any(row and row[0].lstrip().startswith(("=", "+", "-", "@")) for row in rows)


def test_numbers_and_days_stay_what_they_are() -> None:
    tab = opened(Sheet("A", ("x", "y", "z"), [[-5, date(2026, 3, 1), None]]), Sheet("B", ("x",), [])).worksheets[0]
    assert [cell.value for cell in tab[2]] == [-5, datetime(2026, 3, 1), None]  # noqa: DTZ001 - as the reader gives it
    assert as_csv(Sheet("A", ("x", "y", "z"), [[-5, date(2026, 3, 1), None]])).decode("utf-8-sig") == (
        "x;y;z\r\n-5;2026-03-01;\r\n"
    )


def test_a_text_longer_than_a_cell_does_not_break_the_file() -> None:
    tab = opened(Sheet("A", ("x",), [["a" * 40_000], ["b"]])).active
    assert len(tab["A2"].value) == 32_767
    assert tab["A3"].value == "b"
