"""Writes entries as iCalendar (RFC 5545), for the calendar programs of residents and of other systems."""

from datetime import timedelta
from urllib.parse import urlsplit

import icalendar

from services.events.calendar.domain import Entry
from shared.clock import warsaw


def ical(entries: list[Entry], origin: str) -> bytes:
    """Write a calendar; `origin` is the address of the site, for links and for ids that are the city's own."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Ratusz//Kalendarz//PL")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Kalendarz Kalisza")
    calendar.add("x-wr-timezone", "Europe/Warsaw")
    # Both names of "ask again in so much time": RFC 7986 §5.7, and what Outlook reads.
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for entry in entries:
        calendar.add_component(_event(entry, origin))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry, origin: str) -> icalendar.Event:
    plan, event = entry.plan, icalendar.Event()
    event.add("uid", f"{entry.id}@{urlsplit(origin).hostname}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.version - 1)
    event.add("summary", plan.title)
    if plan.all_day:
        event.add("dtstart", entry.first_day)
        # The day after the last one (RFC 5545 §3.6.1).
        event.add("dtend", entry.last_day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", warsaw(plan.starts))
        event.add("dtend", warsaw(plan.ends))
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if plan.place:
        event.add("location", plan.place)
    texts = [entry.cancel_reason, plan.description]
    if any(texts):
        event.add("description", "\n\n".join(text for text in texts if text))
    event.add("url", f"{origin}/kalendarz/{entry.id}")
    return event
