"""How alike two publications are, by the runs of three words that they share. It knows no store."""

import hashlib
import re
from collections.abc import Collection

from services.media.search.domain import fold

WORDS_MOST = 80
"""Words of a title and what follows that are compared: portals cut one dispatch at different places."""
_RUNS_LEAST = 8
"""Fewer runs of words than these say little: such texts must be the same."""
_WORD = re.compile(r"[^\W_]+")
_STEM = 6
"""Letters of a word that count: its ending is declined."""


def runs_of(title: str, text: str) -> tuple[int, ...]:
    """Give what stands for each three words that follow each other, as numbers of 48 bits."""
    words = [fold(match[0])[:_STEM] for match in _WORD.finditer(f"{title} {text}")][:WORDS_MOST]
    runs = {" ".join(run) for run in zip(words, words[1:], words[2:], strict=False)}
    return tuple(sorted(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=6).digest()) for run in runs))


def likeness(one: Collection[int], other: Collection[int]) -> float:
    """Give the share of the shorter one's runs that the longer one has, 0 to 1.

    Not Jaccard's measure: who prints half of a dispatch has printed the dispatch. Very short ones count when they are
    the same.
    """
    first, second = frozenset(one), frozenset(other)
    shorter = min(len(first), len(second))
    if shorter < _RUNS_LEAST:
        return 1.0 if first == second and first else 0.0
    return len(first & second) / shorter
