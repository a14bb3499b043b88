"""The address book: a guest's card, and in which order of rank guests stand. Forms of address are never guessed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from services.events.letters.domain.forms import Gender, Manner, Recipient
from services.events.letters.domain.words import fold

LAST = 1_000_000
"""The place of who has no rank, or one that was ended and is known no more: after all others."""


class Card(BaseModel):
    """A guest as sealed. `title`: in the nominative; `office` and `institution`: as they stand on the envelope."""

    model_config = ConfigDict(frozen=True)

    gender: Gender
    manner: Manner = Manner.PLAIN
    title: str = ""
    first_name: str
    last_name: str
    office: str = ""
    institution: str = ""
    lines: tuple[str, ...] = ()
    email: str | None = None
    telephone: str = ""

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def function(self) -> str:
        """Office and institution, one line."""
        return ", ".join(part for part in (self.office, self.institution) if part)

    def recipient(self) -> Recipient:
        """Give the guest as the reader of a letter."""
        return Recipient(
            gender=self.gender,
            manner=self.manner,
            title=self.title,
            first_name=self.first_name,
            last_name=self.last_name,
            function=self.function,
            lines=self.lines,
            email=self.email,
        )


class Guest(BaseModel):
    """A guest of the address book. `digests` stand for the words by which the card is found; `rank`: of precedence."""

    model_config = ConfigDict(frozen=True)

    id: str
    sealed: bytes
    digests: tuple[str, ...]
    rank: str
    active: bool = True
    used_at: datetime
    """When the card was last written or used: from then on it is kept for so long."""
    erased_at: datetime | None = None
    version: int = 1

    def changed(self, **changes: Any) -> Self:
        """Give the next version."""
        return self.model_copy(update={**changes, "version": self.version + 1})


class Known(NamedTuple):
    """A guest opened. `place`: of the rank, from 1."""

    guest: Guest
    card: Card
    rank: str
    place: int

    @property
    def ranked(self) -> bool:
        """True where the rank is one of those in force."""
        return self.place < LAST

    @property
    def order(self) -> tuple[int, list[str], list[str]]:
        """What guests are sorted by: rank, then last and first name."""
        return self.place, fold(self.card.last_name), fold(self.card.first_name)


def of_rank(rank: str, ranks: Mapping[str, tuple[str, int]]) -> tuple[str, int]:
    """Give the name and the place of a rank; the last place where it is not known."""
    return ranks.get(rank, ("", LAST))
