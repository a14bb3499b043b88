"""The tone of a text as a hint for who sorts, from a versioned list of words; a person's word stands above it."""

import re
import tomllib
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from services.media.search.domain import fold

_FILE = Path(__file__).parent / "lexicon.toml"
_WORD = re.compile(r"[^\W_]+")
_NOT = frozenset({"nie", "bez", "brak", "braku"})
_SHOWN = 8


class Tone(StrEnum):
    """How something speaks of its matter."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Hint(BaseModel):
    """What the list says of a text: by which of its words, in which version. Never more than a hint."""

    model_config = ConfigDict(frozen=True)

    tone: Tone
    words: tuple[str, ...] = ()
    lexicon: str


class Ruling(BaseModel):
    """A person's word about the tone."""

    model_config = ConfigDict(frozen=True)

    tone: Tone
    at: datetime
    by_name: str


class Lexicon(BaseModel):
    """Beginnings of words, folded, that speak well or ill. `version` is in every hint."""

    model_config = ConfigDict(frozen=True)

    version: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]

    def hint(self, text: str) -> Hint:
        """Give the side with more words in a text; one after "nie", "bez" or "brak" counts for the other side."""
        score, heard = 0, dict[str, None]()
        before = ""
        for match in _WORD.finditer(text):
            word = fold(match[0])
            weight = word.startswith(self.positive) - word.startswith(self.negative)
            if weight:
                turned = before in _NOT
                score += -weight if turned else weight
                heard[f"{before} {match[0].lower()}" if turned else match[0].lower()] = None
            before = word
        tone = Tone.POSITIVE if score > 0 else Tone.NEGATIVE if score < 0 else Tone.NEUTRAL
        return Hint(tone=tone, words=tuple(heard)[:_SHOWN], lexicon=self.version)


@cache
def lexicon() -> Lexicon:
    """Give the list of the house."""
    return Lexicon.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
