"""Where a press release is, and what may be done to it then. By whose hand, `service.rights` says."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a release is. Only what is published, or was, is known outside of the office."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    """It waits for the end of its embargo."""
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Action(StrEnum):
    """What can be done to a release."""

    REWRITE = "rewrite"
    ATTACH = "attach"
    """Add a photograph or a file, or take one away."""
    SUBMIT = "submit"
    GIVE_BACK = "give_back"
    APPROVE = "approve"
    RECALL = "recall"
    """Make a draft of it again before it is out."""
    DISCARD = "discard"
    CORRECT = "correct"
    """Propose to put right what is out."""
    CONFIRM = "confirm"
    DROP = "drop"
    """Let a proposed correction go."""
    WITHDRAW = "withdraw"
    SEND = "send"


TABLE: Mapping[Action, frozenset[State]] = {
    Action.REWRITE: frozenset({State.DRAFT}),
    Action.ATTACH: frozenset({State.DRAFT}),
    Action.SUBMIT: frozenset({State.DRAFT}),
    Action.GIVE_BACK: frozenset({State.REVIEW}),
    Action.APPROVE: frozenset({State.REVIEW}),
    Action.RECALL: frozenset({State.REVIEW, State.APPROVED}),
    Action.DISCARD: frozenset({State.DRAFT}),
    Action.CORRECT: frozenset({State.PUBLISHED}),
    Action.CONFIRM: frozenset({State.PUBLISHED}),
    Action.DROP: frozenset({State.PUBLISHED}),
    Action.WITHDRAW: frozenset({State.PUBLISHED}),
    Action.SEND: frozenset({State.APPROVED, State.PUBLISHED}),
}
"""In which states a thing can be done."""


class NotNow(Exception):
    """What was asked cannot be done to a release where it is."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"{state}: no {action}")
        self.state, self.action = state.value, action.value


def require(action: Action, state: State) -> None:
    """Raise `NotNow` where an action does not have its time."""
    if state not in TABLE[action]:
        raise NotNow(state, action)
