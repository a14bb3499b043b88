"""Words as people type them and as they are kept: without case, accents and Polish letters. It knows no letter."""

import re
import unicodedata

_MOST = 60


def fold(text: str) -> list[str]:
    """Give the words of a text without case, accents and Polish letters: "Żółw" gives "zolw"."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)))


def words_of(*texts: str) -> tuple[str, ...]:
    """Give the distinct folded words of texts, as many as are worth an index entry."""
    return tuple(dict.fromkeys(word for text in texts for word in fold(text)))[:_MOST]
