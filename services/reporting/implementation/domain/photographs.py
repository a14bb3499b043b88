"""Photographs of what is built: what is kept of each, and how many a word may have. It holds no picture."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

MOST_PHOTOGRAPHS = 8
"""Of one word of a unit, so that a page opens on a telephone: the house's own."""
SHORTEST_ALT, LONGEST_ALT = 10, 300
"""Characters of the text for who does not see the picture (WCAG 2.1, 1.1.1)."""


class TooManyPhotographs(Exception):
    """The word has as many photographs as it may have. `most`: how many that are."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most} photographs")
        self.most = most


class UpdateReturned(Exception):
    """The word went back to its unit: photographs come with the mended one."""

    def __init__(self, number: int) -> None:
        super().__init__(f"update {number} was sent back")
        self.number = number


class NoSuchPhotograph(LookupError):
    """There is no photograph with this id, or it was withdrawn, or its word is not published."""

    def __init__(self, id: str) -> None:
        super().__init__(f"no photograph {id}")
        self.id = id


class Photograph(BaseModel):
    """A photograph of a word. `id`: of its picture; `alt`: what it shows, in words; sizes in pixels."""

    model_config = ConfigDict(frozen=True)

    id: str
    alt: str
    width: int
    height: int
    added_at: datetime
    added_by_name: str
    withdrawn_at: datetime | None = None
    withdrawn_by_name: str | None = None
    withdrawn_reason: str | None = None

    def withdrawn(self, reason: str, by_name: str, now: datetime) -> Self:
        """Give what stays of a photograph that nobody sees any more."""
        gone = {"withdrawn_at": now, "withdrawn_by_name": by_name, "withdrawn_reason": reason}
        return self.model_copy(update=gone)
