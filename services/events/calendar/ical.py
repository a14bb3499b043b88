"""Gives the city's calendar as a file for the calendar programs of residents and of other systems."""

from services.events.calendar.domain import Entry
from shared.ical import Appointment
from shared.ical import ical as written


def ical(entries: list[Entry], origin: str) -> bytes:
    """Write a calendar; `origin` is the address of the site."""
    return written("Kalendarz Kalisza", "Kalendarz", map(_appointment, entries), origin)


def _appointment(entry: Entry) -> Appointment:
    plan = entry.plan
    texts = [entry.cancel_reason, plan.description]
    return Appointment(
        id=entry.id,
        version=entry.version,
        changed_at=entry.changed_at,
        title=plan.title,
        starts=entry.first_day if plan.all_day else plan.starts,
        ends=entry.last_day if plan.all_day else plan.ends,
        link=f"/kalendarz/{entry.id}",
        cancelled=entry.cancelled,
        place=plan.place,
        description="\n\n".join(text for text in texts if text),
    )
