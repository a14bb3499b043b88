"""What of the calendar stands on the work list: conferences that lack somebody who was to be there."""

from services.events.calendar.domain import Entry
from services.events.work import About, Wanted
from shared.access import Role


def wanted(entry: Entry) -> dict[str, Wanted]:
    """Give what its entry waits for: that a person says anew who is there, since somebody was taken off."""
    if not entry.taken_off or not entry.takes_place:
        return {}
    case = f"Konferencja prasowa {entry.first_day:%d.%m.%Y}"
    about = About("conference_people", case, entry.plan.title, f"/panel/wydarzenia/{entry.id}")
    action, why = "Ustal, kto weźmie udział w konferencji", tuple(one.said for one in entry.taken_off)
    # Whoever is taken off beside the others makes another task of it, which names all of them.
    return {f"people-{len(why)}": Wanted(about, action, Role.PRESS_OFFICER, entry.plan.starts, why)}
