"""What stands on the work list: opened, moved and closed by comparing what is there with what is wanted now."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.access import Role
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.store import Transaction, new_id


class OpenTask(BaseModel):
    """A task that is open."""

    model_config = ConfigDict(frozen=True)

    id: str
    due_at: datetime
    version: int = 1


class Work(BaseModel):
    """The open tasks of something, by what is to be done. `id`: of what they are."""

    model_config = ConfigDict(frozen=True)

    id: str
    open: dict[str, OpenTask] = {}


class About(NamedTuple):
    """What a task is of, and the page where it is done. `kind`: a code."""

    kind: str
    case: str
    title: str
    link: str


class Wanted(NamedTuple):
    """What is to be done, by whom, by when (UTC) and how that was found."""

    about: About
    action: str
    role: Role
    due_at: datetime
    explanation: tuple[str, ...] = ()


def settled(tx: Transaction, before: Work, wanted: Mapping[str, Wanted], now: datetime) -> Work:
    """Tell the work list what is different from `before`, and give what stands on it now.

    `wanted`: all that is to be done now, by what it is. What is on the list already is told nothing.
    """
    open = dict(before.open)
    for key in [key for key in open if key not in wanted]:
        task = open.pop(key)
        tx.publish(TaskClosedV1(version=task.version + 1, task_id=task.id, closed_at=now))
    for key, work in wanted.items():
        known = open.get(key)
        if known is None:
            open[key] = OpenTask(id=f"{new_id()}-{key}"[:64], due_at=work.due_at)
            tx.publish(_opened(open[key], work, now))
        elif known.due_at != work.due_at:
            moved = known.model_copy(update={"due_at": work.due_at, "version": known.version + 1})
            open[key] = moved
            tx.publish(_changed(moved, work, now))
    return before.model_copy(update={"open": open})


def _opened(task: OpenTask, work: Wanted, now: datetime) -> TaskOpenedV1:
    return TaskOpenedV1(
        version=1,
        task_id=task.id,
        kind=work.about.kind,
        case=work.about.case,
        title=work.about.title,
        action=work.action,
        link=work.about.link,
        role=work.role,
        opened_at=now,
        due_at=work.due_at,
        explanation=work.explanation,
    )


def _changed(task: OpenTask, work: Wanted, now: datetime) -> TaskChangedV1:
    return TaskChangedV1(
        version=task.version, task_id=task.id, due_at=work.due_at, explanation=work.explanation, changed_at=now
    )
