"""Figures in a speech: each has its source, and somebody outside the house says if it holds. It knows no speech."""

import re
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

MOST_FIGURES = 40
_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?")


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


def numbers(text: str) -> tuple[str, ...]:
    """Give the numbers in a text, each once, as they are compared: "1 250,5" and "1250,5" are one."""
    found = (re.sub(r"[ \u00a0\u202f]", "", number).replace(".", ",") for number in _NUMBER.findall(text))
    return tuple(dict.fromkeys(found))


def without_source(text: str, figures: Sequence[Figure]) -> tuple[str, ...]:
    """Give the numbers of a text that stand in no statement with a source."""
    known = {number for figure in figures for number in numbers(figure.statement)}
    return tuple(number for number in numbers(text) if number not in known)


def kept(before: Sequence[Figure], after: Sequence[Figure]) -> tuple[Figure, ...]:
    """Give the new figures; one that stands unchanged keeps its id and its verdict."""
    same = {(one.statement, one.source): one for one in before}
    return tuple(same.get((one.statement, one.source), one) for one in after)
