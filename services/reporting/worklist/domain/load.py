"""How much work came to a unit and was done in time, month by month, as sums over tasks. It reads no clock."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zlib import crc32

from pydantic import BaseModel, ConfigDict

from services.reporting.worklist.domain import Task
from shared.clock import warsaw

LANES = 8


class What(StrEnum):
    """What is counted."""

    OPEN = "open"
    OPENED = "opened"
    IN_TIME = "in_time"
    LATE = "late"


class Month(BaseModel):
    """What a unit (or a role without one) was given and has done in a month of the city's calendar."""

    model_config = ConfigDict(frozen=True)

    group: str
    month: str
    """2026-04; "" for what is open now."""
    open: int = 0
    opened: int = 0
    in_time: int = 0
    late: int = 0

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{self.month}-01")


class Standing(NamedTuple):
    """What of the open tasks of a unit or role is late, and since when the oldest waits."""

    late: int
    oldest: datetime | None


class Key(NamedTuple):
    """Under what something is counted. `month` is "" for what is open now, whenever it was opened."""

    group: str
    month: str
    lane: int
    """One of `LANES` by the task's id: tasks of one unit that change at once rarely meet in one document."""
    what: What


def counted(task: Task | None) -> Counter[Key]:
    """Say what a task adds to the counts. Every opening counts by itself."""
    counts: Counter[Key] = Counter()
    if task is None:
        return counts
    lane = crc32(task.id.encode()) % LANES
    for spell in task.spells():
        counts[Key(spell.group, _month(spell.opened_at), lane, What.OPENED)] += 1
        if spell.closed_at is None:
            counts[Key(spell.group, "", lane, What.OPEN)] += 1
        else:
            late = spell.due_at is not None and spell.closed_at > spell.due_at
            counts[Key(spell.group, _month(spell.closed_at), lane, What.LATE if late else What.IN_TIME)] += 1
    return counts


def changes(pairs: Iterable[tuple[Task | None, Task]]) -> dict[Key, int]:
    """Say how the counts change where tasks change from the first of each pair to the second."""
    change: Counter[Key] = Counter()
    for before, after in pairs:
        change.update(counted(after))
        change.subtract(counted(before))
    return {key: amount for key, amount in change.items() if amount}


def last_months(today: date, count: int) -> list[str]:
    """Name the last `count` months, the present one last."""
    numbers = [today.year * 12 + today.month - 1 - back for back in range(count - 1, -1, -1)]
    return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]


def _month(moment: datetime) -> str:
    return f"{warsaw(moment):%Y-%m}"
