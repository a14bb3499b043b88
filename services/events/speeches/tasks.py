"""What of speeches stands on the work list: the one thing that is to be done next with each."""

from services.events.speeches.domain import AHEAD, Speech, State
from services.events.work import About, Next, Wanted
from shared.access import Role
from shared.clock import end_of

PLACE = "/panel/wystapienia"
_BY_STATE: dict[State, tuple[str, str, Role]] = {
    State.ORDERED: ("brief", "Zbierz dane do wystąpienia, ze źródłami", Role.PROTOCOL_OFFICER),
    State.BRIEFED: ("draft", "Napisz wystąpienie", Role.PROTOCOL_OFFICER),
    State.DRAFTED: ("approve", "Zatwierdź wystąpienie", Role.MAYOR),
    State.APPROVED: ("deliver", "Zapisz, kiedy wygłoszono wystąpienie", Role.PROTOCOL_OFFICER),
    State.DELIVERED: ("publish", "Opublikuj wystąpienie", Role.PRESS_OFFICER),
}
_OFF = ("off", "Wydarzenie odwołane albo przełożone: zdecyduj, co z wystąpieniem", Role.PROTOCOL_OFFICER)
_FIGURES = ("figures", "Daj liczby w wystąpieniu do sprawdzenia", Role.PROTOCOL_OFFICER)


def next_of(one: Speech) -> Next | None:
    """Give what is to be done next, and by whom."""
    found = _BY_STATE.get(one.state)
    if one.off and one.state in AHEAD:
        found = _OFF
    elif one.state is State.DRAFTED and one.unconfirmed:
        found = _FIGURES
    if found is None:
        return None
    key, action, role = found
    on = f"{one.order.held_on:%d.%m.%Y}"
    about = About("speech", f"Wystąpienie {on}", one.order.title, f"{PLACE}/{one.id}")
    if one.waits:
        return Next(key, Wanted(about, action, role, one.due_at, one.explanation))
    return Next(key, Wanted(about, action, role, end_of(one.order.held_on), (f"Dzień wystąpienia: {on}",)))
