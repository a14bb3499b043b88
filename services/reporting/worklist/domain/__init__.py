"""A task in somebody's list of work, as a pure function of the events of all services. It reads no clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from shared.clock import WARSAW, warsaw
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened

TaskEvent: TypeAlias = TaskOpened | TaskChanged | TaskClosed

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Sorts what has no deadline after everything that has one."""


class Task(BaseModel):
    """Something that waits, or waited, for a role. Known before its opening where another word of it came first."""

    model_config = ConfigDict(frozen=True)

    id: str
    service: str
    opened_version: int = 0
    changed_version: int = 0
    """Of the newest change of its date; 0 where there was none."""
    closed_version: int = 0
    kind: str = ""
    case: str = ""
    title: str = ""
    action: str = ""
    link: str = ""
    role: str = ""
    unit: str | None = None
    opened_at: datetime | None = None
    due_at: datetime | None = None
    sorts_at: datetime = NEVER
    explanation: tuple[str, ...] = ()
    closed_at: datetime | None = None
    open: bool = False
    escalated_at: datetime | None = None
    """When the head of its unit was told that it is late; None again where it has another date."""

    def escalated(self, at: datetime) -> "Task":
        """Give the task of which the head of its unit has been told."""
        return self.model_copy(update={"escalated_at": at})


def task_id(event: TaskEvent) -> str:
    """Give the id of a task in the whole house: its own, with the service that names it."""
    return f"{event.publisher}|{event.task_id}"


def apply(task: Task | None, event: TaskEvent) -> Task:
    """Give the task with what `event` says. Any order and repetition of the same events gives the same task."""
    task = task or Task(id=task_id(event), service=event.publisher)
    changes: dict[str, object] = {}
    if isinstance(event, TaskOpened) and event.version > task.opened_version:
        told = event.model_dump(exclude={"version", "task_id"})
        if task.changed_version > event.version:
            told |= {"due_at": task.due_at, "explanation": task.explanation}
        changes = {**told, "opened_version": event.version, "sorts_at": told["due_at"] or NEVER, "escalated_at": None}
        task = task.model_copy(update=changes)
    if isinstance(event, TaskChanged) and event.version > task.changed_version:
        changes = {"changed_version": event.version}
        if event.version > task.opened_version:
            changes |= {"due_at": event.due_at, "explanation": event.explanation, "sorts_at": event.due_at}
            changes["escalated_at"] = None
        task = task.model_copy(update=changes)
    if isinstance(event, TaskClosed) and event.version > task.closed_version:
        task = task.model_copy(update={"closed_version": event.version, "closed_at": event.closed_at})
    return task.model_copy(update={"open": task.opened_version > task.closed_version})


class Days(BaseModel):
    """The moments between which things are late, for today, or for this week. Days are those of the city."""

    model_config = ConfigDict(frozen=True)

    now: datetime
    today_ends: datetime
    week_ends: datetime

    @classmethod
    def of(cls, now: datetime) -> "Days":
        """Give the days around `now`; a week ends on Sunday."""
        today = warsaw(now).date()
        sunday = today + timedelta(days=6 - today.weekday())
        return cls(now=now, today_ends=_end(today), week_ends=_end(sunday))


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=WARSAW).astimezone(UTC)
