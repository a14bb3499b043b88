"""The number of a resolution: its parts, its written forms, and reading it back as people write it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from services.reporting.council.domain.roman import MOST, NotRoman, from_roman, roman

_MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
    "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
)  # fmt: skip
_DAY = r"(?P<day>\d{1,2}\s+[^\W\d_]+\s+\d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
_NUMBER = re.compile(
    r"(?:uchwa[łl]\w*\s+)?(?:nr\.?\s*)?"
    r"(?P<session>[ivxlcdm]+)\s*/\s*0*(?P<number>[1-9]\d{0,4})\s*/\s*(?P<year>\d{4})"
    r"(?:\s+(?P<council>rady\s+[^\W\d_][^\d,;/]*?))?"
    rf"(?:\s*,?\s+z\s+dnia\s+{_DAY}(?:\s*(?:r\.?|roku))?)?\s*[.,;]?",
    re.IGNORECASE,
)


class NotAResolutionNumber(ValueError):
    """The text is no number of a resolution, or its day is not in its year."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a resolution number: {text!r}")
        self.text = text


class NotADay(ValueError):
    """The text names no day of the calendar."""


class ResolutionNumber(BaseModel):
    """XLIX/676/2022: the session in its term, the running number in the term, the year."""

    model_config = ConfigDict(frozen=True)

    session: int = Field(ge=1, le=MOST)
    number: int = Field(ge=1, le=99_999)
    year: int = Field(ge=1990, le=2200)

    def __str__(self) -> str:
        return f"{roman(self.session)}/{self.number}/{self.year}"

    @property
    def id(self) -> str:
        """The number as it stands in addresses: XLIX-676-2022."""
        return str(self).replace("/", "-")

    def full(self, council: str, passed_on: date) -> str:
        """Write it as acts do; `council` in the genitive, as its term has it: "Rady Miasta Kalisza"."""
        day = f"{passed_on.day} {_MONTHS[passed_on.month - 1]} {passed_on.year}"
        return f"Uchwała Nr {self} {council} z dnia {day} r."

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the bare number or a whole heading. Raises `NotAResolutionNumber`."""
        return cls.model_validate(read_heading(text).number.model_dump())


@dataclass(frozen=True)
class Heading:
    """What the heading of a resolution says; `council` in the genitive, and the day, where they stand there."""

    number: ResolutionNumber
    council: str | None = None
    passed_on: date | None = None


def read_heading(text: str) -> Heading:
    """Read "Uchwała Nr XLIX/676/2022 Rady Miasta Kalisza z dnia 3 lutego 2022 r.", or as much of it as is there.

    "Uchwała", "Nr", the council (also under its former name) and the day may be missing; zeros before the number,
    spaces, small letters and a comma do no harm. A year of two digits is refused. Raises `NotAResolutionNumber`.
    """
    match = _NUMBER.fullmatch(" ".join(text.replace("\u00a0", " ").split()))
    if match is None:
        raise NotAResolutionNumber(text)
    try:
        parts = {"session": from_roman(match["session"]), "number": int(match["number"]), "year": int(match["year"])}
        number = ResolutionNumber.model_validate(parts)
        passed_on = read_day(match["day"]) if match["day"] else None
    except (NotRoman, NotADay, ValueError):
        raise NotAResolutionNumber(text) from None
    if passed_on is not None and passed_on.year != number.year:
        raise NotAResolutionNumber(text)
    return Heading(number, match["council"], passed_on)


def read_day(text: str) -> date:
    """Read 3 lutego 2022, 3.02.2022 or 2022-02-03. Raises `NotADay`."""
    plain = " ".join(text.replace("\u00a0", " ").lower().split())
    named = re.fullmatch(r"(\d{1,2}) ([^\W\d_]+) (\d{4})(?: ?r\.?| roku)?", plain)
    dotted = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: ?r\.?)?", plain)
    try:
        if named and named[2] in _MONTHS:
            return date(int(named[3]), _MONTHS.index(named[2]) + 1, int(named[1]))
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return date.fromisoformat(plain)
    except ValueError:
        raise NotADay(text) from None
