"""What of the calendar stands on the work list: conferences and sessions that lack somebody who was to be there."""

from services.events.calendar.domain import Entry
from services.events.work import About, Wanted
from shared.access import Role

_CONFERENCE = (
    "conference_people",
    "Konferencja prasowa",
    "Ustal, kto weźmie udział w konferencji",
    Role.PRESS_OFFICER,
)
_SESSION = (
    "session_people",
    "Sesja Rady Miasta",
    "Ustal, kto będzie na sesji, albo przesuń to, co jest w tym samym czasie",
    Role.PROTOCOL_OFFICER,
)


def wanted(entry: Entry) -> dict[str, Wanted]:
    """Give what its entry waits for: that a person says anew who is there, since somebody was taken off."""
    if not entry.taken_off or not entry.takes_place:
        return {}
    why = tuple(one.said for one in entry.taken_off)
    kind, what, action, role = _CONFERENCE if entry.session_id is None else _SESSION
    about = About(kind, f"{what} {entry.first_day:%d.%m.%Y}", entry.plan.title, f"/panel/wydarzenia/{entry.id}")
    # Whoever is taken off beside the others makes another task of it, which names all of them.
    return {f"people-{len(why)}": Wanted(about, action, role, entry.plan.starts, why)}
