"""Makes PDF files that everybody can read, from a Typst source and plain data. It knows no document."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

_STANDARDS: tuple[Literal["ua-1", "a-2a"], ...] = ("ua-1", "a-2a")
"""PDF/UA-1 (ISO 14289-1) for people who hear a page, PDF/A-2a (ISO 19005-2) for the archive."""


def pdf(source: Path, data: Mapping[str, Any]) -> bytes:
    """Give the file that `source` makes of `data`: JSON, read there by `json(bytes(sys.inputs.data))`.

    Data are never part of the source: what somebody typed is text, not markup. The fonts are the package's own, so
    that a document looks the same on every machine.
    """
    made = typst.compile(
        source, sys_inputs={"data": json.dumps(data)}, pdf_standards=list(_STANDARDS), ignore_system_fonts=True
    )
    assert isinstance(made, bytes)  # a PDF is one file, whatever its pages
    return made
