"""Words as people type them and as they are found: without case, accents and endings. It knows no store."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import snowballstemmer
from pydantic import BaseModel, ConfigDict, Field

from services.media.search.domain.roots import roots

Sought = Annotated[str, Field(max_length=200)]
"""What is looked for, as typed."""

_STEMMER = snowballstemmer.stemmer("polish")
_WORD = re.compile(r"[^\W_]+")
_SOUGHT_MOST = 8
"""Words that are looked for; who types more means the first ones."""
_TERMS_MOST = 4_000
"""Terms that one document is found by; about 15 pages of text."""
_AROUND = 90
"""Characters that a snippet shows on each side of the first word that fits."""


class Kind(StrEnum):
    """What can be found."""

    ARTICLE = "article"
    PAGE = "page"
    RELEASE = "release"
    BIP = "bip"


class Found(BaseModel):
    """Something on the site that search knows. `path` is its address; `text` all its words, without marks."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: Kind
    title: str
    text: str
    path: str
    published_at: datetime
    title_terms: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    def indexed(self) -> "Found":
        """Give it with the terms that it is found by."""
        titles = terms_of(self.title)
        return self.model_copy(update={"title_terms": titles, "terms": terms_of(f"{self.title} {self.text}")})


class Piece(BaseModel):
    """A piece of a snippet; `hit` where it is a word that fits."""

    model_config = ConfigDict(frozen=True)

    text: str
    hit: bool = False


def fold(word: str) -> str:
    """Give a word without case, accents and Polish letters: "Żółw" gives "zolw"."""
    plain = unicodedata.normalize("NFKD", word.lower().replace("ł", "l"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def forms(word: str) -> frozenset[str]:
    """Give the terms of one word: itself, its stem and its roots, all folded.

    The stem brings the forms of a verb together, and of what has its ending cut; the roots those of a noun that changes
    inside ("miasto", "w mieście"). The word itself is there for names that are cut too short.
    """
    small = word.lower()
    folded = fold(word)
    return frozenset({folded, fold(_STEMMER.stemWord(small))}) | roots(small, folded)


def terms_of(text: str) -> tuple[str, ...]:
    """Give the distinct terms of a text, as many as are worth an index entry, in a stable order."""
    found: dict[str, None] = {}
    for match in _WORD.finditer(text):
        found.update(dict.fromkeys(sorted(forms(match[0]))))
        if len(found) >= _TERMS_MOST:
            break
    return tuple(found)


def sought(text: str) -> tuple[frozenset[str], ...]:
    """Give for each word that is looked for the terms of which one must be there."""
    words = dict.fromkeys(match[0].lower() for match in _WORD.finditer(text))
    return tuple(dict.fromkeys(forms(word) for word in list(words)[:_SOUGHT_MOST]))


def snippet(text: str, wanted: Collection[frozenset[str]]) -> tuple[Piece, ...]:
    """Give what stands around the first word that fits, with the words that fit marked; else the beginning."""
    every = frozenset().union(*wanted) if wanted else frozenset()
    hits = [(match.start(), match.end()) for match in _WORD.finditer(text) if forms(match[0]) & every]
    first = hits[0][0] if hits else 0
    begin = _at_word(text, max(0, first - _AROUND))
    end = min(len(text), first + 2 * _AROUND)
    end = end if end == len(text) else text.rfind(" ", first, end) if text.rfind(" ", first, end) > first else end
    pieces, place = [], begin
    for start, stop in hits:
        if start >= begin and stop <= end:
            pieces += [Piece(text=text[place:start]), Piece(text=text[start:stop], hit=True)]
            place = stop
    pieces.append(Piece(text=text[place:end]))
    before, after = Piece(text="… " if begin else ""), Piece(text=" …" if end < len(text) else "")
    return tuple(piece for piece in (before, *pieces, after) if piece.text)


def _at_word(text: str, place: int) -> int:
    return 0 if place == 0 else text.find(" ", place) + 1
