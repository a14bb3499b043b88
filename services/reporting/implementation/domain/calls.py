"""A call for progress (wezwanie do podania stanu realizacji): when it is due, and what follows until it is answered.

It reads no clock and writes to nobody.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import warsaw
from shared.deadlines import Deadline, FreeDays, Postponed, Reckoning, Term, Unit, before, postponed

# Terms of the house, not of an act: no resolution that was found sets them.
CALL_TERM = Term(amount=7, unit=Unit.WORKING_DAY)
REMINDER_TERM = Term(amount=2, unit=Unit.WORKING_DAY)
CHASE_EVERY, MOST_CHASES = timedelta(days=7), 4
FRESH = timedelta(days=14)
"""Who has written so lately is not asked again."""
KEPT_CHANGES = 100
"""Of one rhythm: years of them."""


class CallClosed(Exception):
    """The call has its answer, or the work is over: nothing is asked any more."""


class CallLinkBroken(Exception):
    """The link of a call has been cut off or made up."""


class Step(StrEnum):
    """What comes next while a call has no answer."""

    REMIND = "remind"
    """A word before the term ends."""
    MISS = "miss"
    """The term is over: residents see it."""
    CHASE = "chase"
    """A word every week."""


class Rhythm(BaseModel):
    """How often a unit is asked: on a day of every first, or every third month of the year."""

    model_config = ConfigDict(frozen=True)

    every_months: int = Field(default=3, ge=1, le=12)
    day: int = Field(default=2, ge=1, le=28)

    def next_after(self, day: date) -> date:
        """Give the next day of asking after a day. The months are counted from January, so that all units fall due."""
        year, month = day.year, day.month
        while True:
            asked = date(year, month, self.day)
            if asked > day and (month - 1) % self.every_months == 0:
                return asked
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


class RhythmChange(BaseModel):
    """An officer's change of a rhythm: months between two calls, None where no own rhythm held or holds any more."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by_name: str
    before: int | None
    after: int | None


def with_change(history: tuple[RhythmChange, ...], change: RhythmChange) -> tuple[RhythmChange, ...]:
    """Give the history with a change that changes something; the last `KEPT_CHANGES` are kept."""
    return history if change.before == change.after else (*history, change)[-KEPT_CHANGES:]


class Call(BaseModel):
    """An open call. `step`, `step_at`: what comes next and when (UTC); None where nothing does.

    `first`: the number of the first call that the unit has not answered since its last word, where that is another one.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    called_at: datetime
    due_at: datetime
    step: Step | None = Step.REMIND
    step_at: datetime | None
    missed_at: datetime | None = None
    chases: int = 0
    first: int | None = None

    @classmethod
    def made(cls, number: int, now: datetime, due: Deadline, free: FreeDays, since: int | None = None) -> Self:
        """Make a call until `due`; `since`: the number of the first one of this silence."""
        return cls(number=number, called_at=now, due_at=due.due_at, step_at=_reminder(due.due_at, free), first=since)

    @property
    def since(self) -> int:
        """The number of the first call that waits for the same answer."""
        return self.first or self.number

    def due_for(self, now: datetime) -> Step | None:
        """Tell what is to be done at this moment."""
        return self.step if self.step_at is not None and self.step_at <= now else None

    def stepped(self, now: datetime) -> Self:
        """Give the call after its present step."""
        if self.step is Step.REMIND:
            return self.model_copy(update={"step": Step.MISS, "step_at": self.due_at})
        if self.step is Step.MISS:
            return self.model_copy(update={"step": Step.CHASE, "step_at": now + CHASE_EVERY, "missed_at": now})
        chases = self.chases + 1
        more = chases < MOST_CHASES
        changes = {
            "chases": chases,
            "step": Step.CHASE if more else None,
            "step_at": now + CHASE_EVERY if more else None,
        }
        return self.model_copy(update=changes)

    def postponed(self, free: FreeDays) -> tuple[Self, Postponed] | None:
        """Give the call with the later date that declared free days make, and how it was found; None: it stays.

        What was missed stays missed.
        """
        if self.missed_at is not None:
            return None
        later = postponed(self.due_at, Reckoning(term=CALL_TERM, start=self.called_at), free)
        if later is None:
            return None
        step_at = _reminder(later.due_at, free) if self.step is Step.REMIND else later.due_at
        return self.model_copy(update={"due_at": later.due_at, "step_at": step_at}), later


def _reminder(due_at: datetime, free: FreeDays) -> datetime:
    return before(REMINDER_TERM, warsaw(due_at).date(), free).due_at
