"""By whose hand each step of a press release goes. When it may, `domain.steps` says."""

from collections.abc import Mapping

from services.media.releases.domain.steps import Action
from shared.access import Role

WRITERS = (Role.PRESS_OFFICER,)
APPROVERS = (Role.PRESS_OFFICER, Role.MAYOR)
"""Who may be the second pair of eyes."""
READERS = (Role.PRESS_OFFICER, Role.MAYOR, Role.AUDITOR)
"""Who sees what is not out yet."""
HANDS: Mapping[Action, tuple[Role, ...]] = {
    **dict.fromkeys(Action, WRITERS),
    **dict.fromkeys((Action.GIVE_BACK, Action.APPROVE, Action.RECALL, Action.CONFIRM, Action.DROP), APPROVERS),
    Action.WITHDRAW: APPROVERS,
}
"""By whose hand a thing is done."""
