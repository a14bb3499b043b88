"""Gives the city's calendar as files for calendar programs: the public one, somebody's own, invitations."""

from dataclasses import replace

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


def guest_file(entry: Entry, origin: str, *, cancelled: bool) -> bytes:
    """Write one entry for a guest from outside, to be taken into a calendar."""
    return written(entry.plan.title, _PRODUCT, [_for_guest(entry, cancelled=cancelled)], origin)


def guest_change(entry: Entry, organiser: Mailbox, guest: Mailbox, origin: str) -> bytes:
    """Write what a mail brings to a guest who may have that file: the entry as it is now. It asks for no reply."""
    appointment = _for_guest(entry, cancelled=not entry.takes_place)
    return invited(_PRODUCT, appointment, organiser, guest, origin, reply=False)


def _for_guest(entry: Entry, *, cancelled: bool) -> Appointment:
    appointment = _appointment(entry, cancelled=cancelled)
    # Of what only the house sees, a guest is told what the invitation tells: no words for colleagues, no page of ours.
    return appointment if entry.plan.public else replace(appointment, link=None, description="")


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
