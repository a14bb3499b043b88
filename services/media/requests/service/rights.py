"""By whose hand each step of a request goes. When it may, `domain.steps` says."""

from services.media.requests.domain.steps import Action
from shared.access import NotAllowed, Person, Role

_UNITS = (Action.ACCEPT, Action.GIVE_BACK, Action.TRANSFER, Action.DRAFT)
_HEADS = (Action.RETURN, Action.APPROVE, Action.REFUSE)
HANDS = {
    **dict.fromkeys(Action, Role.PRESS_OFFICER),
    **dict.fromkeys(_UNITS, Role.UNIT_REVIEWER),
    **dict.fromkeys(_HEADS, Role.MAYOR),
}
"""The press office's, unless it is its unit's or the head's."""


def may(action: Action, person: Person, unit: str | None) -> bool:
    """Tell whether a person may act on a request that is with `unit`; a unit acts on its own alone."""
    role = HANDS[action]
    return person.role is role and (role is not Role.UNIT_REVIEWER or (unit is not None and person.unit == unit))


def require_may(action: Action, person: Person, unit: str | None) -> None:
    """Raise `NotAllowed` where a person may not act."""
    if not may(action, person, unit):
        raise NotAllowed(person.role)
