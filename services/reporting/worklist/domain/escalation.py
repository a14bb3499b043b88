"""What is late in a unit for too long goes to the unit's head. It knows no mail and no clock."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from services.reporting.worklist.domain import Task
from shared.clock import warsaw

SUBJECT = "Zadanie po terminie"


class Escalated(BaseModel):
    """That the head of a task's unit was told of one opening of it and one date."""

    model_config = ConfigDict(frozen=True)

    id: str
    opening: int
    due_at: datetime | None
    at: datetime

    @classmethod
    def of(cls, task: Task, at: datetime) -> "Escalated":
        """Note it of a task as it is now."""
        return cls(id=task.id, opening=task.opened_version, due_at=task.due_at, at=at)

    def about(self, task: Task) -> bool:
        """Tell whether the task still has this opening and this date."""
        return (self.opening, self.due_at) == (task.opened_version, task.due_at)


def letter(task: Task, origin: str) -> str:
    """Write to the head of the unit that has this late task; `origin`: where the house is found."""
    assert task.due_at is not None
    due = warsaw(task.due_at).strftime("%d.%m.%Y")
    return (
        "Dzień dobry,\n\n"
        f"w jednostce {task.unit} czeka zadanie po terminie.\n\n"
        f"Sprawa: {task.case}, {task.title}\n"
        f"Co zrobić: {task.action}\n"
        f"Termin: {due}\n\n"
        f"Otwórz: {origin}{task.link}\n\n"
        "Jeśli to nie jest zadanie tej jednostki, można je tam przekazać dalej z uzasadnieniem.\n"
    )
