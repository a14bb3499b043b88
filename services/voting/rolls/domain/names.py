"""Names as they are compared: one key for the same spelling, keys for near ones. It must not decide who somebody is."""

import re
import unicodedata
from itertools import product

_UNFOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_HYPHENS = re.compile(r"\s*[-‐‑‒–—]\s*")
_WORD = re.compile(r"[^\W\d_]+")


class NameUnreadable(ValueError):
    """A first name or a surname has no letter in it."""


def fold(text: str) -> str:
    """Give `text` in lower case without diacritics; Ł and its like, which Unicode does not take apart, become plain."""
    lowered = unicodedata.normalize("NFKD", text.casefold().translate(_UNFOLDED))
    # Case folding leaves some letters composed only after the marks are off: translate once more.
    return "".join(letter for letter in lowered if not unicodedata.combining(letter)).translate(_UNFOLDED)


def exact_name(given: str, surname: str) -> str:
    """Give the key of a name as spelt: the first of the first names and the whole surname, with their diacritics.

    Case, spaces and apostrophes mean nothing. A second first name is left out: rolls have it, voters rarely write it.
    Raises `NameUnreadable`.
    """
    spelt, family = _words(_composed(given)), _composed(surname)
    parts = [" ".join(_words(part)) for part in _HYPHENS.split(family)]
    if not spelt or not any(parts):
        raise NameUnreadable
    return f"{spelt[0]}|{'-'.join(part for part in parts if part)}"


def near_names(given: str, surname: str) -> frozenset[str]:
    """Give the keys that a name shares with every near one.

    Near is what differs by diacritics, by a hyphen, by one part of a double surname left out, by the order of its parts
    or of first name and surname: each pair of a first name and a part of the surname, folded, in the order of the
    alphabet. Raises `NameUnreadable`.
    """
    first, family = _words(fold(given)), _words(fold(surname))
    if not first or not family:
        raise NameUnreadable
    return frozenset("|".join(sorted(pair)) for pair in product(first, family))


def may_be_surname(one: str, other: str) -> bool:
    """Tell whether two spellings may be one surname: they share a part, diacritics aside; without a letter never."""
    return not set(_words(fold(one))).isdisjoint(_words(fold(other)))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _words(text: str) -> list[str]:
    """Split into words; an apostrophe joins (O'Neill)."""
    return _WORD.findall(re.sub(r"['’`]", "", text))
