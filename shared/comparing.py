"""What one version of a text has of another: kept, taken out, put in. It knows no text of any duty."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_LONGEST = 1_500
"""Words of a text that are compared one by one; a longer one is compared line by line."""


class Piece(NamedTuple):
    """A run of text. `kind`: kept, out or in."""

    kind: str
    text: str


def compared(before: str, after: str) -> list[Piece]:
    """Give `after` as pieces, with what it no longer has of `before`; put together, kept and in give `after`."""
    one, two = _split(before), _split(after)
    pieces: list[Piece] = []
    for tag, first, last, other, end in SequenceMatcher(a=one, b=two, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(two[other:end])))
            continue
        if last > first:
            pieces.append(Piece("out", "".join(one[first:last])))
        if end > other:
            pieces.append(Piece("in", "".join(two[other:end])))
    return pieces


def _split(text: str) -> list[str]:
    words = re.findall(r"\s+|\S+\s*", text)
    return words if len(words) <= _LONGEST else text.splitlines(keepends=True)
