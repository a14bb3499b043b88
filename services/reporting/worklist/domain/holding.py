"""Who of a unit has a task in hand: handed over with a note, taken back or returned. It knows no names and no clock."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.reporting.worklist.domain import Task


class TaskDone(Exception):
    """The task is not open any more: nobody can have it in hand."""

    def __init__(self, id: str) -> None:
        super().__init__(f"task {id} is done")
        self.id = id


class NotTheirs(Exception):
    """The task is not of this person's role and unit, or was not handed by or to them."""

    def __init__(self, id: str) -> None:
        super().__init__(f"task {id} is not theirs")
        self.id = id


class NotAColleague(Exception):
    """Nobody of this role and unit has this id, or they have it in hand already."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} cannot have it")
        self.person = person


class StepKind(StrEnum):
    """What happened with a task in a unit."""

    HANDED = "handed"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"


class Step(BaseModel):
    """One entry of a task's history. People are ids; the note is encrypted, for it may speak of a person."""

    model_config = ConfigDict(frozen=True)

    kind: StepKind
    at: datetime
    by: str
    to: str | None
    """Who has it in hand since; None: the whole unit."""
    note: bytes | None = None


class Handed(BaseModel):
    """That somebody gave it to somebody, and it has not come back."""

    model_config = ConfigDict(frozen=True)

    by: str
    to: str


class Holding(BaseModel):
    """In whose hands a task is, of one opening, and how it came there. Version 0: nobody has done anything yet."""

    model_config = ConfigDict(frozen=True)

    id: str
    version: int = 0
    opening: int = 0
    """The version of the task's opening that `hands` are about: one that comes back waits for the whole unit anew."""
    hands: tuple[Handed, ...] = ()
    history: tuple[Step, ...] = ()

    def of(self, task: Task) -> "Holding":
        """Give what holds for the present opening of the task: of an earlier one only the history."""
        if self.opening == task.opened_version:
            return self
        return self.model_copy(update={"opening": task.opened_version, "hands": ()})

    @property
    def holder(self) -> str | None:
        """Who has it in hand; None: the whole unit."""
        return self.hands[-1].to if self.hands else None

    @property
    def giver(self) -> str | None:
        """Who gave it to whom it is with."""
        return self.hands[-1].by if self.hands else None

    def handed(self, by: str, to: str, at: datetime, note: bytes | None) -> "Holding":
        """Give the task to a colleague."""
        step = Step(kind=StepKind.HANDED, at=at, by=by, to=to, note=note)
        return self._with(step, (*self.hands, Handed(by=by, to=to)))

    def back(self, kind: StepKind, by: str, at: datetime, note: bytes | None) -> "Holding":
        """Let it be where it was before it was given: with whom it was then, or with the whole unit."""
        hands = self.hands[:-1]
        return self._with(Step(kind=kind, at=at, by=by, to=hands[-1].to if hands else None, note=note), hands)

    def _with(self, step: Step, hands: tuple[Handed, ...]) -> "Holding":
        history = (*self.history, step)
        return self.model_copy(update={"version": self.version + 1, "hands": hands, "history": history})
