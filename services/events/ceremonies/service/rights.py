"""Who does what with ceremonies. It reads no store."""

from services.events.ceremonies.domain import Action
from shared.access import Role

WRITERS = (Role.PROTOCOL_OFFICER, Role.OFFICER)
READERS = (*WRITERS, Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
HANDS: dict[Action, tuple[Role, ...]] = {
    action: (*WRITERS, Role.MAYOR) if action in (Action.APPROVE, Action.LOCK, Action.REOPEN) else WRITERS
    for action in Action
}
"""By whose hand."""
