"""Where a letter stands, and what may be done then: one table. By whose hand, `service.rights` says."""

from enum import StrEnum


class State(StrEnum):
    """Where a letter stands."""

    FORM_NEEDED = "form_needed"
    """It waits until a person says how somebody in it is addressed."""
    REQUESTED = "requested"
    DRAFTED = "drafted"
    CHECKED = "checked"
    APPROVED = "approved"
    SIGNED = "signed"
    REGISTERED = "registered"
    SENT = "sent"
    DELIVERED = "delivered"
    DECLINED = "declined"


class Action(StrEnum):
    """What can be done with a letter. `DRAFT` is open to changes of a draft, too."""

    DRAFT = "draft"
    CHECK = "check"
    RETURN = "return"
    APPROVE = "approve"
    SIGN = "sign"
    REGISTER = "register"
    SEND = "send"
    DELIVER = "deliver"
    DECLINE = "decline"
    READDRESS = "readdress"
    CORRECT = "correct"


class NotNow(Exception):
    """In the state in which it is, the letter waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


_UNSENT = frozenset(
    {State.FORM_NEEDED, State.REQUESTED, State.DRAFTED, State.CHECKED, State.APPROVED, State.SIGNED, State.REGISTERED}
)
TABLE: dict[Action, frozenset[State]] = {
    Action.DRAFT: frozenset({State.REQUESTED, State.DRAFTED}),
    Action.CHECK: frozenset({State.DRAFTED}),
    Action.RETURN: frozenset({State.DRAFTED, State.CHECKED, State.APPROVED, State.SIGNED}),
    Action.APPROVE: frozenset({State.CHECKED}),
    Action.SIGN: frozenset({State.APPROVED}),
    Action.REGISTER: frozenset({State.SIGNED}),
    Action.SEND: frozenset({State.REGISTERED}),
    Action.DELIVER: frozenset({State.SENT}),
    # What is registered has a number that stays: a letter that is not sent after all is declined with its reason.
    Action.DECLINE: _UNSENT,
    Action.READDRESS: frozenset({State.FORM_NEEDED, State.REQUESTED}),
    Action.CORRECT: _UNSENT,
}
WAITING = _UNSENT
"""In these somebody has something to do."""


def possible(action: Action, state: State) -> bool:
    """Tell whether an action has its time."""
    return state in TABLE[action]


def require(action: Action, state: State) -> None:
    """Raise `NotNow` where an action does not have its time."""
    if not possible(action, state):
        raise NotNow(state, action)
