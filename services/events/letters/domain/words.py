"""Words as people type them and as they are kept: without case, accents and Polish letters. It knows no letter."""

import re
import unicodedata

import snowballstemmer

_MOST = 60
_WORD = re.compile(r"[^\W_]+")
_STEMMER = snowballstemmer.stemmer("polish")


def fold(text: str) -> list[str]:
    """Give the words of a text without case, accents and Polish letters: "Żółw" gives "zolw"."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)))


def words_of(*texts: str) -> tuple[str, ...]:
    """Give the distinct folded words of texts, as many as are worth an index entry."""
    return tuple(dict.fromkeys(word for text in texts for word in fold(text)))[:_MOST]


def forms(text: str) -> list[tuple[str, ...]]:
    """Give for each word of a text what it is found by whatever its ending: itself and its stem, both folded."""
    return [_forms(word) for word in _words(text)]


def terms_of(*texts: str) -> tuple[str, ...]:
    """Give the distinct forms of all words of texts: a long text has as many as it has, its own bound is theirs."""
    words = dict.fromkeys(word for text in texts for word in _words(text))
    return tuple(dict.fromkeys(form for word in words for form in _forms(word)))


def _words(text: str) -> list[str]:
    # Composed: the stemmer knows "ń", and not an "n" with an accent after it.
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def _forms(word: str) -> tuple[str, ...]:
    folded = ("".join(fold(one)) for one in (word, _STEMMER.stemWord(word)))
    return tuple(dict.fromkeys(one for one in folded if one))
