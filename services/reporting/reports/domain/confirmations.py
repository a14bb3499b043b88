"""Whose words a correction changes: each such unit stands by them before anything is frozen."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.reporting.reports.domain.content import Content
from services.reporting.reports.domain.corrections import Difference, differences
from shared.deadlines import FreeDays, next_working_day


class NotAsked(Exception):
    """The unit is not asked to confirm anything, or has done so."""


class UnitsNotConfirmed(Exception):
    """A unit has not said yet that it stands by its corrected words. `names`: of those units."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class Confirmation(BaseModel):
    """What is asked of one unit. `task`: on its work list; `waived`: why an officer went on without its word."""

    model_config = ConfigDict(frozen=True)

    unit: str
    name: str
    task: str
    due_at: datetime | None = None
    """Until when the unit is to answer; None of those that were asked before their date was kept."""
    explanation: tuple[str, ...] = ()
    at: datetime | None = None
    by_name: str | None = None
    waived: str | None = None

    @property
    def awaited(self) -> bool:
        """Whether nobody has answered yet."""
        return self.at is None

    def held_against(self, free: FreeDays) -> Self:
        """Give what is asked with the next working day where the last one has been declared free."""
        later = next_working_day(self.due_at, free) if self.awaited and self.due_at else None
        if later is None:
            return self
        told = {"due_at": later.due_at, "explanation": (*self.explanation, *later.explanation)}
        return self.model_copy(update=told)


def concerning(before: Content, after: Content, unit: str) -> tuple[Difference, ...]:
    """Give what differs of a unit's words: its texts, and what is said of the resolutions that it carries out."""
    return differences(_own(before, unit), _own(after, unit))


def units_changed(before: Content, after: Content) -> dict[str, str]:
    """Give the units whose words differ, with their names."""
    every = {one.unit: one.name for one in after.contributions}
    every |= {part.unit: part.name for row in after.rows for part in row.parts}
    return {unit: name for unit, name in sorted(every.items()) if concerning(before, after, unit)}


def _own(content: Content, unit: str) -> Content:
    own = {
        "introduction": "",
        "contributions": tuple(one for one in content.contributions if one.unit == unit),
        "rows": tuple(row for row in content.rows if any(part.unit == unit for part in row.parts)),
    }
    return content.model_copy(update=own)
