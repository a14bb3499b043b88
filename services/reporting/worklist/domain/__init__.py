"""A task in somebody's list of work, as a pure function of the events of all services. It reads no clock."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict

from shared.clock import WARSAW, warsaw
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened

TaskEvent: TypeAlias = TaskOpened | TaskChanged | TaskClosed

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Sorts what has no deadline after everything that has one."""


class News(BaseModel):
    """That a task was opened (`opened`), is due at another time (`changed`) or was closed (`closed`), at `at`."""

    model_config = ConfigDict(frozen=True)

    version: int
    kind: str
    at: datetime
    due_at: datetime | None = None
    group: str = ""


class Spell(BaseModel):
    """One time that a task was open: since when, until when it was due, and when it was done."""

    model_config = ConfigDict(frozen=True)

    group: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None = None


class Task(BaseModel):
    """Something that waits, or waited, for a role. Known before its opening where another word of it came first.

    `holder` and `escalated_at` are no news of a service: they are what people here did about the present opening.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    service: str
    opened_version: int = 0
    changed_version: int = 0
    """Of the newest change of its date; 0 where there was none."""
    closed_version: int = 0
    titled_version: int = 0
    """Of the newest word that has given it its title."""
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
    news: tuple[News, ...] = ()
    holder: str | None = None
    """The id of the colleague whom it was handed over to; None where it waits for the whole unit."""
    escalated_at: datetime | None = None
    """When the head of its unit was told that it is late; None again where it has another date."""

    @property
    def group(self) -> str:
        """Who is counted for it: the unit whose work it is, else the role."""
        return group_of(self.role, self.unit)

    def cared_for(self, holder: str | None, escalated_at: datetime | None) -> "Task":
        """Give the task with what people did about its present opening."""
        return self.model_copy(update={"holder": holder if self.open else None, "escalated_at": escalated_at})

    def spells(self) -> list[Spell]:
        """Give each time that it was open, the earliest first: a task that comes back is work once more."""
        spells: list[Spell] = []
        for one in self.news:
            if one.kind == "opened":
                spells.append(Spell(group=one.group, opened_at=one.at, due_at=one.due_at))
            elif spells and spells[-1].closed_at is None:
                told = {"closed_at": one.at} if one.kind == "closed" else {"due_at": one.due_at}
                spells[-1] = spells[-1].model_copy(update=told)
        return spells


def task_id(event: TaskEvent) -> str:
    """Give the id of a task in the whole house: its own, with the service that names it."""
    return f"{event.publisher}|{event.task_id}"


def group_of(role: str, unit: str | None) -> str:
    """Give the unit, of what waits in a unit; else the role."""
    return unit if unit is not None and role == "unit_reviewer" else role


def apply(task: Task | None, event: TaskEvent) -> Task:
    """Give the task with what `event` says. Any order and repetition of the same events gives the same task."""
    task = task or Task(id=task_id(event), service=event.publisher)
    changes: dict[str, object] = {}
    if isinstance(event, TaskOpened) and event.version > task.opened_version:
        told = event.model_dump(exclude={"version", "task_id", "title"})
        if task.changed_version > event.version:
            told |= {"due_at": task.due_at, "explanation": task.explanation}
        changes = {**told, "opened_version": event.version, "sorts_at": told["due_at"] or NEVER}
        task = task.model_copy(update=changes)
    if isinstance(event, TaskChanged) and event.version > task.changed_version:
        changes = {"changed_version": event.version}
        if event.version > task.opened_version:
            changes |= {"due_at": event.due_at, "explanation": event.explanation, "sorts_at": event.due_at}
        task = task.model_copy(update=changes)
    if not isinstance(event, TaskClosed) and event.title is not None and event.version > task.titled_version:
        task = task.model_copy(update={"title": event.title, "titled_version": event.version})
    if isinstance(event, TaskClosed) and event.version > task.closed_version:
        task = task.model_copy(update={"closed_version": event.version, "closed_at": event.closed_at})
    is_open = task.opened_version > task.closed_version
    return task.model_copy(update={"open": is_open, "news": _with(task.news, event)})


def _with(news: tuple[News, ...], event: TaskEvent) -> tuple[News, ...]:
    match event:
        case TaskOpened():
            due_at = None if event.due_at is None else _kept(event.due_at)
            group = group_of(event.role, event.unit)
            new = News(version=event.version, kind="opened", at=_kept(event.opened_at), due_at=due_at, group=group)
        case TaskChanged():
            at, due_at = _kept(event.changed_at), _kept(event.due_at)
            new = News(version=event.version, kind="changed", at=at, due_at=due_at)
        case TaskClosed():
            new = News(version=event.version, kind="closed", at=_kept(event.closed_at))
    if any((one.version, one.kind) == (new.version, new.kind) for one in news):
        return news
    return tuple(sorted([*news, new], key=lambda one: (one.version, one.kind)))


def _kept(moment: datetime) -> datetime:
    # The store keeps milliseconds: what is counted must be the same before it was stored and after.
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


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
