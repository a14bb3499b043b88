"""What of patronage stands on the work list: the one thing that is to be done next with each application."""

from services.events.patronage.domain import Application, Arms, State
from services.events.work import About, Next, Wanted
from shared.access import Role

PLACE = "/panel/patronaty"
_BY_STATE: dict[State, tuple[str, str, Role]] = {
    State.SUBMITTED: ("check", "Sprawdź wniosek o patronat", Role.PROTOCOL_OFFICER),
    State.CHECKED: ("opine", "Napisz opinię o patronacie", Role.PROTOCOL_OFFICER),
    State.OPINED: ("decide", "Zdecyduj o patronacie", Role.MAYOR),
}


def next_of(one: Application) -> Next | None:
    """Give what is to be done next, and by whom."""
    about = About("patronage", one.sign, one.title, f"{PLACE}/{one.id}")
    if one.state is State.GRANTED and one.arms is Arms.HANDED_IN:
        action = "Sprawdź, jak organizator używa herbu"
        return Next("arms", Wanted(about, action, Role.PROTOCOL_OFFICER, None))
    if one.state not in _BY_STATE:
        return None
    key, action, role = _BY_STATE[one.state]
    return Next(key, Wanted(about, action, role, one.due_at, one.explanation))
