"""Words as people type them and as they are kept: without case, accents and endings. It knows no project."""

import re
import unicodedata

_WORDS_KEPT = 80
_WORDS_SOUGHT = 6
_SHORT = 4
_ACCENTS = re.compile("[\u0300-\u036f]+")
"""What a decomposed letter of a Latin script leaves behind."""
_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> list[str]:
    """Give the words of a text without case, accents and Polish letters: "Żółw" gives "zolw"."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return _WORD.findall(_ACCENTS.sub("", plain))


def words_of(*texts: str) -> tuple[str, ...]:
    """Give the distinct folded words of texts, as many as are worth an index entry."""
    return tuple(dict.fromkeys(word for text in texts for word in fold(text)))[:_WORDS_KEPT]


def beginnings(text: str) -> list[str]:
    """Give the beginnings of words to look for: "ławki" finds "ławka", and "siłowni" finds "siłownia".

    Polish words change at the end. Numbers and words of up to four letters are taken whole, of a word of five the
    last letter is dropped, of a longer one the last two.
    """
    return [_beginning(word) for word in fold(text)[:_WORDS_SOUGHT]]


def _beginning(word: str) -> str:
    if len(word) <= _SHORT or any(char.isdigit() for char in word):
        return word
    return word[: max(_SHORT, len(word) - 2)]
