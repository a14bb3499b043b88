"""Names as they are compared: one key for the same spelling, keys for near ones. It must not decide who somebody is."""

import re
from collections.abc import Sequence, Set
from itertools import product
from unicodedata import combining, normalize

_UNFOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_POLISH = str.maketrans("ąćęłńóśźż", "acelnoszz")
_JOINED = str.maketrans("", "", "'’`")
_HYPHENS = re.compile(r"\s*[-‐‑‒–—]\s*")
_WORD = re.compile(r"[^\W\d_]+")
MOST_WORDS = 4
"""Words that a first name or a surname may have: `García de la Cruz` has four. Sixteen pairs at most are looked up."""
_PARTICLES = {
    "bin",
    "da",
    "das",
    "de",
    "del",
    "den",
    "der",
    "di",
    "do",
    "dos",
    "du",
    "el",
    "la",
    "le",
    "van",
    "von",
    "zu",
}
"""Words that many surnames begin with: alone they say nothing of whose a surname is."""


class NameUnreadable(ValueError):
    """A first name or a surname has no letter in it."""


class TooManyWords(NameUnreadable):
    """A first name or a surname has more than `MOST_WORDS` words; `field` says which: `given` or `surname`."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


def fold(text: str) -> str:
    """Give `text` in lower case without diacritics; Ł and its like, which Unicode does not take apart, become plain."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    # Nearly all that is typed here: told letter by letter, not taken apart.
    if (plain := lowered.translate(_POLISH)).isascii():
        return plain
    lowered = normalize("NFKD", lowered.translate(_UNFOLDED))
    # Case folding leaves some letters composed only after the marks are off: translate once more.
    return "".join(letter for letter in lowered if not combining(letter)).translate(_UNFOLDED)


def exact_name(given: str, surname: str) -> str:
    """Give the key of a name as spelt: the first of the first names and the whole surname, with their diacritics.

    Case, spaces and apostrophes mean nothing. A second first name is left out: rolls have it, voters rarely write it.
    Raises `NameUnreadable`, `TooManyWords`.
    """
    spelt = _words(_composed(given))
    parts = [_words(part) for part in _HYPHENS.split(_composed(surname))]
    _require_readable(spelt, [word for part in parts for word in part])
    return f"{spelt[0]}|{'-'.join([' '.join(part) for part in parts if part])}"


def near_names(given: str, surname: str) -> frozenset[str]:
    """Give the keys that a name shares with every near one.

    Near is what differs by diacritics, by a hyphen, by one part of a double surname left out, by the order of its parts
    or of first name and surname: each pair of a first name and a part of the surname, folded, in the order of the
    alphabet: sixteen at most. Raises `NameUnreadable`, `TooManyWords`.
    """
    first, family = _words(fold(given)), _words(fold(surname))
    _require_readable(first, family)
    return frozenset("|".join(sorted(pair)) for pair in product(first, family))


def surname_words(surname: str) -> frozenset[str]:
    """Give the words by which a surname is known, folded; `de`, `van` and their like only where there is no other.

    Raises `NameUnreadable`, `TooManyWords`.
    """
    words = _words(fold(surname))
    _require_readable(words, words)
    return frozenset(words) - _PARTICLES or frozenset(words)


def may_be_surname(on_roll: Set[str], typed: Set[str]) -> bool:
    """Tell by their words (or tags of them) whether what was typed may be the surname on the roll.

    Every typed word must be in it: one part of a double surname will do. Or it has one word more than the roll's: a
    person who has both names now. Not two more, for each would be another guess, and no surname that is joined in a
    marriage has more than two parts (art. 25 § 2 Kodeksu rodzinnego i opiekuńczego).
    """
    if not on_roll or not typed:
        return False
    return typed <= on_roll or (on_roll < typed and len(typed) == len(on_roll) + 1)


def _require_readable(given: Sequence[str], surname: Sequence[str]) -> None:
    for field, words in (("given", given), ("surname", surname)):
        if not words:
            raise NameUnreadable
        if len(words) > MOST_WORDS:
            raise TooManyWords(field)


def _composed(text: str) -> str:
    return text.lower() if text.isascii() else normalize("NFC", normalize("NFC", text).casefold())


def _words(text: str) -> list[str]:
    """Split into words; an apostrophe joins (O'Neill)."""
    return _WORD.findall(text if text.isascii() and "'" not in text and "`" not in text else text.translate(_JOINED))
