"""The difference of two texts in blocks, so that a person sees at once what was added and what was taken out."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from services.media.website.domain.text import Text, lines_of
from shared.comparing import Piece, compared

_ALIKE = 0.3
"""From so great a share of the same words on, a line is said to be another one changed."""


class Line(NamedTuple):
    """A line of the newer text, or one that is gone from it. `part`: title, lead, or the kind of its block."""

    part: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """True where anything was added or is gone."""
        return any(piece.kind != "kept" for piece in self.pieces)


_Said = tuple[str, str]


def difference(older: Text, newer: Text) -> tuple[Line, ...]:
    """Give all lines of both texts in the order of reading, those that were changed word by word."""
    before, after = _lines(older), _lines(newer)
    found: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_whole(line, "kept") for line in after[j1:j2]]
        elif tag == "replace":
            found += _replaced(before[i1:i2], after[j1:j2])
        else:
            found += [_whole(line, "out") for line in before[i1:i2]]
            found += [_whole(line, "in") for line in after[j1:j2]]
    return tuple(found)


def _lines(text: Text) -> list[_Said]:
    rest = [(block.kind, line) for block in text.blocks for line in lines_of(block)]
    return [("title", text.title), ("lead", text.lead), *rest]


def _whole(line: _Said, kind: str) -> Line:
    return Line(line[0], (Piece(kind, line[1]),))


def _replaced(before: Sequence[_Said], after: Sequence[_Said]) -> list[Line]:
    """Put lines of one part beside each other in their order; what has no counterpart is gone or added as a whole."""
    found: list[Line] = []
    waiting = list(before)
    for line in after:
        old = next((one for one in waiting if one[0] == line[0] and _alike(one[1], line[1])), None)
        if old is None:
            found.append(_whole(line, "in"))
            continue
        skipped = waiting[: waiting.index(old)]
        found += [_whole(one, "out") for one in skipped]
        waiting = waiting[len(skipped) + 1 :]
        found.append(Line(line[0], tuple(compared(old[1], line[1]))))
    return found + [_whole(one, "out") for one in waiting]


def _alike(one: str, other: str) -> bool:
    words = SequenceMatcher(None, one.split(), other.split())
    return words.quick_ratio() > _ALIKE and words.ratio() > _ALIKE
