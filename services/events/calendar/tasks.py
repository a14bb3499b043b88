"""What of the calendar stands on the work list: who is there after all, and new dates of what was put off."""

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
    """Give what an entry waits for: a new date, or that a person says anew who is there, since somebody was taken off.

    No act says by when a new date is found, so that task has none: residents are promised one until somebody gives it.
    """
    if entry.postponed:
        about = About("new_date", f"Przełożone z {entry.first_day:%d.%m.%Y}", entry.plan.title, _link(entry))
        return {"new_date": Wanted(about, "Podaj nowy termin albo odwołaj wydarzenie", Role.PROTOCOL_OFFICER, None)}
    if not entry.taken_off or not entry.takes_place:
        return {}
    why = tuple(one.said for one in entry.taken_off)
    kind, what, action, role = _CONFERENCE if entry.session_id is None else _SESSION
    about = About(kind, f"{what} {entry.first_day:%d.%m.%Y}", entry.plan.title, _link(entry))
    # Whoever is taken off beside the others makes another task of it, which names all of them.
    return {f"people-{len(why)}": Wanted(about, action, role, entry.plan.starts, why)}


def _link(entry: Entry) -> str:
    return f"/panel/wydarzenia/{entry.id}"
