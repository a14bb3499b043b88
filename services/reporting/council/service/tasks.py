"""What units are asked about their resolutions, on the list of work of the house."""

from datetime import datetime

from services.reporting.council.domain.resolutions import Executor, Resolution
from shared.access import Role
from shared.clock import end_of
from shared.contracts.reporting import TaskChangedV1, TaskClosedV1, TaskOpenedV1
from shared.store import Transaction

_LONGEST_TITLE = 300


def tell_changes(tx: Transaction, before: Resolution, after: Resolution, now: datetime) -> None:
    """Open and close the tasks of units as they differ, and give those that stay the day that holds now."""
    known = {one.task: one for one in before.executors if one.task}
    asked = {one.task: one for one in after.executors if one.task}
    for task in known.keys() - asked.keys():
        tx.publish(TaskClosedV1(version=2, task_id=task, closed_at=now))
    for task, one in asked.items():
        if task not in known:
            _open(tx, after, task, one, now)
        elif before.due_on != after.due_on:
            told = {"due_at": _due_at(after), "explanation": _explained(after)}
            tx.publish(TaskChangedV1(version=after.version, task_id=task, **told, changed_at=now))


def _open(tx: Transaction, resolution: Resolution, task: str, one: Executor, now: datetime) -> None:
    tx.publish(
        TaskOpenedV1(
            version=1,
            task_id=task,
            kind="resolution",
            case=f"Uchwała {resolution.number}",
            title=resolution.title[:_LONGEST_TITLE],
            action="Napisz, jak daleko jest wykonanie uchwały",
            link=f"/panel/rada/uchwaly/{resolution.id}",
            role=Role.UNIT_REVIEWER,
            unit=one.unit,
            opened_at=now,
            due_at=_due_at(resolution),
            explanation=_explained(resolution),
        )
    )


def _due_at(resolution: Resolution) -> datetime:
    assert resolution.due_on is not None  # Of a resolution without a last day nobody is asked.
    return end_of(resolution.due_on)


def _explained(resolution: Resolution) -> tuple[str, ...]:
    return (f"Termin wykonania uchwały: {resolution.due_on:%d.%m.%Y}",)
