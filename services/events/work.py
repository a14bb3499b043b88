"""What stands on the work list: opened, moved and closed by comparing what is there with what is wanted now."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from services.events.open_task import OpenTask
from shared.access import Role
from shared.contracts.events import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.store import Transaction, new_id


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
    """What is to be done, by whom, by when (UTC; None: at no certain time) and how that was found."""

    about: About
    action: str
    role: Role
    due_at: datetime | None
    explanation: tuple[str, ...] = ()


class Next(NamedTuple):
    """The one thing that is to be done next with something. `key`: what it is, as a code."""

    key: str
    wanted: Wanted


def handed_on(
    tx: Transaction, of: tuple[str, int], task: str | None, had: Next | None, has: Next | None, now: datetime
) -> str | None:
    """Close the task of what was to be done next, and open that of what is; give the id of the open one.

    `of`: the id and the version of what it is to be done with; `task`: the id of the open task. Where nothing is
    different the work list is told nothing.
    """
    if had == has:
        return task
    if task is not None:
        tx.publish(TaskClosedV1(version=2, task_id=task, closed_at=now))
    if has is None:
        return None
    id, version = of
    opened = f"{id}-{has.key}-{version}"
    tx.publish(_opened(opened, has.wanted, now))
    return opened


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
            open[key] = OpenTask(id=f"{new_id()}-{key}"[:64], due_at=work.due_at, explanation=work.explanation)
            tx.publish(_opened(open[key].id, work, now))
        elif work.due_at is not None and known.due_at != work.due_at:
            told = {"due_at": work.due_at, "explanation": work.explanation, "version": known.version + 1}
            moved = known.model_copy(update=told)
            open[key] = moved
            tx.publish(_changed(moved, work.due_at, work.explanation, now))
    return before.model_copy(update={"open": open})


def _opened(task: str, work: Wanted, now: datetime) -> TaskOpenedV1:
    return TaskOpenedV1(
        version=1,
        task_id=task,
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


def _changed(task: OpenTask, due_at: datetime, explanation: tuple[str, ...], now: datetime) -> TaskChangedV1:
    return TaskChangedV1(version=task.version, task_id=task.id, due_at=due_at, explanation=explanation, changed_at=now)
