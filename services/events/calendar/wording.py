"""What the calendar writes to the offices of officials. Plain Polish; it decides nothing."""

from datetime import timedelta

from services.events.calendar.domain import Entry
from shared.clock import warsaw


def subject(entry: Entry, *, new: bool, cancelled: bool) -> str:
    """Give the subject of a mail about an entry."""
    what = "Odwołane" if cancelled else "Zaproszenie" if new else "Zmiana"
    return f"{what}: {' '.join(entry.plan.title.split())}"


def mail_text(entry: Entry, origin: str, *, cancelled: bool) -> str:
    """Give the text of such a mail, for whose program shows no invitation."""
    reason = entry.cancel_reason if not entry.takes_place else next((one.reason for one in entry.told[:1]), None)
    lines = [
        entry.plan.title,
        "Obecność nie jest już potrzebna." if cancelled else f"Kiedy: {said_time(entry)}",
        f"Gdzie: {entry.plan.place}" if entry.plan.place and not cancelled else "",
        f"Powód: {reason}" if reason else "",
        "",
        f"{origin}/panel/wydarzenia/{entry.id}",
    ]
    return "\n".join(line for number, line in enumerate(lines) if line or number == 4) + "\n"


def said_elsewhere(role: str, other: Entry) -> str:
    """Say where somebody is at a time at which they are wanted at another entry, in at most 300 characters."""
    return f"{role} jest wtedy gdzie indziej: {other.plan.title[:120]}, {said_time(other)}."


def said_time(entry: Entry) -> str:
    """Say when an entry is: "11.06.2026, 10:30–12:00"."""
    first, last = entry.first_day, entry.last_day
    days = f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"
    if entry.plan.all_day:
        return f"{days}, cały dzień"
    starts, ends = warsaw(entry.plan.starts), warsaw(entry.plan.ends)
    hours = f"{starts:%H:%M}–{ends:%H:%M}" if ends - starts >= timedelta(minutes=1) else f"{starts:%H:%M}"
    return f"{days}, {hours}"
