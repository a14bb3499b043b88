"""By whose hand each step of a meeting goes. When it may, the domain says; that no author approves, the meeting."""

from services.events.meetings.domain import Action
from shared.access import NotAllowed, Person, Role

WRITERS = (Role.PROTOCOL_OFFICER, Role.OFFICER)
"""Who keeps meetings."""
READERS = (*WRITERS, Role.MAYOR, Role.AUDITOR)
DOERS = (
    Role.PROTOCOL_OFFICER,
    Role.OFFICER,
    Role.PRESS_OFFICER,
    Role.UNIT_REVIEWER,
    Role.DUTY_OFFICER,
    Role.MAYOR,
    Role.TREASURER,
)
"""Who takes part in meetings as staff, and to whom one can give a task."""
_HEADS = {Action.SIGN, Action.APPROVE}
HANDS: dict[Action, tuple[Role, ...]] = {
    action: (*WRITERS, Role.MAYOR) if action in _HEADS else WRITERS for action in Action if action is not Action.REMARK
}
"""By whose hand at the desk; remarks are the participants'."""


def require_may(action: Action, person: Person) -> None:
    """Raise `NotAllowed` where an action is not for a person's role."""
    if person.role not in HANDS[action]:
        raise NotAllowed(person.role)
