"""What events tells the others: the entries of the city's calendar, and which days the city has declared free."""

from datetime import date, datetime

from pydantic import Field

from shared.contracts.base import Event, Fact, Id, Line
from shared.contracts.tasks import TaskChanged, TaskClosed, TaskOpened


class EntryScheduledV1(Event, aggregate="entry_id", public=True):
    """An entry of the calendar is set, or set anew."""

    entry_id: Id
    title: Line
    starts: datetime
    ends: datetime
    all_day: bool
    link: Line | None = Field(default=None, pattern="^/")
    place: Line | None = None
    cancelled: bool = Field(default=False, description="True where it does not take place after all.")
    kind: Id = Field(default="other", description="ceremony, meeting, conference, window, free_day or other.")
    postponed: bool = Field(default=False, description="True where it is called off until a new date is found.")
    scheduled_at: datetime


class DeclaredFreeDay(Fact):
    """A day free from work by an act that calendars of the country do not know yet."""

    day: date = Field(description="A day in the city's calendar.")
    basis: Line = Field(description='The act, in Polish, as it follows "jest wolny na mocy".')


class FreeDaysChangedV1(Event, aggregate="calendar_id", public=True):
    """All days that the city has declared free beside those of the statute; the newest version holds, whole.

    A day that is missing was taken back; dates that were told because of it stand.
    """

    calendar_id: Id = "city"
    days: tuple[DeclaredFreeDay, ...]
    changed_at: datetime


class TaskOpenedV1(TaskOpened, aggregate="task_id"):
    """Work waits in events."""


class TaskChangedV1(TaskChanged, aggregate="task_id"):
    """Work that waits in events is due at another time."""


class TaskClosedV1(TaskClosed, aggregate="task_id"):
    """Work in events has been done."""
