"""Who speaks for the city, and when: shifts that do not overlap. Names and telephones are sealed; it opens nothing."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.media.crisis.domain.content import NO_CONTROLS

LONGEST_SHIFT = timedelta(days=14)
KEPT = timedelta(days=90)
"""For how long a shift is kept after it has ended."""
MOST_SHIFTS = 400
Name = Annotated[str, Field(min_length=3, max_length=120, pattern=NO_CONTROLS)]
Telephone = Annotated[str, Field(min_length=3, max_length=30, pattern=r"^[0-9 +()-]*$")]


class ShiftUnfit(Exception):
    """A shift ends before it begins, or is longer than two weeks."""


class ShiftOverlaps(Exception):
    """Somebody speaks already at that time. `starts` and `ends`: of that shift, ISO, UTC."""

    def __init__(self, starts: datetime, ends: datetime) -> None:
        super().__init__(f"{starts.isoformat()} to {ends.isoformat()}")
        self.starts, self.ends = starts.isoformat(), ends.isoformat()


class RotaFull(Exception):
    """The rota holds as many shifts as it can."""


class Shift(BaseModel):
    """Somebody's turn to speak, from `starts` to before `ends`, UTC. `speaker`: name and telephone, sealed."""

    model_config = ConfigDict(frozen=True)

    id: str
    starts: datetime
    ends: datetime
    speaker: bytes


class Rota(BaseModel):
    """All shifts, in the order of time."""

    model_config = ConfigDict(frozen=True)

    id: str = "rota"
    shifts: tuple[Shift, ...] = ()
    version: int = 0

    def at(self, moment: datetime) -> Shift | None:
        """Give the shift of a moment, None where nobody speaks."""
        return next((one for one in self.shifts if one.starts <= moment < one.ends), None)

    def with_shift(self, shift: Shift, now: datetime) -> "Rota":
        """Give the rota with a shift more; what is long over is dropped.

        Raises `ShiftUnfit`, `ShiftOverlaps`, `RotaFull`.
        """
        if not timedelta(0) < shift.ends - shift.starts <= LONGEST_SHIFT:
            raise ShiftUnfit
        for other in self.shifts:
            if shift.starts < other.ends and other.starts < shift.ends:
                raise ShiftOverlaps(other.starts, other.ends)
        kept = [one for one in self.shifts if one.ends > now - KEPT]
        if len(kept) >= MOST_SHIFTS:
            raise RotaFull
        shifts = tuple(sorted([*kept, shift], key=lambda one: one.starts))
        return self.model_copy(update={"shifts": shifts, "version": self.version + 1})

    def without(self, shift_id: str) -> "Rota":
        """Give the rota without a shift; one that is gone already changes nothing but the version."""
        shifts = tuple(one for one in self.shifts if one.id != shift_id)
        return self.model_copy(update={"shifts": shifts, "version": self.version + 1})
