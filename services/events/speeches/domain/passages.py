"""Passages that were said before: runs of words that two texts share. It knows no speech."""

import hashlib
from collections.abc import Collection
from typing import NamedTuple

from services.events.letters.domain.words import fold

LENGTH = 8
"""Words of the shortest passage."""
_MOST = 4_000


class Passage(NamedTuple):
    """A run of words of a text, and in how many words it is."""

    text: str
    words: int


def shingles(text: str) -> tuple[str, ...]:
    """Give what stands for each run of so many words, each once: what a text is found by."""
    words = [word for token in text.split() for word in fold(token)]
    return tuple(dict.fromkeys(_digest(words[at : at + LENGTH]) for at in range(len(words) - LENGTH + 1)))[:_MOST]


def shared(text: str, others: Collection[str]) -> list[Passage]:
    """Give the longest runs of a text whose shingles are all in `others`, in their order."""
    tokens = [token for token in text.split() if fold(token)]
    # A token such as "2,4" folds to two words: places of words are led back to tokens.
    places = [(place, word) for place, token in enumerate(tokens) for word in fold(token)]
    words = [word for _, word in places]
    known = others if isinstance(others, set | frozenset) else set(others)
    found: list[Passage] = []
    first = last = -1
    for at in range(len(words) - LENGTH + 1):
        if _digest(words[at : at + LENGTH]) not in known:
            continue
        if last < at:
            if first >= 0:
                found.append(_passage(tokens, places, first, last))
            first = at
        last = at + LENGTH - 1
    if first >= 0:
        found.append(_passage(tokens, places, first, last))
    return found


def _passage(tokens: list[str], places: list[tuple[int, str]], first: int, last: int) -> Passage:
    return Passage(" ".join(tokens[places[first][0] : places[last][0] + 1]), last - first + 1)


def _digest(words: list[str]) -> str:
    return hashlib.blake2b(" ".join(words).encode(), digest_size=8).hexdigest()
