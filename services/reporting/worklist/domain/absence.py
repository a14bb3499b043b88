"""Who is away from when to when, and who stands in. It knows no names and no clock."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

LONGEST = 366
"""Days of one absence."""


class AbsenceMisplaced(Exception):
    """The days are over, in the wrong order, too many, or overlap another absence of the same person."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class Absence(BaseModel):
    """Days on which somebody is away, both ends included, and the colleague who stands in."""

    model_config = ConfigDict(frozen=True)

    first: date
    last: date
    cover: str

    def on(self, day: date) -> bool:
        """Tell whether it is one of these days."""
        return self.first <= day <= self.last


class Absences(BaseModel):
    """All absences of one person, the earliest first."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 0
    absences: tuple[Absence, ...] = ()

    def cover(self, day: date) -> str | None:
        """Tell who stands in on a day; None where the person is there."""
        return next((one.cover for one in self.absences if one.on(day)), None)

    def ahead(self, today: date) -> list[Absence]:
        """Give those that are not over."""
        return [one for one in self.absences if one.last >= today]

    def declared(self, new: Absence, today: date) -> "Absences":
        """Add an absence. Raises `AbsenceMisplaced` with the field that is wrong."""
        if new.last < new.first or new.last < today or (new.last - new.first).days >= LONGEST:
            raise AbsenceMisplaced("last")
        if any(one.first <= new.last and new.first <= one.last for one in self.absences):
            raise AbsenceMisplaced("first")
        return self._with([*self.absences, new])

    def ended(self, first: date, today: date) -> "Absences":
        """End the absence that begins on `first`: from today the person is there. Raises `AbsenceMisplaced`."""
        found = next((one for one in self.ahead(today) if one.first == first), None)
        if found is None:
            raise AbsenceMisplaced("first")
        rest = [one for one in self.absences if one is not found]
        until = today - timedelta(days=1)
        past = [found.model_copy(update={"last": until})] if found.first <= until else []
        return self._with([*rest, *past])

    def _with(self, absences: list[Absence]) -> "Absences":
        in_order = tuple(sorted(absences, key=lambda one: one.first))
        return self.model_copy(update={"version": self.version + 1, "absences": in_order})


def stood_in_for(person: str, covers: Mapping[str, str]) -> Collection[str]:
    """Give for whom somebody stands in, by who stands in for whom today: also for those whose own cover is away."""
    found: dict[str, None] = {}
    waiting = [person]
    while waiting:
        cover = waiting.pop()
        for away in (one for one, by in covers.items() if by == cover and one not in found and one != person):
            found[away] = None
            waiting.append(away)
    return found.keys()
