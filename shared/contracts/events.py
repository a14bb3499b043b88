"""What events tells the others: the entries of the city's calendar."""

from datetime import datetime

from pydantic import Field

from shared.contracts.base import Event, Id, Line


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
    scheduled_at: datetime
