"""Gives the city's calendar as files for calendar programs: the public one, somebody's own, an invitation."""

from services.events.calendar.domain import Entry
from shared.ical import Appointment, Mailbox
from shared.ical import ical as written
from shared.ical import invitation as invited

_PRODUCT = "Kalendarz"


def ical(entries: list[Entry], origin: str, name: str = "Kalendarz Kalisza") -> bytes:
    """Write a calendar; `origin` is the address of the site."""
    return written(name, _PRODUCT, map(_appointment, entries), origin)


def invitation(entry: Entry, organiser: Mailbox, guest: Mailbox, origin: str, *, cancelled: bool) -> bytes:
    """Write an invitation, or take one back."""
    return invited(_PRODUCT, _appointment(entry, cancelled=cancelled), organiser, guest, origin)


def _appointment(entry: Entry, *, cancelled: bool | None = None) -> Appointment:
    plan = entry.plan
    texts = [entry.cancel_reason, plan.description]
    return Appointment(
        id=entry.id,
        version=entry.version,
        changed_at=entry.changed_at,
        title=plan.title,
        starts=entry.first_day if plan.all_day else plan.starts,
        ends=entry.last_day if plan.all_day else plan.ends,
        link=f"/kalendarz/{entry.id}" if plan.public else f"/panel/wydarzenia/{entry.id}",
        cancelled=not entry.takes_place if cancelled is None else cancelled,
        place=plan.place,
        description="\n\n".join(text for text in texts if text),
    )
