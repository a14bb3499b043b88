"""How far an initiative is, and who may do what then. One table; nothing else in this capability decides it."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """How far an initiative is, as intake knows from what it has heard."""

    SUBMITTED = "submitted"
    CALLED = "called"
    """The applicants are called to complete it."""
    CHECKED = "checked"
    """The formal check has passed it; units give opinions, the Team scores."""
    FAULTY = "faulty"
    """The formal check has not passed it; the mayor still decides."""
    SCORED = "scored"
    APPROVED = "approved"
    FUNDED = "funded"
    """The treasurer has secured the city's share."""
    CONTRACTED = "contracted"
    SETTLED = "settled"
    SETTLED_WITH_CORRECTION = "settled_with_correction"
    TERMINATED = "terminated"
    REJECTED = "rejected"
    LEFT_UNCONSIDERED = "left_unconsidered"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What people do with an initiative in intake."""

    CORRECT = "correct"
    CORRECT_ON_PAPER = "correct_on_paper"
    WITHDRAW = "withdraw"
    WITHDRAW_ON_PAPER = "withdraw_on_paper"
    CONVERT = "convert"
    """Make the draft of a civic-budget proposal of it."""
    CONTRACT = "contract"
    ANNEX = "annex"
    TERMINATE = "terminate"


class Actor(StrEnum):
    """Who acts: the applicants by their link, or an officer signed in."""

    APPLICANT = "applicant"
    OFFICER = "officer"


class NotNow(Exception):
    """In this state this actor may not do that."""

    def __init__(self, initiative_id: str, state: State, action: Action) -> None:
        super().__init__(f"initiative {initiative_id} is {state}: no {action}")
        self.initiative_id, self.state, self.action = initiative_id, str(state), str(action)


_BEFORE_CONTRACT = (
    State.SUBMITTED,
    State.CALLED,
    State.CHECKED,
    State.FAULTY,
    State.SCORED,
    State.APPROVED,
    State.FUNDED,
)
WHO_MAY: Mapping[Action, tuple[Actor, tuple[State, ...]]] = {
    Action.CORRECT: (Actor.APPLICANT, (State.CALLED,)),
    Action.CORRECT_ON_PAPER: (Actor.OFFICER, (State.CALLED,)),
    Action.WITHDRAW: (Actor.APPLICANT, _BEFORE_CONTRACT),
    Action.WITHDRAW_ON_PAPER: (Actor.OFFICER, _BEFORE_CONTRACT),
    Action.CONVERT: (Actor.APPLICANT, (State.REJECTED, State.LEFT_UNCONSIDERED)),
    Action.CONTRACT: (Actor.OFFICER, (State.FUNDED,)),
    Action.ANNEX: (Actor.OFFICER, (State.CONTRACTED,)),
    Action.TERMINATE: (Actor.OFFICER, (State.CONTRACTED,)),
}
"""Who may do what, and in which states."""


def may(state: State, action: Action, actor: Actor) -> bool:
    """Tell whether an actor may do that in this state."""
    who, states = WHO_MAY[action]
    return actor is who and state in states
