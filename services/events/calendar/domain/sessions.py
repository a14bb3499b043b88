"""A session of the council as the calendar shows it. It follows what the council's register says of it, and no hand."""

from datetime import UTC, datetime

from services.events.calendar.domain import Entry, EntryKind, Plan
from services.events.calendar.domain.dates import whole_day
from shared.clock import WARSAW
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


def hour_unknown(entry: Entry) -> bool:
    """True where it is a session that takes place, on a day of which nobody knows yet from when on it is taken."""
    return entry.session_id is not None and entry.takes_place and entry.plan.starts == whole_day(entry.first_day)[0]


def session_plan(event: SessionScheduledV1) -> Plan:
    """Say what the entry says, without people. Nobody knows when a session ends: it is one of the whole day.

    Its hour, where it is known, stands in its title, and from then until midnight it needs whoever is there.
    """
    starts, ends = whole_day(event.on)
    if event.begins:
        starts = datetime.combine(event.on, event.begins, WARSAW).astimezone(UTC)
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
