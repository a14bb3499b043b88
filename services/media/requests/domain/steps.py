"""Where a request of the press stands, and what may be done then: one table. By whose hand, `service.rights` says."""

from enum import StrEnum

from services.media.requests.domain.clocks import Kind


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DRAFTED = "drafted"
    CLEARED = "cleared"
    APPROVED = "approved"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    AWAITED = "awaited"
    """A rectification of the city's is with the editor."""
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class Action(StrEnum):
    """What can be done with a request."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    GIVE_BACK = "give_back"
    TRANSFER = "transfer"
    DRAFT = "draft"
    COMPOSE = "compose"
    SEND_BACK = "send_back"
    CLEAR = "clear"
    RETURN = "return"
    APPROVE = "approve"
    SEND = "send"
    REFUSE = "refuse"
    HOLD = "hold"
    EXTEND = "extend"
    STOP = "stop"
    RESTART = "restart"
    WITHDRAW = "withdraw"
    RECORD_OUTCOME = "record_outcome"
    LINK = "link"
    CORRECT = "correct"
    """Put right what was entered wrongly."""
    CHOOSE = "choose"
    """Say which journalist of the list it is."""


class NotNow(Exception):
    """In the state in which it is, the request waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


_WORKED_ON = frozenset(
    {State.RECEIVED, State.ASSIGNED, State.ACCEPTED, State.DRAFTED, State.CLEARED, State.APPROVED},
)
WITH_UNIT = frozenset({State.ASSIGNED, State.ACCEPTED})
OFFICE, HEAD = "press_officer", "mayor"
"""Whose turn it is where no unit has it."""
WAITING = _WORKED_ON | {State.AWAITED}
"""In these somebody has something to do, and a term runs."""

TABLE: dict[Action, frozenset[State]] = {
    Action.ASSIGN: frozenset({State.RECEIVED, State.ASSIGNED, State.ACCEPTED}),
    Action.ACCEPT: frozenset({State.ASSIGNED}),
    Action.GIVE_BACK: WITH_UNIT,
    Action.TRANSFER: WITH_UNIT,
    Action.DRAFT: WITH_UNIT,
    Action.COMPOSE: frozenset({State.RECEIVED}),
    Action.SEND_BACK: frozenset({State.DRAFTED}),
    Action.CLEAR: frozenset({State.DRAFTED}),
    Action.RETURN: frozenset({State.CLEARED}),
    Action.APPROVE: frozenset({State.CLEARED}),
    Action.SEND: frozenset({State.APPROVED}),
    Action.REFUSE: _WORKED_ON,
    Action.HOLD: _WORKED_ON,
    Action.EXTEND: _WORKED_ON,
    Action.STOP: _WORKED_ON,
    Action.RESTART: _WORKED_ON,
    Action.WITHDRAW: WAITING,
    Action.RECORD_OUTCOME: frozenset({State.AWAITED}),
    Action.LINK: frozenset(State),
    Action.CORRECT: _WORKED_ON,
    Action.CHOOSE: frozenset(State),
}
"""What may be done while it stands where."""

_KINDS: dict[Action, frozenset[Kind]] = {
    # Information of the public sector is refused by a decision, a rectification by a notice with reasons; the other
    # kinds are answered, whatever the answer says.
    Action.REFUSE: frozenset({Kind.QUESTION, Kind.RECTIFICATION_IN}),
    Action.EXTEND: frozenset({Kind.QUESTION}),
    Action.HOLD: frozenset(Kind) - {Kind.RECTIFICATION_OUT},
    Action.STOP: frozenset({Kind.QUESTION, Kind.CRITICISM, Kind.INTERVIEW}),
    Action.RESTART: frozenset({Kind.QUESTION, Kind.CRITICISM, Kind.INTERVIEW}),
    Action.RECORD_OUTCOME: frozenset({Kind.RECTIFICATION_OUT}),
}
"""Actions that only some kinds know. Where the act ties an editor or a quotation to its day, nothing stops it."""


def possible(action: Action, kind: Kind, state: State) -> bool:
    """Tell whether an action has its time."""
    return kind in _KINDS.get(action, frozenset(Kind)) and state in TABLE[action]


def require(action: Action, kind: Kind, state: State) -> None:
    """Raise `NotNow` where an action does not have its time."""
    if not possible(action, kind, state):
        raise NotNow(state, action)
