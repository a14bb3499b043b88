"""By whose hand each step of a letter goes. When it may, `domain.steps` says; that no author approves, the letter."""

from services.events.letters.domain.steps import Action
from shared.access import NotAllowed, Person, Role

WRITERS = (Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER)
READERS = (*WRITERS, Role.MAYOR, Role.AUDITOR)
"""Who may open a letter; each opening is written down."""
_HEADS = {Action.RETURN, Action.APPROVE, Action.DECLINE, Action.SIGN}
HANDS: dict[Action, tuple[Role, ...]] = {
    action: (*WRITERS, Role.MAYOR) if action in _HEADS else WRITERS for action in Action
}


def may(action: Action, person: Person) -> bool:
    """Tell whether an action is for a person's role."""
    return person.role in HANDS[action]


def require_may(action: Action, person: Person) -> None:
    """Raise `NotAllowed` where an action is not for a person's role."""
    if not may(action, person):
        raise NotAllowed(person.role)
