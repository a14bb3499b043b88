"""A session of the council as the calendar shows it. It follows what the council's register says of it, and no hand."""

from services.events.calendar.domain import EntryKind, Plan
from services.events.calendar.domain.dates import whole_day
from shared.contracts.reporting import SessionKind, SessionScheduledV1

OFF = "Sesja nie odbędzie się w tym terminie."
_KINDS = {
    SessionKind.ORDINARY: "",
    SessionKind.EXTRAORDINARY: " (nadzwyczajna)",
    SessionKind.CEREMONIAL: " (uroczysta)",
}


def session_entry_id(session_id: str) -> str:
    """Give the id of the entry of a session: the same one whenever it is asked for, at most 64 characters."""
    return f"session-{session_id[:50]}"


def session_plan(event: SessionScheduledV1) -> Plan:
    """Say what the entry says. Nobody knows when a session ends: it is one of the whole day, its hour in its title."""
    starts, ends = whole_day(event.on)
    hour = f", godz. {event.begins:%H:%M}" if event.begins else ""
    return Plan(
        title=f"{event.roman} sesja Rady Miasta{_KINDS[event.kind]}{hour}"[:200],
        kind=EntryKind.SESSION,
        starts=starts,
        ends=ends,
        all_day=True,
        place=event.place[:200] if len(event.place) >= 3 else None,
        link="/uchwaly",
    )
