"""The difference of two texts, so that a person sees at once what was added and what was taken out."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.media.website.domain.text import Text, lines_of

_WORDS = re.compile(r"\s+|[^\s]+")


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    GONE = "gone"


class Piece(BaseModel):
    """A piece of a line."""

    model_config = ConfigDict(frozen=True)

    change: Change
    text: str


class Line(BaseModel):
    """A line of the newer text, or one that is gone from it. `part`: title, lead, or the kind of its block."""

    model_config = ConfigDict(frozen=True)

    part: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """True where anything was added or is gone."""
        return any(piece.change is not Change.SAME for piece in self.pieces)


def difference(older: Text, newer: Text) -> tuple[Line, ...]:
    """Give all lines of both texts in the order of reading, those that were changed word by word."""
    before, after = _lines(older), _lines(newer)
    found: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [_whole(line, Change.SAME) for line in after[j1:j2]]
        elif tag == "replace":
            found += _replaced(before[i1:i2], after[j1:j2])
        else:
            found += [_whole(line, Change.GONE) for line in before[i1:i2]]
            found += [_whole(line, Change.ADDED) for line in after[j1:j2]]
    return tuple(found)


_Said = tuple[str, str]


def _lines(text: Text) -> list[_Said]:
    rest = [(block.kind, line) for block in text.blocks for line in lines_of(block)]
    return [("title", text.title), ("lead", text.lead), *rest]


def _whole(line: _Said, change: Change) -> Line:
    return Line(part=line[0], pieces=(Piece(change=change, text=line[1]),))


def _replaced(before: Sequence[_Said], after: Sequence[_Said]) -> list[Line]:
    """Put lines of one part beside each other in their order; what has no counterpart is gone or added as a whole."""
    found: list[Line] = []
    waiting = list(before)
    for line in after:
        old = next((one for one in waiting if one[0] == line[0] and _alike(one[1], line[1])), None)
        if old is None:
            found.append(_whole(line, Change.ADDED))
            continue
        skipped = waiting[: waiting.index(old)]
        found += [_whole(one, Change.GONE) for one in skipped]
        waiting = waiting[len(skipped) + 1 :]
        found.append(Line(part=line[0], pieces=_words(old[1], line[1])))
    return found + [_whole(one, Change.GONE) for one in waiting]


def _alike(one: str, other: str) -> bool:
    words = SequenceMatcher(None, _WORDS.findall(one), _WORDS.findall(other))
    return words.quick_ratio() > 0.3 and words.ratio() > 0.3


def _words(older: str, newer: str) -> tuple[Piece, ...]:
    before, after = _WORDS.findall(older), _WORDS.findall(newer)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(change=Change.SAME, text="".join(after[j1:j2])))
            continue
        if i2 > i1:
            pieces.append(Piece(change=Change.GONE, text="".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(Piece(change=Change.ADDED, text="".join(after[j1:j2])))
    return tuple(pieces)
