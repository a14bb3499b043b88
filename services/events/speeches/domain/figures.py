"""Figures in a speech: each has its source, and somebody outside the house says if it holds. It knows no speech."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain.words import forms

MOST_FIGURES = 40
_NUMBER = re.compile(
    r"(?P<digits>\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?)"
    r"(?:[ \u00a0\u202f](?:(?P<tys>tys\b|tysi[aąę]c\w*)|(?P<mln>mln\b|milion\w*)|(?P<mld>mld\b|miliard\w*))\.?)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+|%|[.,;:!?()\n]")
_SMALL = re.compile(
    r"i|a|w|z|o|u|na|do|od|po|za|ze|we|się|to|był|była|było|byli|są|jest|oraz|albo|lub|czy|już|aż|około|ok|ponad"
)
"""Words that say nothing of what is counted."""
_AROUND = 80
"""Characters in which the word of a number is sought."""
_ABBREVIATED = 4
"""Letters of the longest beginning that stands for a whole word: r., zł, os., godz."""


class Verdict(BaseModel):
    """What who checked has said of a figure. `who`: as they are called in the house's own words."""

    model_config = ConfigDict(frozen=True)

    holds: bool
    comment: str = ""
    who: str
    at: datetime


class Figure(BaseModel):
    """A statement with a figure, and where it comes from. A changed one is another figure: it gets another id."""

    model_config = ConfigDict(frozen=True)

    id: str
    statement: str
    source: str
    verdict: Verdict | None = None

    @property
    def confirmed(self) -> bool:
        """Tell whether it was found to hold."""
        return self.verdict is not None and self.verdict.holds


class Mention(NamedTuple):
    """A number in a text as it is compared ("1 250,5" and "1250.5" are one), and the word that says of what it is.

    `word`: the one after it in its part of the sentence, None where none follows; `before`: the one ahead of it.
    """

    number: str
    word: str | None
    before: str | None

    @property
    def said(self) -> str:
        """Give it as a person knows it again."""
        return f"{self.number} {self.word}" if self.word else self.number

    def same_as(self, other: "Mention") -> bool:
        """Tell whether a statement with `other`, the same number, counts the same with it."""
        return self.word is None or any(_same(self.word, word) for word in (other.word, other.before) if word)


def mentions(text: str) -> Iterator[Mention]:
    """Give the numbers in a text, in their order."""
    for found in _NUMBER.finditer(text):
        digits = re.sub(r"[ \u00a0\u202f]", "", found["digits"]).replace(".", ",")
        times = next((name for name in ("tys", "mln", "mld") if found[name]), None)
        start, end = found.span()
        before, after = _TOKEN.findall(text, max(0, start - _AROUND), start), _TOKEN.findall(text, end, end + _AROUND)
        yield Mention(f"{digits} {times}" if times else digits, _nearest(after), _nearest(reversed(before)))


def without_source(text: str, figures: Sequence[Figure]) -> tuple[str, ...]:
    """Give the numbers of a text that stand in no statement with a source, of the same; each once, with its word."""
    known: dict[str, set[Mention]] = {}
    for figure in figures:
        for one in mentions(figure.statement):
            known.setdefault(one.number, set()).add(one)
    lacking = (
        one.said
        for one in dict.fromkeys(mentions(text))
        if not any(one.same_as(other) for other in known.get(one.number, ()))
    )
    return tuple(dict.fromkeys(lacking))


def _nearest(tokens: Iterable[str]) -> str | None:
    """Give the first word of the same part of the sentence that says something; numbers between are passed over."""
    for one in tokens:
        if one == "%":
            return "procent"
        if one in ".,;:!?()\n":
            return None
        if not one[0].isdigit() and not _SMALL.fullmatch(one.lower()):
            return one.lower()
    return None


def _same(one: str, other: str) -> bool:
    """Tell whether two words are one whatever their endings, or one is short for the other."""
    (first,), (second,) = forms(one), forms(other)
    short, long = sorted((first[0], second[0]), key=len)
    return not set(first).isdisjoint(second) or (len(short) <= _ABBREVIATED and long.startswith(short))


def kept(before: Sequence[Figure], after: Sequence[Figure]) -> tuple[Figure, ...]:
    """Give the new figures; one that stands unchanged keeps its id and its verdict."""
    same = {(one.statement, one.source): one for one in before}
    return tuple(same.get((one.statement, one.source), one) for one in after)
