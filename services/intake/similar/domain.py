"""When two proposals are alike: they share rare words, whatever endings Polish gives them. It knows no clock.

Facts about a proposal come in any order and more than once: whatever the order, the likeness is the same.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.intake.proposals.domain.words import fold
from shared.contracts.intake import ProposalContent

MOST_SHOWN = 5
"""Similar proposals that are shown."""
MOST_STEMS = 40
"""Stems of one proposal, and of one question, that count."""
COMMON = 500
"""A word that so many proposals share tells nothing."""
_SHORTEST = 3

_ENDINGS = (
    *("owego", "owymi", "owych", "owemu", "iami", "iach"),
    *("owej", "owym", "iego", "iemu"),
    *("ami", "ach", "ego", "emu", "iem", "iom", "iow", "owa", "owe", "owy", "owi", "owo", "ymi", "imi", "ych", "ich"),
    *("iej", "ow", "om", "em", "ej", "ym", "im", "ie", "ia", "iu", "io"),
    *("a", "e", "i", "o", "u", "y"),
)
"""Endings of folded nouns and adjectives, the longest first."""
_LONG = 4
"""What must be left before "-owa" and the like count as an ending: "rower-owa", but "budow-a"."""

_COMMON_WORDS = frozenset(
    fold(
        "aby albo ale bez być będzie dla gdzie jako jest już które który która każdy lub miasta miasto mieszkańców "
        "mieszkańcy nad nie nowa nowe nowy oraz osiedla osiedle osiedlu pod podczas powstanie projekt projektu przed "
        "przez przy się tak także ten też ulic ulica ulicy wraz wszystkich żeby kalisz kalisza kaliszu"
    )
)


class Outcome(StrEnum):
    """What became of a proposal, as far as it is known."""

    FILED = "filed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    REFUSED = "refused"
    ADMITTED = "admitted"
    SELECTED = "selected"
    NOT_SELECTED = "not_selected"


class Said(BaseModel):
    """A decision about a proposal: favourable or not, and its version."""

    model_config = ConfigDict(frozen=True)

    favourable: bool
    version: int


class Likeness(BaseModel):
    """What a proposal is compared by, and what has become of it. Without a text, until its proposal has come."""

    model_config = ConfigDict(frozen=True)

    id: str
    edition_id: str
    case: str = ""
    title: str = ""
    stems: tuple[str, ...] = ()
    filed_at: datetime | None = None
    content_version: int = 0
    withdrawn: bool = False
    merged: bool = False
    check: Said | None = None
    admission: Said | None = None
    selected: bool | None = None

    @property
    def outcome(self) -> Outcome:
        """Give the last thing that is known."""
        if self.withdrawn:
            return Outcome.WITHDRAWN
        if self.merged:
            return Outcome.MERGED
        if self.selected is not None:
            return Outcome.SELECTED if self.selected else Outcome.NOT_SELECTED
        decided = self.admission or self.check
        if decided is not None and not decided.favourable:
            return Outcome.REFUSED
        return Outcome.ADMITTED if self.admission else Outcome.FILED

    def saying(self, content: ProposalContent) -> "Likeness":
        """Give it with what the proposal says now; an older text changes nothing."""
        if content.version <= self.content_version:
            return self
        return self.model_copy(
            update={
                "case": content.case,
                "title": content.title,
                "stems": stems_of(content.title, content.summary),
                "filed_at": content.submitted_at,
                "content_version": content.version,
            }
        )

    def checked(self, said: Said) -> "Likeness":
        """Give it after a formal check; an older one changes nothing."""
        return self if self.check and said.version <= self.check.version else self.model_copy(update={"check": said})

    def decided(self, said: Said) -> "Likeness":
        """Give it after the mayor's decision; an older one changes nothing."""
        known = self.admission
        return self if known and said.version <= known.version else self.model_copy(update={"admission": said})


def stem(word: str) -> str:
    """Give what of a folded word stays the same in its cases: "ścieżki" and "ścieżce" give one stem, "sciezk"."""
    if any(char.isdigit() for char in word):
        return word
    for ending in _ENDINGS:
        least = _LONG if ending.startswith("ow") and len(ending) > len("ow") else _SHORTEST
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    # The consonants that change before an ending: drodze, droga; bibliotece, biblioteka.
    word = re.sub(r"dz$", "g", re.sub(r"c$", "k", word))
    # The e that comes and goes: ścieżek, ścieżka.
    return re.sub(r"(?<=[^aeiouy])ek$", "k", word) if len(word) > _LONG else word


def stems_of(*texts: str) -> tuple[str, ...]:
    """Give the distinct stems of texts in order, without words that stand in every proposal."""
    words = (word for text in texts for word in fold(text) if len(word) >= _SHORTEST and word not in _COMMON_WORDS)
    return tuple(dict.fromkeys(stem(word) for word in words))[:MOST_STEMS]


def rarest(known: Mapping[str, int], most: int) -> list[str]:
    """Give at most `most` stems that some proposal has, the rarest first; `known`: how many proposals have each."""
    return sorted((one for one, count in known.items() if count), key=lambda one: known[one])[:most]


def alike(
    wanted: Sequence[str], candidates: Iterable[Likeness], known: Mapping[str, int], most: int = MOST_SHOWN
) -> list[Likeness]:
    """Give the candidates that share enough with `wanted`, the most alike first, then the newest.

    A shared stem counts the more, the fewer proposals have it. One shared stem of several is chance.
    """
    scored = []
    for candidate in candidates:
        shared = set(wanted).intersection(candidate.stems)
        if candidate.filed_at is None or len(shared) < min(2, len(wanted)):
            continue
        score = sum(math.log((COMMON + 1) / max(1, known.get(one, 1))) for one in shared)
        scored.append((score, candidate.filed_at, candidate))
    return [found for _, _, found in sorted(scored, key=lambda each: each[:2], reverse=True)[:most]]
