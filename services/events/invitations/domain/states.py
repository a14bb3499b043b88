"""Where an invitation stands, what may be done with it then, and how that is refused. No framework."""

from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where an invitation stands."""

    PREPARED = "prepared"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPRESENTED = "represented"
    NO_REPLY = "no_reply"
    ATTENDED = "attended"
    WITHDRAWN = "withdrawn"
    """The city has taken it back: the guest hears nothing more of us."""


class Action(StrEnum):
    """What can be done with an invitation; ANSWER is the guest's own, by the link."""

    TAKE_OFF = "take_off"
    SEND = "send"
    ANSWER = "answer"
    ENTER = "enter"
    REMIND = "remind"
    ASK_AGAIN = "ask_again"
    LAPSE = "lapse"
    ADMIT = "admit"
    LET_OUT = "let_out"
    """That somebody was let in was a slip."""
    WITHDRAW = "withdraw"


ANSWERED = frozenset({State.ACCEPTED, State.DECLINED, State.REPRESENTED})
COMING = frozenset({State.ACCEPTED, State.REPRESENTED, State.ATTENDED})
TABLE: dict[Action, frozenset[State]] = {
    Action.TAKE_OFF: frozenset({State.PREPARED}),
    Action.SEND: frozenset({State.PREPARED}),
    Action.ANSWER: frozenset({State.SENT}) | ANSWERED,
    Action.ENTER: frozenset({State.SENT, State.NO_REPLY}) | ANSWERED,
    Action.REMIND: frozenset({State.SENT}),
    # Who has declined is let alone.
    Action.ASK_AGAIN: frozenset({State.SENT, State.NO_REPLY, State.ACCEPTED, State.REPRESENTED}),
    Action.LAPSE: frozenset({State.SENT}),
    Action.ADMIT: frozenset({State.SENT, State.NO_REPLY}) | ANSWERED,
    Action.LET_OUT: frozenset({State.ATTENDED}),
    Action.WITHDRAW: frozenset({State.SENT, State.NO_REPLY}) | ANSWERED,
}
"""What may be done while it stands where."""


class InvitationNotNow(Exception):
    """In the state in which it is, the invitation or its list waits for something else."""

    def __init__(self, state: str, action: str) -> None:
        super().__init__(f"no {action} while {state}")
        self.state, self.action = state, action


class OwnInvitation(Exception):
    """Whoever has written the letter or the list approves neither."""


class TooManyCompanions(Exception):
    """More people come along than may. `most`: how many may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"at most {most}")
        self.most = most


class AnswerClosed(Exception):
    """The day until which guests answer by the link is over, or the event is not held."""


class AlreadyIn(Exception):
    """The guest was let in before. `at`: when."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at.isoformat())
        self.at = at
