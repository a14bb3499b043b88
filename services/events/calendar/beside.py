"""What may turn out to be at the same time as an entry, since nobody knows the hour of a session of the council yet."""

from services.events.calendar.domain import Entry, EntryKind
from services.events.calendar.domain.dates import whole_day
from services.events.calendar.domain.sessions import hour_unknown
from services.events.calendar.service import Calendar, Sought

_MOST = 50


class Beside:
    """Tells of it wherever a time is set or shown; it refuses nothing."""

    def __init__(self, calendar: Calendar, mayor: str | None) -> None:
        """`mayor`: who is at every session of the council; None: nobody is."""
        self._calendar, self._mayor = calendar, mayor

    async def of(self, entry: Entry) -> list[Entry]:
        """Give what may be at the same time as an entry.

        Of an entry that takes the mayor: sessions of the council on its days. Of such a session: what takes the mayor
        on its day. Where the hour is known, the hours themselves bar the mayor.
        """
        unknown, taken = hour_unknown(entry), self._mayor in entry.plan.people
        if self._mayor is None or not entry.takes_place or taken is unknown:
            return []
        sought = Sought(person=self._mayor) if unknown else Sought(kind=EntryKind.SESSION)
        days = whole_day(entry.first_day)[0], whole_day(entry.last_day)[1]
        found = await self._calendar.store.between(*days, _MOST, sought)
        return [one for one in found if one.takes_place and (unknown or hour_unknown(one)) and one.id != entry.id]
