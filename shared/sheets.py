"""Tables as files that spreadsheets open: CSV and XLSX. What a cell holds is never a formula. It knows no table."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from xlsxwriter import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_WIDEST = 60
_CELL_LENGTH = 32_767
"""More characters than this Excel takes for a damaged file."""

Cell: TypeAlias = str | int | date | None


@dataclass(frozen=True)
class Sheet:
    """A table: its title (of a tab: at most 31 characters), the heads of its columns, its rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_csv(sheet: Sheet) -> bytes:
    """Give a table as CSV: UTF-8 with its mark and semicolons, as Polish spreadsheets open it.

    A text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(sheet.head)
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(*sheets: Sheet) -> bytes:
    """Give tables as one XLSX file, a tab each. Texts are written as texts: nothing in it is computed or followed."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
    for sheet in sheets:
        tab = book.add_worksheet(sheet.title)
        tab.freeze_panes(1, 0)
        for column, head in enumerate(sheet.head):
            longest = max([len(head), *(len(_plain(row[column])) for row in sheet.rows)])
            tab.set_column(column, column, min(longest + 2, _WIDEST))
            tab.write_string(0, column, head, bold)
        for line, row in enumerate(sheet.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    tab.write_string(line, column, cell[:_CELL_LENGTH], wrapped)
                elif isinstance(cell, int):
                    tab.write_number(line, column, cell, wrapped)
                elif cell is not None:
                    tab.write_datetime(line, column, cell, day)
    book.close()
    return file.getvalue()


def _written(cell: Cell) -> str:
    text = _plain(cell)
    return f"'{text}" if isinstance(cell, str) and text.lstrip().startswith(_FORMULA) else text


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)
