"""The shape of "somebody must do something", the same from every service. Each publisher names its own events of it."""

from datetime import datetime

from pydantic import Field

from shared.contracts.base import Event, Id, Line


class TaskOpened(Event):
    """Work waits for a role, or for a role of one unit, until `due_at`."""

    task_id: Id
    kind: Id = Field(description="What has to be done, as a code: formal_check, merit_review, admission, …")
    case: Line = Field(description="The case as people call it: BO-2027-088 or WPKS.1431.0032.2026.")
    title: Line
    action: Line = Field(description="What to do, in Polish, in one line.")
    link: Line = Field(description="Path of the page where it is done.", pattern="^/panel/")
    role: Id
    unit: Id | None = None
    opened_at: datetime
    due_at: datetime | None = None
    explanation: tuple[Line, ...] = Field(default=(), description="How the date was computed, in Polish, line by line.")


class TaskChanged(Event):
    """Open work is due at another time, or called otherwise, than was said. The highest version holds.

    Without a `title` the work is called as it was.
    """

    task_id: Id
    title: Line | None = None
    due_at: datetime
    explanation: tuple[Line, ...] = Field(default=(), description="How the new date was computed, in Polish.")
    changed_at: datetime


class TaskClosed(Event):
    """The work has been done or is needed no longer."""

    task_id: Id
    closed_at: datetime
