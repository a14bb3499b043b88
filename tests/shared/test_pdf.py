"""PDF files: whatever somebody types becomes one, and what a font can show is shown."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from shared.pdf import pdf, readable

SOURCE = b"""
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: "pl")
#for line in data.lines { par(line) }
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document of nothing but what it is given."""
    file = tmp_path_factory.mktemp("pdf") / "plain.typ"
    file.write_bytes(SOURCE)
    return file


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Zażółć gęślą jaźń — „źdźbło” 5 €", "Zażółć gęślą jaźń — „źdźbło” 5 €"),
        ("Drzewa \U0001f333 dla nas", "Drzewa  dla nas"),
        ("Z\u0307o\u0301\u0142w", "\u017b\u00f3\u0142w"),
        ("\u6f22\u5b57", "\u25a1\u25a1"),
        ("a\u0000b\ufeffc\u200dd", "abcd"),
        ("\u0423\u043a\u0440\u0430\u0457\u043d\u0430", "\u0423\u043a\u0440\u0430\u0457\u043d\u0430"),
        ("dwie\nlinie", "dwie\nlinie"),
    ],
)
def test_what_no_font_shows_is_left_out_or_becomes_a_box(typed: str, shown: str) -> None:
    assert readable(typed) == shown


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_whatever_is_typed_becomes_a_file(source: Path, lines: list[str]) -> None:
    made = pdf(source, {"title": "x", "lines": lines})

    assert len(PdfReader(io.BytesIO(made)).pages) >= 1


def test_every_letter_that_is_called_readable_is_shown(source: Path) -> None:
    every = [chr(code) for code in range(0x20, 0x2600) if readable(chr(code)) == chr(code) and not chr(code).isspace()]
    assert len(every) > 1_700

    made = pdf(source, {"title": "x", "lines": ["".join(every)]})

    assert made.startswith(b"%PDF")
