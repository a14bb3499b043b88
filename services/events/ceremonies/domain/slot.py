"""When and where a ceremony is, as its entry in the calendar says. No framework."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.events.calendar.domain import Entry
from shared.clock import warsaw


class Slot(BaseModel):
    """What the calendar says of it. Moments in UTC; `waits`: it was put off, and nobody knows until when."""

    model_config = ConfigDict(frozen=True)

    title: str
    starts: datetime
    ends: datetime
    all_day: bool
    place: str | None
    public: bool
    waits: bool = False

    @property
    def day(self) -> date:
        """The day in the city."""
        return warsaw(self.starts).date()

    @property
    def begins(self) -> datetime | None:
        """The hour of its beginning; None where it has none yet."""
        return None if self.all_day or self.waits else self.starts

    def moved_to(self, other: "Slot") -> bool:
        """Tell whether people who knew this one come at a wrong time or place. An hour given to a day moves nobody."""
        if other.waits or self.place != other.place or self.day != other.day:
            return True
        return not self.all_day and (self.starts, self.ends, self.all_day) != (other.starts, other.ends, other.all_day)


def slot_of(entry: Entry) -> Slot:
    """Give what an entry says."""
    plan = entry.plan
    return Slot(
        title=plan.title,
        starts=plan.starts,
        ends=plan.ends,
        all_day=plan.all_day,
        place=plan.place,
        public=plan.public,
        waits=entry.postponed,
    )
