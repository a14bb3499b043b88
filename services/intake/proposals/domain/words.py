"""Words and titles as they are searched and compared."""

import re
import unicodedata

_WORDS_KEPT = 200


def fold(text: str) -> list[str]:
    """Give the words of a text without case, accents and Polish letters, so that "Zółw" finds "żółw"."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)))


def words_of(*texts: str) -> tuple[str, ...]:
    """Give the distinct folded words of texts, as many as are worth an index entry."""
    return tuple(dict.fromkeys(word for text in texts for word in fold(text)))[:_WORDS_KEPT]


def title_key(title: str) -> str:
    """Give a title as it is compared: its folded words."""
    return " ".join(fold(title))
