"""The words of the letter of the morning, in Polish. It sends nothing and reads no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.reporting.worklist.domain import Task
from shared.clock import warsaw

LATE, TODAY, LATER = "Po terminie", "Na dziś", "Później w tym tygodniu"
"""The parts of the letter."""
LISTED = 20
"""Tasks of one part that are told one by one; the rest is a number."""


@dataclass(frozen=True)
class Part:
    """One part of the letter: how many there are, and the first of them."""

    title: str
    count: int
    tasks: Sequence[Task]


def subject(parts: Sequence[Part]) -> str:
    """Say in one line what the day brings."""
    return "Na dziś: " + ", ".join(f"{part.title.lower()} {part.count}" for part in parts if part.count)


def letter(whose: str, parts: Sequence[Part], origin: str) -> str:
    """Write what waits; `whose`: of which unit, as it follows "czeka"; `origin`: where the house is found."""
    told = "".join(_part(part, origin) for part in parts if part.count)
    return (
        f"Dzień dobry,\n\nto czeka {whose}.\n\n{told}Cała lista: {origin}/panel\n\n"
        "Ten list przychodzi w dni robocze, gdy coś czeka. Adres zmienia wydział.\n"
    )


def _part(part: Part, origin: str) -> str:
    more = part.count - len(part.tasks)
    lines = "".join(_task(task, origin) for task in part.tasks)
    return f"{part.title.upper()}: {part.count}\n\n{lines}" + (f"I jeszcze {more}.\n\n" if more > 0 else "")


def _task(task: Task, origin: str) -> str:
    due = f", termin {warsaw(task.due_at):%d.%m.%Y}" if task.due_at else ""
    return f"- {task.case}, {task.title}\n  {task.action}{due}\n  {origin}{task.link}\n\n"
