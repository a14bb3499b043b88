"""Makes PDF files that everybody can read, from a Typst source and plain data. It knows no document."""

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

_STANDARDS: tuple[Literal["ua-1", "a-2a"], ...] = ("ua-1", "a-2a")
"""PDF/UA-1 (ISO 14289-1) for people who hear a page, PDF/A-2a (ISO 19005-2) for the archive."""


_SHOWN = re.compile(
    "[\n\\x20-\\x7e\\xa0-\u02ff\u0300-\u03ff\u0400-\u04ff\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u203a\u20a0-\u20bf\u2116\u2122\u2190-\u22ff\u25a0-\u25ff]"
)
"""The letters and signs that the package's fonts have: archive standards forbid a text that nothing shows."""
_UNSEEN = ("Cf", "Cn")
"""Marks of format, and codes that are no letters yet: they stand in between."""
_BOX = "\u25a1"


def readable(text: str) -> str:
    """Give a text as a PDF can show it: letters of other scripts become a box, pictures and marks unseen go.

    Latin with all its accents, Greek, Cyrillic, punctuation, currencies, arrows and mathematics stay.
    """
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


def _shown(letter: str) -> str:
    if _SHOWN.fullmatch(letter) and unicodedata.category(letter) not in _UNSEEN:
        return letter
    return _BOX if letter.isalnum() else ""


def _readable(data: Any) -> Any:
    if isinstance(data, str):
        return readable(data)
    if isinstance(data, Mapping):
        return {name: _readable(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_readable(value) for value in data]
    return data


def pdf(source: Path, data: Mapping[str, Any]) -> bytes:
    """Give the file that `source` makes of `data`: JSON, read there by `json(bytes(sys.inputs.data))`.

    Data are never part of the source: what somebody typed is text, not markup; see `readable`. The fonts are the
    package's own, so that a document looks the same on every machine.
    """
    made = typst.compile(
        source,
        sys_inputs={"data": json.dumps(_readable(data))},
        pdf_standards=list(_STANDARDS),
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)  # a PDF is one file, whatever its pages
    return made
