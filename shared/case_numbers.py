"""The sign of a case (znak sprawy): its parts, its written form, and reading it back. It hands out no numbers."""

import re
import unicodedata
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

_WORD = r"[^\W\d_][\w-]*"
_SIGN = re.compile(
    rf"(?P<symbol>{_WORD}(?:\.{_WORD})*)\.(?P<jrwa>\d{{2,6}})(?:\.(?P<group>\d{{1,6}}))?"
    rf"\.(?P<number>\d{{1,9}})\.(?P<year>\d{{4}})(?:\.(?P<initials>{_WORD}))?"
)


class NotACaseNumber(ValueError):
    """The text is no sign of a case. It may be another office's register number, which is kept as it stands."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not a case number: {text!r}")
        self.text = text


class CaseNumber(BaseModel):
    """A sign of a case as the office instruction of 18.01.2011 (Dz.U. 2011 nr 14 poz. 67) builds it.

    `symbol` is the unit's (its cells after dots), `jrwa` the class in the uniform list of files (its zeros count:
    0003 is another class than 003), `group` the number of the case under which a unit keeps sub-cases, `number` the
    number in the yearly list of (unit, class). Padding is no part of a number; capital letters make no difference.
    """

    model_config = ConfigDict(frozen=True)

    symbol: str = Field(pattern=rf"^{_WORD}(\.{_WORD})*$", max_length=40)
    jrwa: str = Field(pattern=r"^\d{2,6}$")
    group: int | None = Field(default=None, ge=1, lt=10**6)
    number: int = Field(ge=1, lt=10**9)
    year: int = Field(ge=1950, le=2200)
    initials: str | None = Field(default=None, pattern=rf"^{_WORD}$", max_length=10)

    def format(self, padding: int) -> str:
        """Write the sign with numbers of at least `padding` digits: WGOŚ.0003.0019.2025 with 4."""
        numbers = [f"{part:0{padding}d}" for part in (self.group, self.number) if part is not None]
        tail = [self.initials] if self.initials else []
        return ".".join([self.symbol, self.jrwa, *numbers, str(self.year), *tail])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a sign as people write it: any padding, spaces, small letters, long dashes, a full stop at the end.

        Raises `NotACaseNumber`.
        """
        match = _SIGN.fullmatch(_plain(text))
        if match is None:
            raise NotACaseNumber(text)
        parts = match.groupdict()
        # Symbols such as OSRiR mix small and capital letters: only what is all small is a matter of haste.
        parts |= {key: _capitals(parts[key]) for key in ("symbol", "initials") if parts[key]}
        try:
            return cls.model_validate(parts)
        except ValueError as error:
            raise NotACaseNumber(text) from error

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CaseNumber) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[object, ...]:
        initials = self.initials.casefold() if self.initials else None
        return self.symbol.casefold(), self.jrwa, self.group, self.number, self.year, initials


def _plain(text: str) -> str:
    """Take out of `text` what is only typing: spaces, marks without width, dashes of other lengths, a last dot."""
    typed = unicodedata.normalize("NFKC", text)
    kept = (character for character in typed if not character.isspace() and unicodedata.category(character) != "Cf")
    plain = "".join("-" if unicodedata.category(character) == "Pd" else character for character in kept)
    plain = plain.replace("\N{MINUS SIGN}", "-").strip(".,;")
    # Whoever writes dashes for dots writes them throughout.
    return plain if "." in plain else plain.replace("-", ".")


def _capitals(word: str) -> str:
    return word.upper() if word.islower() else word
