"""Writes appointments as iCalendar (RFC 5545), for calendar programs. It knows no duty and keeps nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

import icalendar

from shared.clock import warsaw

MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Mailbox:
    """Who writes an invitation, or gets it."""

    name: str
    mail: str


@dataclass(frozen=True)
class Appointment:
    """One entry of a calendar. `id` stays the same for ever; `version`, from 1, goes up with every change.

    `starts`, `ends`: two moments, or two days for whole days, the last one included. `link`: a page of the site, None
    where the reader may see none.
    """

    id: str
    version: int
    changed_at: datetime
    title: str
    starts: date
    ends: date
    link: str | None
    cancelled: bool = False
    place: str | None = None
    description: str = ""


def ical(name: str, product: str, appointments: Iterable[Appointment], origin: str) -> bytes:
    """Write a calendar called `name`; `origin`: the address of the site, for links and ids that are the city's own."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Ratusz//{product}//PL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Warsaw")
    # Both names of "ask again in so much time": RFC 7986 §5.7, and what Outlook reads.
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for one in appointments:
        calendar.add_component(_event(one, origin))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def invitation(
    product: str, one: Appointment, organiser: Mailbox, guest: Mailbox, origin: str, *, reply: bool = True
) -> bytes:
    """Write an invitation that a mail brings (RFC 5546): REQUEST, or CANCEL where the appointment is cancelled.

    It has the same UID as in any calendar of ours, and a SEQUENCE that goes up with every change: the program of
    whoever has it already changes it, or takes it away. `reply`: whether that program is to ask for an answer and mail
    it to the organiser.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Ratusz//{product}//PL")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if one.cancelled else "REQUEST")
    event = _event(one, origin)
    event.add("organizer", icalendar.vCalAddress(f"mailto:{organiser.mail}"), parameters={"CN": organiser.name})
    rsvp = "TRUE" if reply else "FALSE"
    asked = {"CN": guest.name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": rsvp}
    event.add("attendee", icalendar.vCalAddress(f"mailto:{guest.mail}"), parameters=asked)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(one: Appointment, origin: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{one.id}@{urlsplit(origin).hostname}")
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.version - 1)
    event.add("summary", one.title)
    if isinstance(one.starts, datetime) and isinstance(one.ends, datetime):
        event.add("dtstart", warsaw(one.starts))
        event.add("dtend", warsaw(one.ends))
    else:
        event.add("dtstart", one.starts)
        # The day after the last one (RFC 5545 §3.6.1).
        event.add("dtend", one.ends + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.place:
        event.add("location", one.place)
    if one.description:
        event.add("description", one.description)
    if one.link:
        event.add("url", f"{origin}{one.link}")
    return event
