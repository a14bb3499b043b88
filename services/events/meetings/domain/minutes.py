"""Minutes of a meeting and the tasks that they agree. Approved ones never change; a correction is the next version."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from services.events.meetings.domain.people import Staff
from services.events.meetings.domain.programme import Programme, When

MOST_TASKS = 40


class TaskGone(Exception):
    """Minutes cannot lose a task that earlier approved ones have agreed."""


class TaskDone(Exception):
    """The task has been done already."""


class Item(BaseModel):
    """What was said and decided on a point."""

    model_config = ConfigDict(frozen=True)

    title: str
    said: str = ""
    decision: str = ""


class Attended(BaseModel):
    """Whether somebody was there. `who`: as they stand in the programme."""

    model_config = ConfigDict(frozen=True)

    who: str
    present: bool


class Agreed(BaseModel):
    """A task that the meeting gives. `agreed`: it stands in approved minutes already, and stays as it is."""

    model_config = ConfigDict(frozen=True)

    id: str
    what: str
    role: str
    unit: str | None = None
    due: date
    agreed: bool = False


class Minutes(BaseModel):
    """Minutes as they are worked on, sent out and approved."""

    model_config = ConfigDict(frozen=True)

    title: str
    starts: datetime
    ends: datetime
    place: str
    attendance: tuple[Attended, ...]
    others: str = ""
    items: tuple[Item, ...]
    tasks: tuple[Agreed, ...] = ()

    @classmethod
    def begun(cls, programme: Programme, when: When, attendance: Sequence[Attended], others: str) -> Self:
        """Give the minutes that a programme and the list of those present begin, of when and where it was held."""
        return cls(
            title=when.title,
            starts=when.starts,
            ends=when.ends,
            place=when.place,
            attendance=tuple(attendance),
            others=others,
            items=tuple(Item(title=point.title) for point in programme.points),
        )

    def rewritten(
        self, items: Sequence[Item], tasks: Sequence[Agreed], others: str, present: Collection[int] | None = None
    ) -> Self:
        """Give them with other texts and tasks; `present`: who was there after all, None where that stays.

        Raises `TaskGone`.
        """
        kept = {one.id: one for one in tasks}
        for one in self.tasks:
            if one.agreed and kept.get(one.id) != one:
                raise TaskGone
        told = {"items": tuple(items), "tasks": tuple(tasks), "others": others}
        if present is not None:
            ticked = [(one, place in present) for place, one in enumerate(self.attendance)]
            told["attendance"] = tuple(one.model_copy(update={"present": there}) for one, there in ticked)
        return self.model_copy(update=told)

    def settled(self) -> Self:
        """Give them with all their tasks agreed."""
        return self.model_copy(update={"tasks": tuple(one.model_copy(update={"agreed": True}) for one in self.tasks)})

    def as_text(self) -> str:
        """Give what is searched and compared."""
        lines = [
            self.title,
            self.place,
            self.others,
            *(f"{one.who}{'' if one.present else ' –'}" for one in self.attendance),
        ]
        for number, item in enumerate(self.items, 1):
            lines += [f"{number}. {item.title}", item.said, item.decision]
        lines += [f"Zadanie: {one.what}, do {one.due:%d.%m.%Y}" for one in self.tasks]
        return "\n".join(line for line in lines if line)


class Frozen(BaseModel):
    """Approved minutes: sealed text and sealed files, with the SHA-256 of each file. It is only ever added."""

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    number: int
    approved_at: datetime
    approved_by: str
    reason: str
    """Why they were corrected; "" for the first."""
    sealed: bytes
    pdf: bytes
    docx: bytes
    pdf_sha256: str
    docx_sha256: str


class Task(BaseModel):
    """A task that approved minutes have given, until somebody has done it."""

    model_config = ConfigDict(frozen=True)

    id: str
    meeting_id: str
    line_id: str
    title: str
    """Of the meeting."""
    met_at: datetime
    what: str
    role: str
    unit: str | None
    due: date
    open: bool = True
    done_at: datetime | None = None
    done_by: str = ""
    done: str = ""
    """What was done."""
    free_days: int = 0
    """The version of the declared free days that the day was last held against."""
    version: int = 1

    def is_of(self, person: Staff) -> bool:
        """Tell whether it is for a member of staff to do."""
        return self.role == person.role and self.unit in (None, person.unit)

    def completed(self, what: str, by: Staff, at: datetime) -> Self:
        """Give it done. Raises `TaskDone`."""
        if not self.open:
            raise TaskDone
        told = {"open": False, "done_at": at, "done_by": by.name, "done": what, "version": self.version + 1}
        return self.model_copy(update=told)
