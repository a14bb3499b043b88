"""By whose hand each step of patronage goes: the department's, the mayor's, the organiser's."""

from services.events.patronage.domain import (
    Action,
)
from shared.access import Role

WRITERS = (Role.PROTOCOL_OFFICER, Role.PRESS_OFFICER, Role.OFFICER)
READERS = (*WRITERS, Role.MAYOR, Role.AUDITOR)
HANDS: dict[Action, tuple[Role, ...]] = {
    Action.CALL: WRITERS,
    Action.CHECK: WRITERS,
    Action.OPINE: WRITERS,
    Action.APPROVE_ARMS: WRITERS,
    Action.RETURN_ARMS: WRITERS,
    Action.GRANT: (Role.MAYOR,),
    Action.REFUSE: (Role.MAYOR,),
    Action.REVOKE: (Role.MAYOR,),
}
"""By whose hand at the desk; what is missing is the organiser's."""
OWN = (
    Action.COMPLETE,
    Action.HAND_IN,
    Action.PHOTOGRAPH,
    Action.DROP_PHOTOGRAPH,
    Action.REPORT,
    Action.WITHDRAW,
)
"""What the organiser does, by the link."""
