"""Official documents made of a few kinds of blocks, as accessible PDF and as DOCX. It knows no document."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from shared.pdf import pdf, readable

_SOURCE = Path(__file__).parent / "document.typ"
_WORD_STYLES = {1: "Heading 1", 2: "Heading 2"}
_LARGE = 18
"""Points of large print."""
_HALF = Mm(85)
_LONG_HEAD = 14
"""Characters of a heading that stands on one line above its figures."""


@dataclass(frozen=True)
class Heading:
    """A heading within the document: level 1 or 2, under the title."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True)
class Lines:
    """Lines that stand under each other: an address, a place and a day. `right`: on the right half of the page."""

    lines: Sequence[str]
    right: bool = False


@dataclass(frozen=True)
class Facts:
    """Names of things and what they are, a line each."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table with its caption; `numbers` are the columns (from 0) that hold numbers."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Signatures:
    """Lines to sign, one under each text."""

    who: Sequence[str]


Block = Heading | Paragraph | Lines | Facts | Table | Signatures


@dataclass(frozen=True)
class Document:
    """A document: who writes it, on which day (Warsaw), and its blocks in their order.

    `headed`: the title stands over it; a letter's is in its properties alone. `large`: in large print, to be read out.
    """

    title: str
    author: str
    day: date
    blocks: Sequence[Block] = field(default_factory=tuple)
    headed: bool = True
    large: bool = False


def as_pdf(document: Document) -> bytes:
    """Give the document as PDF/UA-1 and PDF/A-2a: tagged, with its language, headings and heads of tables."""
    day = document.day
    data = {"title": document.title, "author": document.author, "year": day.year, "month": day.month, "day": day.day}
    data |= {"headed": document.headed, "large": document.large}
    return pdf(_SOURCE, {**data, "blocks": [_told(block) for block in document.blocks]})


def as_docx(document: Document) -> bytes:
    """Give the document as DOCX with real headings, the language, and heads of tables that repeat on each page."""
    word = WordFile()
    properties = word.core_properties
    properties.title, properties.author, properties.language = readable(document.title), document.author, "pl-PL"
    _set_page(word, Pt(_LARGE) if document.large else Pt(11))
    if document.headed:
        word.add_heading(readable(document.title), 0)
    for block in document.blocks:
        match block:
            case Heading(text, level):
                word.add_paragraph(readable(text), style=_WORD_STYLES[level])
            case Paragraph(text):
                word.add_paragraph(readable(text))
            case Lines(lines, right):
                paragraph = word.add_paragraph("\n".join(map(readable, lines)))
                if right:
                    paragraph.paragraph_format.left_indent = _HALF
            case Facts(rows):
                for name, value in rows:
                    paragraph = word.add_paragraph()
                    paragraph.add_run(f"{readable(name)}: ").bold = True
                    paragraph.add_run(readable(value))
            case Table():
                _add_table(word, block)
            case Signatures(who):
                for one in who:
                    word.add_paragraph(f"\n........................................................\n{readable(one)}")
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _told(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"kind": "heading", "text": text, "level": level}
        case Paragraph(text):
            return {"kind": "paragraph", "text": text}
        case Lines(lines, right):
            return {"kind": "lines", "lines": lines, "right": right}
        case Facts(rows):
            return {"kind": "facts", "rows": rows}
        case Table(caption, head, rows, numbers):
            longest = [max(len(text) for text in column) for column in zip(head, *rows, strict=True)]
            told = {"caption": caption, "head": head, "rows": rows, "numbers": sorted(numbers)}
            wide = longest.index(max(longest))
            # A long heading over figures is folded: on one line it would leave no room for the words beside it.
            folded = [column for column in sorted(numbers) if column != wide and len(head[column]) > _LONG_HEAD]
            return {"kind": "table", **told, "wide": wide, "folded": folded}
        case Signatures(who):
            return {"kind": "signatures", "who": who}


def _set_page(word: Any, size: Any) -> None:
    [section] = word.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    plain = word.styles["Normal"]
    plain.font.name, plain.font.size = "Calibri", size
    plain.paragraph_format.line_spacing = 1.5 if size > Pt(11) else None
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "pl-PL")
    plain.element.get_or_add_rPr().append(language)


def _add_table(word: Any, block: Table) -> None:
    word.add_paragraph(readable(block.caption), style="Caption")
    table: Any = word.add_table(rows=1, cols=len(block.head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        cell.paragraphs[0].add_run(readable(text)).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in block.rows:
        for column, (cell, text) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.text = readable(text)
            if column in block.numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    word.add_paragraph()
